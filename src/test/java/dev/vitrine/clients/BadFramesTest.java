package dev.vitrine.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.vitrine.history.Snapshot;
import dev.vitrine.live.NodeStatus;
import dev.vitrine.wire.Frames;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersion;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What comes in that no client of Kafka's would send costs its own connection at most.
class BadFramesTest {
    private LiveCluster kafka;
    private KafkaProducer<String, String> producer;
    private int port;

    @BeforeEach
    void start() throws Exception {
        kafka = LiveCluster.of(1);
        kafka.createTopic("orders", 2, 1);
        port = kafka.now().node(1).brokerPort();
        producer = kafka.producer("acks", "all");
        othersAreServed();
    }

    @AfterEach
    void close() {
        producer.close();
        kafka.close();
    }

    private void othersAreServed() throws Exception {
        producer.send(new ProducerRecord<>("orders", 0, "key", "value")).get();
        assertThat(kafka.now().node(1).state()).isEqualTo(Snapshot.NodeState.RUNNING);
    }

    @Test
    void whatIsNoRequestEndsItsConnectionAndNoOther() throws Exception {
        byte[] good = metadata();
        Map<String, byte[]> bad = new LinkedHashMap<>();
        for (int length :
                new int[] {Integer.MAX_VALUE, Integer.MIN_VALUE, -1, 104_857_601, 0x16030100}) {
            bad.put("a frame of " + length + " bytes", RawClient.withLength(length, good));
        }
        bad.put("an empty frame", framed(new byte[0]));
        bad.put("half a header", framed(Arrays.copyOf(good, 7)));
        bad.put("a body cut short", framed(Arrays.copyOf(good, good.length - 1)));
        bad.put("an unknown API", framed(head(9_999, 0)));
        bad.put("an API below zero", framed(head(-1, 0)));
        bad.put("an API of the other listener", framed(head(ApiKeys.VOTE.id, 1)));
        bad.put("an API that is not served", framed(head(ApiKeys.WRITE_TXN_MARKERS.id, 1)));
        bad.put("a version to come", framed(head(ApiKeys.METADATA.id, 999)));
        bad.put("a version below zero", framed(head(ApiKeys.METADATA.id, -1)));
        bad.put("a version of the past", framed(head(ApiKeys.PRODUCE.id, 0)));
        bad.put("a list of 2^31-1 topics", framed(metadataOf(Integer.MAX_VALUE, new byte[0])));
        bad.put("a name of -5 bytes", framed(metadataOf(1, new byte[] {-1, -5})));
        bad.put("a name beyond the end", framed(metadataOf(1, new byte[] {127, -1, 'o'})));
        bad.put("HTTP", "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes());
        for (Map.Entry<String, byte[]> each : bad.entrySet()) {
            try (RawClient client = new RawClient(port)) {
                assertThat(client.send(each.getValue()).answer()).as(each.getKey()).isEmpty();
            }
            othersAreServed();
        }
        kafka.until(
                "every refusal is told",
                now ->
                        now.story().stream()
                                        .filter(line ->
                                                line.words().contains("closed a connection"))
                                        .count()
                                >= bad.size());
    }

    @Test
    void bytesAfterTheEndOfARequestAreIgnored() throws Exception {
        byte[] good = metadata();
        try (RawClient client = new RawClient(port)) {
            assertThat(client.sendFrame(Arrays.copyOf(good, good.length + 3)).answer()).isPresent();
        }
    }

    @Test
    void aClientOfTheFutureIsToldWhichVersionsThereAre() throws Exception {
        try (RawClient client = new RawClient(port)) {
            ByteBuffer answer =
                    client.sendFrame(head(ApiKeys.API_VERSIONS.id, 99)).answer().orElseThrow();
            ApiVersionsResponseData told =
                    (ApiVersionsResponseData)
                            Frames.decodeResponse(ApiKeys.API_VERSIONS, (short) 0, answer).body();
            assertThat(told.errorCode()).isEqualTo(Errors.UNSUPPORTED_VERSION.code());
            assertThat(told.apiKeys().find(ApiKeys.API_VERSIONS.id).maxVersion())
                    .isEqualTo(ApiKeys.API_VERSIONS.latestVersion());
            assertThat(client.sendFrame(metadata()).answer()).as("it may go on").isPresent();
        }
    }

    @Test
    void halfARequestWaitsForItsEndAndNobodyWaitsForIt() throws Exception {
        List<RawClient> silent = new ArrayList<>();
        byte[] bytes = framed(metadata());
        for (int sent = 1; sent < bytes.length; sent++) {
            silent.add(new RawClient(port).send(Arrays.copyOf(bytes, sent)));
        }
        othersAreServed();
        for (int i = 0; i < silent.size(); i++) {
            try (RawClient client = silent.get(i)) {
                if (i % 2 == 0) {
                    client.send(Arrays.copyOfRange(bytes, i + 1, bytes.length));
                    assertThat(client.answer()).as("the rest came after %d", i + 1).isPresent();
                } else {
                    assertThat(client.end().answer()).as("cut off after %d", i + 1).isEmpty();
                }
            }
        }
        othersAreServed();
    }

    /// Four million elements of a byte each are half a gigabyte once they are objects.
    @Test
    void aRequestThatUnfoldsToFarMoreThanItsBytesIsRefused() throws Exception {
        int topics = 4_000_000;
        try (RawClient client = new RawClient(port)) {
            client.sendFrame(metadataOf(topics, new byte[2 * topics]));
            assertThat(client.answer()).isEmpty();
        }
        othersAreServed();
    }

    @Test
    void noRequestOfAnyKindFailsTheNode() throws Exception {
        Uuid topicId = kafka.describe("orders").topicId();
        NodeStatus node = kafka.cluster.nodes().getFirst();
        for (int at : new int[] {node.brokerPort(), node.controllerPort()}) {
            RandomRequests requests = new RandomRequests(at == port ? 1 : 2, topicId);
            for (ApiVersion served : advertised(at)) {
                ApiKeys api = ApiKeys.forId(served.apiKey());
                short oldest = (short) Math.max(served.minVersion(), api.oldestVersion());
                for (short version = oldest; version <= served.maxVersion(); version++) {
                    fuzz(at, api, version, requests);
                }
            }
        }
        try (RawClient client = new RawClient(port)) {
            assertThat(client.sendFrame(metadata()).answer()).isPresent();
        }
    }

    private static final int FRAMES_OF_A_VERSION = 20;

    private void fuzz(int at, ApiKeys api, short version, RandomRequests requests)
            throws Exception {
        List<byte[]> frames = new ArrayList<>();
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < FRAMES_OF_A_VERSION; i++) {
            byte[] frame = requests.next(api, version);
            frames.add(frame);
            clients.add(new RawClient(at).sendFrame(frame).end());
        }
        if (!WAITING.contains(api)) {
            for (int i = 0; i < frames.size(); i++) {
                byte[] frame = frames.get(i);
                RawClient client = clients.get(i);
                assertThatCode(client::answer)
                        .as(() -> "answered or closed: " + hex(api, version, List.of(frame)))
                        .doesNotThrowAnyException();
            }
        }
        try (RawClient client = new RawClient(at)) {
            assertThat(client.sendFrame(versions()).answer())
                    .as(() -> hex(api, version, frames))
                    .isPresent();
        }
        for (RawClient client : clients) {
            client.close();
        }
        assertThat(kafka.now().node(1).state())
                .as(() -> hex(api, version, frames) + kafka.now().story())
                .isEqualTo(Snapshot.NodeState.RUNNING);
    }

