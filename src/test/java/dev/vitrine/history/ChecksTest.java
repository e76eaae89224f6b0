package dev.vitrine.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.event.Event;
import dev.vitrine.event.Event.EpochStart;
import dev.vitrine.event.Event.GroupMember;
import dev.vitrine.event.Event.ReplicaRole;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

/// Each invariant is tripped by a cluster that breaks it, and by nothing else here.
final class ChecksTest {
    private final Projector projector = new Projector();
    private long now = 1_000;

    @BeforeEach
    void threeBrokersWithALogOfTenRecords() {
        for (int node = 1; node <= 3; node++) {
            tell(new Event.NodeStarted(node, now, true, true, 9_090 + node, 0, ""));
            tell(new Event.TopicCreated(node, now, "orders", "id-1", Map.of()));
            tell(changed(node, List.of(1, 2, 3), 1, 4, 7));
            tell(
                    new Event.ReplicaOpened(
                            node, now, "orders", 0, 0, 0, 10, List.of(new EpochStart(4, 0))));
            tell(role(node, node == 1 ? ReplicaRole.LEADER : ReplicaRole.FOLLOWER, 4));
        }
        tell(high(1, 10));
        assertThat(violated()).isEmpty();
    }

    private void tell(Event event) {
        now++;
        projector.apply(event);
    }

    private Event.PartitionChanged changed(
            int node, List<Integer> isr, int leader, int epoch, int partitionEpoch) {
        return new Event.PartitionChanged(
                node,
                now,
                "orders",
                0,
                List.of(1, 2, 3),
                List.of(),
                List.of(),
                isr,
                List.of(),
                List.of(),
                leader,
                epoch,
                partitionEpoch);
    }

    private Event.ReplicaRoleTaken role(int node, ReplicaRole role, int epoch) {
        return new Event.ReplicaRoleTaken(node, now, "orders", 0, role, epoch, 1);
    }

    private Event.HighWatermarkMoved high(int node, long to) {
        return new Event.HighWatermarkMoved(node, now, "orders", 0, to);
    }

    private Event.RecordsAppended appended(int node, long base, long last, int epoch) {
        return new Event.RecordsAppended(node, now, "orders", 0, base, last, epoch, 100);
    }

    private List<Check> violated() {
        return projector.snapshot().insight().checks().stream().filter(c -> !c.holds()).toList();
    }

    private void assertOnlyViolated(String id, String... words) {
        assertThat(violated()).extracting(Check::id).containsExactly(id);
        Check check = violated().getFirst();
        assertThat(check.newest()).hasSize(1);
        assertThat(check.newest().getFirst().words()).contains(words);
        assertThat(check.sinceMs()).isEqualTo(check.newest().getFirst().atMs());
    }

    @Test
    void twoLeadersOfOneEpoch() {
        tell(role(2, ReplicaRole.LEADER, 4));
        assertOnlyViolated("one-leader", "orders-0 epoch 4", "broker 1 and broker 2");
    }

    @Test
    void anEpochThatGoesBack() {
        tell(changed(2, List.of(1, 2, 3), 2, 3, 6));
        assertOnlyViolated("epochs-grow", "leader epoch 4 → 3");
    }

    @Test
    void aHighWatermarkOfALeaderThatGoesBack() {
        tell(high(1, 9));
        assertOnlyViolated("high-watermark", "high watermark 9, before 10");
    }

    @Test
    void aHighWatermarkPastTheLogsEnd() {
        tell(high(2, 11));
        assertThat(violated()).extracting(Check::id).contains("high-watermark");
    }

    @Test
    void aCommittedRecordThatAnInSyncReplicaLacks() {
        tell(appended(1, 10, 11, 4));
        tell(appended(2, 10, 11, 4));
        tell(high(1, 12));
        assertOnlyViolated("committed-everywhere", "offset 11 is committed, and broker 3");
    }

    @Test
    void aFollowerWithOtherRecordsThanItsLeader() {
        tell(role(2, ReplicaRole.FOLLOWER, 4));
        tell(
                new Event.ReplicaOpened(
                        2,
                        now,
                        "orders",
                        0,
                        0,
                        0,
                        10,
                        List.of(new EpochStart(2, 0), new EpochStart(3, 5))));
        tell(role(2, ReplicaRole.FOLLOWER, 4));
        tell(high(2, 8));
        assertOnlyViolated("same-log", "offset 7: epoch 3 at broker 2, epoch 4 at its leader");
    }

    private Event.GroupChanged group(GroupMember... members) {
        return new Event.GroupChanged(
                1, now, "billing", "classic", "Stable", 3, "range", "", List.of(members));
    }

