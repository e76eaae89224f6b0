package dev.vitrine.env;

/// A condition that holds as long as the engine has no bug. Checked always, in the simulator and in
/// a person's window alike.
public final class Invariant {
    private Invariant() {}

    /// @throws Violation when the condition does not hold
    public static void check(boolean condition, String why, Object... values) {
        if (!condition) {
            throw new Violation(why + " " + java.util.Arrays.toString(values));
        }
    }

    /// An invariant does not hold: a bug in the engine, never somebody's bad input.
    public static final class Violation extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        public Violation(String message) {
            super(message);
        }
    }
}
