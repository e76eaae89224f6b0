package dev.vitrine.ui.stage;

/// How near the stage is looked at, the farthest first.
public enum Level {
    /// A glyph for each replica.
    MATRIX("Matrix", "one glyph a replica"),
    /// A row for each replica: its name, its part, its log as a bar.
    ROWS("Rows", "one row a replica"),
    /// A row for each replica with a cell for each record.
    LANES("Logs", "one cell a record");

    private final String word;
    private final String purpose;

    Level(String word, String purpose) {
        this.word = word;
        this.purpose = purpose;
    }

    /// As the window names it.
    public String word() {
        return word;
    }

    /// What one sees there, in words.
    public String purpose() {
        return purpose;
    }

    /// The next one, nearer for a positive step; at the ends this one.
    Level next(int step) {
        return values()[Math.clamp(ordinal() + step, 0, values().length - 1)];
    }
}
