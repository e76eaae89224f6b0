package dev.vitrine.broker.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.broker.api.OneBroker.Asked;

import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.List;

/// Produce requests, from frame to frame, at one broker.
final class ProduceApiTest {
    private static final int VERSION = 12;

    private final OneBroker broker = new OneBroker();

    ProduceApiTest() {
        broker.serve(new ProduceApi(broker.knowledge, broker.replicas));
        broker.topic("a", 1);
        broker.topic("b", 1, 2);
    }

    @Test
    void aPartitionThatIsThereTwiceTakesWhatComesLast() {
        ProduceRequestData request = request(to("a", records("x")), to("a", records("y", "z")));
        ProduceResponseData answer = ask(request);
        assertThat(answer.responses()).hasSize(1);
        assertThat(only(answer).errorCode()).isZero();
        assertThat(broker.partition("a").log().logEndOffset()).isEqualTo(2);
    }

    @Test
    void whatFollowsTheBatchAndIsNoneIsCutOff() {
        assertThat(errorOf(ask(request(to("a", records("x"), new byte[5]))))).isZero();
        assertThat(broker.partition("a").log().sizeBytes()).isEqualTo(records("x").length);
        assertThat(errorOf(ask(request(to("a", records("x"), records("y"))))))
                .isEqualTo(Errors.INVALID_RECORD.code());
        assertThat(errorOf(ask(request(to("a", records("x"), new byte[30])))))
                .isEqualTo(Errors.CORRUPT_MESSAGE.code());
    }

    @Test
    void bytesThatBeginNoBatchRefuseTheWholeRequest() {
        ProduceResponseData answer = ask(request(to("a", records("x")), to("b", new byte[100])));
        assertThat(answer.responses())
                .flatMap(topic -> topic.partitionResponses())
                .hasSize(2)
                .allMatch(each -> each.errorCode() == Errors.CORRUPT_MESSAGE.code())
                .allMatch(each -> each.errorMessage().contains("minimum record overhead"));
        assertThat(broker.partition("a").log().logEndOffset()).isZero();
    }

    @Test
    void oldFormatsAndEmptyRecordsAreInvalid() {
        for (int magic : new int[] {0, 1}) {
            byte[] old = records("x");
            old[16] = (byte) magic;
            assertThat(errorOf(ask(request(to("a", old))))).isEqualTo(Errors.INVALID_RECORD.code());
        }
        assertThat(errorOf(ask(request(to("a", new byte[0])))))
                .isEqualTo(Errors.INVALID_RECORD.code());
        assertThat(errorOf(ask(request(to("a"))))).isEqualTo(Errors.INVALID_RECORD.code());
    }

    @Test
    void zstdNeedsVersionSeven() {
        byte[] zstd = bytes(Compression.zstd().build(), "x");
        assertThat(errorOf(ask(request(to("a", zstd)), 6)))
                .isEqualTo(Errors.UNSUPPORTED_COMPRESSION_TYPE.code());
        assertThat(errorOf(ask(request(to("a", zstd)), 7))).isZero();
    }

    @Test
    void transactionalBatchesAreRefusedAndATransactionalIdAloneIsNot() {
        MemoryRecords batch =
                MemoryRecords.withTransactionalRecords(
                        Compression.NONE, 7, (short) 0, 0, new SimpleRecord("x".getBytes()));
        byte[] transactional = new byte[batch.sizeInBytes()];
        batch.buffer().get(transactional);
        assertThat(errorOf(ask(request(to("a", transactional)).setTransactionalId("t"))))
                .isEqualTo(Errors.TRANSACTIONAL_ID_AUTHORIZATION_FAILED.code());
        assertThat(errorOf(ask(request(to("a", records("x"))).setTransactionalId("t")))).isZero();
    }

    @Test
    void aRefusalByTheLeaderTellsWhereTheLogStarts() {
        byte[] corrupt = records("x");
        corrupt[corrupt.length - 1]++;
        assertThat(only(ask(request(to("a", corrupt)))).logStartOffset()).isEqualTo(-1);
        byte[] offset = records("x");
        ByteBuffer.wrap(offset).putLong(0, 5);
        PartitionProduceResponse refused = only(ask(request(to("a", offset))));
        assertThat(refused.errorCode()).isEqualTo(Errors.INVALID_RECORD.code());
        assertThat(refused.logStartOffset()).isZero();
        assertThat(refused.errorMessage()).isNull();
    }

