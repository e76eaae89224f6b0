package dev.vitrine.broker.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.controller.Controller;
import dev.vitrine.controller.ControllerFixture;
import dev.vitrine.controller.Feature;
import dev.vitrine.env.Listener;
import dev.vitrine.wire.ErrorCodes;
import dev.vitrine.wire.Frames;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.AllocateProducerIdsRequestData;
import org.apache.kafka.common.message.AlterConfigsRequestData;
import org.apache.kafka.common.message.AlterPartitionReassignmentsRequestData;
import org.apache.kafka.common.message.AlterPartitionReassignmentsResponseData;
import org.apache.kafka.common.message.AlterPartitionRequestData;
import org.apache.kafka.common.message.AlterPartitionResponseData;
import org.apache.kafka.common.message.BrokerHeartbeatRequestData;
import org.apache.kafka.common.message.BrokerRegistrationRequestData;
import org.apache.kafka.common.message.CreatePartitionsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.ElectLeadersRequestData;
import org.apache.kafka.common.message.ElectLeadersResponseData;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData;
import org.apache.kafka.common.message.ListPartitionReassignmentsRequestData;
import org.apache.kafka.common.message.ListPartitionReassignmentsResponseData;
import org.apache.kafka.common.message.UnregisterBrokerRequestData;
import org.apache.kafka.common.message.UpdateFeaturesRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The controller's APIs, each in every version, through the codec and back.
class ControllerApisTest {
    private static final String CLUSTER = "vitrine-cluster-000001";

    private final ControllerFixture cluster = ControllerFixture.withBrokers(3);

    ControllerApisTest() {
        cluster.orders(1, 2, 3);
    }

    static Stream<Arguments> apis() {
        return handlers(ControllerFixture.active().controller).stream()
                .map(Handler::facts)
                .flatMap(facts ->
                        IntStream.rangeClosed(facts.min(), facts.max())
                                .mapToObj(version -> Arguments.of(facts.api(), version)));
    }

    private static List<Handler> handlers(Controller controller) {
        return List.of(
                new BrokerRegistrationApi(controller, CLUSTER),
                new BrokerHeartbeatApi(controller),
                new UnregisterBrokerApi(controller),
                new UpdateFeaturesApi(controller),
                new AlterPartitionApi(controller),
                new ElectLeadersApi(controller),
                new AlterPartitionReassignmentsApi(controller),
                new ListPartitionReassignmentsApi(controller),
                new AllocateProducerIdsApi(controller),
                new CreateTopicsApi(controller),
                new DeleteTopicsApi(controller),
                new CreatePartitionsApi(controller),
                new AlterConfigsApi(controller),
                new IncrementalAlterConfigsApi(controller));
    }

    @ParameterizedTest(name = "{0} v{1}")
    @MethodSource("apis")
    void isDecidedInEveryVersion(ApiKeys api, int version) {
        // Before version 2 a broker cannot say where its data are.
        boolean homeless = api == ApiKeys.BROKER_REGISTRATION && version < 2;
        assertThat(ErrorCodes.first(ask(api, version, request(api, version))))
                .isEqualTo(homeless ? Errors.INVALID_REGISTRATION : Errors.NONE);
    }

    @ParameterizedTest(name = "{0} v{1}")
    @MethodSource("apis")
    void isRefusedInEveryVersionWhenAnotherControls(ApiKeys api, int version) {
        ApiMessage request = request(api, version);
        cluster.controller.onInactive();

        assertThat(ErrorCodes.first(ask(api, version, request))).isEqualTo(Errors.NOT_CONTROLLER);
    }

