package dev.vitrine.scenario;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// JSON that remembers where everything stood.
sealed interface Json {
    At at();

    /// A place in a file, both counted from 1.
    record At(int line, int column) {
        At plus(int columns) {
            return new At(line, column + columns);
        }
    }

    record Obj(At at, Map<String, Field> fields) implements Json {}

    /// @param nameAt where its name stood
    record Field(At nameAt, Json value) {}

    record Arr(At at, List<Json> items) implements Json {}

    record Str(At at, String text) implements Json {}

    record Num(At at, String text) implements Json {}

    record Bool(At at, boolean isTrue) implements Json {}

    record Null(At at) implements Json {}

    /// How deep objects and arrays may be nested.
    int DEPTH_MAX = 20;

    /// The longest text.
    int TEXT_CHARS_MAX = 4_000;

    /// What was found, in words.
    default String words() {
        return switch (this) {
            case Obj _ -> "an object";
            case Arr _ -> "a list";
            case Str(At _, String text) -> "\"" + text + "\"";
            case Num(At _, String text) -> text;
            case Bool(At _, boolean isTrue) -> Boolean.toString(isTrue);
            case Null _ -> "null";
        };
    }

    /// @throws ScenarioException when it is no JSON, or breaks one of the limits above
    static Json parse(String source, String text) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            if (parser.nextToken() == null) {
                throw new ScenarioException(source, new At(1, 1), "the file is empty");
            }
            Json whole = value(source, parser);
            At after = at(parser);
            if (parser.nextToken() != null) {
                throw new ScenarioException(
                        source, at(parser), "there is more after the end of the scenario");
            }
            if (!(whole instanceof Obj)) {
                throw new ScenarioException(source, after, "a scenario is an object, in braces");
            }
            return whole;
        } catch (JsonProcessingException e) {
            JsonLocation where = e.getLocation();
            At at =
                    where == null
                            ? new At(1, 1)
                            : new At(
                                    Math.max(1, where.getLineNr()),
                                    Math.max(1, where.getColumnNr()));
            throw new ScenarioException(source, at, "this is no JSON: " + reason(e));
        } catch (IOException e) {
            throw new ScenarioException(source, "it cannot be read: " + e.getMessage());
        }
    }

    private static String reason(JsonProcessingException e) {
        String message = String.valueOf(e.getOriginalMessage());
        int more = message.indexOf("\n");
        return more < 0 ? message : message.substring(0, more);
    }

    private static Json value(String source, JsonParser parser) throws IOException {
        At at = at(parser);
        JsonToken token = parser.currentToken();
        return switch (token) {
            case START_OBJECT -> {
                Map<String, Field> fields = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    At nameAt = at(parser);
                    String name = parser.currentName();
                    parser.nextToken();
                    if (fields.put(name, new Field(nameAt, value(source, parser))) != null) {
                        throw new ScenarioException(
                                source, nameAt, "there is a field \"" + name + "\" already");
                    }
                }
                yield new Obj(at, fields);
            }
            case START_ARRAY -> {
                List<Json> items = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    items.add(value(source, parser));
                }
                yield new Arr(at, items);
            }
            case VALUE_STRING -> new Str(at, parser.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Num(at, parser.getText());
            case VALUE_TRUE -> new Bool(at, true);
            case VALUE_FALSE -> new Bool(at, false);
            default -> new Null(at);
        };
    }

    private static At at(JsonParser parser) {
        JsonLocation where = parser.currentTokenLocation();
        return new At(where.getLineNr(), where.getColumnNr());
    }

    JsonFactory FACTORY =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(DEPTH_MAX)
                                    .maxStringLength(TEXT_CHARS_MAX)
                                    .maxNameLength(TEXT_CHARS_MAX)
                                    .build())
                    .build();
}
