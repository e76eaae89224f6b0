package dev.vitrine.scenario;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// An object of a scenario whose fields are asked for by name. It knows which there may be.
final class Fields {
    private final String source;
    private final String what;
    private final Json.Obj object;

    private Fields(String source, String what, Json.Obj object) {
        this.source = source;
        this.what = what;
        this.object = object;
    }

    /// @param what it is, for messages: `a step`
    /// @param allowed the names of its fields
    /// @throws ScenarioException when it is no object, or has a field that it may not have
    static Fields of(String source, String what, Json json, String... allowed) {
        if (!(json instanceof Json.Obj object)) {
            throw new ScenarioException(
                    source,
                    json.at(),
                    "found " + json.words() + " where " + what + " stands, an object");
        }
        List<String> names = List.of(allowed);
        object.fields()
                .forEach((name, field) -> {
                    if (!names.contains(name)) {
                        throw new ScenarioException(
                                source,
                                field.nameAt(),
                                what
                                        + " has no field \""
                                        + name
                                        + "\""
                                        + Nearest.hint(name, names)
                                        + " allowed are "
                                        + String.join(", ", names));
                    }
                });
        return new Fields(source, what, object);
    }

    Json.At at() {
        return object.at();
    }

    boolean has(String name) {
        return object.fields().containsKey(name);
    }

    @Nullable Json value(String name) {
        Json.Field field = object.fields().get(name);
        return field == null ? null : field.value();
    }

    Json required(String name) {
        Json value = value(name);
        if (value == null) {
            throw new ScenarioException(
                    source, object.at(), what + " needs the field \"" + name + "\"");
        }
        return value;
    }

    /// Exactly one of these is there.
    String exactlyOneOf(List<String> names) {
        List<String> found = names.stream().filter(this::has).toList();
        if (found.size() != 1) {
            throw new ScenarioException(
                    source,
                    object.at(),
                    what
                            + " has one of the fields "
                            + String.join(", ", names)
                            + ", and here "
                            + (found.isEmpty() ? "is none" : "are " + String.join(", ", found)));
        }
        return found.getFirst();
    }

    String text(String name) {
        return string(required(name)).text();
    }

    String text(String name, String otherwise) {
        return has(name) ? text(name) : otherwise;
    }

    Json.Str string(String name) {
        return string(required(name));
    }

    private Json.Str string(Json value) {
        if (value instanceof Json.Str string && !string.text().isBlank()) {
            return string;
        }
        throw new ScenarioException(
                source, value.at(), "found " + value.words() + " where a text stands");
    }

    String oneOf(String name, List<String> allowed, String otherwise) {
        if (!has(name)) {
            return otherwise;
        }
        String found = text(name);
        if (!allowed.contains(found)) {
            throw wrong(
                    name,
                    "\""
                            + found
                            + "\" is no "
                            + name
                            + Nearest.hint(found, allowed)
                            + " allowed are "
                            + String.join(", ", allowed));
        }
        return found;
    }

    /// A name of something that is there.
    String nameAmong(String name, String kind, Collection<String> there) {
        String found = text(name);
        if (!there.contains(found)) {
            throw wrong(
                    name,
                    "there is no "
                            + kind
                            + " \""
                            + found
                            + "\""
                            + Nearest.hint(found, there)
                            + " there "
                            + ExpressionReader.listed(there));
        }
        return found;
    }

    int integer(String name, int otherwise, int min, int max) {
        Json value = value(name);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Json.Num(Json.At _, String digits) && digits.matches("-?\\d{1,9}")) {
            int number = Integer.parseInt(digits);
            if (number >= min && number <= max) {
                return number;
            }
        }
        throw wrong(
                name,
                "found "
                        + value.words()
                        + " where a whole number from "
                        + min
                        + " to "
                        + max
                        + " stands");
    }

    double number(String name, double otherwise, double max) {
        Json value = value(name);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Json.Num(Json.At _, String digits)) {
            double number = Double.parseDouble(digits);
            if (number >= 0 && number <= max) {
                return number;
            }
        }
        throw wrong(
                name, "found " + value.words() + " where a number from 0 to " + max + " stands");
    }

    boolean truth(String name, boolean otherwise) {
        Json value = value(name);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Json.Bool(Json.At _, boolean isTrue)) {
            return isTrue;
        }
        throw wrong(name, "found " + value.words() + " where true or false stands");
    }

    /// Names and values of Kafka's settings; a value may be a text, a number, true or false.
    Map<String, String> settings(String name) {
        Json value = value(name);
        Map<String, String> settings = new LinkedHashMap<>();
        if (value == null) {
            return settings;
        }
        if (!(value instanceof Json.Obj object)) {
            throw wrong(name, "found " + value.words() + " where an object of settings stands");
        }
        object.fields()
                .forEach((setting, field) ->
                        settings.put(
                                setting,
                                switch (field.value()) {
                                    case Json.Str(Json.At _, String text) -> text;
                                    case Json.Num(Json.At _, String digits) -> digits;
                                    case Json.Bool(Json.At _, boolean isTrue) ->
                                            Boolean.toString(isTrue);
                                    default ->
                                            throw new ScenarioException(
                                                    source,
                                                    field.value().at(),
                                                    "found "
                                                            + field.value().words()
                                                            + " where the value of a"
                                                            + " setting stands");
                                }));
        return settings;
    }

    List<Json> list(String name, int max) {
        return has(name) ? list(source, required(name), 0, max) : List.of();
    }

    List<String> texts(String name, int max) {
        List<String> texts = new ArrayList<>();
        for (Json each : list(source, required(name), 1, max)) {
            texts.add(string(each).text());
        }
        return texts;
    }

    static List<Json> list(String source, Json value, int min, int max) {
        if (!(value instanceof Json.Arr(Json.At at, List<Json> items))) {
            throw new ScenarioException(
                    source,
                    value.at(),
                    "found " + value.words() + " where a list stands, in brackets");
        }
        if (items.size() < min || items.size() > max) {
            throw new ScenarioException(
                    source,
                    at,
                    "this list has " + min + " to " + max + " items, not " + items.size());
        }
        return items;
    }

    /// At the value of a field.
    ScenarioException wrong(String name, String sentence) {
        return new ScenarioException(source, required(name).at(), sentence);
    }
}
