package dev.vitrine.workload;

import dev.vitrine.history.Snapshot.Ghost;
import dev.vitrine.history.Snapshot.ReplicaView;
import dev.vitrine.history.TopicPartition;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Says which stretches of logs are to be read, since their records may be cut off: what lies above
/// a high watermark that stands still from one look to the next. And which were cut. Not for
/// several threads.
final class TailWatch {
    /// Records of a log that are read at once; the rest has its turn at the next look.
    static final int RECORDS_MAX = 1_000;

    record Log(TopicPartition id, int node) {}

    /// @param from the first offset to read
    /// @param lastCut of the log by then; when there is another, what was read is out of date
    record Tail(Log log, long from, @Nullable Ghost lastCut) {}

    private record Look(long highWatermark, long readTo, @Nullable Ghost lastCut) {}

    private final Map<Log, Look> looks = new HashMap<>();

    /// What was cut off a log since the last look, oldest first.
    List<Ghost> cuts(ReplicaView log) {
        Look before = looks.get(new Log(log.id(), log.node()));
        Ghost last = before == null ? null : before.lastCut;
        int known = last == null ? -1 : log.ghosts().lastIndexOf(last);
        return log.ghosts().subList(known + 1, log.ghosts().size());
    }

    /// @return what to read of a log now; null for nothing
    @Nullable Tail tail(ReplicaView log) {
        Log which = new Log(log.id(), log.node());
        Ghost lastCut = log.ghosts().isEmpty() ? null : log.ghosts().getLast();
        Look before = looks.get(which);
        boolean stands = before != null && before.highWatermark == log.highWatermark();
        long readTo =
                before == null || !stands
                        ? log.highWatermark()
                        : Math.min(
                                Math.max(before.readTo, log.highWatermark()), log.logEndOffset());
        for (Ghost cut : cuts(log)) {
            readTo = Math.min(readTo, cut.range().from());
        }
        looks.put(which, new Look(log.highWatermark(), readTo, lastCut));
        return stands && readTo < log.logEndOffset() ? new Tail(which, readTo, lastCut) : null;
    }

    /// A log was read so far.
    ///
    /// @return whether it was not cut meanwhile
    boolean read(Tail tail, long to) {
        Look look = looks.get(tail.log);
        if (look == null || !Objects.equals(look.lastCut, tail.lastCut)) {
            return false;
        }
        if (look.readTo == tail.from) {
            looks.put(tail.log, new Look(look.highWatermark, to, look.lastCut));
        }
        return true;
    }
}
