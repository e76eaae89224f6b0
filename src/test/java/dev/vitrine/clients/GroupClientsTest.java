package dev.vitrine.clients;

import static dev.vitrine.clients.LiveCluster.committed;
import static dev.vitrine.clients.LiveCluster.pollUntil;
import static dev.vitrine.clients.LiveCluster.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.group.GroupCoordinator;

import org.apache.kafka.clients.admin.ClassicGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.clients.consumer.RoundRobinAssignor;
import org.apache.kafka.clients.consumer.StickyAssignor;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.ClassicGroupState;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.GroupSubscribedToTopicException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Groups of the classic protocol with Kafka's own consumers and admin client.
class GroupClientsTest {
    private static final int PARTITIONS = 6;
    private static final Comparator<TopicPartition> BY_NUMBER =
            Comparator.comparing(TopicPartition::partition);

    private static LiveCluster kafka;

    @BeforeAll
    static void start() throws Exception {
        kafka = LiveCluster.of(3);
        kafka.createTopic("orders", PARTITIONS, 3);
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    // ---- assignors ------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(
            classes = {
                RangeAssignor.class,
                RoundRobinAssignor.class,
                StickyAssignor.class,
                CooperativeStickyAssignor.class
            })
    void everyAssignorSharesOutAllPartitionsAsMembersComeAndGo(Class<?> assignor) throws Exception {
        String group = assignor.getSimpleName();
        List<KafkaConsumer<String, String>> members = new ArrayList<>();
        for (int count = 1; count <= 3; count++) {
            members.add(member(group, assignor));
            pollUntil(members, () -> sharedOut(members));
        }
        ClassicGroupDescription described = describe(group);
        assertThat(described.state()).isEqualTo(ClassicGroupState.STABLE);
        assertThat(described.protocol()).isEqualTo("consumer");
        assertThat(described.protocolData())
                .isEqualTo(
                        ((ConsumerPartitionAssignor) assignor.getConstructor().newInstance())
                                .name());
        assertThat(described.members())
                .allSatisfy(m -> assertThat(m.assignment().topicPartitions()).hasSize(2))
                .extracting(m -> m.consumerId())
                .containsExactlyInAnyOrderElementsOf(
                        members.stream().map(m -> m.groupMetadata().memberId()).toList());

        members.removeFirst().close();
        pollUntil(members, () -> sharedOut(members));
        assertThat(describe(group).members()).hasSize(2);
        members.forEach(KafkaConsumer::close);
        assertThat(describe(group).state()).isEqualTo(ClassicGroupState.EMPTY);
    }

    @Test
    void eagerMembersGiveUpEverythingAndCooperativeOnesWhatMovesOnly() {
        assertThat(givenUpWhenAnotherJoins("eager", StickyAssignor.class)).isEqualTo(PARTITIONS);
        assertThat(givenUpWhenAnotherJoins("cooperative", CooperativeStickyAssignor.class))
                .isEqualTo(PARTITIONS / 2);
    }