    @Test
    void aLeaderLearnsWhatItsProposalBecame() {
        AlterPartitionResponseData response =
                (AlterPartitionResponseData)
                        ask(ApiKeys.ALTER_PARTITION, 3, request(ApiKeys.ALTER_PARTITION, 3));

        AlterPartitionResponseData.PartitionData partition =
                response.topics().getFirst().partitions().getFirst();
        assertThat(response.topics().getFirst().topicId()).isEqualTo(cluster.ordersId());
        assertThat(partition.isr()).containsExactly(1, 2);
        assertThat(partition.leaderId()).isEqualTo(1);
        assertThat(partition.partitionEpoch()).isEqualTo(1);
    }

    @Test
    void aCreatedTopicIsAnsweredWithItsSettings() {
        CreateTopicsResponseData response =
                (CreateTopicsResponseData)
                        ask(ApiKeys.CREATE_TOPICS, 7, request(ApiKeys.CREATE_TOPICS, 7));

        CreateTopicsResponseData.CreatableTopicResult result = response.topics().find("payments");
        assertThat(result.topicId()).isEqualTo(cluster.image.topicId("payments").orElseThrow());
        assertThat(result.numPartitions()).isEqualTo(2);
        assertThat(result.replicationFactor()).isEqualTo((short) 3);
        assertThat(result.configs())
                .filteredOn(config -> config.configSource() == 1)
                .extracting(config -> config.name() + "=" + config.value())
                .containsExactly("min.insync.replicas=2");
    }

    @Test
    void aBrokerOfAnotherClusterIsTurnedAway() {
        BrokerRegistrationRequestData request = registration(4);

        assertThat(
                        ErrorCodes.first(
                                ask(
                                        ApiKeys.BROKER_REGISTRATION,
                                        4,
                                        request.setClusterId("another"))))
                .isEqualTo(Errors.INCONSISTENT_CLUSTER_ID);
    }

    @Test
    void whatIsBeingMovedIsListedByTopic() {
        cluster.startBroker(4);
        ask(ApiKeys.ALTER_PARTITION_REASSIGNMENTS, 1, reassign(List.of(4, 1, 2)));

        ListPartitionReassignmentsResponseData response =
                (ListPartitionReassignmentsResponseData)
                        ask(
                                ApiKeys.LIST_PARTITION_REASSIGNMENTS,
                                0,
                                new ListPartitionReassignmentsRequestData().setTopics(null));

        assertThat(response.topics()).hasSize(1);
        assertThat(response.topics().getFirst().name()).isEqualTo("orders");
        ListPartitionReassignmentsResponseData.OngoingPartitionReassignment partition =
                response.topics().getFirst().partitions().getFirst();
        assertThat(partition.replicas()).containsExactly(4, 1, 2, 3);
        assertThat(partition.addingReplicas()).containsExactly(4);
        assertThat(partition.removingReplicas()).containsExactly(3);
    }

    @Test
    void aRefusalOfTheWholeIsSaidForEachPartition() {
        AlterPartitionReassignmentsRequestData request = reassign(List.of(1)).setTimeoutMs(0);

        AlterPartitionReassignmentsResponseData response =
                (AlterPartitionReassignmentsResponseData)
                        ask(ApiKeys.ALTER_PARTITION_REASSIGNMENTS, 1, request);

        assertThat(response.errorCode()).isEqualTo(Errors.REQUEST_TIMED_OUT.code());
        assertThat(response.responses().getFirst().partitions().getFirst().errorCode())
                .isEqualTo(Errors.REQUEST_TIMED_OUT.code());
    }

    @Test
    void anElectionOfAllMentionsEveryTopic() {
        ElectLeadersResponseData response =
                (ElectLeadersResponseData)
                        ask(
                                ApiKeys.ELECT_LEADERS,
                                2,
                                new ElectLeadersRequestData().setTopicPartitions(null));

        assertThat(response.replicaElectionResults()).hasSize(1);
        assertThat(response.replicaElectionResults().getFirst().topic()).isEqualTo("orders");
        assertThat(response.replicaElectionResults().getFirst().partitionResult()).isEmpty();
    }

