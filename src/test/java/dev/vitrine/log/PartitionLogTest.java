package dev.vitrine.log;

import static dev.vitrine.log.Batches.all;
import static dev.vitrine.log.Batches.concat;
import static dev.vitrine.log.Batches.idempotent;
import static dev.vitrine.log.Batches.of;
import static dev.vitrine.log.Batches.record;
import static dev.vitrine.log.Batches.timed;
import static dev.vitrine.log.Batches.told;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.vitrine.config.Settings;
import dev.vitrine.event.Event.EpochStart;

import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.EndTransactionMarker;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

final class PartitionLogTest {
    private static final LogConfig SMALL =
            Configs.kept().segmentBytes(400).indexIntervalBytes(100).config();

    private final MemoryStorage storage = new MemoryStorage();
    private PartitionLog log = open(LogConfig.DEFAULT);

    private PartitionLog open(LogConfig config) {
        log = Logs.open(storage, "data/orders-0", config, 5_000);
        return log;
    }

    private Appended append(MemoryRecords records, int epoch) {
        try {
            return log.appendAsLeader(records, epoch, 5_000);
        } catch (RecordsRefused e) {
            throw new AssertionError(e);
        }
    }

    private RecordsRefused refused(MemoryRecords records) {
        long end = log.logEndOffset();
        RecordsRefused refused =
                catchThrowableOfType(
                        RecordsRefused.class, () -> log.appendAsLeader(records, 9, 5_000));
        assertThat(refused).isNotNull();
        assertThat(log.logEndOffset()).isEqualTo(end);
        return refused;
    }

    @Test
    void aTopicsSettingsFallBackOnTheBrokersAndTheseOnKafkas() {
        Settings kafkas = Settings.ofBroker(Map.of());
        assertThat(LogConfig.ofTopic(Settings.ofTopic(Map.of(), kafkas)))
                .isEqualTo(LogConfig.DEFAULT);
        Settings broker = Settings.ofBroker(Map.of("log.index.interval.bytes", "100"));
        Settings topic =
                Settings.ofTopic(
                        Map.of(
                                "segment.bytes", "2000000",
                                "segment.index.bytes", "4",
                                "message.timestamp.type", "LogAppendTime"),
                        broker);
        assertThat(LogConfig.ofTopic(topic))
                .isEqualTo(
                        Configs.kept()
                                .indexIntervalBytes(100)
                                .segmentBytes(2_000_000)
                                .indexSizeMaxBytes(12)
                                .logAppendTime()
                                .config());
    }

    @Test
    void anEmptyLogBeginsAtZeroAndKnowsNoEpoch() {
        assertThat(log.logStartOffset()).isZero();
        assertThat(log.logEndOffset()).isZero();
        assertThat(log.latestEpoch()).isEqualTo(-1);
        assertThat(log.endOffsetFor(0)).isEqualTo(EpochEnd.UNKNOWN);
        assertThat(log.read(0, 100, true, Long.MAX_VALUE).sizeInBytes()).isZero();
        assertThat(log.maxTimestamp()).isEmpty();
        assertThat(log.offsetForTimestamp(0)).isEmpty();
    }

    @Test
    void aLeaderGivesOffsetsAndItsEpoch() {
        assertThat(append(of("a", "b"), 3))
                .extracting(Appended::baseOffset, Appended::lastOffset, Appended::duplicate)
                .containsExactly(0L, 1L, false);
        assertThat(append(of("c"), 4).baseOffset()).isEqualTo(2);
        assertThat(all(log)).containsExactly("0@3=a", "1@3=b", "2@4=c");
        assertThat(log.epochs()).containsExactly(new EpochStart(3, 0), new EpochStart(4, 2));
        assertThat(log.flushedOffset()).isZero();
        log.flush();
        assertThat(log.flushedOffset()).isEqualTo(3);
    }

    @Test
    void aReadReturnsWholeBatchesAndTheFirstHoweverLarge() {
        append(of("a", "b", "c"), 0);
        append(of("d"), 0);
        append(of("e"), 0);
        assertThat(told(log.read(1, 1, true, Long.MAX_VALUE)))
                .containsExactly("0@0=a", "1@0=b", "2@0=c");
        assertThat(log.read(1, 1, false, Long.MAX_VALUE).sizeInBytes()).isZero();
        assertThat(told(log.read(3, 1_000, false, 4))).containsExactly("3@0=d");
        assertThat(told(log.read(0, 1_000, false, 4))).hasSize(4);
        assertThat(log.read(1, 1_000, true, 2).sizeInBytes()).isZero();
        assertThat(told(log.read(3, 1_000, true, 100))).containsExactly("3@0=d", "4@0=e");
        assertThat(log.read(5, 1_000, true, 100).sizeInBytes()).isZero();
        assertThat(log.read(99, 1_000, true, 100).sizeInBytes()).isZero();
        assertThat(log.read(-1, 1_000, true, 100).sizeInBytes()).isZero();
    }

