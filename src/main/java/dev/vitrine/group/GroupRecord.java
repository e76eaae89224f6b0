package dev.vitrine.group;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/// A record of `__consumer_offsets`, in Kafka's own schemas: a group's committed offset, a classic
/// group's members, what there is to know of a group of the consumer protocol
/// ([ConsumerGroupRecord]), or the end of one of these (a tombstone: the key with no value).
///
/// Kafka 4.4 writes an offset as key 1 with value version 4, and a classic group as key 2 with
/// value version 3. Older versions of both are read too.
public sealed interface GroupRecord
        permits GroupRecord.OffsetCommitted,
                GroupRecord.OffsetForgotten,
                GroupRecord.GroupStored,
                GroupRecord.GroupForgotten,
                ConsumerGroupRecord {
    /// The group whose partition the record belongs in.
    String group();

    /// How far a group has read a partition.
    ///
    /// @param offset of the next record to read
    /// @param leaderEpoch of the last record read, -1 when the client did not say
    /// @param expireTimestampMs when the offset ends whatever the retention, -1 when nobody asked
    ///   so (only OffsetCommit 2 to 4 can)
    /// @param topicId [Uuid#ZERO_UUID] when unknown
    record OffsetCommitted(
            String group,
            String topic,
            int partition,
            long offset,
            int leaderEpoch,
            String metadata,
            long commitTimestampMs,
            long expireTimestampMs,
            Uuid topicId)
            implements GroupRecord {}

    /// A group's offset of a partition is forgotten.
    record OffsetForgotten(String group, String topic, int partition) implements GroupRecord {}

    /// A classic group as it stood when it took up a generation.
    ///
    /// @param protocolType empty for a group that never had members
    /// @param protocol the assignor chosen, null or empty in a group without members
    /// @param leader the member that assigned, null or empty in a group without members
    /// @param stateTimestampMs when the group took up its state, -1 when unknown
    record GroupStored(
            String group,
            String protocolType,
            int generation,
            @Nullable String protocol,
            @Nullable String leader,
            long stateTimestampMs,
            List<StoredMember> members)
            implements GroupRecord {
        public GroupStored {
            members = List.copyOf(members);
        }
    }

    /// A member of a stored group.
    ///
    /// @param rebalanceTimeoutMs -1 in records of before it existed: the session timeout then
    record StoredMember(
            String memberId,
            @Nullable String groupInstanceId,
            String clientId,
            String clientHost,
            int rebalanceTimeoutMs,
            int sessionTimeoutMs,
            Bytes subscription,
            Bytes assignment) {}

    /// A group is gone.
    record GroupForgotten(String group) implements GroupRecord {}

    /// The record's key, ready to be read.
    default ByteBuffer key() {
        return GroupSchema.key(this);
    }

    /// The record's value, ready to be read; null for a tombstone.
    default @Nullable ByteBuffer value() {
        return GroupSchema.value(this);
    }

    /// The record that a key and a value form. Empty when they form none of these: another kind of
    /// group's record, a version of after our time, or bytes that are broken. The buffers are not
    /// moved.
    static Optional<GroupRecord> decode(@Nullable ByteBuffer key, @Nullable ByteBuffer value) {
        return GroupSchema.decode(key, value);
    }
}
