package dev.vitrine.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.group.GroupRecord.GroupForgotten;
import dev.vitrine.group.GroupRecord.GroupStored;
import dev.vitrine.group.GroupRecord.OffsetCommitted;
import dev.vitrine.group.GroupRecord.OffsetForgotten;
import dev.vitrine.group.GroupRecord.StoredMember;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/// The bytes in `__consumer_offsets`. The hexadecimal ones were written by Kafka 4.4.0's own
/// generated classes (`GroupCoordinatorRecordSerde` over `OffsetCommitKey/Value`,
/// `GroupMetadataKey/Value`).
final class GroupRecordTest {
    private static final Uuid TOPIC_ID = new Uuid(0x0102030405060708L, 0x090a0b0c0d0e0f10L);
    private static final OffsetCommitted OFFSET =
            new OffsetCommitted(
                    "grp", "orders", 5, 42, 3, "meta", 1_700_000_000_000L, -1, TOPIC_ID);
    private static final GroupStored GROUP =
            new GroupStored(
                    "grp",
                    "consumer",
                    7,
                    "range",
                    "m-1",
                    1_700_000_000_000L,
                    List.of(
                            new StoredMember(
                                    "m-1",
                                    null,
                                    "app",
                                    "/127.0.0.1",
                                    60_000,
                                    10_000,
                                    bytes("sub1"),
                                    bytes("asg1")),
                            new StoredMember(
                                    "m-2",
                                    "inst",
                                    "app",
                                    "/127.0.0.1",
                                    60_000,
                                    10_000,
                                    bytes("s"),
                                    bytes(""))));

    static Stream<GroupRecord> records() {
        return Stream.of(
                OFFSET,
                new OffsetCommitted("", "t", 0, 0, -1, "é".repeat(90), 0, -1, Uuid.ZERO_UUID),
                new OffsetCommitted("g", "t", 0, 9, -1, "x", 5, 99, Uuid.ZERO_UUID),
                new OffsetForgotten("grp", "orders", 5),
                GROUP,
                new GroupStored("g", "", 0, null, null, -1, List.of()),
                new GroupForgotten("grp"));
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
    void bytesAreKafkas() {
        assertThat(hex(OFFSET.key())).isEqualTo("0001000367727000066f726465727300000005");
        assertThat(hex(OFFSET.value()))
                .isEqualTo(
                        "0004000000000000002a00000003056d6574610000018bcfe568000100100102030405060708090a0b0c0d0e0f10");
        assertThat(hex(GROUP.key())).isEqualTo("00020003677270");
        assertThat(hex(GROUP.value()))
                .isEqualTo(
                        "00030008636f6e73756d657200000007000572616e676500036d2d310000018bcfe568000000000200036d2d31ffff0003617070000a2f3132372e302e302e310000ea60000027100000000473756231000000046173673100036d2d320004696e73740003617070000a2f3132372e302e302e310000ea6000002710000000017300000000");
        assertThat(new OffsetForgotten("grp", "orders", 5).value()).isNull();
    }

    @Test
    void valuesOfEveryVersionAreRead() {
        for (String value :
                List.of(
                        "0000000000000000002a00046d6574610000018bcfe56800",
                        "0001000000000000002a00046d6574610000018bcfe56800ffffffffffffffff",
                        "0002000000000000002a00046d6574610000018bcfe56800",
                        "0003000000000000002a0000000300046d6574610000018bcfe56800",
                        "0004000000000000002a00000003056d6574610000018bcfe568000100100102030405060708090a0b0c0d0e0f10")) {
            assertThat(GroupRecord.decode(OFFSET.key(), unhex(value)))
                    .hasValueSatisfying(r -> {
                        OffsetCommitted read = (OffsetCommitted) r;
                        assertThat(read.offset()).isEqualTo(42);
                        assertThat(read.metadata()).isEqualTo("meta");
                        assertThat(read.commitTimestampMs()).isEqualTo(1_700_000_000_000L);
                    });
        }
        for (String value :
                List.of(
                        "00000008636f6e73756d657200000007000572616e676500036d2d310000000200036d2d310003617070000a2f3132372e302e302e31000027100000000473756231000000046173673100036d2d320003617070000a2f3132372e302e302e3100002710000000017300000000",
                        "00010008636f6e73756d657200000007000572616e676500036d2d310000000200036d2d310003617070000a2f3132372e302e302e310000ea60000027100000000473756231000000046173673100036d2d320003617070000a2f3132372e302e302e310000ea6000002710000000017300000000",
                        "00020008636f6e73756d657200000007000572616e676500036d2d310000018bcfe568000000000200036d2d310003617070000a2f3132372e302e302e310000ea60000027100000000473756231000000046173673100036d2d320003617070000a2f3132372e302e302e310000ea6000002710000000017300000000",
                        "00030008636f6e73756d657200000007000572616e676500036d2d310000018bcfe568000000000200036d2d31ffff0003617070000a2f3132372e302e302e310000ea60000027100000000473756231000000046173673100036d2d320004696e73740003617070000a2f3132372e302e302e310000ea6000002710000000017300000000",
                        "000409636f6e73756d6572000000070672616e6765046d2d310000018bcfe5680003046d2d3100046170700b2f3132372e302e302e310000ea60000027100573756231056173673100046d2d3205696e7374046170700b2f3132372e302e302e310000ea60000027100273010000")) {
            assertThat(GroupRecord.decode(GROUP.key(), unhex(value)))
                    .hasValueSatisfying(r -> {
                        GroupStored read = (GroupStored) r;
                        assertThat(read.generation()).isEqualTo(7);
                        assertThat(read.leader()).isEqualTo("m-1");
                        assertThat(read.members())
                                .extracting(StoredMember::assignment)
                                .containsExactly(bytes("asg1"), bytes(""));
                    });
        }
    }

    private static Bytes bytes(String text) {
        return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String hex(ByteBuffer bytes) {
        byte[] array = new byte[bytes.remaining()];
        bytes.duplicate().get(array);
        return HexFormat.of().formatHex(array);
    }

    private static ByteBuffer unhex(String text) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(text));
    }
}
