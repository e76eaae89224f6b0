package dev.vitrine.workload;

/// What a client may be called: its name is its client id, and stands in the ids of its records.
final class Names {
    private Names() {}

    static void check(String kind, String name, int charsMax) {
        boolean legal =
                !name.isEmpty()
                        && name.length() <= charsMax
                        && name.chars().allMatch(Names::isLegal);
        if (!legal) {
            throw new WorkloadException(
                    "a "
                            + kind
                            + "'s name has 1 to "
                            + charsMax
                            + " letters, digits, dots, dashes and underscores, so \""
                            + name
                            + "\" does not do");
        }
    }

    private static boolean isLegal(int c) {
        return Character.isLetterOrDigit(c) || c == '.' || c == '-' || c == '_';
    }
}
