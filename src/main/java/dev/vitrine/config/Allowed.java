package dev.vitrine.config;

import java.util.List;
import java.util.regex.Pattern;

/// Which values a setting takes, among those of its type. The sentences are Kafka's.
public sealed interface Allowed {
    /// @param value as [Setting#parse] leaves it
    /// @throws IllegalArgumentException with one sentence when the value is not allowed
    void check(String name, String value);

    /// The same for a list.
    ///
    /// @return the items that count
    default List<String> check(String name, List<String> items) {
        check(name, String.join(",", items));
        return items;
    }

    /// Every value of the type.
    record Anything() implements Allowed {
        @Override
        public void check(String name, String value) {}
    }

    /// Numbers from `min` to `max`, as the table writes them; an empty `max` is none.
    record Range(String min, String max) implements Allowed {
        @Override
        public void check(String name, String value) {
            double number = Double.parseDouble(value);
            if (number < Double.parseDouble(min)) {
                throw refused(name, value, "Value must be at least " + min);
            }
            if (!max.isEmpty() && number > Double.parseDouble(max)) {
                throw refused(name, value, "Value must be no more than " + max);
            }
        }
    }

    /// The levels of gzip.
    record GzipLevel() implements Allowed {
        @Override
        public void check(String name, String value) {
            int level = Integer.parseInt(value);
            if (level != -1 && (level < 1 || level > 9)) {
                throw refused(name, value, "Value must be between 1 and 9 or equal to -1");
            }
        }
    }

    record OneOf(List<String> texts) implements Allowed {
        @Override
        public void check(String name, String value) {
            if (!texts.contains(value)) {
                throw refused(name, value, "String must be one of: " + String.join(", ", texts));
            }
        }
    }

    record OneOfAnyCase(List<String> texts) implements Allowed {
        @Override
        public void check(String name, String value) {
            if (texts.stream().noneMatch(value::equalsIgnoreCase)) {
                throw refused(
                        name,
                        value,
                        "String must be one of (case insensitive): " + String.join(", ", texts));
            }
        }
    }

    record NotEmpty() implements Allowed {
        @Override
        public void check(String name, String value) {
            if (value.isEmpty()) {
                throw refused(name, value, "String must be non-empty");
            }
        }
    }

    /// Lists. An item that comes again is passed over.
    ///
    /// @param texts the items allowed, empty when any is
    record Items(boolean mayBeEmpty, List<String> texts) implements Allowed {
        @Override
        public void check(String name, String value) {
            check(name, Setting.items(value));
        }

        @Override
        public List<String> check(String name, List<String> items) {
            if (items.isEmpty() && !mayBeEmpty) {
                throw new IllegalArgumentException(
                        "Configuration '"
                                + name
                                + "' must not be empty. Valid values include: "
                                + (texts.isEmpty() ? "any non-empty value" : texts));
            }
            for (String item : items) {
                if (item.isEmpty()) {
                    throw new IllegalArgumentException(
                            "Configuration '" + name + "' values must not be empty.");
                }
                if (!texts.isEmpty()) {
                    new OneOf(texts).check(name, item);
                }
            }
            return items.stream().distinct().toList();
        }
    }

    /// `*`, or a list of `partition:broker`.
    record Replicas() implements Allowed {
        private static final Pattern REPLICA = Pattern.compile("\\d+:\\d+");

        @Override
        public void check(String name, String value) {
            List<String> items = Setting.items(value);
            if (!value.equals("*")
                    && !items.stream().allMatch(item -> REPLICA.matcher(item).matches())) {
                throw refused(
                        name,
                        items.toString(),
                        name
                                + " must be the literal '*' or a list of replicas in the following"
                                + " format:"
                                + " [partitionId]:[brokerId],[partitionId]:[brokerId],...");
            }
        }
    }

    /// Where a share group begins to read.
    record OffsetReset() implements Allowed {
        private static final Pattern RESET =
                Pattern.compile(
                        "earliest|latest|by_duration:P(?=[\\dT])(\\d+D)?"
                                + "(T(?=\\d)(\\d+H)?(\\d+M)?(\\d+(\\.\\d+)?S)?)?");

        @Override
        public void check(String name, String value) {
            if (!RESET.matcher(value).matches()) {
                throw refused(
                        name,
                        value,
                        "Invalid value `"
                                + value
                                + "` for configuration "
                                + name
                                + ". The value must be either 'earliest', 'latest' or of the format"
                                + " 'by_duration:<PnDTnHnMn.nS>'.");
            }
        }
    }

    static IllegalArgumentException refused(String name, String value, String why) {
        return new IllegalArgumentException(
                "Invalid value " + value + " for configuration " + name + ": " + why);
    }
}
