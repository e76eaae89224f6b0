package dev.vitrine.group;

import dev.vitrine.group.GroupRecord.GroupForgotten;
import dev.vitrine.group.GroupRecord.GroupStored;
import dev.vitrine.group.GroupRecord.OffsetCommitted;
import dev.vitrine.group.GroupRecord.OffsetForgotten;

import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;

/// The groups of one partition of `__consumer_offsets`, for one term of this broker's leadership:
/// loading, then active, then closed for good.
final class Shard {
    private final int partition;
    private final int leaderEpoch;
    private final OffsetsLog log;
    private State state = State.LOADING;

    /// By group id.
    final TreeMap<String, Group> groups = new TreeMap<>();

    /// Who decides about groups of the consumer protocol.
    final Turns turns = new Turns();

    /// By group id. Offsets may outlive or precede their group's record; a group with offsets and
    /// no record is an empty classic group.
    private final TreeMap<String, GroupOffsets> offsets = new TreeMap<>();

    enum State {
        LOADING,
        ACTIVE,
        CLOSED
    }

    Shard(int partition, int leaderEpoch, OffsetsLog log) {
        this.partition = partition;
        this.leaderEpoch = leaderEpoch;
        this.log = log;
    }

    int leaderEpoch() {
        return leaderEpoch;
    }

    State state() {
        return state;
    }

    void activate() {
        state = State.ACTIVE;
    }

    void close() {
        state = State.CLOSED;
    }

    /// The group of that id, classic or not there.
    @Nullable ClassicGroup classic(String groupId) {
        return switch (groups.get(groupId)) {
            case ClassicGroup group -> group;
            case ConsumerGroup _ -> null;
            case null -> null;
        };
    }

    /// The group of that id, of the consumer protocol or not there.
    @Nullable ConsumerGroup consumer(String groupId) {
        return switch (groups.get(groupId)) {
            case ConsumerGroup group -> group;
            case ClassicGroup _ -> null;
            case null -> null;
        };
    }

    @Nullable GroupOffsets offsets(String groupId) {
        return offsets.get(groupId);
    }

    GroupOffsets offsetsOrNew(String groupId) {
        return offsets.computeIfAbsent(groupId, _ -> new GroupOffsets());
    }

    /// Tells every offset that was loaded of a group.
    void tellOffsets(String groupId, GroupEvents events) {
        GroupOffsets kept = offsets.get(groupId);
        if (kept != null) {
            kept.all()
                    .forEach((topic, partitions) ->
                            partitions.forEach((p, o) ->
                                    events.committed(
                                            groupId,
                                            topic,
                                            p,
                                            o.offset(),
                                            o.commitTimestampMs(),
                                            true)));
        }
    }

    void dropOffsetsIfUnused(String groupId) {
        GroupOffsets kept = offsets.get(groupId);
        if (kept != null && kept.isUnused()) {
            offsets.remove(groupId);
        }
    }

    /// Whether another write of a group may be begun.
    boolean mayWrite(String groupId) {
        GroupOffsets kept = offsets.get(groupId);
        return kept == null || kept.writesInFlight < GroupConfig.WRITES_IN_FLIGHT_MAX;
    }

    /// Sends a group's records to the log. `done` comes later, with an error of the coordinator's
    /// own, not the log's; when this broker has lost the partition meanwhile with NOT_COORDINATOR,
    /// even if the records made it, for what they say is another's to apply.
    void append(String groupId, List<GroupRecord> records, Consumer<Errors> done) {
        GroupOffsets kept = offsetsOrNew(groupId);
        kept.writesInFlight++;
        records.forEach(r -> inFlight(kept, r, true));
        log.append(
                partition,
                records,
                error -> {
                    kept.writesInFlight--;
                    records.forEach(r -> inFlight(kept, r, false));
                    done.accept(state == State.CLOSED ? Errors.NOT_COORDINATOR : ofLog(error));
                    dropOffsetsIfUnused(groupId);
                });
    }

    private static void inFlight(GroupOffsets kept, GroupRecord record, boolean sent) {
        if (record instanceof OffsetCommitted r) {
            if (sent) {
                kept.sent(r.topic(), r.partition());
            } else {
                kept.landed(r.topic(), r.partition());
            }
        }
    }

    /// The coordinator's word for an error of the log, as Kafka's `GroupMetadataManager` has it.
    private static Errors ofLog(Errors error) {
        return switch (error) {
            case UNKNOWN_TOPIC_OR_PARTITION, NOT_ENOUGH_REPLICAS, REQUEST_TIMED_OUT ->
                    Errors.COORDINATOR_NOT_AVAILABLE;
            case NOT_LEADER_OR_FOLLOWER, FENCED_LEADER_EPOCH, KAFKA_STORAGE_ERROR ->
                    Errors.NOT_COORDINATOR;
            case MESSAGE_TOO_LARGE, RECORD_LIST_TOO_LARGE, INVALID_FETCH_SIZE ->
                    Errors.UNKNOWN_SERVER_ERROR;
            default -> error;
        };
    }

    /// Applies a committed record: the only thing that changes offsets, and all that makes groups
    /// while loading. (A live classic group has its own generation already; what it stores is a
    /// snapshot.)
    void replay(GroupRecord record, long nowMs) {
        switch (record) {
            case OffsetCommitted r -> {
                groups.computeIfAbsent(r.group(), id -> new ClassicGroup(id, this, nowMs));
                offsetsOrNew(r.group()).put(r);
            }
            case OffsetForgotten r -> {
                GroupOffsets kept = offsets.get(r.group());
                if (kept != null) {
                    kept.forget(r.topic(), r.partition());
                    dropOffsetsIfUnused(r.group());
                }
            }
            case GroupStored r -> groups.put(r.group(), ClassicGroup.of(r, this));
            case GroupForgotten r -> {
                if (classic(r.group()) != null) {
                    groups.remove(r.group());
                }
            }
            case ConsumerGroupRecord r -> replay(r);
        }
    }

    /// A group of the consumer protocol comes into being with the first record of it, and replaces
    /// the classic one that offsets brought along.
    private void replay(ConsumerGroupRecord record) {
        ConsumerGroup group = consumer(record.group());
        if (group == null) {
            if (record.value() == null) {
                return;
            }
            group = new ConsumerGroup(record.group());
            groups.put(record.group(), group);
        }
        group.replay(record);
        if (record instanceof ConsumerGroupRecord.EpochForgotten) {
            groups.remove(record.group());
        }
    }
}
