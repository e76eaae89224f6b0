package dev.vitrine.broker.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.config.Settings;
import dev.vitrine.controller.ClusterImage;
import dev.vitrine.controller.MetadataRecord;
import dev.vitrine.env.Environment;
import dev.vitrine.env.Listener;
import dev.vitrine.group.GroupConfig;
import dev.vitrine.group.GroupCoordinator;
import dev.vitrine.group.Topics;
import dev.vitrine.wire.Frames;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.DeleteGroupsRequestData;
import org.apache.kafka.common.message.DeleteGroupsResponseData;
import org.apache.kafka.common.message.DescribeGroupsRequestData;
import org.apache.kafka.common.message.DescribeGroupsResponseData;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.HeartbeatResponseData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocol;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.message.LeaveGroupResponseData;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.ListGroupsResponseData;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.OffsetDeleteRequestData;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestPartition;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestTopic;
import org.apache.kafka.common.message.OffsetDeleteResponseData;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopic;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopics;
import org.apache.kafka.common.message.OffsetFetchResponseData;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupRequestData.SyncGroupRequestAssignment;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The group APIs in every version they take, through frames as they are on the wire.
final class GroupApisTest {
    private static final Uuid ORDERS = new Uuid(1, 2);
    private static final Uuid NOWHERE = new Uuid(9, 9);
    private static final byte[] SUBSCRIPTION = {1, 2, 3};
    private static final byte[] ASSIGNMENT = {4, 5};

    private long nowMs = 1_000;
    private final ArrayDeque<Runnable> commits = new ArrayDeque<>();
    private final GroupCoordinator groups = coordinator();
    private final List<Handler> handlers = GroupApis.all(groups, knowledge());
    private int correlationId;

    @Test
    void advertisedVersionsAreKafkas() {
        assertThat(handlers)
                .allSatisfy(handler -> {
                    Facts facts = handler.facts();
                    assertThat(facts.min()).isEqualTo(facts.api().oldestVersion());
                    assertThat(facts.max()).isEqualTo(facts.api().latestVersion());
                });
    }

    @Test
    void memberJoinsSyncsBeatsAndLeavesInEveryVersion() {
        for (short v = 0; v <= 9; v++) {
            String group = "g" + v;
            String memberId = join(group, v);
            short sync = (short) Math.min(v, 5);
            short old = (short) Math.min(v, 4);
            SyncGroupResponseData synced =
                    (SyncGroupResponseData)
                            ask(
                                    ApiKeys.SYNC_GROUP,
                                    sync,
                                    new SyncGroupRequestData()
                                            .setGroupId(group)
                                            .setGenerationId(1)
                                            .setMemberId(memberId)
                                            .setProtocolType(sync >= 5 ? "consumer" : null)
                                            .setProtocolName(sync >= 5 ? "range" : null)
                                            .setAssignments(
                                                    List.of(
                                                            new SyncGroupRequestAssignment()
                                                                    .setMemberId(memberId)
                                                                    .setAssignment(ASSIGNMENT))));
            assertThat(synced.errorCode()).isZero();
            assertThat(synced.assignment()).isEqualTo(ASSIGNMENT);
            assertThat(synced.protocolName()).isEqualTo(sync >= 5 ? "range" : null);
            assertThat(
                            ((HeartbeatResponseData)
                                            ask(
                                                    ApiKeys.HEARTBEAT,
                                                    old,
                                                    new HeartbeatRequestData()
                                                            .setGroupId(group)
                                                            .setGenerationId(1)
                                                            .setMemberId(memberId)))
                                    .errorCode())
                    .isZero();
            describedAndListed(group, (short) Math.min(v, 6), (short) Math.min(v, 5));
            leave(group, memberId, sync);
        }
    }

