package dev.vitrine.config;

import java.util.List;

/// One of Kafka's settings.
///
/// @param name Kafka's own
/// @param defaultValue Kafka's own, as text
/// @param min the smallest number allowed
/// @param max the largest number allowed
/// @param allowed the texts allowed, empty when any is
/// @param doc a sentence of ours
public record Setting(
        String name,
        Type type,
        String defaultValue,
        long min,
        long max,
        List<String> allowed,
        String doc) {

    public enum Type {
        BOOLEAN,
        INT,
        LONG,
        DOUBLE,
        STRING,
        LIST
    }

    /// @throws IllegalArgumentException with one sentence when the value is not one this setting
    ///   takes
    public void validate(String value) {
        switch (type) {
            case BOOLEAN -> {
                if (!value.equalsIgnoreCase("true") && !value.equalsIgnoreCase("false")) {
                    throw refused(value, "Expected value to be either true or false");
                }
            }
            case INT, LONG -> {
                long number;
                try {
                    number =
                            type == Type.INT
                                    ? Integer.parseInt(value.strip())
                                    : Long.parseLong(value.strip());
                } catch (NumberFormatException e) {
                    throw refused(value, "Not a number of type " + type);
                }
                if (number < min) {
                    throw refused(value, "Value must be at least " + min);
                }
                if (number > max) {
                    throw refused(value, "Value must be no more than " + max);
                }
            }
            case DOUBLE -> {
                double number;
                try {
                    number = Double.parseDouble(value.strip());
                } catch (NumberFormatException e) {
                    throw refused(value, "Not a number of type " + type);
                }
                if (!(number >= min)) {
                    throw refused(value, "Value must be at least " + min);
                }
                if (number > max) {
                    throw refused(value, "Value must be no more than " + max);
                }
            }
            case STRING -> {
                if (!allowed.isEmpty() && !allowed.contains(value)) {
                    throw refused(value, "String must be one of: " + String.join(", ", allowed));
                }
            }
            case LIST -> {
                for (String item : value.split(",")) {
                    if (!allowed.isEmpty() && !allowed.contains(item.strip())) {
                        throw refused(
                                value, "String must be one of: " + String.join(", ", allowed));
                    }
                }
            }
        }
    }

    private IllegalArgumentException refused(String value, String why) {
        return new IllegalArgumentException(
                "Invalid value " + value + " for configuration " + name + ": " + why);
    }

    static Setting bool(String name, boolean defaultValue, String doc) {
        return new Setting(
                name, Type.BOOLEAN, Boolean.toString(defaultValue), 0, 0, List.of(), doc);
    }

    static Setting number(String name, int defaultValue, int min, String doc) {
        return new Setting(
                name,
                Type.INT,
                Integer.toString(defaultValue),
                min,
                Integer.MAX_VALUE,
                List.of(),
                doc);
    }

    static Setting big(String name, long defaultValue, long min, String doc) {
        return new Setting(
                name, Type.LONG, Long.toString(defaultValue), min, Long.MAX_VALUE, List.of(), doc);
    }

    static Setting text(String name, String defaultValue, String doc, String... allowed) {
        return new Setting(name, Type.STRING, defaultValue, 0, 0, List.of(allowed), doc);
    }
}