    @Test
    void segmentsRollAndEveryOffsetIsFound() {
        open(SMALL);
        for (int i = 0; i < 60; i++) {
            append(of("value" + i, "more" + i), i / 20);
        }
        assertThat(storage.list("data/orders-0").stream().filter(n -> n.endsWith(".log")))
                .hasSizeGreaterThan(10)
                .contains("00000000000000000000.log");
        for (long offset = 0; offset < 120; offset++) {
            MemoryRecords read = log.read(offset, 1, true, Long.MAX_VALUE);
            assertThat(Batches.last(read).baseOffset()).isEqualTo(offset - offset % 2);
        }
        assertThat(log.flushedOffset()).isPositive();
        List<String> before = all(log);
        log.close();
        open(SMALL);
        assertThat(all(log)).isEqualTo(before);
        assertThat(log.recovery().cuts()).isEmpty();
        assertThat(log.recovery().indexesRebuilt()).isEmpty();
        assertThat(log.epochs())
                .containsExactly(
                        new EpochStart(0, 0), new EpochStart(1, 40), new EpochStart(2, 80));
    }

    @Test
    void aSegmentWhoseFirstRecordIsOldIsClosed() {
        open(Configs.kept().segmentMs(1_000).config());
        append(timed(Compression.NONE, 10_000), 0);
        append(timed(Compression.NONE, 11_000), 0);
        append(timed(Compression.NONE, 11_001), 0);
        assertThat(storage.list("data/orders-0")).contains("00000000000000000002.log");
    }

    @Test
    void aFollowerTakesBatchesAsTheyAreAndStopsAtTheFirstThatIsWrong() {
        append(of("a", "b"), 3);
        append(of("c"), 5);
        append(of("d"), 5);
        MemoryRecords fetched = log.read(0, 10_000, true, Long.MAX_VALUE);
        byte[] bytes = new byte[fetched.sizeInBytes()];
        fetched.buffer().get(bytes);
        int first = 0;
        for (var batch : fetched.batches()) {
            first = first == 0 ? batch.sizeInBytes() : first;
        }

        PartitionLog follower = Logs.open(storage, "other", SMALL, 0);
        byte[] damaged = bytes.clone();
        damaged[bytes.length - 1] ^= 1;
        Appended some =
                follower.appendAsFollower(
                        MemoryRecords.readableRecords(ByteBuffer.wrap(damaged)), 0);
        assertThat(some.lastOffset()).isEqualTo(2);
        assertThat(some.bytes()).isLessThan(bytes.length);
        // The same again does not continue the log.
        assertThat(
                        follower.appendAsFollower(
                                        MemoryRecords.readableRecords(ByteBuffer.wrap(bytes)), 0)
                                .bytes())
                .isZero();
        follower.truncateTo(2, 0);
        assertThat(follower.epochs()).containsExactly(new EpochStart(3, 0));
        ByteBuffer rest = ByteBuffer.wrap(bytes, first, bytes.length - first).slice();
        assertThat(follower.appendAsFollower(MemoryRecords.readableRecords(rest), 0).lastOffset())
                .isEqualTo(3);
        assertThat(all(follower)).isEqualTo(all(log));
        assertThat(follower.epochs()).isEqualTo(log.epochs());
    }

    @Test
    void epochEndsFollowKafka() {
        append(of("a", "b"), 2);
        append(of("c"), 5);
        log.beginEpoch(7);
        assertThat(log.endOffsetFor(-1)).isEqualTo(EpochEnd.UNKNOWN);
        assertThat(log.endOffsetFor(1)).isEqualTo(new EpochEnd(1, 0));
        assertThat(log.endOffsetFor(2)).isEqualTo(new EpochEnd(2, 2));
        assertThat(log.endOffsetFor(4)).isEqualTo(new EpochEnd(2, 2));
        assertThat(log.endOffsetFor(5)).isEqualTo(new EpochEnd(5, 3));
        assertThat(log.endOffsetFor(6)).isEqualTo(new EpochEnd(5, 3));
        assertThat(log.endOffsetFor(7)).isEqualTo(new EpochEnd(7, 3));
        assertThat(log.endOffsetFor(8)).isEqualTo(EpochEnd.UNKNOWN);
        // An epoch without records goes with the next, and with a crash.
        log.beginEpoch(8);
        assertThat(log.epochs()).last().isEqualTo(new EpochStart(8, 3));
        assertThat(open(LogConfig.DEFAULT).epochs()).last().isEqualTo(new EpochStart(5, 2));
    }

