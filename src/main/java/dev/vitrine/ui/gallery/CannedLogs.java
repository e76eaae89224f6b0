package dev.vitrine.ui.gallery;

import dev.vitrine.history.Snapshot;
import dev.vitrine.history.Snapshot.PartitionView;
import dev.vitrine.history.Snapshot.ReplicaView;
import dev.vitrine.history.TopicPartition;
import dev.vitrine.ui.lens.LogPort;
import dev.vitrine.ui.model.LogStretch;
import dev.vitrine.ui.model.RecordRow;
import dev.vitrine.workload.RecordFate;
import dev.vitrine.workload.RecordId;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// Answers for nodes that are drawn on a tape: what a log holds follows from its offsets and
/// epochs.
///
/// @param gone offsets that compaction has taken
/// @param twice an offset whose record is in the log at `twice + 1` as well; -1 for none
record CannedLogs(Snapshot snapshot, long fromMs, Set<Long> gone, long twice) implements LogPort {
    private static final int[] KEYS = {15, 3, 10, 17, 5, 12, 0, 7, 14, 2, 9, 16, 8, 1, 11, 6};
    private static final long EVERY_MS = 40;

    @Override
    public CompletableFuture<LogStretch> read(
            TopicPartition id, int node, long fromOffset, int recordsMax) {
        PartitionView partition = snapshot.partition(id.topic(), id.partition());
        ReplicaView log = partition == null ? null : partition.log(node);
        if (log == null) {
            return CompletableFuture.failedFuture(new IllegalStateException("no log"));
        }
        List<RecordRow> rows = new ArrayList<>();
        long from = Math.max(fromOffset, log.logStartOffset());
        long to = from;
        while (to < log.logEndOffset() && rows.size() < recordsMax) {
            if (!gone.contains(to)) {
                rows.add(row(log, to));
            }
            to++;
        }
        return CompletableFuture.completedFuture(
                new LogStretch(log.highWatermark(), log.highWatermark(), from, to, rows));
    }

    private RecordRow row(ReplicaView log, long offset) {
        int epoch = log.epochAt(offset);
        long number = offset == twice + 1 && twice >= 0 ? twice : offset;
        return new RecordRow(
                offset,
                epoch,
                fromMs + offset * EVERY_MS,
                "k" + KEYS[(int) ((number + epoch * 4L) % KEYS.length)],
                "checkout#" + (number + 1) + " {\"total\": " + number % 90 + ".40}",
                "vitrine.run=iq2",
                "",
                false,
                new RecordId("checkout", number + 1));
    }

    @Override
    public @Nullable RecordFate fate(RecordId id) {
        long offset = id.number() - 1;
        int copies = offset == twice ? 2 : 1;
        return new RecordFate(
                id,
                "orders",
                1,
                offset,
                RecordFate.State.ACKNOWLEDGED,
                "",
                copies,
                offset % 5 == 0 ? 2 : 1,
                true,
                RecordFate.Trace.NONE);
    }
}
