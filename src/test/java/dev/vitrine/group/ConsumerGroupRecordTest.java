package dev.vitrine.group;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// The bytes in `__consumer_offsets`. Those of `k848m` were dumped from a partition that Kafka
/// 4.4.0 wrote, the others are of its own generated classes.
final class ConsumerGroupRecordTest {
    private static final Uuid TOPIC_ID = new Uuid(0x0102030405060708L, 0x090a0b0c0d0e0f10L);
    private static final Uuid KAFKAS = new Uuid(0xc3c33744408a4332L, 0xa374a6812ac2dd42L);

    private static final ConsumerMember.Said SAID =
            new ConsumerMember.Said(
                    "inst",
                    "r1",
                    "app",
                    "/127.0.0.1",
                    new TreeSet<>(List.of("orders", "payments")),
                    "",
                    30_000,
                    "uniform",
                    new ConsumerMember.Classic(
                            45_000,
                            List.of(
                                    new JoinGroup.Protocol(
                                            "range", Bytes.wrap(new byte[] {1, 2, 3})))));
    private static final ConsumerMember.Current CURRENT =
            new ConsumerMember.Current(
                    7,
                    6,
                    MemberState.UNREVOKED_PARTITIONS,
                    owned(TOPIC_ID, Map.of(0, 3, 2, 5)),
                    owned(TOPIC_ID, Map.of(1, 4)));

    static Stream<GroupRecord> records() {
        return Stream.of(
                new EpochStored("g", 7, -5),
                new EpochStored("g", 7, 0),
                new EpochForgotten("g"),
                new MemberStored("g", "m", SAID),
                new MemberStored("g", "m", ConsumerMember.Said.NOTHING),
                new MemberForgotten("g", "m"),
                new TargetEpochStored("g", 7, 1_700_000_000_000L),
                new TargetEpochForgotten("g"),
                new TargetStored("g", "m", partitions(TOPIC_ID, 0, 2)),
                new TargetStored("g", "m", new TreeSet<>()),
                new TargetForgotten("g", "m"),
                new CurrentStored("g", "m", CURRENT),
                new CurrentStored("g", "m", ConsumerMember.Current.NOTHING),
                new CurrentForgotten("g", "m"),
                new RegexStored(
                        "g", "ord.*", new ResolvedRegex(new TreeSet<>(List.of("orders")), 12, 34)),
                new RegexForgotten("g", "ord.*"));
    }

    @ParameterizedTest
    @MethodSource("records")
    void recordComesBackAsItWas(GroupRecord record) {
        assertThat(GroupRecord.decode(record.key(), record.value())).contains(record);
    }

    @ParameterizedTest
    @MethodSource("records")
    void recordThatIsCutShortIsSkipped(GroupRecord record) {
        ByteBuffer key = record.key();
        for (int length = 0; length < key.limit(); length++) {
            assertThat(GroupRecord.decode(key.slice(0, length), record.value())).isEmpty();
        }
        ByteBuffer value = record.value();
        for (int length = 0; value != null && length < value.limit(); length++) {
            assertThat(GroupRecord.decode(key, value.slice(0, length))).isEmpty();
        }
    }

    @Test
    void bytesAreThoseThatKafkasClassesWrite() {
        assertThat(value(new MemberStored("g", "m", SAID)))
                .isEqualTo(
                        "000005696e7374037231046170700b2f3132372e302e302e3103076f7264657273097061796d656e7473010000753008756e69666f726d010012010000afc8020672616e6765040102030000");
        assertThat(value(new EpochStored("g", 7, -5)))
                .isEqualTo("000000000007010008fffffffffffffffb");
        assertThat(value(new EpochStored("g", 7, 0))).isEqualTo("00000000000700");
        assertThat(value(new TargetEpochStored("g", 7, 1_700_000_000_000L)))
                .isEqualTo("0000000000070100080000018bcfe56800");
        assertThat(value(new TargetStored("g", "m", partitions(TOPIC_ID, 0, 2))))
                .isEqualTo("0000020102030405060708090a0b0c0d0e0f100300000000000000020000");
        assertThat(value(new CurrentStored("g", "m", CURRENT)))
                .isEqualTo(
                        "0000000000070000000601020102030405060708090a0b0c0d0e0f10030000000000000002010009030000000300000005020102030405060708090a0b0c0d0e0f100200000001010005020000000400");
        assertThat(
                        value(
                                new RegexStored(
                                        "g",
                                        "x",
                                        new ResolvedRegex(
                                                new TreeSet<>(List.of("orders")),
                                                12,
                                                1_700_000_000_000L))))
                .isEqualTo("000002076f7264657273000000000000000c0000018bcfe5680000");
    }

