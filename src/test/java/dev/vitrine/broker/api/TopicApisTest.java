package dev.vitrine.broker.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.config.Settings;
import dev.vitrine.controller.ClusterImage;
import dev.vitrine.controller.MetadataRecord;
import dev.vitrine.env.Listener;
import dev.vitrine.wire.Frames;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.DescribeClusterRequestData;
import org.apache.kafka.common.message.DescribeClusterResponseData;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData.TopicRequest;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponsePartition;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What a broker tells of topics and of the cluster: three brokers, of which the third is dead, and
/// the topics `orders` (three partitions) and `payments` (two; nobody leads the second).
class TopicApisTest {
    private static final String CLUSTER = "vitrine-cluster-000001";
    private static final Uuid ORDERS = new Uuid(1, 1);
    private static final Uuid PAYMENTS = new Uuid(2, 2);
    private static final Uuid NOBODY = new Uuid(9, 9);

    private final ClusterImage image = new ClusterImage();
    private final List<CreateTopicsRequestData> created = new ArrayList<>();
    private List<Handler> handlers = handlers(Map.of());

    TopicApisTest() {
        broker(1, false);
        broker(2, false);
        broker(3, true);
        topic("orders", ORDERS);
        partition("orders", ORDERS, 0, List.of(1, 2), List.of(1, 2), 1);
        partition("orders", ORDERS, 1, List.of(2, 3), List.of(2), 2);
        partition("orders", ORDERS, 2, List.of(1, 9), List.of(1), 1);
        topic("payments", PAYMENTS);
        partition("payments", PAYMENTS, 0, List.of(2), List.of(2), 2);
        partition("payments", PAYMENTS, 1, List.of(3), List.of(3), -1);
    }

    // ---- Metadata ------------------------------------------------------------------------------

    @Test
    void replicasOnDeadBrokersAreOffline() {
        MetadataResponseTopic orders = metadata(13, named("orders")).topics().find("orders");

        assertThat(orders.partitions())
                .extracting(MetadataResponsePartition::offlineReplicas)
                .containsExactly(List.of(), List.of(3), List.of(9));
        assertThat(orders.partitions())
                .extracting(MetadataResponsePartition::errorCode)
                .containsOnly(Errors.NONE.code());
    }

    @Test
    void aPartitionWithoutALeaderSaysSo() {
        MetadataResponsePartition unled =
                metadata(13, named("payments")).topics().find("payments").partitions().get(1);

        assertThat(unled.errorCode()).isEqualTo(Errors.LEADER_NOT_AVAILABLE.code());
        assertThat(unled.leaderId()).isEqualTo(-1);
        assertThat(unled.isrNodes()).containsExactly(3);
    }

    @Test
    void clientsOfTheFirstVersionAreNotToldOfReplicasWithoutAnAddress() {
        MetadataResponsePartition partition =
                metadata(0, named("orders")).topics().find("orders").partitions().get(2);

        assertThat(partition.replicaNodes()).containsExactly(1);
        assertThat(partition.errorCode()).isEqualTo(Errors.REPLICA_NOT_AVAILABLE.code());
    }

    @Test
    void onlyLivingBrokersAreTold() {
        MetadataResponseData all = metadata(13, null);

        assertThat(all.brokers()).extracting(broker -> broker.nodeId()).containsExactly(1, 2);
        assertThat(all.controllerId()).isIn(1, 2);
        assertThat(all.topics())
                .extracting(MetadataResponseTopic::name)
                .containsExactly("orders", "payments");
    }

    @ParameterizedTest
    @ValueSource(shorts = {0, 1, 13})
    void noTopicsAreNoneButInTheFirstVersionAll(short version) {
        assertThat(metadata(version, List.of()).topics()).hasSize(version == 0 ? 2 : 0);
    }

    @Test
    void topicsAreFoundByTheirIdsAndThenNamesDoNotCount() {
        MetadataResponseData found =
                metadata(
                        12,
                        List.of(
                                new MetadataRequestTopic().setName("payments").setTopicId(ORDERS),
                                new MetadataRequestTopic().setName(null).setTopicId(NOBODY),
                                new MetadataRequestTopic().setName("payments")));

        assertThat(found.topics())
                .extracting(MetadataResponseTopic::name)
                .containsExactly(null, "orders");
        assertThat(found.topics())
                .extracting(MetadataResponseTopic::errorCode)
                .containsExactly(Errors.UNKNOWN_TOPIC_ID.code(), Errors.NONE.code());
    }

