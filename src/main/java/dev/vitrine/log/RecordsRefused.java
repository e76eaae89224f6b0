package dev.vitrine.log;

import org.apache.kafka.common.protocol.Errors;

import java.util.List;

/// A leader does not take these records; the log is as it was.
public final class RecordsRefused extends Exception {
    private static final long serialVersionUID = 1L;

    private final Errors error;
    private final transient List<RecordError> recordErrors;

    /// One record that was refused alone.
    ///
    /// @param batchIndex which record of the batch, counted from 0
    public record RecordError(int batchIndex, String message) {}

    RecordsRefused(Errors error, String message) {
        this(error, message, List.of());
    }

    RecordsRefused(Errors error, String message, List<RecordError> recordErrors) {
        super(message, null, false, false);
        this.error = error;
        this.recordErrors = recordErrors;
    }

    /// What the producer is to be told.
    public Errors error() {
        return error;
    }

    /// Which records were at fault, empty when it was the batch.
    public List<RecordError> recordErrors() {
        return recordErrors;
    }
}
