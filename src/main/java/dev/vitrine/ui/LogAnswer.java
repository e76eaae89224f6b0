package dev.vitrine.ui;

import dev.vitrine.live.LoggedRecord;
import dev.vitrine.live.LoggedRecords;
import dev.vitrine.live.Payload;
import dev.vitrine.ui.model.LogStretch;
import dev.vitrine.ui.model.RecordRow;
import dev.vitrine.workload.Workload;

import org.jspecify.annotations.Nullable;

import java.util.stream.Collectors;

/// Puts what a node answered of its log into words.
final class LogAnswer {
    /// Characters of a key, of a value and of a header that are shown.
    static final int KEY_CHARS_MAX = 40;

    static final int VALUE_CHARS_MAX = 120;
    static final int HEADER_CHARS_MAX = 24;

    private static final String NONE = "–";
    private static final String TOMBSTONE = "(tombstone)";

    private LogAnswer() {}

    static LogStretch of(LoggedRecords answer, Workload workload) {
        return new LogStretch(
                answer.highWatermark(),
                answer.lastStableOffset(),
                answer.from(),
                answer.to(),
                answer.records().stream().map(record -> row(record, workload)).toList());
    }

    private static RecordRow row(LoggedRecord record, Workload workload) {
        String headers =
                record.headers().stream()
                        .map(each -> each.key() + "=" + text(each.value(), HEADER_CHARS_MAX, NONE))
                        .collect(Collectors.joining(", "));
        String producer =
                record.producerId() < 0
                        ? ""
                        : "producer " + record.producerId() + ", sequence " + record.sequence();
        return new RecordRow(
                record.offset(),
                record.leaderEpoch(),
                record.timestampMs(),
                text(record.key(), KEY_CHARS_MAX, NONE),
                text(record.value(), VALUE_CHARS_MAX, TOMBSTONE),
                headers,
                producer,
                record.control(),
                workload.idOf(run(record), bytes(record.value())));
    }

    private static byte @Nullable [] run(LoggedRecord record) {
        for (LoggedRecord.Header header : record.headers()) {
            if (header.key().equals(Workload.RUN_HEADER)) {
                return bytes(header.value());
            }
        }
        return null;
    }

    private static byte @Nullable [] bytes(@Nullable Payload payload) {
        return payload == null ? null : payload.bytes();
    }

    private static String text(@Nullable Payload payload, int charsMax, String none) {
        return payload == null ? none : payload.text(charsMax);
    }
}