    private static int givenUpWhenAnotherJoins(String group, Class<?> assignor) {
        Set<TopicPartition> givenUp = new TreeSet<>(BY_NUMBER);
        KafkaConsumer<String, String> first = consumer(group, assignor);
        first.subscribe(
                List.of("orders"),
                new ConsumerRebalanceListener() {
                    @Override
                    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
                        givenUp.addAll(partitions);
                    }

                    @Override
                    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {}
                });
        pollUntil(List.of(first), () -> first.assignment().size() == PARTITIONS);
        try (first;
                KafkaConsumer<String, String> second = member(group, assignor)) {
            List<KafkaConsumer<String, String>> both = List.of(first, second);
            pollUntil(both, () -> sharedOut(both));
            return givenUp.size();
        }
    }

    @Test
    void assignorThatAllKnowIsChosen() throws Exception {
        try (KafkaConsumer<String, String> both =
                        member("mixed", CooperativeStickyAssignor.class, RangeAssignor.class);
                KafkaConsumer<String, String> old = member("mixed", RangeAssignor.class)) {
            pollUntil(List.of(both, old), () -> sharedOut(List.of(both, old)));
            assertThat(describe("mixed").protocolData()).isEqualTo("range");
        }
    }

    // ---- static members -------------------------------------------------------------------------

    @Test
    void staticMemberThatRestartsMovesNothing() throws Exception {
        KafkaConsumer<String, String> one = staticMember("static", "one");
        try (KafkaConsumer<String, String> two = staticMember("static", "two")) {
            pollUntil(List.of(one, two), () -> sharedOut(List.of(one, two)));
            Set<TopicPartition> owned = one.assignment();
            int generation = one.groupMetadata().generationId();
            // A static member that closes does not leave.
            one.close();
            try (KafkaConsumer<String, String> again = staticMember("static", "one")) {
                pollUntil(List.of(again, two), () -> !again.assignment().isEmpty());
                assertThat(again.assignment()).isEqualTo(owned);
                assertThat(again.groupMetadata().generationId()).isEqualTo(generation);
                assertThat(two.groupMetadata().generationId()).isEqualTo(generation);
            }
        }
    }

    @Test
    void olderOfTwoProcessesOfOneInstanceIsFenced() {
        KafkaConsumer<String, String> older = staticMember("fenced", "one");
        pollUntil(List.of(older), () -> older.assignment().size() == PARTITIONS);
        try (KafkaConsumer<String, String> newer = staticMember("fenced", "one")) {
            pollUntil(List.of(newer), () -> newer.assignment().size() == PARTITIONS);
            assertThatThrownBy(older::commitSync).isInstanceOf(FencedInstanceIdException.class);
        }
        older.close(
                CloseOptions.groupMembershipOperation(GroupMembershipOperation.REMAIN_IN_GROUP));
    }

    @Test
    void administratorTakesMembersOut() throws Exception {
        try (KafkaConsumer<String, String> one = staticMember("removed", "one");
                KafkaConsumer<String, String> two = member("removed", RangeAssignor.class)) {
            List<KafkaConsumer<String, String>> both = List.of(one, two);
            pollUntil(both, () -> sharedOut(both));
            var removal =
                    kafka.admin.removeMembersFromConsumerGroup(
                            "removed",
                            new RemoveMembersFromConsumerGroupOptions(
                                    List.of(
                                            new MemberToRemove("one"),
                                            new MemberToRemove("nobody"))));
            removal.memberResult(new MemberToRemove("one")).get();
            assertThatThrownBy(removal.memberResult(new MemberToRemove("nobody"))::get)
                    .hasCauseInstanceOf(UnknownMemberIdException.class);
            pollUntil(List.of(two), () -> two.assignment().size() == PARTITIONS);

            kafka.admin
                    .removeMembersFromConsumerGroup(
                            "removed", new RemoveMembersFromConsumerGroupOptions())
                    .all()
                    .get();
            assertThat(describe("removed").state()).isEqualTo(ClassicGroupState.EMPTY);
        }
    }

    // ---- what an administrator sees and does ----------------------------------------------------

    @Test
    void groupsAreListedDeletedAndTheirOffsetsAltered() throws Exception {
        TopicPartition first = new TopicPartition("orders", 0);
        try (KafkaConsumer<String, String> member = member("admin", RangeAssignor.class)) {
            pollUntil(List.of(member), () -> member.assignment().size() == PARTITIONS);
            member.commitSync(Map.of(first, new OffsetAndMetadata(3, Optional.of(0), "text")));
            alter("admin-simple", first, 7);

            assertThat(listed(ListGroupsOptions.forConsumerGroups()))
                    .contains("admin", "admin-simple");
            assertThat(listed(new ListGroupsOptions().inGroupStates(Set.of(GroupState.STABLE))))
                    .contains("admin")
                    .doesNotContain("admin-simple");
            assertThat(listed(new ListGroupsOptions().withTypes(Set.of(GroupType.CLASSIC))))
                    .contains("admin", "admin-simple");
            assertThat(listed(new ListGroupsOptions().withTypes(Set.of(GroupType.SHARE))))
                    .doesNotContain("admin", "admin-simple");
            var offsets =
                    kafka.admin
                            .listConsumerGroupOffsets(
                                    Map.of(
                                            "admin", new ListConsumerGroupOffsetsSpec(),
                                            "admin-simple", new ListConsumerGroupOffsetsSpec()))
                            .all()
                            .get();
            assertThat(offsets.get("admin"))
                    .containsEntry(first, new OffsetAndMetadata(3, Optional.of(0), "text"));
            assertThat(offsets.get("admin-simple")).containsOnlyKeys(first);

            assertThatThrownBy(() -> alter("admin", first, 1))
                    .hasCauseInstanceOf(UnknownMemberIdException.class);
            assertThatThrownBy(() -> delete("admin"))
                    .hasCauseInstanceOf(GroupNotEmptyException.class);
            assertThatThrownBy(
                            kafka.admin
                                            .deleteConsumerGroupOffsets("admin", Set.of(first))
                                            .partitionResult(first)
                                    ::get)
                    .hasCauseInstanceOf(GroupSubscribedToTopicException.class);
        }
        kafka.admin.deleteConsumerGroupOffsets("admin", Set.of(first)).all().get();
        assertThat(committed(kafka, "admin")).isZero();
        delete("admin", "admin-simple");
        assertThatThrownBy(() -> delete("admin"))
                .hasCauseInstanceOf(GroupIdNotFoundException.class);
        assertThatThrownBy(() -> describe("admin"))
                .hasCauseInstanceOf(GroupIdNotFoundException.class);
    }

    private static void alter(String group, TopicPartition partition, long offset)
            throws Exception {
        kafka.admin
                .alterConsumerGroupOffsets(group, Map.of(partition, new OffsetAndMetadata(offset)))
                .all()
                .get();
    }

    private static void delete(String... groups) throws Exception {
        kafka.admin.deleteConsumerGroups(List.of(groups)).all().get();
    }

    private static List<String> listed(ListGroupsOptions options) throws Exception {
        return kafka.admin.listGroups(options).all().get().stream()
                .map(GroupListing::groupId)
                .toList();
    }

    // ---- the coordinator goes -------------------------------------------------------------------

    @Test
    void commitsMoveWithTheirCoordinatorAndSurviveItsLossOfPower() throws Exception {
        try (LiveCluster kafka = LiveCluster.of(4);
                KafkaProducer<String, String> producer = kafka.producer();
                KafkaConsumer<String, String> consumer = kafka.consumer("billing")) {
            kafka.createTopic("orders", 1, 3);
            consumer.subscribe(List.of("orders"));
            readAndCommit(producer, consumer, 0, 10);

            TopicPartition home = homeOf(kafka, "billing");
            int from = kafka.leader(home.topic(), home.partition());
            List<Integer> others = new ArrayList<>(List.of(1, 2, 3, 4));
            others.remove((Integer) from);
            kafka.admin
                    .alterPartitionReassignments(
                            Map.of(home, Optional.of(new NewPartitionReassignment(others))))
                    .all()
                    .get();
            kafka.until(
                    "the group has moved",
                    now -> now.partition(home.topic(), home.partition()).replicas().equals(others));
            assertThat(committed(kafka, "billing")).isEqualTo(10);
            readAndCommit(producer, consumer, 10, 20);

            int lost = kafka.leader(home.topic(), home.partition());
            assertThat(lost).isNotEqualTo(from);
            kafka.cluster.kill(lost, true);
            kafka.until(
                    "another broker leads the group's partition",
                    now -> {
                        int leader = now.partition(home.topic(), home.partition()).leader();
                        return leader > 0 && leader != lost;
                    });
            assertThat(committed(kafka, "billing")).isEqualTo(20);
            readAndCommit(producer, consumer, 20, 30);
            assertThat(committed(kafka, "billing")).isEqualTo(30);
        }
    }

    private static void readAndCommit(
            KafkaProducer<String, String> producer,
            KafkaConsumer<String, String> consumer,
            int from,
            int to) {
        for (int i = from; i < to; i++) {
            producer.send(new ProducerRecord<>("orders", "key-" + i, "value"));
        }
        producer.flush();
        assertThat(read(consumer, to - from)).hasSize(to - from);
        consumer.commitSync();
    }

    private static TopicPartition homeOf(LiveCluster kafka, String group) {
        String topic = "__consumer_offsets";
        int count = kafka.now().topic(topic).partitions().size();
        return new TopicPartition(topic, GroupCoordinator.partitionFor(group, count));
    }

    // ---- verbs ----------------------------------------------------------------------------------

    private static KafkaConsumer<String, String> consumer(String group, Class<?>... assignors) {
        return kafka.consumer(
                group,
                "partition.assignment.strategy",
                List.of(assignors),
                "heartbeat.interval.ms",
                200);
    }

    private static KafkaConsumer<String, String> member(String group, Class<?>... assignors) {
        KafkaConsumer<String, String> consumer = consumer(group, assignors);
        consumer.subscribe(List.of("orders"));
        return consumer;
    }

    private static KafkaConsumer<String, String> staticMember(String group, String instance) {
        KafkaConsumer<String, String> consumer =
                kafka.consumer(group, "group.instance.id", instance, "heartbeat.interval.ms", 200);
        consumer.subscribe(List.of("orders"));
        return consumer;
    }

    /// Whether each has its share, and nothing is with two of them.
    private static boolean sharedOut(List<KafkaConsumer<String, String>> members) {
        Set<TopicPartition> all = new TreeSet<>(BY_NUMBER);
        members.forEach(member -> all.addAll(member.assignment()));
        return all.size() == PARTITIONS
                && members.stream()
                        .allMatch(m -> m.assignment().size() == PARTITIONS / members.size());
    }

    private static ClassicGroupDescription describe(String group) throws Exception {
        return kafka.admin.describeClassicGroups(List.of(group)).all().get().get(group);
    }
}