    private static GroupMember member(String id, int... partitions) {
        List<Integer> owned = java.util.Arrays.stream(partitions).boxed().toList();
        return new GroupMember(id, id, "/127.0.0.1", Map.of("orders", owned));
    }

    @Test
    void twoOwnersOfOnePartition() {
        tell(group(member("a", 0, 1), member("b", 1)));
        assertOnlyViolated("one-owner", "generation 3", "orders-1: a and b");
    }

    @Test
    void aCommitThatGoesBackWhileThereAreMembers() {
        tell(group(member("a", 0)));
        tell(new Event.OffsetCommitted(1, now, "billing", "orders", 0, 8));
        tell(new Event.OffsetCommitted(1, now, "billing", "orders", 0, 5));
        assertOnlyViolated("commits-grow", "orders-0 at 5 after 8");
    }

    @Test
    void aResetOfAnEmptyGroupIsNoViolation() {
        tell(new Event.OffsetCommitted(1, now, "billing", "orders", 0, 8));
        tell(new Event.OffsetCommitted(1, now, "billing", "orders", 0, 5));
        assertThat(violated()).isEmpty();
    }

    private void producer(String acks) {
        tell(
                new Event.ClientStarted(
                        Event.OUTSIDE,
                        now,
                        "checkout",
                        Event.ClientKind.PRODUCER,
                        "orders",
                        "",
                        Map.of("acks", acks)));
    }

    private void lose() {
        tell(new Event.RecordsLost(Event.OUTSIDE, now, "checkout", "orders", 0, 8, 9));
    }

    @Test
    void aRecordAcknowledgedByAllThatIsLost() {
        producer("all");
        lose();
        assertOnlyViolated("nothing-lost", "orders-0: offsets 8 to 9 of checkout");
    }

    @Test
    void whatTheLeaderAloneAcknowledgedMayBeLost() {
        producer("1");
        lose();
        assertThat(violated()).isEmpty();
    }

    @Test
    void uncleanElectionsMayLoseRecords() {
        tell(
                new Event.ConfigChanged(
                        1, now, "topic orders", "unclean.leader.election.enable", "true"));
        tell(new Event.MetadataApplied(1, now, 20, 1, "ConfigSet", "", ""));
        producer("all");
        lose();
        assertThat(violated()).isEmpty();
    }

    @Test
    void aRecordWithoutAFate() {
        tell(new Event.ProducerProgressed(Event.OUTSIDE, now, "checkout", 10, 7, 1, 1));
        assertOnlyViolated("sums", "sent 10, acknowledged 7, failed 1, pending 1");
    }

    @Test
    void twoControllersOfOneTerm() {
        tell(new Event.ControllerActivated(1, now, 5));
        tell(new Event.ControllerActivated(3, now, 5));
        assertOnlyViolated("one-controller", "epoch 5 has two: node 1 and node 3");
    }

    @Test
    void metadataThatIsAppliedOtherwiseElsewhere() {
        tell(new Event.MetadataApplied(1, now, 40, 2, "TopicCreated", "topic a is created", ""));
        tell(new Event.MetadataApplied(2, now, 40, 2, "TopicCreated", "topic b is created", ""));
        assertOnlyViolated("one-order", "node 2 applied offset 40", "'topic b is created'");
    }

    @Test
    void metadataThatIsAppliedAgain() {
        tell(new Event.MetadataApplied(1, now, 40, 2, "TopicCreated", "topic a is created", ""));
        tell(new Event.MetadataApplied(1, now, 40, 2, "TopicCreated", "topic a is created", ""));
        assertOnlyViolated("one-order", "after offset 40");
    }

    @Test
    void aNodeThatStartsAgainMayTellOldThingsAgain() {
        tell(new Event.MetadataApplied(2, now, 40, 2, "TopicCreated", "topic a is created", ""));
        tell(new Event.NodeEnded(2, now, Event.Ending.KILLED, ""));
        tell(new Event.NodeStarted(2, now, true, true, 9_092, 0, ""));
        tell(new Event.TopicCreated(2, now, "orders", "id-1", Map.of()));
        tell(changed(2, List.of(1, 2, 3), 1, 4, 7));
        tell(new Event.MetadataApplied(2, now, 40, 2, "TopicCreated", "topic a is created", ""));
        assertThat(violated()).isEmpty();
    }

    @Test
    void nothingIsJudgedByEventsThatChangedPlaces() {
        projector.inOrder(false);
        tell(high(1, 20));
        tell(appended(1, 10, 19, 4));
        projector.inOrder(true);
        assertThat(violated()).isEmpty();
        tell(high(1, 21));
        assertThat(violated()).extracting(Check::id).contains("high-watermark");
    }
}
