package dev.vitrine.replica;

import dev.vitrine.config.BrokerSettings;
import dev.vitrine.config.Settings;
import dev.vitrine.env.Environment;
import dev.vitrine.env.Node;
import dev.vitrine.event.Event;
import dev.vitrine.log.Compaction;
import dev.vitrine.log.Dirt;
import dev.vitrine.log.Trash;

import org.jspecify.annotations.Nullable;

import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Keeps the logs of a broker as their settings say: deletes old segments, compacts, and empties
/// the trash.
///
/// One log at a time is compacted, a step at a time, and between two steps whatever else the node
/// has to do is done.
final class Housekeeping {
    /// The pause between two steps of a compaction.
    static final long STEP_PAUSE_MS = 1;

    /// Keys that one run of compaction remembers at most, whatever `log.cleaner.dedupe.buffer.size`
    /// says.
    static final int KEYS_MAX = 1 << 26;

    /// Bytes of `log.cleaner.dedupe.buffer.size` that a key takes.
    private static final int KEY_BYTES = 24;

    private record Run(Partition partition, Compaction compaction) {}

    private final Environment env;
    private final Iterable<TreeMap<Integer, Partition>> partitions;
    private final Supplier<Settings> settings;
    private final Trash trash;
    private final Consumer<Event> events;
    private final int nodeId;
    private long nextRetentionMs;
    private long nextCompactionMs;
    private @Nullable Run run;

    Housekeeping(
            int nodeId,
            Environment env,
            Iterable<TreeMap<Integer, Partition>> partitions,
            Supplier<Settings> settings,
            Consumer<Event> events) {
        this.nodeId = nodeId;
        this.env = env;
        this.partitions = partitions;
        this.settings = settings;
        this.events = events;
        this.trash = new Trash(env.storage());
        this.nextRetentionMs = now() + retentionIntervalMs();
        this.nextCompactionMs = now() + cleanerBackoffMs();
    }

    long onTime() {
        long now = now();
        if (now >= nextRetentionMs) {
            nextRetentionMs = now + retentionIntervalMs();
            forEach(partition -> partition.retain(trash));
        }
        if (now >= nextCompactionMs) {
            nextCompactionMs = cleans() ? compact(now) : Node.NEVER;
        }
        return Math.min(trash.onTime(now), Math.min(nextRetentionMs, nextCompactionMs));
    }

    /// @return when to go on
    private long compact(long now) {
        if (run == null) {
            run = begin(now);
        }
        if (run == null) {
            return now + cleanerBackoffMs();
        }
        if (run.compaction.step(now)) {
            return now + STEP_PAUSE_MS;
        }
        if (run.compaction.isDone()) {
            tell(run.partition, run.compaction.outcome());
        }
        run = null;
        return now + STEP_PAUSE_MS;
    }

    /// Begins with the dirtiest log that is due. What has to be deleted of logs that are compacted
    /// too is deleted on this occasion, as in Kafka.
    private @Nullable Run begin(long now) {
        Partition dirtiest = null;
        Dirt most = null;
        for (TreeMap<Integer, Partition> topic : partitions) {
            for (Partition partition : topic.values()) {
                if (!partition.log().config().compacted()) {
                    continue;
                }
                partition.retain(trash);
                Dirt dirt = partition.log().dirt(partition.highWatermark(), now);
                if (dirt.isDue() && (most == null || dirt.ratio() > most.ratio())) {
                    dirtiest = partition;
                    most = dirt;
                }
            }
        }
        return dirtiest == null || most == null
                ? null
                : new Run(dirtiest, dirtiest.log().compact(most, keysMax(), now, trash));
    }

    private void tell(Partition partition, Compaction.Outcome outcome) {
        events.accept(
                new Event.LogCompacted(
                        nodeId,
                        now(),
                        partition.assignment().topic(),
                        partition.assignment().partition(),
                        outcome.fromOffset(),
                        outcome.toOffset(),
                        outcome.segmentsBefore(),
                        outcome.segmentsAfter(),
                        outcome.bytesBefore(),
                        outcome.bytesAfter()));
    }

    private void forEach(Consumer<Partition> action) {
        for (TreeMap<Integer, Partition> topic : partitions) {
            topic.values().forEach(action);
        }
    }

    private boolean cleans() {
        return settings.get().booleanOf(BrokerSettings.LOG_CLEANER_ENABLE);
    }

    private int keysMax() {
        long bytes = settings.get().longOf(BrokerSettings.LOG_CLEANER_DEDUPE_BUFFER_SIZE);
        return (int) Math.clamp(bytes / KEY_BYTES, 1, KEYS_MAX);
    }

    private long retentionIntervalMs() {
        return settings.get().longOf(BrokerSettings.LOG_RETENTION_CHECK_INTERVAL_MS);
    }

    private long cleanerBackoffMs() {
        return Math.max(
                STEP_PAUSE_MS, settings.get().longOf(BrokerSettings.LOG_CLEANER_BACKOFF_MS));
    }

    private long now() {
        return env.clock().nowMs();
    }
}
