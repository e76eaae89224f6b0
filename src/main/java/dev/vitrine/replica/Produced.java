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

    public static Produced refused(Errors error) {
        return new Produced(error, -1, -1, -1, List.of(), null);
    }
}
