package dev.vitrine.scenario;

/// A scenario file is not one. The message is one sentence that begins with file, line and column,
/// and says what was found and what is allowed.
public final class ScenarioException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;

    ScenarioException(String source, Json.At at, String sentence) {
        super(source + ":" + at.line() + ":" + at.column() + ": " + sentence);
        this.line = at.line();
        this.column = at.column();
    }

    /// For a file that cannot be read at all: no line to name.
    ScenarioException(String source, String sentence) {
        super(source + ": " + sentence);
        this.line = 1;
        this.column = 1;
    }

    /// Counted from 1.
    public int line() {
        return line;
    }

    /// In characters, counted from 1.
    public int column() {
        return column;
    }
}
