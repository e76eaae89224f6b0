package dev.vitrine.config;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// One of Kafka's settings.
///
/// @param name Kafka's own
/// @param defaultValue Kafka's own, as text; null when it has none
/// @param allowed which values of the type it takes
/// @param update how it can change while a broker runs; a topic's or a group's always can
/// @param synonyms the broker settings among which Kafka looks for this one's value, the first that
///   has one winning: its own name, then names in larger units
/// @param origins the broker settings that give a topic's or a group's setting its default, the
///   first that has a value winning
/// @param honoured whether this engine acts on it; the others are kept and shown, and do nothing
/// @param identity whether a node says it of itself, so that nobody can set it
/// @param internal whether Kafka knows it but does not show it
/// @param doc a sentence of ours
public record Setting(
        String name,
        Type type,
        @Nullable String defaultValue,
        Allowed allowed,
        Update update,
        List<String> synonyms,
        List<Origin> origins,
        boolean honoured,
        boolean identity,
        boolean internal,
        String doc) {

    public enum Type {
        BOOLEAN,
        STRING,
        SHORT,
        INT,
        LONG,
        DOUBLE,
        LIST,
        /// The name of a class. Only Kafka's default is one that this engine could mean.
        CLASS,
        PASSWORD
    }

    /// How a broker setting can change while the broker runs.
    public enum Update {
        /// Only with a restart.
        READ_ONLY,
        /// For one listener of one broker, under a name that begins with `listener.name.`.
        PER_LISTENER,
        /// For one broker only.
        PER_BROKER,
        /// For one broker or for all at once.
        CLUSTER_WIDE
    }

    /// A broker setting that gives a default.
    ///
    /// @param factor what its value is multiplied by
    public record Origin(String name, long factor) {}

    /// Whether its value is never shown.
    public boolean sensitive() {
        return type == Type.PASSWORD;
    }

    /// @return the value as Kafka writes it: without blanks around it, numbers in their plain form
    /// @throws IllegalArgumentException with one sentence, Kafka's, when the value is not one this
    ///   setting takes
    public String parse(String value) {
        String parsed =
                switch (type) {
                    case BOOLEAN -> parseBoolean(value);
                    case SHORT, INT, LONG, DOUBLE -> parseNumber(value);
                    case STRING -> value.trim();
                    case LIST -> String.join(",", allowed.check(name, items(value)));
                    case CLASS -> parseClass(value);
                    case PASSWORD -> value;
                };
        if (type != Type.LIST) {
            allowed.check(name, parsed);
        }
        return parsed;
    }

    /// The items of a list, without the blanks around them.
    static List<String> items(String value) {
        String trimmed = value.trim();
        return trimmed.isEmpty() ? List.of() : List.of(trimmed.split("\\s*,\\s*", -1));
    }

    private String parseBoolean(String value) {
        String trimmed = value.trim();
        if (!trimmed.equalsIgnoreCase("true") && !trimmed.equalsIgnoreCase("false")) {
            throw Allowed.refused(name, value, "Expected value to be either true or false");
        }
        return trimmed.equalsIgnoreCase("true") ? "true" : "false";
    }

    private String parseNumber(String value) {
        String trimmed = value.trim();
        try {
            return switch (type) {
                case SHORT -> Short.toString(Short.parseShort(trimmed));
                case INT -> Integer.toString(Integer.parseInt(trimmed));
                case DOUBLE -> Double.toString(Double.parseDouble(trimmed));
                default -> Long.toString(Long.parseLong(trimmed));
            };
        } catch (NumberFormatException e) {
            throw Allowed.refused(name, value, "Not a number of type " + type);
        }
    }

    private String parseClass(String value) {
        if (!value.trim().equals(defaultValue)) {
            throw Allowed.refused(name, value, "Class " + value + " could not be found.");
        }
        return value.trim();
    }
}
