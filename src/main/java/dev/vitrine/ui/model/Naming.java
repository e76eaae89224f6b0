package dev.vitrine.ui.model;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// What a topic, a client or a group may be called, and what is suggested.
final class Naming {
    private Naming() {}

    /// What is wrong with a name.
    ///
    /// @param kind of thing that is to have it
    static Optional<String> refusal(String kind, String name) {
        boolean legal =
                !name.isEmpty()
                        && name.length() <= Forms.NAME_CHARS_MAX
                        && !name.equals(".")
                        && !name.equals("..")
                        && name.chars().allMatch(Naming::isLegal);
        return legal
                ? Optional.empty()
                : Optional.of(
                        "A "
                                + kind
                                + "'s name is made of letters, digits, dots, dashes and"
                                + " underscores.");
    }

    private static boolean isLegal(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '.'
                || c == '-'
                || c == '_';
    }

    /// The first of some names that is free; then `stem-4`, `stem-5` and so on.
    static String free(List<String> names, String stem, Predicate<String> taken) {
        for (String name : names) {
            if (!taken.test(name)) {
                return name;
            }
        }
        return numbered(stem, names.size() + 1, taken);
    }

    /// `stem-first`, or the next that is free.
    static String numbered(String stem, int first, Predicate<String> taken) {
        int number = first;
        while (taken.test(stem + "-" + number)) {
            number++;
        }
        return stem + "-" + number;
    }
}
