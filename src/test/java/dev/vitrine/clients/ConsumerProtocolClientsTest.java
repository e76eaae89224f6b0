package dev.vitrine.clients;

import static dev.vitrine.clients.LiveCluster.pollUntil;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.group.GroupCoordinator;

import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.SubscriptionPattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Groups of the consumer protocol (KIP-848), and such that migrate to it and back, with Kafka's
/// own consumers and admin client. Every consumer says through its listener what it owns: nothing
/// may be owned twice, ever.
class ConsumerProtocolClientsTest {
    private static final int PARTITIONS = 6;

    private static LiveCluster kafka;

    /// Who owns each partition, by group, as the consumers' listeners say.
    private final Map<String, String> owners = new HashMap<>();

    private int given;

    @BeforeAll
    static void start() throws Exception {
        kafka =
                LiveCluster.of(
                        3,
                        Map.of(
                                "group.consumer.heartbeat.interval.ms", "200",
                                "group.consumer.min.heartbeat.interval.ms", "200",
                                "group.consumer.session.timeout.ms", "4000",
                                "group.consumer.min.session.timeout.ms", "4000",
                                "group.consumer.assignment.interval.ms", "100"));
        kafka.createTopic("orders", PARTITIONS, 3);
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @Test
    void partitionsMoveOneByOneAsMembersComeAndGo() throws Exception {
        List<KafkaConsumer<String, String>> members = new ArrayList<>();
        for (int count = 1; count <= 3; count++) {
            members.add(member("moves", "m" + count));
            pollUntil(members, () -> sharedOut(members));
        }
        assertThat(given).as("partitions given to somebody").isEqualTo(PARTITIONS + 3 + 2);
        ConsumerGroupDescription described = describe("moves");
        assertThat(described.type()).isEqualTo(GroupType.CONSUMER);
        assertThat(described.partitionAssignor()).isEqualTo("uniform");
        assertThat(described.members())
                .allSatisfy(m -> assertThat(m.assignment().topicPartitions()).hasSize(2));
        kafka.until(
                "the picture shows it",
                now ->
                        now.group("moves") != null
                                && now.group("moves").state().equals("Stable")
                                && now.group("moves").members().stream()
                                        .allMatch(m -> m.assignment().size() == 2));

        members.removeFirst().close();
        pollUntil(members, () -> sharedOut(members));
        assertThat(describe("moves").members()).hasSize(2);
        members.forEach(KafkaConsumer::close);
        assertThat(describe("moves").groupState()).isEqualTo(GroupState.EMPTY);
        assertThat(listing("moves").type()).contains(GroupType.CONSUMER);
        kafka.admin.deleteConsumerGroups(List.of("moves")).all().get();
        assertThat(kafka.admin.listGroups().all().get())
                .noneMatch(each -> each.groupId().equals("moves"));
    }

    @Test
    void staticMemberThatIsRestartedKeepsItsPartitions() {
        List<KafkaConsumer<String, String>> members =
                new ArrayList<>(
                        List.of(
                                member("fixed", "a", "group.instance.id", "a"),
                                member("fixed", "b", "group.instance.id", "b")));
        pollUntil(members, () -> sharedOut(members));
        Set<TopicPartition> of = Set.copyOf(members.getFirst().assignment());
        members.removeFirst().close(CloseOptions.timeout(Duration.ofSeconds(10)));
        int before = given;
        members.addFirst(member("fixed", "a", "group.instance.id", "a"));
        pollUntil(members, () -> sharedOut(members));
        assertThat(members.getFirst().assignment()).isEqualTo(of);
        assertThat(given - before).as("nothing else moved").isEqualTo(of.size());
        members.forEach(ConsumerProtocolClientsTest::leave);
    }

    @Test
    void regularExpressionTakesInTopicsThatAreCreatedLater() throws Exception {
        kafka.createTopic("regex-one", 2, 1);
        KafkaConsumer<String, String> member = kafka.consumer("regex", consumerProtocol("r"));
        member.subscribe(new SubscriptionPattern("regex-.*"));
        pollUntil(List.of(member), () -> member.assignment().size() == 2);
        kafka.createTopic("regex-two", 3, 1);
        pollUntil(List.of(member), () -> member.assignment().size() == 5);
        member.close();
    }

    @Test
    void memberThatIsNotHeardFromLosesItsPartitions() {
        KafkaConsumer<String, String> silent =
                member("silent", "silent", "max.poll.interval.ms", 1000);
        KafkaConsumer<String, String> alive = member("silent", "alive");
        List<KafkaConsumer<String, String>> members = List.of(silent, alive);
        pollUntil(members, () -> sharedOut(members));
        owners.values().removeIf("silent"::equals);
        pollUntil(List.of(alive), () -> alive.assignment().size() == PARTITIONS);
        members.forEach(KafkaConsumer::close);
    }

    @Test
    void membersGoOnWithTheirEpochsWhenTheCoordinatorDies() throws Exception {
        KafkaConsumer<String, String> first = member("survivors", "a");
        KafkaConsumer<String, String> second = member("survivors", "b");
        List<KafkaConsumer<String, String>> members = List.of(first, second);
        pollUntil(members, () -> sharedOut(members));
        first.commitSync();
        int before = given;
        int partition = GroupCoordinator.partitionFor("survivors", 4);
        int coordinator = kafka.leader("__consumer_offsets", partition);
        kafka.cluster.kill(coordinator, false);
        kafka.until(
                "another coordinates",
                now -> {
                    var of = now.partition("__consumer_offsets", partition);
                    return of != null && of.leader() > 0 && of.leader() != coordinator;
                });
        try (KafkaProducer<String, String> producer = kafka.producer()) {
            for (int p = 0; p < PARTITIONS; p++) {
                producer.send(new ProducerRecord<>("orders", p, "k" + p, "v")).get();
            }
        }
        pollUntil(members, () -> sharedOut(members) && committed(members));
        assertThat(given).as("nothing moved").isEqualTo(before);
        kafka.cluster.restart(coordinator);
        members.forEach(KafkaConsumer::close);
    }

    @Test
    void groupMigratesUpAndDownWhileItsMembersLive() throws Exception {
        List<KafkaConsumer<String, String>> members = new ArrayList<>();
        members.add(classic("migrant", "c1"));
        members.add(classic("migrant", "c2"));
        pollUntil(members, () -> sharedOut(members));
        assertThat(listing("migrant").type()).contains(GroupType.CLASSIC);

        members.add(member("migrant", "n1"));
        pollUntil(members, () -> sharedOut(members));
        assertThat(listing("migrant").type()).contains(GroupType.CONSUMER);
        assertThat(describe("migrant").members())
                .filteredOn(m -> m.upgraded().orElse(true))
                .hasSize(1);
        members.removeFirst().close();
        members.add(member("migrant", "n2"));
        pollUntil(members, () -> sharedOut(members));

        members.add(classic("migrant", "c3"));
        pollUntil(members, () -> sharedOut(members));
        members.remove(1).close();
        pollUntil(members, () -> sharedOut(members));
        members.remove(1).close();
        pollUntil(members, () -> sharedOut(members));
        assertThat(listing("migrant").type()).contains(GroupType.CLASSIC);
        assertThat(members).hasSize(2);
        members.forEach(KafkaConsumer::close);
    }

    // ---- consumers ------------------------------------------------------------------------------

    private KafkaConsumer<String, String> member(String group, String name, Object... more) {
        return subscribed(group, name, consumerProtocol(name, more));
    }

    private KafkaConsumer<String, String> classic(String group, String name) {
        return subscribed(
                group,
                name,
                "client.id",
                name,
                "heartbeat.interval.ms",
                200,
                "partition.assignment.strategy",
                "org.apache.kafka.clients.consumer.CooperativeStickyAssignor");
    }

    private static Object[] consumerProtocol(String name, Object... more) {
        List<Object> all =
                new ArrayList<>(List.of("group.protocol", "consumer", "client.id", name));
        all.addAll(List.of(more));
        return all.toArray();
    }

    private KafkaConsumer<String, String> subscribed(String group, String name, Object... more) {
        KafkaConsumer<String, String> consumer = kafka.consumer(group, more);
        consumer.subscribe(
                List.of("orders"),
                new ConsumerRebalanceListener() {
                    @Override
                    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                        for (TopicPartition partition : partitions) {
                            given++;
                            assertThat(owners.put(group + partition, name))
                                    .as("the owner of %s before %s", partition, name)
                                    .isNull();
                        }
                    }

                    @Override
                    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
                        partitions.forEach(p -> owners.remove(group + p, name));
                    }
                });
        return consumer;
    }

    private static void leave(KafkaConsumer<String, String> member) {
        member.close(CloseOptions.groupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP));
    }

    private static boolean sharedOut(List<KafkaConsumer<String, String>> members) {
        Set<TopicPartition> all =
                members.stream().flatMap(m -> m.assignment().stream()).collect(Collectors.toSet());
        int most = members.stream().mapToInt(m -> m.assignment().size()).max().orElse(0);
        int least = members.stream().mapToInt(m -> m.assignment().size()).min().orElse(0);
        int sum = members.stream().mapToInt(m -> m.assignment().size()).sum();
        return all.size() == PARTITIONS && sum == PARTITIONS && most - least <= 1;
    }

    private static boolean committed(List<KafkaConsumer<String, String>> members) {
        members.forEach(KafkaConsumer::commitSync);
        return members.stream()
                .flatMap(m -> m.assignment().stream().map(p -> m.position(p)))
                .allMatch(position -> position > 0);
    }

    private static ConsumerGroupDescription describe(String group) throws Exception {
        return kafka.admin.describeConsumerGroups(List.of(group)).all().get().get(group);
    }

    private static GroupListing listing(String group) throws Exception {
        return kafka.admin.listGroups().all().get().stream()
                .filter(each -> each.groupId().equals(group))
                .findFirst()
                .orElseThrow();
    }
}
