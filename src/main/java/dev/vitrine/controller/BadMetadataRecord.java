package dev.vitrine.controller;

/// Bytes of the metadata log that are not a record this version knows.
public final class BadMetadataRecord extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BadMetadataRecord(String message, Throwable cause) {
        super(message, cause);
    }
}
