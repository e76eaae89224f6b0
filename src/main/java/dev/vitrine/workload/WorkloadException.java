package dev.vitrine.workload;

/// A client cannot be started, or cannot do what it was asked. The message is one sentence for a
/// person.
public final class WorkloadException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public WorkloadException(String message) {
        super(message);
    }

    public WorkloadException(String message, Throwable cause) {
        super(message, cause);
    }
}