    /// May lawfully wait for a long time when bytes of the time are changed.
    private static final List<ApiKeys> WAITING =
            List.of(ApiKeys.FETCH, ApiKeys.PRODUCE, ApiKeys.JOIN_GROUP, ApiKeys.SYNC_GROUP);

    private static String hex(ApiKeys api, short version, List<byte[]> frames) {
        return api + " v" + version + " " + frames.stream().map(HexFormat.of()::formatHex).toList();
    }

    private static List<ApiVersion> advertised(int port) throws IOException {
        try (RawClient client = new RawClient(port)) {
            ByteBuffer answer = client.sendFrame(versions()).answer().orElseThrow();
            return List.copyOf(
                    ((ApiVersionsResponseData)
                                    Frames.decodeResponse(ApiKeys.API_VERSIONS, (short) 0, answer)
                                            .body())
                            .apiKeys());
        }
    }

    // ---- frames ---------------------------------------------------------------------------------

    private static byte[] framed(byte[] frame) {
        return RawClient.withLength(frame.length, frame);
    }

    private static byte[] head(int api, int version) {
        return ByteBuffer.allocate(10)
                .putShort((short) api)
                .putShort((short) version)
                .putInt(7)
                .putShort((short) -1)
                .array();
    }

    private static byte[] versions() {
        return encoded(ApiKeys.API_VERSIONS, 0, new ApiVersionsRequestData());
    }

    private static byte[] metadata() {
        return encoded(ApiKeys.METADATA, 1, new MetadataRequestData().setTopics(null));
    }

    /// A metadata request with a list of topics that says it is so long, and has those bytes.
    private static byte[] metadataOf(int count, byte[] topics) {
        return ByteBuffer.allocate(14 + topics.length)
                .put(head(ApiKeys.METADATA.id, 1))
                .putInt(count)
                .put(topics)
                .array();
    }

    private static byte[] encoded(ApiKeys api, int version, ApiMessage body) {
        ByteBuffer frame = Frames.encodeRequest(api, (short) version, 7, "test", body);
        byte[] bytes = new byte[frame.remaining()];
        frame.get(bytes);
        return bytes;
    }
}
