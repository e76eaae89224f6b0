package dev.vitrine.group;

import dev.vitrine.group.ConsumerGroupRecord.CurrentForgotten;
import dev.vitrine.group.ConsumerGroupRecord.CurrentStored;
import dev.vitrine.group.ConsumerGroupRecord.EpochForgotten;
import dev.vitrine.group.ConsumerGroupRecord.EpochStored;
import dev.vitrine.group.ConsumerGroupRecord.MemberForgotten;
import dev.vitrine.group.ConsumerGroupRecord.MemberStored;
import dev.vitrine.group.ConsumerGroupRecord.RegexForgotten;
import dev.vitrine.group.ConsumerGroupRecord.RegexStored;
import dev.vitrine.group.ConsumerGroupRecord.TargetEpochForgotten;
import dev.vitrine.group.ConsumerGroupRecord.TargetEpochStored;
import dev.vitrine.group.ConsumerGroupRecord.TargetForgotten;
import dev.vitrine.group.ConsumerGroupRecord.TargetStored;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// The bytes of [ConsumerGroupRecord]s, after Kafka 4.4's `ConsumerGroup…Key/Value.json`. Keys are
/// not flexible; values have one version, 0, with compact lengths and tagged fields.
final class ConsumerGroupSchema {
    static final short EPOCH_KEY = 3;
    static final short MEMBER_KEY = 5;
    static final short TARGET_EPOCH_KEY = 6;
    static final short TARGET_KEY = 7;
    static final short CURRENT_KEY = 8;
    static final short REGEX_KEY = 16;

    private static final short VALUE = 0;

    /// The only tag of each of these schemas.
    private static final int TAG = 0;

    private ConsumerGroupSchema() {}

    static ByteBuffer key(ConsumerGroupRecord record) {
        SchemaWriter out = new SchemaWriter();
        switch (record) {
            case EpochStored r -> out.int16(EPOCH_KEY).string(r.group());
            case EpochForgotten r -> out.int16(EPOCH_KEY).string(r.group());
            case MemberStored r -> out.int16(MEMBER_KEY).string(r.group()).string(r.memberId());
            case MemberForgotten r -> out.int16(MEMBER_KEY).string(r.group()).string(r.memberId());
            case TargetEpochStored r -> out.int16(TARGET_EPOCH_KEY).string(r.group());
            case TargetEpochForgotten r -> out.int16(TARGET_EPOCH_KEY).string(r.group());
            case TargetStored r -> out.int16(TARGET_KEY).string(r.group()).string(r.memberId());
            case TargetForgotten r -> out.int16(TARGET_KEY).string(r.group()).string(r.memberId());
            case CurrentStored r -> out.int16(CURRENT_KEY).string(r.group()).string(r.memberId());
            case CurrentForgotten r ->
                    out.int16(CURRENT_KEY).string(r.group()).string(r.memberId());
            case RegexStored r -> out.int16(REGEX_KEY).string(r.group()).string(r.regex());
            case RegexForgotten r -> out.int16(REGEX_KEY).string(r.group()).string(r.regex());
        }
        return out.done();
    }

    static @Nullable ByteBuffer value(ConsumerGroupRecord record) {
        SchemaWriter out = new SchemaWriter().int16(VALUE);
        switch (record) {
            case EpochStored r -> {
                out.int32(r.epoch());
                taggedLong(out, r.metadataHash());
            }
            case MemberStored r -> writeSaid(out, r.said());
            case TargetEpochStored r -> {
                out.int32(r.epoch());
                taggedLong(out, r.timestampMs());
            }
            case TargetStored r -> writeTarget(out, r.partitions());
            case CurrentStored r -> writeCurrent(out, r.current());
            case RegexStored r -> {
                writeStrings(out, r.resolved().topics());
                out.int64(r.resolved().version()).int64(r.resolved().timestampMs()).varint(0);
            }
            case EpochForgotten _,
                    MemberForgotten _,
                    TargetEpochForgotten _,
                    TargetForgotten _,
                    CurrentForgotten _,
                    RegexForgotten _ -> {
                return null;
            }
        }
        return out.done();
    }