    static Stream<Arguments> whatKafkaStumblesOver() {
        MetadataRequestTopic byId = new MetadataRequestTopic().setName(null).setTopicId(ORDERS);
        MetadataRequestTopic neither = new MetadataRequestTopic().setName(null);
        return Stream.of(
                Arguments.of(10, byId, Errors.INVALID_REQUEST),
                Arguments.of(11, byId, Errors.INVALID_REQUEST),
                Arguments.of(11, neither, Errors.INVALID_REQUEST),
                Arguments.of(12, neither, Errors.UNKNOWN_SERVER_ERROR),
                Arguments.of(13, neither, Errors.UNKNOWN_SERVER_ERROR));
    }

    @ParameterizedTest
    @MethodSource("whatKafkaStumblesOver")
    void topicsWithoutANameMakeTheWholeRequestInvalid(
            int version, MetadataRequestTopic nameless, Errors error) {
        MetadataResponseData refused =
                metadata(
                        version, List.of(nameless, new MetadataRequestTopic().setName("payments")));

        assertThat(refused.topics())
                .extracting(MetadataResponseTopic::errorCode)
                .containsExactly(error.code(), error.code());
        assertThat(refused.brokers()).isEmpty();
        assertThat(refused.clusterId()).isNull();
        assertThat(refused.errorCode()).isEqualTo(version < 13 ? 0 : error.code());
    }

    @Test
    void whatIsMissingIsCreatedInOneRequestWithTheBrokersDefaults() {
        handlers = handlers(Map.of("num.partitions", "5", "default.replication.factor", "2"));

        MetadataResponseData missing = metadata(13, named("b", "a", "orders", "bad name"), true);

        assertThat(missing.topics())
                .extracting(topic -> topic.name() + " " + Errors.forCode(topic.errorCode()))
                .containsExactly(
                        "orders NONE",
                        "a UNKNOWN_TOPIC_OR_PARTITION",
                        "b UNKNOWN_TOPIC_OR_PARTITION",
                        "bad name INVALID_TOPIC_EXCEPTION");
        assertThat(created).hasSize(1);
        assertThat(created.getFirst().topics())
                .extracting(CreatableTopic::name)
                .containsExactly("a", "b");
        assertThat(created.getFirst().topics().find("a").numPartitions()).isEqualTo(5);
        assertThat(created.getFirst().topics().find("a").replicationFactor()).isEqualTo((short) 2);
    }

    @Test
    void nothingIsCreatedWhenTheClientOrTheBrokerDoesNotWantIt() {
        metadata(13, named("a"), false);
        handlers = handlers(Map.of("auto.create.topics.enable", "false"));
        metadata(13, named("a"), true);

        assertThat(created).isEmpty();
    }

    @Test
    void theTopicsOfTheEngineAreInternal() {
        assertThat(
                        metadata(13, named("__consumer_offsets", "__share_group_state", "__mine"))
                                .topics())
                .extracting(MetadataResponseTopic::isInternal)
                .containsExactly(true, false, true);
    }

    @Test
    void operationsAreToldWhenAskedFor() {
        MetadataRequestData request =
                new MetadataRequestData()
                        .setTopics(named("orders", "missing"))
                        .setAllowAutoTopicCreation(false)
                        .setIncludeClusterAuthorizedOperations(true)
                        .setIncludeTopicAuthorizedOperations(true);

        MetadataResponseData told = (MetadataResponseData) ask(ApiKeys.METADATA, 10, request);

        assertThat(told.clusterAuthorizedOperations()).isEqualTo(8096);
        assertThat(told.topics())
                .extracting(MetadataResponseTopic::topicAuthorizedOperations)
                .containsExactly(3576, 3576);
        assertThat(metadata(10, named("orders")).clusterAuthorizedOperations())
                .isEqualTo(Integer.MIN_VALUE);
    }

    // ---- DescribeTopicPartitions ---------------------------------------------------------------