    @Test
    void truncationToTheEndForgetsAnEpochWithoutRecords() {
        append(of("a", "b"), 2);
        log.beginEpoch(7);
        log.truncateTo(2, 0);
        assertThat(log.latestEpoch()).isEqualTo(2);
        assertThat(log.logEndOffset()).isEqualTo(2);
    }

    @Test
    void truncationForgetsRecordsEpochsAndProducers() {
        open(SMALL);
        for (int i = 0; i < 30; i++) {
            append(idempotent(7, 0, 2 * i, "a" + i, "b" + i), i / 10);
        }
        List<String> before = all(log);
        log.truncateTo(60, 0);
        assertThat(log.logEndOffset()).isEqualTo(60);
        log.truncateTo(27, 0);
        // The batch 26..27 goes whole.
        assertThat(log.logEndOffset()).isEqualTo(26);
        assertThat(all(log)).isEqualTo(before.subList(0, 26));
        assertThat(log.epochs()).containsExactly(new EpochStart(0, 0), new EpochStart(1, 20));
        assertThat(append(idempotent(7, 0, 24, "a12", "b12"), 1).duplicate()).isTrue();
        assertThat(refused(idempotent(7, 0, 28, "x", "y")).error())
                .isEqualTo(Errors.OUT_OF_ORDER_SEQUENCE_NUMBER);
        assertThat(append(idempotent(7, 0, 26, "x", "y"), 9).baseOffset()).isEqualTo(26);
        List<String> after = all(log);
        assertThat(all(open(SMALL))).isEqualTo(after);
        assertThat(log.recovery().indexesRebuilt()).isEmpty();

        log.truncateFullyAndStartAt(1_000, 0);
        assertThat(log.logStartOffset()).isEqualTo(1_000);
        assertThat(log.latestEpoch()).isEqualTo(-1);
        assertThat(append(of("new"), 10).baseOffset()).isEqualTo(1_000);
        assertThat(open(SMALL).logEndOffset()).isEqualTo(1_001);
        assertThat(all(log)).containsExactly("1000@10=new");
    }

    @Test
    void aBatchSentTwiceIsInTheLogOnce() {
        for (int i = 0; i < 7; i++) {
            append(idempotent(7, 0, 2 * i, "a" + i, "b" + i), 0);
        }
        Appended again = append(idempotent(7, 0, 4, "a2", "b2"), 0);
        assertThat(again)
                .extracting(
                        Appended::baseOffset,
                        Appended::lastOffset,
                        Appended::logAppendTimeMs,
                        Appended::duplicate,
                        Appended::bytes)
                .containsExactly(4L, 5L, 1_001L, true, 0);
        assertThat(log.logEndOffset()).isEqualTo(14);
        // Only five are remembered.
        assertThat(refused(idempotent(7, 0, 2, "a1", "b1")).error())
                .isEqualTo(Errors.OUT_OF_ORDER_SEQUENCE_NUMBER);
        assertThat(refused(idempotent(7, 0, 16, "gap")).error())
                .isEqualTo(Errors.OUT_OF_ORDER_SEQUENCE_NUMBER);

        String remembered = log.producers();
        open(LogConfig.DEFAULT);
        assertThat(log.producers()).isEqualTo(remembered);
        assertThat(append(idempotent(7, 0, 12, "a6", "b6"), 0).duplicate()).isTrue();
        assertThat(append(idempotent(7, 0, 14, "a7"), 0).baseOffset()).isEqualTo(14);
    }

    @Test
    void epochsOfProducersFence() {
        append(idempotent(7, 3, 100, "unknown producers begin anywhere"), 0);
        assertThat(refused(idempotent(7, 2, 101, "old epoch")).error())
                .isEqualTo(Errors.INVALID_PRODUCER_EPOCH);
        assertThat(refused(idempotent(7, 4, 101, "new epoch, not at 0")).error())
                .isEqualTo(Errors.OUT_OF_ORDER_SEQUENCE_NUMBER);
        append(idempotent(7, 4, 0, "new epoch at 0"), 0);
        assertThat(refused(idempotent(7, 3, 101, "old epoch")).error())
                .isEqualTo(Errors.INVALID_PRODUCER_EPOCH);
    }

