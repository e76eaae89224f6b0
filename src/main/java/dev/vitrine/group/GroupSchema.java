package dev.vitrine.group;

import dev.vitrine.group.GroupRecord.GroupForgotten;
import dev.vitrine.group.GroupRecord.GroupStored;
import dev.vitrine.group.GroupRecord.OffsetCommitted;
import dev.vitrine.group.GroupRecord.OffsetForgotten;
import dev.vitrine.group.GroupRecord.StoredMember;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The bytes of [GroupRecord]s, after Kafka 4.4's `OffsetCommitKey/Value.json`,
/// `LegacyOffsetCommitKey.json` and `GroupMetadataKey/Value.json` of its group-coordinator module.
/// Each key and each value begins with two bytes: of a key its kind, of a value its version.
final class GroupSchema {
    private GroupSchema() {}

    private static final short LEGACY_OFFSET_KEY = 0;
    private static final short OFFSET_KEY = 1;
    private static final short GROUP_KEY = 2;

    /// The first value version with compact lengths and tagged fields, of both schemas, and the
    /// last.
    private static final short FLEXIBLE = 4;

    private static final short GROUP_VALUE = 3;

    /// Only this value version has a field for an expiry.
    private static final short OFFSET_VALUE_WITH_EXPIRY = 1;

    private static final int TOPIC_ID_TAG = 0;
    private static final int UUID_BYTES = 16;

    static ByteBuffer key(GroupRecord record) {
        SchemaWriter out = new SchemaWriter();
        switch (record) {
            case OffsetCommitted r -> offsetKey(out, r.group(), r.topic(), r.partition());
            case OffsetForgotten r -> offsetKey(out, r.group(), r.topic(), r.partition());
            case GroupStored r -> out.int16(GROUP_KEY).string(r.group());
            case GroupForgotten r -> out.int16(GROUP_KEY).string(r.group());
            case ConsumerGroupRecord r -> {
                return ConsumerGroupSchema.key(r);
            }
        }
        return out.done();
    }

    static @Nullable ByteBuffer value(GroupRecord record) {
        return switch (record) {
            case OffsetCommitted r -> offsetValue(r);
            case GroupStored r -> groupValue(r);
            case ConsumerGroupRecord r -> ConsumerGroupSchema.value(r);
            case OffsetForgotten _, GroupForgotten _ -> null;
        };
    }

    static Optional<GroupRecord> decode(@Nullable ByteBuffer key, @Nullable ByteBuffer value) {
        if (key == null) {
            return Optional.empty();
        }
        try {
            SchemaReader keyIn = new SchemaReader(key, false);
            short kind = keyIn.int16();
            return switch (kind) {
                case LEGACY_OFFSET_KEY, OFFSET_KEY -> {
                    String group = keyIn.string();
                    String topic = keyIn.string();
                    int partition = keyIn.int32();
                    yield value == null
                            ? Optional.of(new OffsetForgotten(group, topic, partition))
                            : readOffset(group, topic, partition, value);
                }
                case GROUP_KEY -> {
                    String group = keyIn.string();
                    yield value == null
                            ? Optional.of(new GroupForgotten(group))
                            : readGroup(group, value);
                }
                default -> ConsumerGroupSchema.decode(kind, keyIn, value);
            };
        } catch (BufferUnderflowException | SchemaReader.Malformed e) {
            return Optional.empty();
        }
    }

    private static void offsetKey(SchemaWriter out, String group, String topic, int partition) {
        out.int16(OFFSET_KEY).string(group).string(topic).int32(partition);
    }

    private static ByteBuffer offsetValue(OffsetCommitted r) {
        SchemaWriter out = new SchemaWriter();
        if (r.expireTimestampMs() != -1) {
            return out.int16(OFFSET_VALUE_WITH_EXPIRY)
                    .int64(r.offset())
                    .string(r.metadata())
                    .int64(r.commitTimestampMs())
                    .int64(r.expireTimestampMs())
                    .done();
        }
        out.int16(FLEXIBLE)
                .int64(r.offset())
                .int32(r.leaderEpoch())
                .compactString(r.metadata())
                .int64(r.commitTimestampMs());
        if (r.topicId().equals(Uuid.ZERO_UUID)) {
            return out.varint(0).done();
        }
        return out.varint(1)
                .varint(TOPIC_ID_TAG)
                .varint(UUID_BYTES)
                .int64(r.topicId().getMostSignificantBits())
                .int64(r.topicId().getLeastSignificantBits())
                .done();
    }

