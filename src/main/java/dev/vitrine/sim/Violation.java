package dev.vitrine.sim;

/// An invariant does not hold in a simulated world.
final class Violation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String invariant;

    Violation(String invariant, String message) {
        super(message);
        this.invariant = invariant;
    }

    Violation(String invariant, String message, Throwable cause) {
        super(message, cause);
        this.invariant = invariant;
    }

    /// The name of what does not hold.
    String invariant() {
        return invariant;
    }
}