    private String join(String group, short version) {
        JoinGroupRequestData request =
                new JoinGroupRequestData()
                        .setGroupId(group)
                        .setSessionTimeoutMs(10_000)
                        .setRebalanceTimeoutMs(20_000)
                        .setProtocolType("consumer");
        request.protocols()
                .add(new JoinGroupRequestProtocol().setName("range").setMetadata(SUBSCRIPTION));
        JoinGroupResponseData joined;
        if (version >= 4) {
            joined = (JoinGroupResponseData) ask(ApiKeys.JOIN_GROUP, version, request);
            assertThat(joined.errorCode()).isEqualTo(Errors.MEMBER_ID_REQUIRED.code());
            assertThat(joined.protocolName()).isEqualTo(version >= 7 ? null : "");
            request.setMemberId(joined.memberId());
        }
        joined = (JoinGroupResponseData) ask(ApiKeys.JOIN_GROUP, version, request);
        assertThat(joined.errorCode()).isZero();
        assertThat(joined.generationId()).isEqualTo(1);
        assertThat(joined.protocolName()).isEqualTo("range");
        assertThat(joined.protocolType()).isEqualTo(version >= 7 ? "consumer" : null);
        assertThat(joined.members().getFirst().metadata()).isEqualTo(SUBSCRIPTION);
        assertThat(joined.memberId()).matches("tester-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
        return joined.memberId();
    }

    private void describedAndListed(String group, short describe, short list) {
        var described =
                ((DescribeGroupsResponseData)
                                ask(
                                        ApiKeys.DESCRIBE_GROUPS,
                                        describe,
                                        new DescribeGroupsRequestData()
                                                .setGroups(List.of(group, "nobody"))
                                                .setIncludeAuthorizedOperations(describe >= 3)))
                        .groups();
        assertThat(described.get(0).groupState()).isEqualTo("Stable");
        assertThat(described.get(0).protocolData()).isEqualTo("range");
        assertThat(described.get(0).members().getFirst().clientHost()).isEqualTo("/127.0.0.1");
        assertThat(described.get(0).members().getFirst().memberAssignment()).isEqualTo(ASSIGNMENT);
        assertThat(described.get(0).authorizedOperations())
                .isEqualTo(describe >= 3 ? 0b1101_0100_1000 : Integer.MIN_VALUE);
        assertThat(described.get(1).groupState()).isEqualTo("Dead");
        assertThat(described.get(1).errorCode())
                .isEqualTo((describe >= 6 ? Errors.GROUP_ID_NOT_FOUND : Errors.NONE).code());
        var listed =
                ((ListGroupsResponseData)
                                ask(
                                        ApiKeys.LIST_GROUPS,
                                        list,
                                        new ListGroupsRequestData()
                                                .setStatesFilter(
                                                        list >= 4 ? List.of("stable") : List.of())
                                                .setTypesFilter(
                                                        list >= 5
                                                                ? List.of("classic")
                                                                : List.of())))
                        .groups();
        assertThat(listed)
                .anySatisfy(one -> {
                    assertThat(one.groupId()).isEqualTo(group);
                    assertThat(one.protocolType()).isEqualTo("consumer");
                    assertThat(one.groupState()).isEqualTo(list >= 4 ? "Stable" : "");
                    assertThat(one.groupType()).isEqualTo(list >= 5 ? "classic" : "");
                });
    }

    private void leave(String group, String memberId, short version) {
        for (Errors expected : List.of(Errors.NONE, Errors.UNKNOWN_MEMBER_ID)) {
            LeaveGroupRequestData request = new LeaveGroupRequestData().setGroupId(group);
            if (version < 3) {
                request.setMemberId(memberId);
            } else {
                request.members().add(new MemberIdentity().setMemberId(memberId));
            }
            LeaveGroupResponseData left =
                    (LeaveGroupResponseData) ask(ApiKeys.LEAVE_GROUP, version, request);
            short error = version < 3 ? left.errorCode() : left.members().getFirst().errorCode();
            assertThat(Errors.forCode(error)).isEqualTo(expected);
        }
    }

    @Test
    void offsetsAreCommittedAndFetchedInEveryVersion() {
        for (short v = 2; v <= 10; v++) {
            OffsetCommitResponseData committed = commit("simple" + v, -1, v);
            assertThat(committed.topics())
                    .extracting(t -> Errors.forCode(t.partitions().getFirst().errorCode()))
                    .containsExactly(
                            v >= 10 ? Errors.UNKNOWN_TOPIC_ID : Errors.UNKNOWN_TOPIC_OR_PARTITION,
                            Errors.NONE);
            for (short f = 1; f <= 7; f++) {
                fetchOne("simple" + v, f, v >= 6 ? 3 : -1);
            }
            for (short f = 8; f <= 10; f++) {
                fetchSeveral("simple" + v, f, v >= 6 ? 3 : -1);
            }
        }
    }

    private OffsetCommitResponseData commit(String group, int generation, short version) {
        OffsetCommitRequestData request =
                new OffsetCommitRequestData()
                        .setGroupId(group)
                        .setGenerationIdOrMemberEpoch(generation);
        for (String topic : List.of("nowhere", "orders")) {
            request.topics()
                    .add(
                            new OffsetCommitRequestTopic()
                                    .setName(topic)
                                    .setTopicId(topic.equals("orders") ? ORDERS : NOWHERE)
                                    .setPartitions(
                                            List.of(
                                                    new OffsetCommitRequestPartition()
                                                            .setPartitionIndex(2)
                                                            .setCommittedOffset(77)
                                                            .setCommittedLeaderEpoch(3)
                                                            .setCommittedMetadata("m"))));
        }
        return (OffsetCommitResponseData) ask(ApiKeys.OFFSET_COMMIT, version, request);
    }

    private void fetchOne(String group, short version, int epoch) {
        for (boolean all : version >= 2 ? List.of(false, true) : List.of(false)) {
            OffsetFetchRequestData request = new OffsetFetchRequestData().setGroupId(group);
            request.setTopics(
                    all
                            ? null
                            : List.of(
                                    new OffsetFetchRequestTopic()
                                            .setName("orders")
                                            .setPartitionIndexes(List.of(2, 3))));
            OffsetFetchResponseData fetched =
                    (OffsetFetchResponseData) ask(ApiKeys.OFFSET_FETCH, version, request);
            var partitions = fetched.topics().getFirst().partitions();
            assertThat(partitions).hasSize(all ? 1 : 2);
            assertThat(partitions.getFirst().committedOffset()).isEqualTo(77);
            assertThat(partitions.getFirst().metadata()).isEqualTo("m");
            assertThat(partitions.getFirst().committedLeaderEpoch())
                    .isEqualTo(version >= 5 ? epoch : -1);
            assertThat(partitions.getLast().committedOffset()).isEqualTo(all ? 77 : -1);
        }
    }

    private void fetchSeveral(String group, short version, int epoch) {
        OffsetFetchRequestGroup some =
                new OffsetFetchRequestGroup()
                        .setGroupId(group)
                        .setTopics(
                                List.of(
                                        new OffsetFetchRequestTopics()
                                                .setName("nowhere")
                                                .setTopicId(NOWHERE)
                                                .setPartitionIndexes(List.of(0)),
                                        new OffsetFetchRequestTopics()
                                                .setName("orders")
                                                .setTopicId(ORDERS)
                                                .setPartitionIndexes(List.of(2))));
        OffsetFetchRequestGroup all =
                new OffsetFetchRequestGroup().setGroupId(group).setTopics(null);
        OffsetFetchResponseData fetched =
                (OffsetFetchResponseData)
                        ask(
                                ApiKeys.OFFSET_FETCH,
                                version,
                                new OffsetFetchRequestData().setGroups(List.of(some, all)));
        var first = fetched.groups().get(0);
        assertThat(first.groupId()).isEqualTo(group);
        boolean byId = version >= 10;
        // Ids that nobody knows come last.
        var none = first.topics().get(byId ? 1 : 0).partitions().getFirst();
        var known = first.topics().get(byId ? 0 : 1);
        assertThat(none.committedOffset()).isEqualTo(-1);
        assertThat(Errors.forCode(none.errorCode()))
                .isEqualTo(version >= 10 ? Errors.UNKNOWN_TOPIC_ID : Errors.NONE);
        for (var topic : List.of(known, fetched.groups().get(1).topics().get(0))) {
            assertThat(topic.name()).isEqualTo(version >= 10 ? "" : "orders");
            assertThat(topic.topicId()).isEqualTo(version >= 10 ? ORDERS : Uuid.ZERO_UUID);
            assertThat(topic.partitions().getFirst().committedOffset()).isEqualTo(77);
            assertThat(topic.partitions().getFirst().committedLeaderEpoch()).isEqualTo(epoch);
        }
    }

    @Test
    void partitionsThatDoNotExistAreRefusedAloneAndNamedFirst() {
        OffsetCommitRequestData request =
                new OffsetCommitRequestData()
                        .setGroupId("g")
                        .setTopics(
                                List.of(
                                        new OffsetCommitRequestTopic()
                                                .setName("orders")
                                                .setPartitions(
                                                        Stream.of(2, 3, -1)
                                                                .map(p ->
                                                                        new OffsetCommitRequestPartition()
                                                                                .setPartitionIndex(
                                                                                        p))
                                                                .toList()),
                                        new OffsetCommitRequestTopic().setName("orders")));
        OffsetCommitResponseData committed =
                (OffsetCommitResponseData) ask(ApiKeys.OFFSET_COMMIT, (short) 9, request);
        assertThat(committed.topics()).hasSize(1);
        assertThat(committed.topics().getFirst().partitions())
                .extracting(p -> p.partitionIndex() + " " + Errors.forCode(p.errorCode()))
                .containsExactly(
                        "3 UNKNOWN_TOPIC_OR_PARTITION", "-1 UNKNOWN_TOPIC_OR_PARTITION", "2 NONE");

        OffsetDeleteRequestData forget = new OffsetDeleteRequestData().setGroupId("g");
        OffsetDeleteRequestTopic topic = new OffsetDeleteRequestTopic().setName("orders");
        topic.partitions().add(new OffsetDeleteRequestPartition().setPartitionIndex(2));
        topic.partitions().add(new OffsetDeleteRequestPartition().setPartitionIndex(7));
        forget.topics().add(topic);
        OffsetDeleteResponseData forgotten =
                (OffsetDeleteResponseData) ask(ApiKeys.OFFSET_DELETE, (short) 0, forget);
        assertThat(forgotten.topics().find("orders").partitions())
                .extracting(p -> p.partitionIndex() + " " + Errors.forCode(p.errorCode()))
                .containsExactly("7 UNKNOWN_TOPIC_OR_PARTITION", "2 NONE");
    }

    @Test
    void groupThatDoesNotExistIsNamedToThoseWhoKnowTheError() {
        assertThat(Errors.forCode(errorOf(commit("nobody", 5, (short) 8))))
                .isEqualTo(Errors.ILLEGAL_GENERATION);
        assertThat(Errors.forCode(errorOf(commit("nobody", 5, (short) 9))))
                .isEqualTo(Errors.GROUP_ID_NOT_FOUND);
    }

    private static short errorOf(OffsetCommitResponseData committed) {
        return committed.topics().getLast().partitions().getFirst().errorCode();
    }

    @Test
    void errorsOfAGroupHaveAPlaceInEveryVersion() {
        groups.onResigned(0, 1);
        for (short v = 1; v <= 10; v++) {
            OffsetFetchRequestData request = new OffsetFetchRequestData();
            if (v >= 8) {
                request.setGroups(
                        List.of(new OffsetFetchRequestGroup().setGroupId("g").setTopics(null)));
            } else {
                request.setGroupId("g")
                        .setTopics(
                                List.of(
                                        new OffsetFetchRequestTopic()
                                                .setName("orders")
                                                .setPartitionIndexes(List.of(0))));
            }
            OffsetFetchResponseData fetched =
                    (OffsetFetchResponseData) ask(ApiKeys.OFFSET_FETCH, v, request);
            short error =
                    v >= 8
                            ? fetched.groups().getFirst().errorCode()
                            : v >= 2
                                    ? fetched.errorCode()
                                    : fetched.topics()
                                            .getFirst()
                                            .partitions()
                                            .getFirst()
                                            .errorCode();
            assertThat(Errors.forCode(error)).isEqualTo(Errors.NOT_COORDINATOR);
        }
    }

    @Test
    void groupsAndOffsetsAreDeletedInEveryVersion() {
        for (short v = 0; v <= 3; v++) {
            commit("g", -1, (short) 9);
            OffsetDeleteRequestData forget = new OffsetDeleteRequestData().setGroupId("g");
            OffsetDeleteRequestTopic topic = new OffsetDeleteRequestTopic().setName("orders");
            topic.partitions().add(new OffsetDeleteRequestPartition().setPartitionIndex(2));
            forget.topics().add(topic);
            OffsetDeleteResponseData forgotten =
                    (OffsetDeleteResponseData) ask(ApiKeys.OFFSET_DELETE, (short) 0, forget);
            assertThat(forgotten.errorCode()).isZero();
            assertThat(forgotten.topics().find("orders").partitions().find(2).errorCode()).isZero();
            DeleteGroupsResponseData deleted =
                    (DeleteGroupsResponseData)
                            ask(
                                    ApiKeys.DELETE_GROUPS,
                                    v,
                                    new DeleteGroupsRequestData()
                                            .setGroupsNames(List.of("g", "nobody")));
            assertThat(deleted.results().find("g").errorCode()).isZero();
            assertThat(deleted.results().find("nobody").errorCode())
                    .isEqualTo(Errors.GROUP_ID_NOT_FOUND.code());
            assertThat(deleted.results().find("nobody").errorMessage()).isNull();
        }
    }

    // ---- a coordinator whose log commits at once
    // -------------------------------------------------

    private GroupCoordinator coordinator() {
        GroupCoordinator coordinator =
                new GroupCoordinator(
                        GroupConfig.of(1, Settings.ofBroker(new TreeMap<>())),
                        new Environment(() -> nowMs, null, null, new SplittableRandom(1), null),
                        new Topics(),
                        event -> {},
                        (partition, records, done) -> commits.add(() -> done.accept(Errors.NONE)));
        coordinator.setPartitionCount(1);
        coordinator.onElected(0, 1);
        coordinator.loadComplete(0, 1);
        return coordinator;
    }

    private static Knowledge knowledge() {
        ClusterImage image = new ClusterImage();
        image.replay(
                0, new MetadataRecord.TopicCreated("orders", ORDERS.toString(), new TreeMap<>()));
        for (int p = 0; p < 3; p++) {
            image.replay(
                    1 + p,
                    new MetadataRecord.PartitionCreated(
                            "orders", ORDERS.toString(), p, List.of(1), List.of(1), 1, 0, 0));
        }
        return new Knowledge(1, "cluster", Settings.ofBroker(new TreeMap<>()), image, () -> 1);
    }

    /// Sends a request as a frame and lets time pass until its answer is there, as a frame too.
    private ApiMessage ask(ApiKeys api, short version, ApiMessage body) {
        Handler handler =
                handlers.stream().filter(h -> h.facts().api() == api).findFirst().orElseThrow();
        Frames.Request request =
                Frames.decodeRequest(
                        Frames.encodeRequest(api, version, ++correlationId, "tester", body));
        List<ApiMessage> answers = new ArrayList<>();
        Call.Answer answer =
                new Call.Answer() {
                    @Override
                    public void send(Call call, ApiMessage response) {
                        answers.add(overTheWire(call.request(), response));
                    }

                    @Override
                    public void hangUp(Call call) {
                        throw new AssertionError(api + " v" + version + " is hung up on");
                    }
                };
        handler.handle(new Call(request, 1, Listener.BROKER, "127.0.0.1:50000", answer));
        for (int i = 0; i < 10 && answers.isEmpty(); i++) {
            while (!commits.isEmpty()) {
                commits.remove().run();
            }
            if (answers.isEmpty()) {
                nowMs += 1_000;
                groups.onTime();
            }
        }
        assertThat(answers).as("one answer to %s v%d", api, version).hasSize(1);
        return answers.getFirst();
    }

    private static ApiMessage overTheWire(Frames.Request request, ApiMessage response) {
        return Frames.decodeResponse(
                        request.api(),
                        request.version(),
                        Frames.encodeResponse(
                                request.api(),
                                request.version(),
                                request.correlationId(),
                                response))
                .body();
    }
}
