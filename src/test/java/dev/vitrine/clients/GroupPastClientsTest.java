package dev.vitrine.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.history.Belief;
import dev.vitrine.history.Belief.About;
import dev.vitrine.history.GroupPast;
import dev.vitrine.history.GroupPast.Hold;
import dev.vitrine.history.GroupPast.MemberPast;
import dev.vitrine.history.GroupPast.Ownership;
import dev.vitrine.history.GroupPast.Rebalance;
import dev.vitrine.history.Snapshot;
import dev.vitrine.history.Snapshot.GroupView;
import dev.vitrine.workload.ConsumerPlan;
import dev.vitrine.workload.ProducerPlan;
import dev.vitrine.workload.Workload;

import org.apache.kafka.clients.admin.MemberDescription;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// The past of groups, and what clients believe, as real consumers and producers of the app and
/// real coordinators tell it.
class GroupPastClientsTest {
    private static final int PARTITIONS = 6;
    private static final String TOPIC = "orders";

    private static final Map<String, String> EAGER =
            Map.of(
                    "heartbeat.interval.ms", "200",
                    "partition.assignment.strategy",
                            "org.apache.kafka.clients.consumer.RangeAssignor");

    private static final Map<String, String> COOPERATIVE =
            Map.of(
                    "heartbeat.interval.ms", "200",
                    "partition.assignment.strategy",
                            "org.apache.kafka.clients.consumer.CooperativeStickyAssignor");

    private static final Map<String, String> CONSUMER = Map.of("group.protocol", "consumer");

