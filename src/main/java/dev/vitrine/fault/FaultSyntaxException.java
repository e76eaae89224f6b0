package dev.vitrine.fault;

/// Words that name no fault. The message is one sentence that says what was expected.
public final class FaultSyntaxException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public FaultSyntaxException(String message) {
        super(message);
    }
}