    private static Optional<GroupRecord> readOffset(
            String group, String topic, int partition, ByteBuffer value) {
        short version = value.duplicate().getShort();
        if (version < 0 || version > FLEXIBLE) {
            return Optional.empty();
        }
        SchemaReader in = new SchemaReader(value, version >= FLEXIBLE);
        in.int16();
        long offset = in.int64();
        int leaderEpoch = version >= 3 ? in.int32() : -1;
        String metadata = in.string();
        long commitTimestampMs = in.int64();
        long expireTimestampMs = version == OFFSET_VALUE_WITH_EXPIRY ? in.int64() : -1;
        Uuid topicId = Uuid.ZERO_UUID;
        if (version >= FLEXIBLE) {
            for (SchemaReader.Tagged field : in.tagged()) {
                if (field.tag() == TOPIC_ID_TAG) {
                    topicId = new Uuid(field.bytes().getLong(), field.bytes().getLong());
                }
            }
        }
        return Optional.of(
                new OffsetCommitted(
                        group,
                        topic,
                        partition,
                        offset,
                        leaderEpoch,
                        metadata,
                        commitTimestampMs,
                        expireTimestampMs,
                        topicId));
    }

    private static ByteBuffer groupValue(GroupStored r) {
        SchemaWriter out = new SchemaWriter();
        out.int16(GROUP_VALUE)
                .string(r.protocolType())
                .int32(r.generation())
                .nullableString(r.protocol())
                .nullableString(r.leader())
                .int64(r.stateTimestampMs())
                .int32(r.members().size());
        for (StoredMember m : r.members()) {
            out.string(m.memberId())
                    .nullableString(m.groupInstanceId())
                    .string(m.clientId())
                    .string(m.clientHost())
                    .int32(m.rebalanceTimeoutMs())
                    .int32(m.sessionTimeoutMs())
                    .bytes(m.subscription().get())
                    .bytes(m.assignment().get());
        }
        return out.done();
    }

    private static Optional<GroupRecord> readGroup(String group, ByteBuffer value) {
        short version = value.duplicate().getShort();
        if (version < 0 || version > FLEXIBLE) {
            return Optional.empty();
        }
        SchemaReader in = new SchemaReader(value, version >= FLEXIBLE);
        in.int16();
        String protocolType = in.string();
        int generation = in.int32();
        String protocol = in.nullableString();
        String leader = in.nullableString();
        long stateTimestampMs = version >= 2 ? in.int64() : -1;
        int count = in.arrayLength();
        List<StoredMember> members = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            members.add(readMember(in, version));
        }
        if (version >= FLEXIBLE) {
            in.tagged();
        }
        return Optional.of(
                new GroupStored(
                        group,
                        protocolType,
                        generation,
                        protocol,
                        leader,
                        stateTimestampMs,
                        members));
    }

    private static StoredMember readMember(SchemaReader in, short version) {
        String memberId = in.string();
        String groupInstanceId = version >= 3 ? in.nullableString() : null;
        String clientId = in.string();
        String clientHost = in.string();
        int rebalanceTimeoutMs = version >= 1 ? in.int32() : -1;
        int sessionTimeoutMs = in.int32();
        Bytes subscription = Bytes.wrap(in.bytes());
        Bytes assignment = Bytes.wrap(in.bytes());
        if (version >= FLEXIBLE) {
            in.tagged();
        }
        return new StoredMember(
                memberId,
                groupInstanceId,
                clientId,
                clientHost,
                rebalanceTimeoutMs,
                sessionTimeoutMs,
                subscription,
                assignment);
    }
}