    private static LiveCluster kafka;
    private static Workload workload;

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
                                "group.consumer.assignment.interval.ms", "0"));
        kafka.createTopic(TOPIC, PARTITIONS, 3);
        workload = kafka.workload();
    }

    @AfterAll
    static void stop() {
        workload.close();
        kafka.close();
    }

    @Test
    void eagerMembersLoseEverythingWhenAThirdJoins() throws Exception {
        GroupPast past = thirdJoins("eager", EAGER);
        List<Rebalance> since = sinceThirdJoined(past);
        assertThat(since).as("%s", past).isNotEmpty();
        assertThat(since).extracting(Rebalance::lost).contains(PARTITIONS);
        assertThat(since.stream().mapToInt(Rebalance::joinGroups).sum())
                .as("%s", past)
                .isGreaterThanOrEqualTo(3);
        assertThat(since.stream().mapToInt(Rebalance::syncGroups).sum())
                .as("%s", past)
                .isGreaterThanOrEqualTo(3);
        assertThat(past.ended().stream().map(Hold::ownership))
                .contains(Ownership.UNOWNED)
                .doesNotContain(Ownership.REVOKING);
        oneLeaves("eager");
    }

    @Test
    void cooperativeMembersGiveUpWhatMovesInASecondRound() throws Exception {
        GroupPast past = thirdJoins("cooperative", COOPERATIVE);
        assertThat(lostSinceThirdJoined(past)).isEqualTo(2);
        assertThat(past.rebalances().getLast().generation())
                .isGreaterThanOrEqualTo(joinedGeneration(past) + 2);
        oneLeaves("cooperative");
    }

    @Test
    void byTheConsumerProtocolNobodyJoinsAnew() throws Exception {
        GroupPast past = thirdJoins("consumer", CONSUMER);
        assertThat(lostSinceThirdJoined(past)).isEqualTo(2);
        for (Rebalance rebalance : past.rebalances()) {
            assertThat(rebalance.joinGroups()).isZero();
            assertThat(rebalance.syncGroups()).isZero();
        }
        assertThat(past.rebalances().getLast().heartbeats()).isPositive();
        int epoch = Objects.requireNonNull(kafka.now().group("consumer")).generation();
        assertThat(past.members()).extracting(MemberPast::epoch).containsOnly(epoch);
        oneLeaves("consumer");
    }

    /// Two members share all; a third joins; the picture and the admin client agree.
    private static GroupPast thirdJoins(String group, Map<String, String> settings)
            throws Exception {
        start(group, 1, settings);
        start(group, 2, settings);
        kafka.until(group + " is shared by two", now -> isShared(now, group, 2));
        start(group, 3, settings);
        kafka.until(group + " is shared by three", now -> isShared(now, group, 3));
        GroupPast past = past(kafka.now(), group);
        assertThat(owners(past)).isEqualTo(described(group));
        assertThatNothingWasOwnedTwice(past);
        return past;
    }

    private static void oneLeaves(String group) throws Exception {
        workload.stop(group + "-1");
        kafka.until(group + " is shared by those who stay", now -> isShared(now, group, 2));
        GroupPast past = past(kafka.now(), group);
        assertThat(owners(past)).isEqualTo(described(group));
        assertThatNothingWasOwnedTwice(past);
        assertThat(past.members())
                .filteredOn(member -> !member.isHere())
                .extracting(MemberPast::clientId)
                .containsExactly(group + "-1");
        workload.stop(group + "-2");
        kafka.until(group + " is one member's", now -> isShared(now, group, 1));
        workload.stop(group + "-3");
        kafka.until(group + " is empty", now -> past(now, group).open().isEmpty());
    }

    private static void start(String group, int number, Map<String, String> settings) {
        workload.startConsumer(
                ConsumerPlan.of(group + "-" + number, group, List.of(TOPIC), settings));
    }

    /// At rest: stable, all of it owned, evenly, and every member has heard of it.
    private static boolean isShared(Snapshot now, String group, int members) {
        GroupView view = now.group(group);
        if (view == null || !view.state().equals("Stable") || view.members().size() != members) {
            return false;
        }
        Map<String, List<Integer>> owners = owners(view.past());
        return owners.size() == members
                && owners.values().stream().allMatch(its -> its.size() == PARTITIONS / members)
                && view.members().stream().allMatch(member -> agrees(now, member.clientId()));
    }

    private static boolean agrees(Snapshot now, String client) {
        Belief belief = now.belief(client);
        return belief != null && !belief.isStale() && !belief.assignment().isEmpty();
    }

    private static GroupPast past(Snapshot now, String group) {
        return Objects.requireNonNull(now.group(group)).past();
    }

    /// By client: what it owns in the picture.
    private static Map<String, List<Integer>> owners(GroupPast past) {
        Map<String, List<Integer>> owners = new TreeMap<>();
        Map<String, String> clients = new TreeMap<>();
        past.members().forEach(member -> clients.put(member.memberId(), member.clientId()));
        for (Hold hold : past.open()) {
            if (hold.ownership() == Ownership.OWNED) {
                owners.computeIfAbsent(
                                Objects.requireNonNull(clients.get(hold.memberId())),
                                absent -> new ArrayList<>())
                        .add(hold.id().partition());
            }
        }
        return owners;
    }

    /// By client: what the admin client says it owns.
    private static Map<String, List<Integer>> described(String group) throws Exception {
        Map<String, List<Integer>> owners = new TreeMap<>();
        for (MemberDescription member :
                kafka.admin
                        .describeConsumerGroups(List.of(group))
                        .all()
                        .get()
                        .get(group)
                        .members()) {
            owners.put(
                    member.clientId(),
                    member.assignment().topicPartitions().stream()
                            .map(id -> id.partition())
                            .sorted()
                            .toList());
        }
        return owners;
    }

    private static void assertThatNothingWasOwnedTwice(GroupPast past) {
        Map<Integer, Long> ends = new TreeMap<>();
        for (Hold hold : past.ended()) {
            assertThat(hold.fromMs())
                    .as("%s", hold)
                    .isGreaterThanOrEqualTo(ends.getOrDefault(hold.id().partition(), 0L));
            ends.put(hold.id().partition(), hold.toMs());
        }
        for (Hold hold : past.open()) {
            assertThat(hold.fromMs())
                    .isGreaterThanOrEqualTo(ends.getOrDefault(hold.id().partition(), 0L));
        }
    }

    private static int lostSinceThirdJoined(GroupPast past) {
        return sinceThirdJoined(past).stream().mapToInt(Rebalance::lost).sum();
    }

    /// As a rule one; another follows when a member's own metadata is refreshed meanwhile.
    private static List<Rebalance> sinceThirdJoined(GroupPast past) {
        long joinedMs = past.members().getLast().joinedMs();
        return past.rebalances().stream()
                .filter(rebalance -> rebalance.fromMs() >= joinedMs)
                .toList();
    }

    /// The generation that the group was in when the third member joined.
    private static int joinedGeneration(GroupPast past) {
        long joinedMs = past.members().getLast().joinedMs();
        return past.rebalances().stream()
                .filter(rebalance -> rebalance.fromMs() < joinedMs)
                .mapToInt(Rebalance::generation)
                .max()
                .orElse(0);
    }

    @Test
    void whatIsPausedIsSeenAndStaysWithItsOwner() {
        workload.startConsumer(ConsumerPlan.of("pauses-1", "pauses", List.of(TOPIC), EAGER));
        kafka.until("it has all", now -> count(now, "pauses", Ownership.OWNED) == PARTITIONS);
        workload.pause("pauses-1");
        kafka.until("it is paused", now -> count(now, "pauses", Ownership.PAUSED) == PARTITIONS);
        workload.resume("pauses-1");
        kafka.until("it goes on", now -> count(now, "pauses", Ownership.OWNED) == PARTITIONS);
        assertThat(past(kafka.now(), "pauses").unownedMs(Long.MAX_VALUE)).isZero();
        workload.stop("pauses-1");
    }

    @Test
    void aStaticMemberThatIsStartedAgainInTimeMovesNothing() {
        ConsumerPlan plan =
                ConsumerPlan.of("static-1", "static", List.of(TOPIC), EAGER)
                        .with("group.instance.id", "one");
        workload.startConsumer(plan);
        kafka.until("it has all", now -> count(now, "static", Ownership.OWNED) == PARTITIONS);
        GroupView before = Objects.requireNonNull(kafka.now().group("static"));

        workload.stop("static-1");
        kafka.until(
                "nobody reads what is kept for it",
                now -> count(now, "static", Ownership.UNOWNED) == PARTITIONS);
        workload.startConsumer(plan);
        kafka.until("it has all again", now -> count(now, "static", Ownership.OWNED) == PARTITIONS);

        GroupView after = Objects.requireNonNull(kafka.now().group("static"));
        assertThat(after.generation()).isEqualTo(before.generation());
        assertThat(after.past().rebalances()).isEqualTo(before.past().rebalances());
        assertThat(after.past().members().getFirst().why()).isEqualTo("its instance one came back");
        assertThat(after.past().members().getLast().isHere()).isTrue();
        workload.stop("static-1");
    }

    private static long count(Snapshot now, String group, Ownership ownership) {
        GroupView view = now.group(group);
        return view == null
                ? 0
                : view.past().open().stream().filter(hold -> hold.ownership() == ownership).count();
    }

    @Test
    void aProducerIsStaleFromTheMoveOfItsLeaderUntilItHears() throws Exception {
        kafka.createTopic("payments", 1, 3);
        workload.startProducer(ProducerPlan.of("checkout", "payments").withRecordsPerSecond(20));
        kafka.until("it believes", now -> leader(now, "checkout") > 0);
        int before = kafka.leader("payments", 0);
        assertThat(leader(kafka.now(), "checkout")).isEqualTo(before);

        kafka.cluster.kill(before, false);
        kafka.until(
                "it was wrong for a while, and has heard",
                now ->
                        leader(now, "checkout") > 0
                                && leader(now, "checkout") != before
                                && belief(now, "checkout").healed().stream()
                                        .anyMatch(each ->
                                                each.about() == About.LEADER
                                                        && each.believed()
                                                                .equals(Integer.toString(before))));
        assertThat(leader(kafka.now(), "checkout")).isEqualTo(kafka.leader("payments", 0));
        workload.stop("checkout");
        kafka.cluster.restart(before);
        kafka.until("it is back", now -> now.brokersDown() == 0 && now.underReplicated() == 0);
    }

    private static Belief belief(Snapshot now, String client) {
        return Objects.requireNonNull(now.belief(client));
    }

    private static int leader(Snapshot now, String client) {
        Belief belief = now.belief(client);
        return belief == null || belief.leaders().isEmpty()
                ? -1
                : belief.leaders().getFirst().node();
    }
}
