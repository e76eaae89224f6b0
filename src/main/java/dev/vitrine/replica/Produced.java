package dev.vitrine.replica;

import dev.vitrine.log.RecordsRefused;

import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

import java.util.List;

/// What became of a batch that somebody asked this leader to append.
public record Produced(
        Errors error,
        long baseOffset,
        long logAppendTimeMs,
        long logStartOffset,
        List<RecordsRefused.RecordError> recordErrors,
        @Nullable String message) {

    /// Refused by a leader, who says where its log starts.
    static Produced refused(Errors error, long logStartOffset) {
        return new Produced(error, -1, -1, logStartOffset, List.of(), null);
    }

    /// Refused by a leader's log. About a batch as a whole the error says enough, and of one that
    /// is corrupt or too large Kafka says nothing else either.
    static Produced refused(RecordsRefused refused, long logStartOffset) {
        boolean isTerse =
                switch (refused.error()) {
                    case CORRUPT_MESSAGE, MESSAGE_TOO_LARGE, RECORD_LIST_TOO_LARGE -> true;
                    default -> false;
                };
        return new Produced(
                refused.error(),
                -1,
                -1,
                isTerse ? -1 : logStartOffset,
                refused.recordErrors(),
                refused.recordErrors().isEmpty() ? null : refused.getMessage());
    }

    /// The same, when it was appended but something went wrong afterwards.
    Produced but(Errors late) {
        return new Produced(
                late, baseOffset, logAppendTimeMs, logStartOffset, recordErrors, message);
    }

    public static Produced refused(Errors error) {
        return new Produced(error, -1, -1, -1, List.of(), null);
    }
}