    /// The record of a key whose kind was read, and a value.
    static Optional<GroupRecord> decode(
            short kind, SchemaReader key, @Nullable ByteBuffer valueBytes) {
        String group = key.string();
        SchemaReader value = null;
        if (valueBytes != null) {
            value = new SchemaReader(valueBytes, true);
            if (value.int16() != VALUE) {
                return Optional.empty();
            }
        }
        return switch (kind) {
            case EPOCH_KEY ->
                    Optional.of(
                            value == null
                                    ? new EpochForgotten(group)
                                    : new EpochStored(group, value.int32(), taggedLong(value)));
            case MEMBER_KEY -> {
                String memberId = key.string();
                yield Optional.of(
                        value == null
                                ? new MemberForgotten(group, memberId)
                                : new MemberStored(group, memberId, readSaid(value)));
            }
            case TARGET_EPOCH_KEY ->
                    Optional.of(
                            value == null
                                    ? new TargetEpochForgotten(group)
                                    : new TargetEpochStored(
                                            group, value.int32(), taggedLong(value)));
            case TARGET_KEY -> {
                String memberId = key.string();
                yield Optional.of(
                        value == null
                                ? new TargetForgotten(group, memberId)
                                : new TargetStored(group, memberId, readTarget(value)));
            }
            case CURRENT_KEY -> {
                String memberId = key.string();
                yield Optional.of(
                        value == null
                                ? new CurrentForgotten(group, memberId)
                                : new CurrentStored(group, memberId, readCurrent(value)));
            }
            case REGEX_KEY -> {
                String regex = key.string();
                yield Optional.of(
                        value == null
                                ? new RegexForgotten(group, regex)
                                : new RegexStored(group, regex, readRegex(value)));
            }
            default -> Optional.empty();
        };
    }

    // ---- what a member said ---------------------------------------------------------------------

    private static void writeSaid(SchemaWriter out, ConsumerMember.Said said) {
        out.compactNullableString(said.instanceId())
                .compactNullableString(said.rackId())
                .compactString(said.clientId())
                .compactString(said.clientHost());
        writeStrings(out, said.topics());
        out.compactNullableString(said.regex())
                .int32(said.rebalanceTimeoutMs())
                .compactNullableString(said.assignor());
        // A struct that may be null begins with a byte that says whether it is; Kafka writes the
        // null.
        ConsumerMember.Classic classic = said.classic();
        if (classic == null) {
            tagged(out, new SchemaWriter().int8(0));
            return;
        }
        SchemaWriter traits = new SchemaWriter();
        traits.int8(1).int32(classic.sessionTimeoutMs()).varint(classic.protocols().size() + 1);
        for (JoinGroup.Protocol protocol : classic.protocols()) {
            traits.compactString(protocol.name()).compactBytes(protocol.metadata().get()).varint(0);
        }
        tagged(out, traits.varint(0));
    }

    private static ConsumerMember.Said readSaid(SchemaReader in) {
        String instanceId = in.nullableString();
        String rackId = in.nullableString();
        String clientId = in.string();
        String clientHost = in.string();
        SortedSet<String> topics = readStrings(in);
        String regex = in.nullableString();
        int rebalanceTimeoutMs = in.int32();
        String assignor = in.nullableString();
        ConsumerMember.Classic classic = null;
        for (SchemaReader.Tagged field : in.tagged()) {
            if (field.tag() == TAG) {
                SchemaReader traits = new SchemaReader(field.bytes(), true);
                if (traits.int8() > 0) {
                    classic = readClassic(traits);
                }
            }
        }
        return new ConsumerMember.Said(
                instanceId,
                rackId,
                clientId,
                clientHost,
                topics,
                regex == null ? "" : regex,
                rebalanceTimeoutMs,
                assignor,
                classic);
    }

