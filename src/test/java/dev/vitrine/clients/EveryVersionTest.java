package dev.vitrine.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.history.Snapshot;
import dev.vitrine.wire.Frames;

import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersion;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.Test;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Every API in every version that a broker advertises is answered in that version, whatever it is
/// asked.
class EveryVersionTest {
    @Test
    void everyAdvertisedVersionIsAnsweredAndNoNodeFails() throws Exception {
        try (LiveCluster kafka = LiveCluster.of(1)) {
            kafka.createTopic("orders", 1, 1);
            int port = kafka.now().node(1).brokerPort();
            List<String> unanswered = new ArrayList<>();
            for (ApiVersion served : advertised(port)) {
                ApiKeys api = ApiKeys.forId(served.apiKey());
                short oldest = (short) Math.max(served.minVersion(), api.oldestVersion());
                for (short version = oldest; version <= served.maxVersion(); version++) {
                    for (ApiMessage body : requests(api, version)) {
                        if (!isAnswered(port, api, version, body)) {
                            unanswered.add(api + " v" + version + " " + body);
                        }
                    }
                }
            }
            assertThat(unanswered).isEmpty();
            assertThat(kafka.now().node(1).state()).isEqualTo(Snapshot.NodeState.RUNNING);
        }
    }

    private static List<ApiVersion> advertised(int port) throws IOException {
        ApiMessage body = new ApiVersionsRequestData();
        ByteBuffer answer =
                ask(port, Frames.encodeRequest(ApiKeys.API_VERSIONS, (short) 0, 1, "test", body));
        ApiVersionsResponseData response =
                (ApiVersionsResponseData)
                        Frames.decodeResponse(ApiKeys.API_VERSIONS, (short) 0, answer).body();
        return List.copyOf(response.apiKeys());
    }

    /// An empty request, and for the APIs about partitions one that finds something and one that
    /// does not.
    private static List<ApiMessage> requests(ApiKeys api, short version) {
        List<ApiMessage> requests = new ArrayList<>();
        for (String topic : List.of("orders", "nowhere")) {
            for (int partition : List.of(0, 7, -1)) {
                switch (api) {
                    case LIST_OFFSETS -> {
                        for (long timestamp : List.of(-1L, -2L, -3L, -4L, -5L, -6L, 0L)) {
                            requests.add(listOffsets(topic, partition, timestamp));
                        }
                    }
                    case PRODUCE -> requests.add(produce(topic, partition, version));
                    case FETCH -> requests.add(fetch(topic, partition, version));
                    case OFFSET_FOR_LEADER_EPOCH -> requests.add(endOfEpoch(topic, partition));
                    case METADATA -> {
                        requests.add(
                                new MetadataRequestData()
                                        .setTopics(
                                                List.of(
                                                        new MetadataRequestData
                                                                        .MetadataRequestTopic()
                                                                .setName(topic))));
                    }
                    default -> {}
                }
            }
        }
        if (requests.isEmpty()) {
            requests.add(api.messageType.newRequest());
        }
        return requests;
    }

    private static ApiMessage listOffsets(String topic, int partition, long timestamp) {
        return new ListOffsetsRequestData()
                .setReplicaId(-1)
                .setTopics(
                        List.of(
                                new ListOffsetsRequestData.ListOffsetsTopic()
                                        .setName(topic)
                                        .setPartitions(
                                                List.of(
                                                        new ListOffsetsRequestData
                                                                        .ListOffsetsPartition()
                                                                .setPartitionIndex(partition)
                                                                .setTimestamp(timestamp)))));
    }

    private static ApiMessage produce(String topic, int partition, short version) {
        ProduceRequestData request =
                new ProduceRequestData().setAcks((short) 1).setTimeoutMs(1_000);
        ProduceRequestData.TopicProduceData data = new ProduceRequestData.TopicProduceData();
        if (version < 13) {
            data.setName(topic);
        }
        data.setPartitionData(
                List.of(
                        new ProduceRequestData.PartitionProduceData()
                                .setIndex(partition)
                                .setRecords(
                                        MemoryRecords.withRecords(
                                                Compression.NONE,
                                                new SimpleRecord("v".getBytes())))));
        request.topicData().add(data);
        return request;
    }

    private static ApiMessage fetch(String topic, int partition, short version) {
        FetchRequestData.FetchTopic data = new FetchRequestData.FetchTopic();
        if (version < 13) {
            data.setTopic(topic);
        }
        data.setPartitions(
                List.of(
                        new FetchRequestData.FetchPartition()
                                .setPartition(partition)
                                .setFetchOffset(0)
                                .setPartitionMaxBytes(1_000)));
        return new FetchRequestData()
                .setReplicaId(-1)
                .setMaxWaitMs(0)
                .setMaxBytes(1_000)
                .setTopics(List.of(data));
    }

    private static ApiMessage endOfEpoch(String topic, int partition) {
        OffsetForLeaderEpochRequestData.OffsetForLeaderTopicCollection topics =
                new OffsetForLeaderEpochRequestData.OffsetForLeaderTopicCollection();
        topics.add(
                new OffsetForLeaderEpochRequestData.OffsetForLeaderTopic()
                        .setTopic(topic)
                        .setPartitions(
                                List.of(
                                        new OffsetForLeaderEpochRequestData
                                                        .OffsetForLeaderPartition()
                                                .setPartition(partition)
                                                .setLeaderEpoch(0))));
        return new OffsetForLeaderEpochRequestData().setReplicaId(-1).setTopics(topics);
    }

    private static boolean isAnswered(int port, ApiKeys api, short version, ApiMessage body)
            throws IOException {
        ByteBuffer frame;
        try {
            frame = Frames.encodeRequest(api, version, 7, "test", body);
        } catch (RuntimeException unsayable) {
            // The empty request does not exist in this version.
            return true;
        }
        try {
            Frames.Response response = Frames.decodeResponse(api, version, ask(port, frame));
            return response.correlationId() == 7;
        } catch (IOException closed) {
            return false;
        }
    }

    private static ByteBuffer ask(int port, ByteBuffer frame) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout((int) LiveCluster.PATIENCE.toMillis());
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            byte[] bytes = new byte[frame.remaining()];
            frame.get(bytes);
            out.writeInt(bytes.length);
            out.write(bytes);
            out.flush();
            DataInputStream in = new DataInputStream(socket.getInputStream());
            byte[] answer = new byte[in.readInt()];
            in.readFully(answer);
            return ByteBuffer.wrap(answer);
        }
    }
}