    @Test
    void sequencesWrapAround() {
        append(idempotent(7, 0, Integer.MAX_VALUE - 1, "a", "b", "c"), 0);
        assertThat(append(idempotent(7, 0, Integer.MAX_VALUE - 1, "a", "b", "c"), 0).duplicate())
                .isTrue();
        assertThat(refused(idempotent(7, 0, 0, "d")).error())
                .isEqualTo(Errors.OUT_OF_ORDER_SEQUENCE_NUMBER);
        assertThat(append(idempotent(7, 0, 1, "d"), 0).baseOffset()).isEqualTo(3);
        append(idempotent(8, 0, Integer.MAX_VALUE, "last"), 0);
        assertThat(append(idempotent(8, 0, 0, "first"), 0).baseOffset()).isEqualTo(5);
    }

    @Test
    void followersRememberProducersToo() {
        append(idempotent(7, 0, 0, "a", "b"), 1);
        append(idempotent(8, 2, 5, "c"), 1);
        append(idempotent(7, 0, 2, "d"), 1);
        PartitionLog follower = Logs.open(storage, "other", SMALL, 0);
        follower.appendAsFollower(log.read(0, 10_000, true, Long.MAX_VALUE), 0);
        assertThat(follower.producers()).isEqualTo(log.producers()).contains("7 epoch 0 0..1@0..1");
    }

    @Test
    void whatIsNotABatchIsRefusedWithKafkasError() {
        byte[] good = new byte[of("value").sizeInBytes()];
        of("value").buffer().get(good);
        byte[] flipped = good.clone();
        flipped[good.length - 1] ^= 1;
        assertThat(refused(raw(flipped)).error()).isEqualTo(Errors.CORRUPT_MESSAGE);
        for (int length = 1; length < good.length; length++) {
            assertThat(refused(raw(java.util.Arrays.copyOf(good, length))).error())
                    .isEqualTo(Errors.CORRUPT_MESSAGE);
        }
        byte[] old = good.clone();
        old[16] = 1;
        assertThat(refused(raw(old)).error()).isEqualTo(Errors.UNSUPPORTED_FOR_MESSAGE_FORMAT);
        assertThat(refused(raw(new byte[0])).error()).isEqualTo(Errors.INVALID_RECORD);
        assertThat(refused(concat(of("a"), of("b"))).error()).isEqualTo(Errors.INVALID_RECORD);
        ByteBuffer miscounted = ByteBuffer.wrap(good.clone()).putInt(23, 5).putInt(57, 6);
        reseal(miscounted);
        assertThat(refused(MemoryRecords.readableRecords(miscounted)).error())
                .isEqualTo(Errors.INVALID_RECORD);
        MemoryRecords marker =
                MemoryRecords.withEndTransactionMarker(
                        1L, (short) 0, new EndTransactionMarker(ControlRecordType.COMMIT, 0));
        assertThat(refused(marker).error()).isEqualTo(Errors.INVALID_RECORD);
        open(Configs.kept().maxMessageBytes(good.length - 1).config());
        assertThat(refused(of("value")).error()).isEqualTo(Errors.MESSAGE_TOO_LARGE);
        open(Configs.kept().segmentBytes(good.length - 1).config());
        assertThat(refused(of("value")).error()).isEqualTo(Errors.RECORD_LIST_TOO_LARGE);
    }

    @Test
    void everyFlippedBitOfABatchIsRefusedOrHarmless() {
        byte[] good = new byte[of("value", "w").sizeInBytes()];
        of("value", "w").buffer().get(good);
        for (int bit = 0; bit < good.length * 8; bit++) {
            byte[] flipped = good.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            boolean epochField = bit / 8 >= 12 && bit / 8 < 16;
            if (!epochField) {
                assertThat(refused(raw(flipped)).error())
                        .isIn(
                                Errors.CORRUPT_MESSAGE,
                                Errors.INVALID_RECORD,
                                Errors.UNSUPPORTED_FOR_MESSAGE_FORMAT);
            }
            // The same with a checksum that fits: never an exception of another kind.
            if (bit / 8 >= 21) {
                ByteBuffer resealed = reseal(ByteBuffer.wrap(flipped));
                try {
                    Logs.open(new MemoryStorage(), "x", LogConfig.DEFAULT, 0)
                            .appendAsLeader(MemoryRecords.readableRecords(resealed), 0, 0);
                } catch (RecordsRefused e) {
                    assertThat(e.error())
                            .isIn(
                                    Errors.INVALID_RECORD,
                                    Errors.INVALID_TIMESTAMP,
                                    Errors.UNKNOWN_SERVER_ERROR);
                }
            }
        }
    }