    private static ConsumerMember.Classic readClassic(SchemaReader in) {
        int sessionTimeoutMs = in.int32();
        int count = in.arrayLength();
        List<JoinGroup.Protocol> protocols = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            protocols.add(new JoinGroup.Protocol(in.string(), Bytes.wrap(in.bytes())));
            in.tagged();
        }
        return new ConsumerMember.Classic(sessionTimeoutMs, protocols);
    }

    // ---- assignments ----------------------------------------------------------------------------

    private static void writeTarget(SchemaWriter out, SortedSet<PartitionId> partitions) {
        SortedMap<Uuid, SortedSet<Integer>> byTopic = ConsumerGroupRecord.byTopic(partitions);
        out.varint(byTopic.size() + 1);
        byTopic.forEach((topic, numbers) -> {
            out.uuid(topic).varint(numbers.size() + 1);
            numbers.forEach(out::int32);
            out.varint(0);
        });
        out.varint(0);
    }

    private static SortedSet<PartitionId> readTarget(SchemaReader in) {
        SortedSet<PartitionId> partitions = new TreeSet<>();
        int topics = in.arrayLength();
        for (int i = 0; i < topics; i++) {
            Uuid topic = in.uuid();
            int count = in.arrayLength();
            for (int p = 0; p < count; p++) {
                partitions.add(new PartitionId(topic, in.int32()));
            }
            in.tagged();
        }
        in.tagged();
        return partitions;
    }

    private static void writeCurrent(SchemaWriter out, ConsumerMember.Current current) {
        out.int32(current.epoch()).int32(current.previousEpoch()).int8(current.state().code());
        writeOwned(out, current.assigned());
        writeOwned(out, current.pendingRevocation());
        out.varint(0);
    }

    private static void writeOwned(SchemaWriter out, SortedMap<PartitionId, Integer> owned) {
        SortedMap<Uuid, SortedSet<Integer>> byTopic =
                ConsumerGroupRecord.byTopic(new TreeSet<>(owned.keySet()));
        out.varint(byTopic.size() + 1);
        byTopic.forEach((topic, numbers) -> {
            out.uuid(topic).varint(numbers.size() + 1);
            numbers.forEach(out::int32);
            SchemaWriter epochs = new SchemaWriter().varint(numbers.size() + 1);
            numbers.forEach(p -> epochs.int32(epochOf(owned, topic, p)));
            tagged(out, epochs);
        });
    }

    private static int epochOf(SortedMap<PartitionId, Integer> owned, Uuid topic, int partition) {
        return owned.getOrDefault(new PartitionId(topic, partition), 0);
    }

    private static ConsumerMember.Current readCurrent(SchemaReader in) {
        int epoch = in.int32();
        int previousEpoch = in.int32();
        MemberState state = MemberState.of(in.int8());
        SortedMap<PartitionId, Integer> assigned = readOwned(in, epoch);
        SortedMap<PartitionId, Integer> pendingRevocation = readOwned(in, epoch);
        in.tagged();
        return new ConsumerMember.Current(epoch, previousEpoch, state, assigned, pendingRevocation);
    }

    /// @param epoch of the member: that of partitions of before they had epochs of their own
    private static SortedMap<PartitionId, Integer> readOwned(SchemaReader in, int epoch) {
        SortedMap<PartitionId, Integer> owned = new TreeMap<>();
        int topics = in.arrayLength();
        for (int i = 0; i < topics; i++) {
            Uuid topic = in.uuid();
            int count = in.arrayLength();
            List<Integer> numbers = new ArrayList<>();
            for (int p = 0; p < count; p++) {
                numbers.add(in.int32());
            }
            numbers.forEach(p -> owned.put(new PartitionId(topic, p), epoch));
            for (SchemaReader.Tagged field : in.tagged()) {
                if (field.tag() == TAG) {
                    SchemaReader epochs = new SchemaReader(field.bytes(), true);
                    int length = Math.min(epochs.arrayLength(), numbers.size());
                    for (int p = 0; p < length; p++) {
                        owned.put(new PartitionId(topic, numbers.get(p)), epochs.int32());
                    }
                }
            }
        }
        return owned;
    }

    private static ResolvedRegex readRegex(SchemaReader in) {
        ResolvedRegex resolved = new ResolvedRegex(readStrings(in), in.int64(), in.int64());
        in.tagged();
        return resolved;
    }

    // ---- parts ----------------------------------------------------------------------------------

    private static void writeStrings(SchemaWriter out, SortedSet<String> strings) {
        out.varint(strings.size() + 1);
        strings.forEach(out::compactString);
    }

    private static SortedSet<String> readStrings(SchemaReader in) {
        SortedSet<String> strings = new TreeSet<>();
        int count = in.arrayLength();
        for (int i = 0; i < count; i++) {
            strings.add(in.string());
        }
        return strings;
    }

    /// The tagged fields of a struct with one; a zero, its default, is left out.
    private static void taggedLong(SchemaWriter out, long value) {
        if (value == 0) {
            out.varint(0);
        } else {
            tagged(out, new SchemaWriter().int64(value));
        }
    }

    private static long taggedLong(SchemaReader in) {
        long value = 0;
        for (SchemaReader.Tagged field : in.tagged()) {
            if (field.tag() == TAG) {
                value = field.bytes().getLong();
            }
        }
        return value;
    }

    private static void tagged(SchemaWriter out, SchemaWriter field) {
        ByteBuffer bytes = field.done();
        out.varint(1).varint(TAG).varint(bytes.remaining()).raw(bytes);
    }
}