    private ApiMessage ask(ApiKeys api, int version, ApiMessage body) {
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
        Handler handler =
                handlers(cluster.controller).stream()
                        .filter(h -> h.facts().api() == api)
                        .findFirst()
                        .orElseThrow();
        handler.handle(new Call(request, 1, Listener.CONTROLLER, "127.0.0.1:1", answer));
        cluster.settle();
        assertThat(answers).hasSize(1);
        return Frames.decodeResponse(
                        api,
                        (short) version,
                        Frames.encodeResponse(api, (short) version, 7, answers.getFirst()))
                .body();
    }

    private ApiMessage request(ApiKeys api, int version) {
        return switch (api) {
            case BROKER_REGISTRATION -> registration(version);
            case BROKER_HEARTBEAT ->
                    new BrokerHeartbeatRequestData()
                            .setBrokerId(1)
                            .setBrokerEpoch(cluster.epoch(1))
                            .setCurrentMetadataOffset(cluster.image.nextOffset() - 1);
            case UPDATE_FEATURES -> updateFeatures();
            case UNREGISTER_BROKER -> new UnregisterBrokerRequestData().setBrokerId(3);
            case ALTER_PARTITION -> alterPartition(version);
            case ELECT_LEADERS -> electLeaders();
            case ALTER_PARTITION_REASSIGNMENTS -> reassign(List.of(3, 1));
            case LIST_PARTITION_REASSIGNMENTS -> new ListPartitionReassignmentsRequestData();
            case ALLOCATE_PRODUCER_IDS ->
                    new AllocateProducerIdsRequestData()
                            .setBrokerId(1)
                            .setBrokerEpoch(cluster.epoch(1));
            case CREATE_TOPICS -> createTopics();
            case DELETE_TOPICS -> deleteTopics(version);
            case CREATE_PARTITIONS -> createPartitions();
            case ALTER_CONFIGS -> alterConfigs();
            case INCREMENTAL_ALTER_CONFIGS -> incrementalAlterConfigs();
            default -> throw new AssertionError(api);
        };
    }

    private static UpdateFeaturesRequestData updateFeatures() {
        UpdateFeaturesRequestData request = new UpdateFeaturesRequestData();
        request.featureUpdates()
                .add(
                        new UpdateFeaturesRequestData.FeatureUpdateKey()
                                .setFeature("metadata.version")
                                .setMaxVersionLevel((short) 33));
        return request;
    }

    private static BrokerRegistrationRequestData registration(int version) {
        BrokerRegistrationRequestData request =
                new BrokerRegistrationRequestData()
                        .setBrokerId(4)
                        .setClusterId(CLUSTER)
                        .setIncarnationId(new Uuid(4, 4));
        if (version >= 2) {
            request.setLogDirs(List.of(new Uuid(4, 5)));
        }
        for (Feature feature : Feature.values()) {
            request.features()
                    .add(
                            new BrokerRegistrationRequestData.Feature()
                                    .setName(feature.text())
                                    .setMinSupportedVersion((short) feature.min())
                                    .setMaxSupportedVersion((short) feature.max()));
        }
        request.listeners()
                .add(
                        new BrokerRegistrationRequestData.Listener()
                                .setName("PLAINTEXT")
                                .setHost("127.0.0.1")
                                .setPort(9094));
        return request;
    }

    private AlterPartitionRequestData alterPartition(int version) {
        AlterPartitionRequestData.PartitionData partition =
                new AlterPartitionRequestData.PartitionData()
                        .setPartitionIndex(0)
                        .setLeaderEpoch(cluster.orders().leaderEpoch())
                        .setPartitionEpoch(cluster.orders().partitionEpoch());
        if (version < 3) {
            partition.setNewIsr(List.of(1, 2));
        } else {
            partition.setNewIsrWithEpochs(
                    Stream.of(1, 2)
                            .map(id ->
                                    new AlterPartitionRequestData.BrokerState()
                                            .setBrokerId(id)
                                            .setBrokerEpoch(cluster.epoch(id)))
                            .toList());
        }
        return new AlterPartitionRequestData()
                .setBrokerId(1)
                .setBrokerEpoch(cluster.epoch(1))
                .setTopics(
                        List.of(
                                new AlterPartitionRequestData.TopicData()
                                        .setTopicId(cluster.ordersId())
                                        .setPartitions(List.of(partition))));
    }