    @Test
    void compressedRecordsAreUnpackedBeforeTheyAreTaken() {
        MemoryRecords two =
                MemoryRecords.withRecords(
                        Compression.gzip().build(), record(1, "k", "a"), record(2, "k", "b"));
        ByteBuffer counts = copy(two).putInt(23, 2).putInt(57, 3);
        assertThat(refused(MemoryRecords.readableRecords(reseal(counts))).error())
                .isEqualTo(Errors.INVALID_RECORD);
        ByteBuffer codec = copy(two).putShort(21, (short) 4);
        assertThat(refused(MemoryRecords.readableRecords(reseal(codec))).error())
                .isEqualTo(Errors.UNKNOWN_SERVER_ERROR);
    }

    @Test
    void theLargestTimeInAHeaderIsThatOfItsRecords() {
        ByteBuffer lies = copy(timed(Compression.NONE, 100, 300, 200)).putLong(35, 77_777);
        append(MemoryRecords.readableRecords(reseal(lies)), 0);
        assertThat(log.maxTimestamp()).map(TimestampOffset::timestampMs).contains(300L);
        assertThat(all(log)).hasSize(3);
    }

    private static ByteBuffer copy(MemoryRecords records) {
        ByteBuffer bytes = ByteBuffer.allocate(records.sizeInBytes());
        return bytes.put(records.buffer()).flip();
    }

    @Test
    void aCompactedTopicRefusesRecordsWithoutKeyAlone() {
        open(Configs.kept().compacted().config());
        for (Compression compression : List.of(Compression.NONE, Compression.gzip().build())) {
            MemoryRecords mixed =
                    MemoryRecords.withRecords(
                            compression,
                            record(1, "k", "a"),
                            record(2, null, "b"),
                            record(3, null, "c"));
            RecordsRefused refused = refused(mixed);
            assertThat(refused.error()).isEqualTo(Errors.INVALID_RECORD);
            assertThat(refused.recordErrors())
                    .extracting(RecordsRefused.RecordError::batchIndex)
                    .containsExactly(1, 2);
            assertThat(refused.recordErrors().getFirst().message())
                    .isEqualTo(
                            "Compacted topic cannot accept message without key in topic partition"
                                    + " orders-0");
        }
        append(MemoryRecords.withRecords(Compression.lz4().build(), record(1, "k", "a")), 0);
    }

    @Test
    void timesThatAreTooFarOffAreRefusedAlone() {
        open(Configs.kept().timestamps(new Timestamps(false, 1_000, 500)).config());
        for (Compression compression : List.of(Compression.NONE, Compression.zstd().build())) {
            MemoryRecords mixed = Batches.timed(compression, 9_000, 8_999, -1, 10_500, 10_501);
            RecordsRefused refused =
                    org.assertj.core.api.Assertions.catchThrowableOfType(
                            RecordsRefused.class, () -> log.appendAsLeader(mixed, 0, 10_000));
            assertThat(refused.error()).isEqualTo(Errors.INVALID_TIMESTAMP);
            assertThat(refused)
                    .hasMessage("One or more records have been rejected due to invalid timestamp");
            assertThat(refused.recordErrors())
                    .extracting(RecordsRefused.RecordError::batchIndex)
                    .containsExactly(1, 4);
            assertThat(refused.recordErrors().getFirst().message())
                    .isEqualTo(
                            "Timestamp 8999 of message with offset 1 is out of range. The timestamp"
                                    + " should be within [9000, 10500]");
        }
    }

    @ParameterizedTest
    @EnumSource(CompressionType.class)
    void batchesStayAsTheyWereSentWhateverTheirCodec(CompressionType type) {
        open(LogConfig.DEFAULT);
        MemoryRecords sent =
                MemoryRecords.withRecords(
                        Compression.of(type).build(), record(1, "k", "a"), record(2, "k", "b"));
        ByteBuffer before = ByteBuffer.allocate(sent.sizeInBytes()).put(sent.buffer()).flip();
        append(sent, 0);
        ByteBuffer kept = log.read(0, 10_000, true, Long.MAX_VALUE).buffer();
        // Offset, length and leader epoch come first, and are the leader's to fill in.
        assertThat(kept.slice(16, kept.remaining() - 16))
                .isEqualTo(before.slice(16, before.remaining() - 16));
    }

