package dev.vitrine.live;

/// A cluster cannot start, or cannot do what it was asked. The message is one sentence for a
/// person.
public final class ClusterException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ClusterException(String message) {
        super(message);
    }

    public ClusterException(String message, Throwable cause) {
        super(message, cause);
    }
}
