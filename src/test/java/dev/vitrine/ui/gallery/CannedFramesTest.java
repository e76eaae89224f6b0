package dev.vitrine.ui.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.wire.Frames;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ProduceResponseData.LeaderIdAndEpoch;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The frames of the wire inspector's exhibits are what Kafka's own classes write.
class CannedFramesTest {
    private static final Path FILE =
            Path.of("src/main/resources/dev/vitrine/ui/gallery/frames.txt");
    private static final Uuid ORDERS = new Uuid(0x1f2e3d4c5b6a7988L, 0x0123456789abcdefL);
    private static final long START_MS = 1_767_603_600_000L;
    private static final short PRODUCE = 13;
    private static final short FETCH = 18;

    private static SimpleRecord record(long ms, String key, String value, Header... headers) {
        return new SimpleRecord(
                START_MS + ms,
                key.getBytes(StandardCharsets.UTF_8),
                value.getBytes(StandardCharsets.UTF_8),
                headers);
    }

    private static ProduceRequestData produce(int partition, MemoryRecords records) {
        var partitions =
                List.of(
                        new ProduceRequestData.PartitionProduceData()
                                .setIndex(partition)
                                .setRecords(records));
        var topic =
                new ProduceRequestData.TopicProduceData()
                        .setTopicId(ORDERS)
                        .setPartitionData(partitions);
        return new ProduceRequestData()
                .setAcks((short) -1)
                .setTimeoutMs(30_000)
                .setTopicData(
                        new ProduceRequestData.TopicProduceDataCollection(
                                List.of(topic).iterator()));
    }

    private static ProduceResponseData produced(int partition, Errors error, long baseOffset) {
        var answer =
                new ProduceResponseData.PartitionProduceResponse()
                        .setIndex(partition)
                        .setErrorCode(error.code())
                        .setBaseOffset(baseOffset);
        if (error != Errors.NONE) {
            answer.setCurrentLeader(new LeaderIdAndEpoch().setLeaderId(3).setLeaderEpoch(5));
        }
        var topic =
                new ProduceResponseData.TopicProduceResponse()
                        .setTopicId(ORDERS)
                        .setPartitionResponses(List.of(answer));
        return new ProduceResponseData()
                .setResponses(
                        new ProduceResponseData.TopicProduceResponseCollection(
                                List.of(topic).iterator()));
    }

    private static FetchRequestData fetch() {
        return new FetchRequestData()
                .setMaxWaitMs(500)
                .setMinBytes(1)
                .setTopics(
                        List.of(
                                new FetchRequestData.FetchTopic()
                                        .setTopicId(ORDERS)
                                        .setPartitions(
                                                List.of(
                                                        new FetchRequestData.FetchPartition()
                                                                .setPartition(1)
                                                                .setCurrentLeaderEpoch(4)
                                                                .setFetchOffset(1_041)
                                                                .setPartitionMaxBytes(1 << 20)))));
    }

    private static FetchResponseData fetched(MemoryRecords records) {
        return new FetchResponseData()
                .setSessionId(702)
                .setResponses(
                        List.of(
                                new FetchResponseData.FetchableTopicResponse()
                                        .setTopicId(ORDERS)
                                        .setPartitions(
                                                List.of(
                                                        new FetchResponseData.PartitionData()
                                                                .setPartitionIndex(1)
                                                                .setHighWatermark(1_043)
                                                                .setLastStableOffset(1_043)
                                                                .setLogStartOffset(0)
                                                                .setRecords(records)))));
    }

    private static Map<String, ByteBuffer> frames() {
        SimpleRecord[] two = {
            record(
                    0,
                    "cust-17",
                    "{\"total\": 18.40}",
                    new RecordHeader("trace", new byte[] {7, 1})),
            record(5, "cust-3", "{\"total\": 5.00}")
        };
        MemoryRecords plain = MemoryRecords.withRecords(Compression.NONE, two);
        MemoryRecords one =
                MemoryRecords.withRecords(Compression.NONE, record(900, "cust-91", "{}"));
        MemoryRecords packed = MemoryRecords.withRecords(1_041L, Compression.gzip().build(), two);
        Map<String, ByteBuffer> frames = new LinkedHashMap<>();
        frames.put("produce", request(ApiKeys.PRODUCE, PRODUCE, 41, "checkout", produce(1, plain)));
        frames.put(
                "produced",
                Frames.encodeResponse(
                        ApiKeys.PRODUCE, PRODUCE, 41, produced(1, Errors.NONE, 1_041)));
        frames.put(
                "produce-again",
                request(ApiKeys.PRODUCE, PRODUCE, 42, "checkout", produce(2, one)));
        frames.put(
                "refused",
                Frames.encodeResponse(
                        ApiKeys.PRODUCE,
                        PRODUCE,
                        42,
                        produced(2, Errors.NOT_LEADER_OR_FOLLOWER, -1)));
        frames.put("fetch", request(ApiKeys.FETCH, FETCH, 7, "billing-2", fetch()));
        frames.put("fetched", Frames.encodeResponse(ApiKeys.FETCH, FETCH, 7, fetched(packed)));
        return frames;
    }

    private static ByteBuffer request(
            ApiKeys api,
            short version,
            int correlationId,
            String client,
            org.apache.kafka.common.protocol.ApiMessage body) {
        return Frames.encodeRequest(api, version, correlationId, client, body);
    }

    @Test
    void theyAreWhatKafkasClassesWrite() throws IOException {
        Map<String, String> written = new LinkedHashMap<>();
        frames().forEach((name, frame) -> {
            byte[] bytes = new byte[frame.remaining()];
            frame.get(bytes);
            written.put(name, HexFormat.of().formatHex(bytes));
        });
        if ("write".equals(System.getProperty("goldens"))) {
            StringBuilder text = new StringBuilder();
            written.forEach((name, hex) -> text.append(name).append(' ').append(hex).append('\n'));
            Files.writeString(FILE, text);
        }
        Map<String, String> canned = new LinkedHashMap<>();
        Files.readAllLines(FILE)
                .forEach(line -> canned.put(line.split(" ")[0], line.split(" ")[1]));
        assertThat(canned.keySet()).containsExactlyElementsOf(written.keySet());
        // What gzip makes of the same bytes may differ between two machines.
        String packed = canned.remove("fetched");
        written.remove("fetched");
        assertThat(canned).isEqualTo(written);
        var answer =
                (FetchResponseData)
                        Frames.decodeResponse(
                                        ApiKeys.FETCH,
                                        FETCH,
                                        ByteBuffer.wrap(HexFormat.of().parseHex(packed)))
                                .body();
        var records = (MemoryRecords) answer.responses().get(0).partitions().get(0).records();
        assertThat(records.records())
                .extracting(record -> StandardCharsets.UTF_8.decode(record.key()).toString())
                .containsExactly("cust-17", "cust-3");
    }
}
