package dev.vitrine.wire;

import org.jspecify.annotations.Nullable;

/// The bytes of a frame do not form what they claim to be. Kafka closes such a connection, and so
/// do we.
public final class MalformedFrame extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MalformedFrame(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
