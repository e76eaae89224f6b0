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

    private void commit(int node, long offset, long takenMs, boolean found) {
        tell(new Event.OffsetCommitted(node, now, "billing", "orders", 0, offset, takenMs, found));
    }

    @Test
    void aCommitThatTheNextCoordinatorDoesNotFind() {
        commit(1, 5, 900, false);
        commit(1, 8, 950, false);
        commit(2, 5, 900, true);
        assertOnlyViolated(
                "commits-stay", "orders-0: offset 8 was committed last", "broker 2 finds 5");
    }

    @Test
    void aMemberMaySeekBackAndCommit() {
        tell(group(member("a", 0)));
        commit(1, 8, 900, false);
        commit(1, 5, 950, false);
        commit(2, 5, 950, true);
        assertThat(violated()).isEmpty();
        assertThat(check("commits-stay").checked()).isEqualTo(3);
    }

    @Test
    void aCoordinatorMayDieWithANewerCommitThatItToldNobodyOf() {
        commit(1, 8, 900, false);
        commit(2, 5, 950, true);
        assertThat(violated()).isEmpty();
    }

    @Test
    void clocksThatDifferSayNothingOfWhichCommitIsTheNewer() {
        commit(1, 8, 900_000, false);
        commit(2, 8, 900_000, true);
        commit(2, 9, 500, false);
        commit(3, 10, 700, true);
        assertThat(violated()).isEmpty();
        commit(1, 8, 900_000, true);
        assertOnlyViolated("commits-stay", "offset 10 was committed last", "broker 1 finds 8");
    }

    @Test
    void offsetsThatEndedAreNotMissed() {
        commit(1, 8, 900, false);
        commit(1, 9, 950, false);
        tell(new Event.OffsetsForgotten(1, now, "billing", "orders", List.of(0), "asked"));
        commit(1, 8, 900, true);
        assertThat(violated()).isEmpty();
    }

    @Test
    void commitsInALogThatAnUncleanElectionCutAreNotJudged() {
        tell(offsetsLog(1, List.of(1), 0, 0));
        tell(offsetsLog(1, List.of(2), 2, 1));
        commit(1, 5, 850, false);
        commit(1, 8, 900, false);
        commit(2, 5, 850, true);
        assertThat(violated()).isEmpty();
        assertThat(check("commits-stay").exempt())
                .extracting(Check.Exempt::words)
                .containsExactly(
                        "the groups that __consumer_offsets-0 keeps are not judged, because broker"
                                + " 2 came to lead it, epoch 1, and was neither in sync nor"
                                + " eligible");
    }

    private Event.PartitionChanged offsetsLog(int node, List<Integer> isr, int leader, int epoch) {
        return new Event.PartitionChanged(
                node,
                now,
                "__consumer_offsets",
                0,
                List.of(1, 2, 3),
                List.of(),
                List.of(),
                isr,
                List.of(),
                List.of(),
                leader,
                epoch,
                epoch);
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
    void anUncleanElectionMayLoseRecordsOfItsPartition() {
        tell(changed(1, List.of(1), 1, 4, 8));
        tell(changed(1, List.of(2), 2, 5, 9));
        producer("all");
        lose();
        assertThat(violated()).isEmpty();
        assertNotJudged("orders-0", "broker 2 came to lead it, epoch 5, and was neither in sync");
    }

    @Test
    void whatMayBeDoneUncleanlyIsNoExcuseForWhatWasNot() {
        tell(
                new Event.ConfigChanged(
                        1, now, "topic orders", "unclean.leader.election.enable", "true"));
        tell(new Event.MetadataApplied(1, now, 20, 1, "ConfigSet", "", ""));
        tell(changed(1, List.of(2, 3), 2, 5, 8));
        producer("all");
        lose();
        assertOnlyViolated("nothing-lost", "orders-0: offsets 8 to 9 of checkout");
    }

    @Test
    void aReplicaThatIsEligibleLeadsCleanly() {
        tell(eligible(List.of(), List.of(3), -1, 5, 8));
        tell(eligible(List.of(3), List.of(), 3, 6, 9));
        producer("all");
        lose();
        assertOnlyViolated("nothing-lost", "orders-0: offsets 8 to 9 of checkout");
    }

    private Event.PartitionChanged eligible(
            List<Integer> isr, List<Integer> elr, int leader, int epoch, int partitionEpoch) {
        return new Event.PartitionChanged(
                1,
                now,
                "orders",
                0,
                List.of(1, 2, 3),
                List.of(),
                List.of(),
                isr,
                elr,
                List.of(),
                leader,
                epoch,
                partitionEpoch);
    }

    private void losePower(int... nodes) {
        for (int node : nodes) {
            tell(new Event.NodeEnded(node, now, Event.Ending.POWER_LOST, ""));
        }
    }

    @Test
    void aLossOfPowerThatSparesOneReplicaInSyncLosesNothing() {
        producer("all");
        losePower(1, 2);
        lose();
        assertOnlyViolated("nothing-lost", "orders-0: offsets 8 to 9 of checkout");
    }

    @Test
    void aLossOfPowerOfAllReplicasInSyncMayLoseRecords() {
        producer("all");
        losePower(1);
        tell(changed(2, List.of(2, 3), 2, 5, 8));
        losePower(2, 3);
        lose();
        assertThat(violated()).isEmpty();
        assertNotJudged("orders-0", "the disks of brokers 2 and 3 lost data");
    }

    @Test
    void whoHasCopiedEverythingAnewIsWorthAsMuchAsBefore() {
        producer("all");
        losePower(1);
        tell(changed(2, List.of(2, 3), 2, 5, 8));
        tell(changed(2, List.of(2, 3, 1), 2, 5, 9));
        losePower(2, 3);
        lose();
        assertOnlyViolated("nothing-lost", "orders-0: offsets 8 to 9 of checkout");
    }

    @Test
    void aWipedDiskOfTheLastInSyncMayLoseRecords() {
        tell(changed(2, List.of(3), 3, 5, 8));
        producer("all");
        tell(new Event.FaultInjected(Event.OUTSIDE, now, "wipe 1"));
        assertThat(check("nothing-lost").exempt()).isEmpty();
        tell(new Event.FaultInjected(Event.OUTSIDE, now, "wipe 3"));
        lose();
        assertThat(violated()).isEmpty();
        assertNotJudged("orders-0", "the disk of broker 3 lost data");
    }

    @Test
    void aDamagedLogOfTheLastInSyncMayLoseRecords() {
        tell(changed(2, List.of(3), 3, 5, 8));
        producer("all");
        tell(
                new Event.LogCut(
                        3, now, "orders", 0, "0.log", 400, 8, 100, "its checksum differs", true));
        lose();
        assertThat(violated()).isEmpty();
        assertNotJudged("orders-0", "the disk of broker 3 lost data");
    }

    @Test
    void oneProducersRecordsAreNotJudgedAfterItRanWithLess() {
        producer("1");
        producer("all");
        lose();
        assertThat(violated()).isEmpty();
        assertNotJudged("records of checkout", "other acks than all");
    }

    private void assertNotJudged(String... words) {
        assertThat(check("nothing-lost").exempted()).isEqualTo(1);
        assertThat(check("nothing-lost").exempt().getFirst().words()).contains(words);
    }

    private Check check(String id) {
        return projector.snapshot().insight().checks().stream()
                .filter(check -> check.id().equals(id))
                .findFirst()
                .orElseThrow();
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

    // ---- what a correct cluster does under faults, and must not trip ----------------------------

    @Test
    void aFollowerThatStillCutsItsLogBackIsNotComparedYet() {
        tell(
                new Event.ReplicaOpened(
                        2,
                        now,
                        "orders",
                        0,
                        0,
                        9,
                        10,
                        List.of(new EpochStart(2, 0), new EpochStart(3, 5))));
        tell(role(2, ReplicaRole.FOLLOWER, 4));
        tell(new Event.LogTruncated(2, now, "orders", 0, 7, 10));
        tell(high(2, 7));
        assertThat(violated()).isEmpty();
        tell(new Event.LogTruncated(2, now, "orders", 0, 0, 7));
        tell(high(2, 0));
        tell(appended(2, 0, 9, 4));
        tell(high(2, 10));
        assertThat(violated()).isEmpty();
    }

    @Test
    void aFollowerThatStartsWhereItsLeadersLogStartsHasNothingBefore() {
        tell(new Event.ReplicaOpened(2, now, "orders", 0, 0, 2, 2, List.of(new EpochStart(2, 0))));
        tell(role(2, ReplicaRole.FOLLOWER, 4));
        tell(new Event.LogStartMoved(2, now, "orders", 0, 6));
        tell(new Event.LogTruncated(2, now, "orders", 0, 6, 2));
        tell(high(2, 6));
        assertThat(violated()).isEmpty();
    }

    @Test
    void aReplicaThatLostPowerIsExcusedUntilTheControllerTakesItOut() {
        losePower(3);
        tell(new Event.NodeStarted(3, now, true, true, 9_093, 0, ""));
        tell(new Event.TopicCreated(3, now, "orders", "id-1", Map.of()));
        tell(changed(3, List.of(1, 2, 3), 1, 4, 7));
        tell(new Event.ReplicaOpened(3, now, "orders", 0, 0, 4, 4, List.of(new EpochStart(4, 0))));
        tell(appended(1, 10, 10, 4));
        tell(appended(2, 10, 10, 4));
        tell(high(1, 11));
        assertThat(violated()).isEmpty();
    }

    @Test
    void whoeverIsOutOfSyncNeedNotHaveWhatIsCommittedThoughItsLeaderHasNotHeardYet() {
        tell(changed(2, List.of(1, 2), 1, 4, 8));
        tell(appended(1, 10, 10, 4));
        tell(appended(2, 10, 10, 4));
        tell(high(1, 11));
        assertThat(violated()).isEmpty();
    }

    @Test
    void membersThatJoinAnewMayStillHoldWhatIsAnothersByNow() {
        tell(
                new Event.GroupChanged(
                        1,
                        now,
                        "billing",
                        "classic",
                        "PreparingRebalance",
                        3,
                        "cooperative-sticky",
                        "",
                        List.of(member("a", 0, 1), member("b", 1))));
        tell(
                new Event.GroupChanged(
                        1,
                        now,
                        "billing",
                        "classic",
                        "Stable",
                        4,
                        "everything-to-everybody",
                        "",
                        List.of(member("a", 0, 1), member("b", 0, 1))));
        assertThat(violated()).isEmpty();
    }

    private void applied(int node, long offset, int term, String words) {
        tell(new Event.MetadataApplied(node, now, offset, term, "TopicCreated", words, ""));
    }

    @Test
    void aVoterWhoseDiskWasWipedPromisesNothingUntilItHasAppliedEverythingAgain() {
        tell(new Event.ControllerActivated(1, now, 5));
        applied(1, 40, 5, "topic a is created");
        applied(1, 41, 5, "topic b is created");
        tell(new Event.NodeEnded(1, now, Event.Ending.KILLED, ""));
        tell(new Event.FaultInjected(Event.OUTSIDE, now, "wipe 1"));
        assertThat(check("one-order").exempt())
                .extracting(Check.Exempt::words)
                .containsExactly(
                        "what its voters have not applied again is not judged, because the disk of"
                                + " broker 1 was wiped, and with it its votes and its metadata"
                                + " log");
        // It votes again in a term in which it has voted, and what only it and one other had is
        // gone with it.
        tell(new Event.ControllerActivated(3, now, 5));
        applied(3, 41, 5, "topic c is created");
        assertThat(violated()).isEmpty();
    }

    @Test
    void aWipedVoterThatHasCaughtUpIsJudgedAgain() {
        applied(1, 40, 5, "topic a is created");
        tell(new Event.FaultInjected(Event.OUTSIDE, now, "wipe 3"));
        tell(new Event.NodeStarted(3, now, true, true, 9_093, 0, ""));
        applied(3, 40, 5, "topic a is created");
        applied(3, 41, 5, "topic b is created");
        applied(1, 41, 5, "topic c is created");
        assertOnlyViolated("one-order", "node 1 applied offset 41", "'topic c is created'");
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
