package dev.vitrine.recording;

/// A file is no recording, or cannot be read or written. The message is one sentence for a person.
public final class RecordingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RecordingException(String message) {
        super(message);
    }

    public RecordingException(String message, Throwable cause) {
        super(message, cause);
    }
}
