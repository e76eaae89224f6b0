package dev.vitrine.broker;

import dev.vitrine.broker.api.Knowledge;
import dev.vitrine.env.Environment;
import dev.vitrine.env.Invariant;
import dev.vitrine.group.GroupCoordinator;
import dev.vitrine.group.GroupRecord;
import dev.vitrine.group.OffsetsLog;
import dev.vitrine.group.StoredRecord;
import dev.vitrine.replica.Partition;
import dev.vitrine.replica.Replicas;

import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/// Between the group coordinator and the partitions of `__consumer_offsets` that this broker leads:
/// loads what a partition holds when this broker comes to lead it, and appends what the coordinator
/// decides.
final class OffsetsPartitions implements OffsetsLog {
    /// What is appended is committed or another comes to lead, sooner or later. Who waits is
    /// answered before that ([dev.vitrine.group.GroupCoordinator]); to take a record that is in the
    /// log for one that is not would part the coordinator from its log.
    private static final long COMMIT_TIMEOUT_MS = Long.MAX_VALUE / 2;

    /// How much of a partition is read at a time while it is loaded.
    private static final int LOAD_BYTES = 1 << 20;

    private final Environment env;
    private final Replicas replicas;
    private final ArrayDeque<Runnable> outcomes = new ArrayDeque<>();

    /// The leader epochs of the partitions led here, by partition.
    private final TreeMap<Integer, Integer> led = new TreeMap<>();

    /// Those of them that wait until the high watermark has reached the start of the epoch: until
    /// then records of the former leader may yet turn out not to be committed.
    private final TreeMap<Integer, Integer> loading = new TreeMap<>();

    private @Nullable GroupCoordinator coordinator;

    OffsetsPartitions(Environment env, Replicas replicas) {
        this.env = env;
        this.replicas = replicas;
    }

    void coordinate(GroupCoordinator of) {
        coordinator = of;
    }

    private GroupCoordinator coordinator() {
        GroupCoordinator present = coordinator;
        Invariant.check(present != null, "the coordinator is wired before the first input");
        return java.util.Objects.requireNonNull(present);
    }

    /// A partition of `__consumer_offsets` has a new role here.
    void onAssigned(Partition partition) {
        int index = partition.assignment().partition();
        int epoch = partition.assignment().leaderEpoch();
        Integer before = led.get(index);
        if (before != null && (!partition.isLeader() || before != epoch)) {
            resign(index, before);
        }
        if (partition.isLeader() && !led.containsKey(index)) {
            led.put(index, epoch);
            loading.put(index, epoch);
            coordinator().onElected(index, epoch);
        }
    }

    /// The replica of a partition is gone.
    void onDeleted(int index) {
        Integer epoch = led.get(index);
        if (epoch != null) {
            resign(index, epoch);
        }
    }

    private void resign(int index, int epoch) {
        led.remove(index);
        loading.remove(index);
        coordinator().onResigned(index, epoch);
    }

    @Override
    public void append(int index, List<GroupRecord> records, Consumer<Errors> done) {
        Partition partition = replicas.find(Knowledge.OFFSETS_TOPIC, index);
        if (partition == null) {
            outcomes.add(() -> done.accept(Errors.NOT_LEADER_OR_FOLLOWER));
            return;
        }
        SimpleRecord[] stored = new SimpleRecord[records.size()];
        for (int i = 0; i < stored.length; i++) {
            GroupRecord record = records.get(i);
            stored[i] = new SimpleRecord(env.clock().nowMs(), record.key(), record.value());
        }
        partition.append(
                MemoryRecords.withRecords(Compression.NONE, stored),
                led.getOrDefault(index, -1),
                (short) -1,
                COMMIT_TIMEOUT_MS,
                produced -> outcomes.add(() -> done.accept(outcome(produced.error()))));
    }

    /// With fewer in sync than `min.insync.replicas` they are committed all the same.
    private static Errors outcome(Errors error) {
        return error == Errors.NOT_ENOUGH_REPLICAS_AFTER_APPEND ? Errors.NONE : error;
    }

    /// Tells the outcomes of appends, and loads what has become ready to be loaded.
    void onTime() {
        while (!outcomes.isEmpty()) {
            outcomes.remove().run();
        }
        for (Iterator<Map.Entry<Integer, Integer>> all = loading.entrySet().iterator();
                all.hasNext(); ) {
            Map.Entry<Integer, Integer> entry = all.next();
            Partition partition = replicas.find(Knowledge.OFFSETS_TOPIC, entry.getKey());
            if (partition != null && partition.isLeader() && partition.hasReachedEpochStart()) {
                all.remove();
                load(partition, entry.getValue());
            }
        }
    }

    boolean hasOutcomes() {
        return !outcomes.isEmpty();
    }

    private void load(Partition partition, int epoch) {
        int index = partition.assignment().partition();
        long next = partition.log().logStartOffset();
        while (next < partition.highWatermark()) {
            MemoryRecords read =
                    partition.log().read(next, LOAD_BYTES, true, partition.highWatermark());
            List<StoredRecord> records = new ArrayList<>();
            long before = next;
            for (MutableRecordBatch batch : read.batches()) {
                next = batch.nextOffset();
                if (batch.isControlBatch()) {
                    continue;
                }
                for (Record record : batch) {
                    records.add(new StoredRecord(record.offset(), key(record), record.value()));
                }
            }
            coordinator().load(index, epoch, records);
            if (next == before) {
                break;
            }
        }
        coordinator().loadComplete(index, epoch);
    }

    private static @Nullable ByteBuffer key(Record record) {
        return record.hasKey() ? record.key() : null;
    }
}
