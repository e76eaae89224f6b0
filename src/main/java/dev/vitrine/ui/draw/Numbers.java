package dev.vitrine.ui.draw;

/// Numbers and durations as the window writes them: thin spaces between thousands, a point before
/// decimals, in every language.
public final class Numbers {
    public static final char THIN_SPACE = '\u2009';

    private static final long SECOND_MS = 1_000;
    private static final long MINUTE_MS = 60 * SECOND_MS;
    private static final long HOUR_MS = 60 * MINUTE_MS;
    private static final int GROUP = 3;

    private Numbers() {}

    /// `1 041`
    public static String grouped(long number) {
        String digits = Long.toString(Math.abs(number));
        StringBuilder text = new StringBuilder(number < 0 ? "−" : "");
        for (int i = 0; i < digits.length(); i++) {
            if (i > 0 && (digits.length() - i) % GROUP == 0) {
                text.append(THIN_SPACE);
            }
            text.append(digits.charAt(i));
        }
        return text.toString();
    }

    /// `1.2 s`, `42 s`, `3 min`, `2 h`
    public static String duration(long ms) {
        long positive = Math.max(0, ms);
        if (positive < 10 * SECOND_MS) {
            return positive / SECOND_MS + "." + positive % SECOND_MS / 100 + " s";
        }
        if (positive < MINUTE_MS) {
            return positive / SECOND_MS + " s";
        }
        if (positive < HOUR_MS) {
            return positive / MINUTE_MS + " min";
        }
        return positive / HOUR_MS + " h";
    }
}