    @Test
    void bytesAreThoseOfAPartitionThatKafkaWrote() {
        ConsumerMember.Said said =
                new ConsumerMember.Said(
                        null,
                        null,
                        "ask",
                        "/127.0.0.1",
                        new TreeSet<>(List.of("k848a")),
                        "",
                        30_000,
                        null,
                        null);
        same(
                new MemberStored("k848m", "a", said),
                "000500056b3834386d000161",
                "000000000461736b0b2f3132372e302e302e3102066b3834386101000075300001000100");
        same(
                new EpochStored("k848m", 3, 0x13a791d347bb92c5L),
                "000300056b3834386d",
                "00000000000301000813a791d347bb92c5");
        same(
                new TargetStored("k848m", "b", partitions(KAFKAS, 2, 3)),
                "000700056b3834386d000162",
                "000002c3c33744408a4332a374a6812ac2dd420300000002000000030000");
        same(
                new TargetEpochStored("k848m", 3, 0x1a212e53020L),
                "000600056b3834386d",
                "000000000003010008000001a212e53020");
        same(
                new CurrentStored(
                        "k848m",
                        "a",
                        new ConsumerMember.Current(
                                2,
                                2,
                                MemberState.UNREVOKED_PARTITIONS,
                                owned(KAFKAS, Map.of(0, 2, 1, 2)),
                                owned(KAFKAS, Map.of(2, 2, 3, 2)))),
                "000800056b3834386d000161",
                "000000000002000000020102c3c33744408a4332a374a6812ac2dd4203000000000000000101000903000000020000000202c3c33744408a4332a374a6812ac2dd4203000000020000000301000903000000020000000200");
        same(new RegexForgotten("k848r", "k848.*"), "001000056b3834387200066b3834382e2a", null);
    }

    @Test
    void partitionsOfBeforeTheyHadEpochsAreOfTheMembers() {
        ByteBuffer old =
                ByteBuffer.wrap(
                        HexFormat.of()
                                .parseHex(
                                        "0000000000070000000600020102030405060708090a0b0c0d0e0f10030000000000000002000100"));
        assertThat(GroupRecord.decode(new CurrentForgotten("g", "m").key(), old))
                .hasValueSatisfying(read ->
                        assertThat(((CurrentStored) read).current().assigned().values())
                                .containsExactly(7, 7));
    }

    private static void same(GroupRecord record, String key, String value) {
        assertThat(hex(record.key())).isEqualTo(key);
        assertThat(record.value() == null ? null : hex(record.value())).isEqualTo(value);
    }

    private static String value(GroupRecord record) {
        return hex(record.value());
    }

    private static TreeSet<PartitionId> partitions(Uuid topic, int... numbers) {
        TreeSet<PartitionId> partitions = new TreeSet<>();
        for (int number : numbers) {
            partitions.add(new PartitionId(topic, number));
        }
        return partitions;
    }

    private static TreeMap<PartitionId, Integer> owned(Uuid topic, Map<Integer, Integer> epochs) {
        TreeMap<PartitionId, Integer> owned = new TreeMap<>();
        epochs.forEach((p, epoch) -> owned.put(new PartitionId(topic, p), epoch));
        return owned;
    }

    private static String hex(ByteBuffer bytes) {
        byte[] array = new byte[bytes.remaining()];
        bytes.duplicate().get(array);
        return HexFormat.of().formatHex(array);
    }
}
