package dev.vitrine.ui.lens;

import dev.vitrine.ui.model.RecordRow;
import dev.vitrine.workload.RecordFate;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Says what became of a record.
final class Fates {
    private final LogPort port;
    private final DateTimeFormatter time;

    /// @param zone of the times shown
    Fates(LogPort port, ZoneId zone) {
        this.port = port;
        this.time = DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(zone);
    }

    /// Whether the leader's log holds it more than once.
    boolean isTwice(RecordRow row) {
        RecordFate fate = fate(row);
        return fate != null && fate.copies() > 1;
    }

    private @Nullable RecordFate fate(RecordRow row) {
        return row.id() == null ? null : port.fate(row.id());
    }

    /// `acknowledged, consumed ×2`; empty for a record that no producer here sent.
    String inShort(RecordRow row) {
        RecordFate fate = fate(row);
        return fate == null ? "" : inShort(fate);
    }

    /// What came last of it: `consumed ×2` once it was consumed.
    String inBrief(RecordRow row) {
        RecordFate fate = fate(row);
        if (fate == null || fate.consumed() == 0) {
            return fate == null ? "" : inShort(fate);
        }
        String words = fate.consumed() > 1 ? "consumed ×" + fate.consumed() : "consumed";
        return fate.copies() > 1 ? words + ", in the log ×" + fate.copies() : words;
    }

    static String inShort(RecordFate fate) {
        StringBuilder words =
                new StringBuilder(
                        switch (fate.state()) {
                            case SENT ->
                                    switch (fate.standing()) {
                                        case IN_LOG -> "in the log, not acknowledged yet";
                                        case TRUNCATED -> "truncated, not acknowledged";
                                        default -> "not acknowledged yet";
                                    };
                            case ACKNOWLEDGED -> "acknowledged";
                            case FAILED ->
                                    "failed: "
                                            + fate.error()
                                            + switch (fate.standing()) {
                                                case FAILED_YET_STORED -> ", yet in the log";
                                                case TRUNCATED -> ", and truncated";
                                                default -> "";
                                            };
                            case LOST -> "acknowledged, LOST";
                            case REMOVED -> "acknowledged, and removed since";
                        });
        if (fate.consumed() > 0) {
            words.append(", consumed");
            words.append(fate.consumed() > 1 ? " ×" + fate.consumed() : "");
        }
        if (fate.copies() > 1) {
            words.append(", in the log ×").append(fate.copies());
        }
        return words.toString();
    }

    String time(RecordRow row) {
        return row.timestampMs() < 0 ? "–" : time.format(Instant.ofEpochMilli(row.timestampMs()));
    }

    /// Everything of a record, on a few lines.
    String words(RecordRow row) {
        StringBuilder words = new StringBuilder();
        words.append(row.control() ? "a marker of Kafka's own" : "key " + row.key());
        if (!row.control()) {
            words.append("\nvalue ").append(row.value());
        }
        words.append("\n").append(time(row));
        if (!row.producer().isEmpty()) {
            words.append(", ").append(row.producer());
        }
        if (!row.headers().isEmpty()) {
            words.append("\nheaders ").append(row.headers());
        }
        if (row.id() != null) {
            words.append('\n').append(row.id());
            String fate = inShort(row);
            words.append(fate.isEmpty() ? "" : ": " + fate);
        }
        return words.toString();
    }
}