    private static int level(CompressionType type) {
        return switch (type) {
            case GZIP, LZ4, ZSTD -> type.defaultLevel();
            case NONE, SNAPPY -> 0;
        };
    }

    @ParameterizedTest
    @EnumSource(CompressionType.class)
    void batchesAreCompressedAsTheTopicSays(CompressionType type) {
        open(Configs.kept().codec(new Codec(type, level(type))).config());
        for (CompressionType sent : CompressionType.values()) {
            MemoryRecords records =
                    MemoryRecords.withIdempotentRecords(
                            Compression.of(sent).build(),
                            sent.id,
                            (short) 0,
                            0,
                            record(1, "k", "a"),
                            record(2, "k", "b"));
            long base = append(records, 3).baseOffset();
            MutableRecordBatch kept = Batches.last(log.read(base, 10_000, true, Long.MAX_VALUE));
            kept.ensureValid();
            assertThat(kept.compressionType()).isEqualTo(type);
            assertThat(kept.baseOffset()).isEqualTo(base);
            assertThat(kept.lastOffset()).isEqualTo(base + 1);
            assertThat(kept.producerId()).isEqualTo(sent.id);
            assertThat(kept.maxTimestamp()).isEqualTo(2);
            assertThat(kept.partitionLeaderEpoch()).isEqualTo(3);
        }
        assertThat(Batches.all(log)).hasSize(10).startsWith("0@3=a", "1@3=b");
    }

    @Test
    void recordsAreFoundByTheirTime() {
        open(Configs.kept().segmentBytes(300).indexIntervalBytes(0).config());
        append(timed(Compression.gzip().build(), 100, 300, 200), 1);
        append(timed(Compression.NONE, 250), 1);
        append(timed(Compression.NONE, 900, 400, 500), 1);
        append(timed(Compression.NONE, 450), 2);
        append(timed(Compression.NONE, 950, 950), 2);
        append(timed(Compression.NONE, 600), 2);
        for (int opened = 0; opened < 2; opened++) {
            assertThat(log.offsetForTimestamp(0)).contains(new TimestampOffset(100, 0, 1));
            assertThat(log.offsetForTimestamp(101)).contains(new TimestampOffset(300, 1, 1));
            assertThat(log.offsetForTimestamp(301)).contains(new TimestampOffset(900, 4, 1));
            assertThat(log.offsetForTimestamp(901)).contains(new TimestampOffset(950, 8, 2));
            assertThat(log.offsetForTimestamp(951)).isEmpty();
            assertThat(log.maxTimestamp()).contains(new TimestampOffset(950, 8, 2));
            log.close();
            open(Configs.kept().segmentBytes(300).indexIntervalBytes(0).config());
        }
    }

    @Test
    void theLeadersTimeReplacesTheProducers() {
        open(Configs.kept().logAppendTime().config());
        assertThat(append(timed(Compression.gzip().build(), 1, 2), 0).logAppendTimeMs())
                .isEqualTo(5_000);
        assertThat(all(log)).hasSize(2);
        assertThat(log.offsetForTimestamp(3)).contains(new TimestampOffset(5_000, 0, 0));
    }

    @Test
    void recordsAreFlushedAtTheInterval() {
        open(Configs.kept().flushIntervalMessages(3).config());
        append(of("a", "b"), 0);
        assertThat(log.flushedOffset()).isZero();
        append(of("c"), 0);
        assertThat(log.flushedOffset()).isEqualTo(3);
    }

    @Test
    void aDeletedLogLeavesNothing() {
        append(of("a"), 0);
        log.delete();
        assertThat(storage.list("data/orders-0")).isEmpty();
        assertThat(open(LogConfig.DEFAULT).logEndOffset()).isZero();
    }

    private static MemoryRecords raw(byte[] bytes) {
        return MemoryRecords.readableRecords(ByteBuffer.wrap(bytes));
    }

    private static ByteBuffer reseal(ByteBuffer batch) {
        java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
        crc.update(batch.array(), 21, batch.limit() - 21);
        return batch.putInt(17, (int) crc.getValue());
    }
}
