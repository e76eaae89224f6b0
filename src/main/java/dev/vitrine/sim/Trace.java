package dev.vitrine.sim;

import java.io.PrintStream;

/// Tells a run line by line, for a person who looks for a bug.
final class Trace {
    private final PrintStream out;

    Trace(PrintStream out) {
        this.out = out;
    }

    void line(long micros, int machine, String words) {
        String seconds = String.format(java.util.Locale.ROOT, "%10.6f", micros / 1e6);
        out.println(seconds + "  [" + machine + "] " + words);
    }
}