    @Test
    void anAnswerThatComesTooLateStillSaysWhereTheRecordsAre() {
        Asked<ProduceResponseData> waiting = send(request(to("b", records("x"))), VERSION);
        assertThat(waiting.isAnswered()).isFalse();
        broker.pass(5_000);
        PartitionProduceResponse late = only(waiting.answer());
        assertThat(late.errorCode()).isEqualTo(Errors.REQUEST_TIMED_OUT.code());
        assertThat(late.baseOffset()).isZero();
        assertThat(late.logStartOffset()).isZero();
    }

    @Test
    void whoAsksTheWrongBrokerIsToldWhoLeads() {
        broker.elect("b", 2, 1);
        ProduceResponseData answer = ask(request(to("b", records("x"))));
        assertThat(errorOf(answer)).isEqualTo(Errors.NOT_LEADER_OR_FOLLOWER.code());
        assertThat(only(answer).currentLeader().leaderId()).isEqualTo(2);
        assertThat(only(answer).currentLeader().leaderEpoch()).isEqualTo(1);
        assertThat(answer.nodeEndpoints().find(2).port()).isEqualTo(9_002);
        assertThat(ask(request(to("b", records("x"))), 9).nodeEndpoints()).isEmpty();
    }

    @Test
    void nobodyAnswersAcksZeroButAnErrorClosesTheConnection() {
        Asked<ProduceResponseData> good =
                send(request(to("a", records("x"))).setAcks((short) 0), VERSION);
        assertThat(good.isClosed()).isFalse();
        Asked<ProduceResponseData> bad =
                send(request(to("nowhere", records("x"))).setAcks((short) 0), VERSION);
        assertThat(bad.isClosed()).isTrue();
        assertThat(bad.isAnswered()).isFalse();
    }

    @Test
    void acksAreAsked() {
        for (int acks : new int[] {-2, 2, Short.MAX_VALUE}) {
            ProduceRequestData request = request(to("a", records("x"))).setAcks((short) acks);
            assertThat(errorOf(ask(request))).isEqualTo(Errors.INVALID_REQUIRED_ACKS.code());
        }
        assertThat(broker.partition("a").log().logEndOffset()).isZero();
    }

    // ---- words ----------------------------------------------------------------------------------

    private record Sent(String topic, byte[]... bytes) {}

    private static Sent to(String topic, byte[]... bytes) {
        return new Sent(topic, bytes);
    }

    private static byte[] records(String... values) {
        return bytes(Compression.NONE, values);
    }

    private static byte[] bytes(Compression compression, String... values) {
        SimpleRecord[] records = new SimpleRecord[values.length];
        for (int i = 0; i < values.length; i++) {
            records[i] = new SimpleRecord(1_000, values[i].getBytes());
        }
        MemoryRecords batch = MemoryRecords.withRecords(compression, records);
        byte[] bytes = new byte[batch.sizeInBytes()];
        batch.buffer().get(bytes);
        return bytes;
    }

    private static ProduceRequestData request(Sent... sent) {
        ProduceRequestData request =
                new ProduceRequestData().setAcks((short) -1).setTimeoutMs(5_000);
        for (Sent each : sent) {
            ByteBuffer all = ByteBuffer.allocate(10_000);
            for (byte[] bytes : each.bytes) {
                all.put(bytes);
            }
            request.topicData()
                    .mustAdd(
                            new TopicProduceData()
                                    .setName(each.topic)
                                    .setPartitionData(
                                            List.of(
                                                    new PartitionProduceData()
                                                            .setRecords(
                                                                    MemoryRecords.readableRecords(
                                                                            all.flip())))));
        }
        return request;
    }

    private Asked<ProduceResponseData> send(ProduceRequestData request, int version) {
        return broker.send(ProduceResponseData.class, ApiKeys.PRODUCE, version, request);
    }

    private ProduceResponseData ask(ProduceRequestData request) {
        return ask(request, VERSION);
    }

    private ProduceResponseData ask(ProduceRequestData request, int version) {
        return send(request, version).answer();
    }

    private static PartitionProduceResponse only(ProduceResponseData answer) {
        return answer.responses().iterator().next().partitionResponses().getFirst();
    }

    private static short errorOf(ProduceResponseData answer) {
        return only(answer).errorCode();
    }
}