    /// An election that is needed: the preferred leader was silent for a while and is back in sync.
    private ElectLeadersRequestData electLeaders() {
        cluster.moveLeadershipAwayFrom(1);
        ElectLeadersRequestData request = new ElectLeadersRequestData();
        request.topicPartitions()
                .add(
                        new ElectLeadersRequestData.TopicPartitions()
                                .setTopic("orders")
                                .setPartitions(List.of(0)));
        return request;
    }

    private static AlterPartitionReassignmentsRequestData reassign(
            @Nullable List<Integer> replicas) {
        return new AlterPartitionReassignmentsRequestData()
                .setTopics(
                        List.of(
                                new AlterPartitionReassignmentsRequestData.ReassignableTopic()
                                        .setName("orders")
                                        .setPartitions(
                                                List.of(
                                                        new AlterPartitionReassignmentsRequestData
                                                                        .ReassignablePartition()
                                                                .setPartitionIndex(0)
                                                                .setReplicas(replicas)))));
    }

    private static CreateTopicsRequestData createTopics() {
        CreateTopicsRequestData.CreatableTopic topic =
                new CreateTopicsRequestData.CreatableTopic()
                        .setName("payments")
                        .setNumPartitions(2)
                        .setReplicationFactor((short) 3);
        topic.configs()
                .add(
                        new CreateTopicsRequestData.CreatableTopicConfig()
                                .setName("min.insync.replicas")
                                .setValue("2"));
        CreateTopicsRequestData request = new CreateTopicsRequestData();
        request.topics().add(topic);
        return request;
    }

    private static DeleteTopicsRequestData deleteTopics(int version) {
        return version < 6
                ? new DeleteTopicsRequestData().setTopicNames(List.of("orders")).setTimeoutMs(1_000)
                : new DeleteTopicsRequestData()
                        .setTopics(
                                List.of(
                                        new DeleteTopicsRequestData.DeleteTopicState()
                                                .setName("orders")))
                        .setTimeoutMs(1_000);
    }

    private static CreatePartitionsRequestData createPartitions() {
        CreatePartitionsRequestData request = new CreatePartitionsRequestData().setTimeoutMs(1_000);
        request.topics()
                .add(
                        new CreatePartitionsRequestData.CreatePartitionsTopic()
                                .setName("orders")
                                .setCount(3)
                                .setAssignments(null));
        return request;
    }

    private static AlterConfigsRequestData alterConfigs() {
        AlterConfigsRequestData.AlterConfigsResource resource =
                new AlterConfigsRequestData.AlterConfigsResource()
                        .setResourceType((byte) 2)
                        .setResourceName("orders");
        resource.configs()
                .add(
                        new AlterConfigsRequestData.AlterableConfig()
                                .setName("retention.ms")
                                .setValue("1000"));
        AlterConfigsRequestData request = new AlterConfigsRequestData();
        request.resources().add(resource);
        return request;
    }

    private static IncrementalAlterConfigsRequestData incrementalAlterConfigs() {
        IncrementalAlterConfigsRequestData.AlterConfigsResource resource =
                new IncrementalAlterConfigsRequestData.AlterConfigsResource()
                        .setResourceType((byte) 4)
                        .setResourceName("1");
        resource.configs()
                .add(
                        new IncrementalAlterConfigsRequestData.AlterableConfig()
                                .setName("num.partitions")
                                .setConfigOperation((byte) 0)
                                .setValue("3"));
        IncrementalAlterConfigsRequestData request = new IncrementalAlterConfigsRequestData();
        request.resources().add(resource);
        return request;
    }
}
