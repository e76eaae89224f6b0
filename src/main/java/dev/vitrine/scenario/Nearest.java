package dev.vitrine.scenario;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/// The name that a person may have meant.
final class Nearest {
    /// Letters that may be wrong, as a share of the longer of the two names.
    private static final double WRONG_MAX = 0.4;

    /// What is longer is no slip of the finger.
    private static final int CHARS_MAX = 100;

    private Nearest() {}

    /// `"narrat" is …` becomes `; did you mean "narrate"?`; empty when nothing is near.
    static String hint(String found, Collection<String> allowed) {
        return to(found, allowed).map(near -> "; did you mean \"" + near + "\"?").orElse(";");
    }

    static Optional<String> to(String found, Collection<String> allowed) {
        if (found.length() > CHARS_MAX) {
            return Optional.empty();
        }
        String best = "";
        double least = WRONG_MAX;
        for (String name : allowed) {
            int longer = Math.max(1, Math.max(name.length(), found.length()));
            double wrong = (double) distance(found, name) / longer;
            if (wrong <= least && (best.isEmpty() || wrong < least)) {
                best = name;
                least = wrong;
            }
        }
        return best.isEmpty() ? Optional.empty() : Optional.of(best);
    }

    /// Letters struck out, put in, changed or swapped with their neighbour, whatever the case
    /// (optimal string alignment).
    private static int distance(String one, String other) {
        String a = one.toLowerCase(Locale.ROOT);
        String b = other.toLowerCase(Locale.ROOT);
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                cost[i][j] = i == 0 ? j : j == 0 ? i : least(cost, a, b, i, j);
            }
        }
        return cost[a.length()][b.length()];
    }

    private static int least(int[][] cost, String a, String b, int i, int j) {
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        int least = Math.min(cost[i - 1][j], cost[i][j - 1]) + 1;
        least = Math.min(least, cost[i - 1][j - 1] + (same ? 0 : 1));
        boolean swapped =
                i > 1
                        && j > 1
                        && a.charAt(i - 1) == b.charAt(j - 2)
                        && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
    }
}
