package dev.vitrine.ui.lens;

import dev.vitrine.history.Snapshot.ReplicaView;
import dev.vitrine.history.TopicPartition;
import dev.vitrine.ui.model.LogStretch;
import dev.vitrine.ui.model.RecordRow;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/// What was read of the logs of the partition that is looked at.
///
/// A node is asked only for what is in view, only when that is not known or the log is another, one
/// question at a time and at most four a second. A node that is down is not asked; what was read
/// last stays.
final class Readings {
    /// Records asked for at a time: the widest view of the smallest cells.
    static final int RECORDS_MAX = 600;

    /// Records kept of a log, and as many of those that were cut off it.
    static final int ROWS_MAX = 2_000;

    /// How long a node is left alone after it was asked.
    static final long REST_NANOS = 250_000_000;

    /// How long after it gave no answer.
    static final long REFUSED_REST_NANOS = 1_000_000_000;

    private final LogPort port;
    private final LongSupplier nanos;
    private final Map<Integer, Reading> byNode = new TreeMap<>();
    private Runnable onChange = () -> {};
    private @Nullable TopicPartition id;

    /// Grows with everything that is read.
    private long version;

    /// @param nanos a clock that only goes on, as [System#nanoTime]
    Readings(LogPort port, LongSupplier nanos) {
        this.port = port;
        this.nanos = nanos;
    }

    void onChange(Runnable listener) {
        onChange = listener;
    }

    long version() {
        return version;
    }

    /// Another partition, or null for none, is looked at: what was read of the one before goes.
    void turnTo(@Nullable TopicPartition next) {
        if (!Objects.equals(next, id)) {
            id = next;
            byNode.clear();
            version++;
        }
    }

    Reading of(int node) {
        return byNode.computeIfAbsent(node, _ -> new Reading());
    }

    /// What is in view of a log whose node runs.
    ///
    /// @param to exclusive
    void want(ReplicaView log, long from, long to) {
        Reading reading = of(log.node());
        long first = Math.max(from, log.logStartOffset());
        long end = Math.min(Math.min(to, log.logEndOffset()), first + RECORDS_MAX);
        boolean another = reading.isOfAnother(log);
        boolean known = !another && reading.covers(first, end);
        if (reading.asking || (known && first < end) || nanos.getAsLong() < reading.restUntil) {
            return;
        }
        if (first >= end && reading.told) {
            return;
        }
        long ask = !another && reading.from <= first && first <= reading.to ? reading.to : first;
        reading.asking = true;
        TopicPartition asked = log.id();
        port.read(asked, log.node(), ask, (int) Math.max(1, end - ask))
                .whenComplete((stretch, failure) -> {
                    long now = nanos.getAsLong();
                    reading.asking = false;
                    if (!asked.equals(id) || byNode.get(log.node()) != reading) {
                        return;
                    }
                    if (failure != null) {
                        reading.restUntil = now + REFUSED_REST_NANOS;
                        return;
                    }
                    reading.restUntil = now + REST_NANOS;
                    reading.take(stretch, log);
                    version++;
                    onChange.run();
                });
    }

    /// What was read of one node's log.
    static final class Reading {
        private final NavigableMap<Long, RecordRow> rows = new TreeMap<>();

        /// What was cut off after it had been read.
        private final NavigableMap<Long, RecordRow> cutOff = new TreeMap<>();

        private long from;
        private long to;
        private long lastStableOffset = -1;
        private long highWatermark = -1;
        private @Nullable ReplicaView asOf;
        private boolean told;
        private boolean asking;
        private long restUntil = Long.MIN_VALUE;

        /// Whether the log was cut or cleaned since: what only grew is the same.
        private boolean isOfAnother(ReplicaView log) {
            ReplicaView then = asOf;
            return then == null
                    || !then.ghosts().equals(log.ghosts())
                    || then.compactedTo() != log.compactedTo()
                    || then.logEndOffset() > log.logEndOffset();
        }

        private boolean covers(long first, long end) {
            return from <= first && end <= to;
        }

        private void take(LogStretch stretch, ReplicaView log) {
            boolean goesOn = told && !isOfAnother(log) && stretch.from() == to;
            if (isOfAnother(log)) {
                keepCutOff(log);
            }
            if (!goesOn) {
                rows.clear();
                from = stretch.from();
            }
            stretch.rows().forEach(row -> rows.put(row.offset(), row));
            to = Math.max(stretch.to(), from);
            while (rows.size() > ROWS_MAX) {
                from = rows.pollFirstEntry().getKey() + 1;
            }
            highWatermark = stretch.highWatermark();
            lastStableOffset = stretch.lastStableOffset();
            asOf = log;
            told = true;
        }

        private void keepCutOff(ReplicaView log) {
            log.ghosts()
                    .forEach(ghost ->
                            rows.subMap(ghost.range().from(), ghost.range().to())
                                    .forEach((offset, row) -> {
                                        if (ghost.epochAt(offset) == row.leaderEpoch()) {
                                            cutOff.put(offset, row);
                                        }
                                    }));
            while (cutOff.size() > ROWS_MAX) {
                cutOff.pollFirstEntry();
            }
        }

        @Nullable RecordRow row(long offset) {
            return rows.get(offset);
        }

        /// The record that was at an offset before it was cut off, if it had been read by then.
        @Nullable RecordRow cutOff(long offset) {
            return cutOff.get(offset);
        }

        /// Whether it was looked for, and there is no such record in the log.
        boolean isGap(long offset) {
            return told && from <= offset && offset < to && !rows.containsKey(offset);
        }

        /// As the node last told; -1 before.
        long lastStableOffset() {
            return lastStableOffset;
        }

        /// Whether all that is committed was stable when the node was last asked.
        boolean isAllStable() {
            return told && lastStableOffset == highWatermark;
        }

        NavigableMap<Long, RecordRow> rows() {
            return rows;
        }
    }
}