    @Test
    void everyPageBeginsWhereTheLastEnded() {
        List<String> partitions = new ArrayList<>();
        DescribeTopicPartitionsRequestData.Cursor cursor = null;
        int pages = 0;
        do {
            DescribeTopicPartitionsResponseData page = page(2, cursor, "payments", "orders");
            page.topics()
                    .forEach(topic ->
                            topic.partitions()
                                    .forEach(p ->
                                            partitions.add(topic.name() + p.partitionIndex())));
            cursor = page.nextCursor() == null ? null : cursor(page.nextCursor());
            pages++;
        } while (cursor != null);

        assertThat(partitions)
                .containsExactly("orders0", "orders1", "orders2", "payments0", "payments1");
        assertThat(pages).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 1})
    void aPageHoldsAtLeastOnePartition(int limit) {
        DescribeTopicPartitionsResponseData page = page(limit, null, "orders");

        assertThat(page.topics().find("orders").partitions()).hasSize(1);
        assertThat(page.nextCursor().partitionIndex()).isEqualTo(1);
    }

    @Test
    void thePageOfAFullTopicEndsAtTheNextTopic() {
        DescribeTopicPartitionsResponseData page = page(3, null, "orders", "payments");

        assertThat(page.topics()).hasSize(1);
        assertThat(page.nextCursor().topicName()).isEqualTo("payments");
        assertThat(page.nextCursor().partitionIndex()).isZero();
    }

    @Test
    void aBrokersLimitIsBelowAClients() {
        handlers = handlers(Map.of("max.request.partition.size.limit", "2"));

        assertThat(page(1_000, null, "orders").topics().find("orders").partitions()).hasSize(2);
    }

    @Test
    void topicsThatDoNotExistTakeNoRoom() {
        DescribeTopicPartitionsResponseData page = page(3, null, "missing", "bad name", "orders");

        assertThat(page.topics())
                .extracting(topic -> topic.name() + " " + Errors.forCode(topic.errorCode()))
                .containsExactly(
                        "bad name INVALID_TOPIC_EXCEPTION",
                        "missing UNKNOWN_TOPIC_OR_PARTITION",
                        "orders NONE");
        assertThat(page.nextCursor()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"nobody, 0", "orders, -1"})
    void aCursorThatPointsNowhereIsInvalid(String topic, int partition) {
        DescribeTopicPartitionsResponseData page =
                page(
                        3,
                        new DescribeTopicPartitionsRequestData.Cursor()
                                .setTopicName(topic)
                                .setPartitionIndex(partition),
                        "orders");

        assertThat(page.topics().find("orders").errorCode())
                .isEqualTo(Errors.INVALID_REQUEST.code());
    }

    @Test
    void aCursorBehindTheLastPartitionGoesOnToTheNextTopic() {
        DescribeTopicPartitionsResponseData page =
                page(
                        9,
                        new DescribeTopicPartitionsRequestData.Cursor()
                                .setTopicName("orders")
                                .setPartitionIndex(7),
                        "orders",
                        "payments");

        assertThat(page.topics().find("orders").partitions()).isEmpty();
        assertThat(page.topics().find("payments").partitions()).hasSize(2);
        assertThat(page.nextCursor()).isNull();
    }

    // ---- DescribeCluster, ApiVersions ----------------------------------------------------------

    @Test
    void fencedBrokersAreDescribedWhenAskedFor() {
        DescribeClusterRequestData all =
                new DescribeClusterRequestData().setIncludeFencedBrokers(true);

        assertThat(describe(2, new DescribeClusterRequestData()).brokers()).hasSize(2);
        assertThat(describe(2, all).brokers().find(3).isFenced()).isTrue();
        assertThat(describe(2, all).controllerId()).isIn(1, 2);
    }

    @ParameterizedTest
    @CsvSource({
        "2, MISMATCHED_ENDPOINT_TYPE",
        "0, UNSUPPORTED_ENDPOINT_TYPE",
        "3, UNSUPPORTED_ENDPOINT_TYPE"
    })
    void brokersDescribeBrokersOnly(byte type, Errors error) {
        DescribeClusterResponseData refused =
                describe(2, new DescribeClusterRequestData().setEndpointType(type));

        assertThat(refused.errorCode()).isEqualTo(error.code());
        assertThat(refused.clusterId()).isEmpty();
    }

    @Test
    void controllersDescribeControllersOnly() {
        handlers =
                List.of(
                        DescribeClusterApi.ofControllers(
                                CLUSTER, List.of(new ControllerEndpoint(7, 9093)), () -> 7));

        DescribeClusterResponseData told =
                describe(2, new DescribeClusterRequestData().setEndpointType((byte) 2));
        assertThat(told.brokers().find(7).port()).isEqualTo(9093);
        assertThat(told.controllerId()).isEqualTo(7);
        assertThat(describe(1, new DescribeClusterRequestData()).errorCode())
                .isEqualTo(Errors.MISMATCHED_ENDPOINT_TYPE.code());
        assertThat(describe(0, new DescribeClusterRequestData()).errorCode())
                .isEqualTo(Errors.INVALID_REQUEST.code());
    }

    @ParameterizedTest
    @CsvSource({
        ", -1, NONE",
        CLUSTER + ", 1, NONE",
        CLUSTER + ", 2, REBOOTSTRAP_REQUIRED",
        "another, 1, REBOOTSTRAP_REQUIRED",
        ", 1, INVALID_REQUEST",
        CLUSTER + ", -1, INVALID_REQUEST"
    })
    void aClientThatMeantAnotherBrokerIsToldToStartOver(
            @Nullable String cluster, int node, Errors error) {
        ApiVersionsRequestData request =
                new ApiVersionsRequestData()
                        .setClientSoftwareName("test")
                        .setClientSoftwareVersion("1")
                        .setClusterId(cluster)
                        .setNodeId(node);

        assertThat(((ApiVersionsResponseData) ask(ApiKeys.API_VERSIONS, 5, request)).errorCode())
                .isEqualTo(error.code());
    }

    // ---- the cluster and its door --------------------------------------------------------------

    private void broker(int id, boolean fenced) {
        image.replay(
                image.nextOffset(),
                new MetadataRecord.BrokerRegistered(
                        id, id, "i" + id, "127.0.0.1", 9090 + id, "", fenced, false));
    }

    private void topic(String name, Uuid id) {
        image.replay(
                image.nextOffset(),
                new MetadataRecord.TopicCreated(name, id.toString(), new TreeMap<>()));
    }

    private void partition(
            String topic,
            Uuid id,
            int partition,
            List<Integer> replicas,
            List<Integer> isr,
            int leader) {
        image.replay(
                image.nextOffset(),
                new MetadataRecord.PartitionCreated(
                        topic, id.toString(), partition, replicas, isr, leader, 0, 0));
    }

    private List<Handler> handlers(Map<String, String> settings) {
        Knowledge knowledge =
                new Knowledge(
                        1, CLUSTER, Settings.ofBroker(settings), image, new SplittableRandom(1));
        ControllerPort controller =
                (api, version, body, done) -> created.add((CreateTopicsRequestData) body);
        return List.of(
                new MetadataApi(knowledge, new TopicCreation(knowledge, controller)),
                new DescribeTopicPartitionsApi(knowledge),
                DescribeClusterApi.ofBrokers(knowledge),
                ApiVersionsApi.ofBroker(knowledge, List::of));
    }

    private static List<MetadataRequestTopic> named(String... names) {
        return Stream.of(names).map(name -> new MetadataRequestTopic().setName(name)).toList();
    }

    private MetadataResponseData metadata(
            int version, @Nullable List<MetadataRequestTopic> topics) {
        return metadata(version, topics, version < 4);
    }

    private MetadataResponseData metadata(
            int version, @Nullable List<MetadataRequestTopic> topics, boolean create) {
        return (MetadataResponseData)
                ask(
                        ApiKeys.METADATA,
                        version,
                        new MetadataRequestData()
                                .setTopics(topics)
                                .setAllowAutoTopicCreation(create));
    }

    private DescribeTopicPartitionsResponseData page(
            int limit,
            DescribeTopicPartitionsRequestData.@Nullable Cursor cursor,
            String... topics) {
        return (DescribeTopicPartitionsResponseData)
                ask(
                        ApiKeys.DESCRIBE_TOPIC_PARTITIONS,
                        0,
                        new DescribeTopicPartitionsRequestData()
                                .setTopics(
                                        Stream.of(topics)
                                                .map(name -> new TopicRequest().setName(name))
                                                .toList())
                                .setResponsePartitionLimit(limit)
                                .setCursor(cursor));
    }

    private static DescribeTopicPartitionsRequestData.Cursor cursor(
            DescribeTopicPartitionsResponseData.Cursor next) {
        return new DescribeTopicPartitionsRequestData.Cursor()
                .setTopicName(next.topicName())
                .setPartitionIndex(next.partitionIndex());
    }

    private DescribeClusterResponseData describe(int version, DescribeClusterRequestData request) {
        return (DescribeClusterResponseData) ask(ApiKeys.DESCRIBE_CLUSTER, version, request);
    }

    private ApiMessage ask(ApiKeys api, int version, ApiMessage body) {
        Handler handler =
                handlers.stream().filter(h -> h.facts().api() == api).findFirst().orElseThrow();
        Frames.Request request =
                Frames.decodeRequest(Frames.encodeRequest(api, (short) version, 7, "test", body));
        List<ApiMessage> answers = new ArrayList<>();
        Call.Answer answer =
                new Call.Answer() {
                    @Override
                    public void send(Call call, @Nullable ApiMessage response) {
                        answers.add(response);
                    }

                    @Override
                    public void hangUp(Call call) {
                        throw new AssertionError("hung up");
                    }
                };
        handler.handle(new Call(request, 1, Listener.BROKER, "127.0.0.1:1", answer));
        assertThat(answers).hasSize(1);
        return Frames.decodeResponse(
                        api,
                        (short) version,
                        Frames.encodeResponse(api, (short) version, 7, answers.getFirst()))
                .body();
    }
}
