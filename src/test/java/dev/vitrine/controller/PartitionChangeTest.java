package dev.vitrine.controller;

import static dev.vitrine.controller.LeaderElection.Kind.ONLINE;
import static dev.vitrine.controller.LeaderElection.Kind.PREFERRED;
import static dev.vitrine.controller.LeaderElection.Kind.UNCLEAN;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.controller.LeaderElection.Kind;

import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.Stream;

class PartitionChangeTest {
    private static final int NONE = LeaderElection.NO_LEADER;

    private static PartitionRegistration partition(List<Integer> isr, int leader) {
        return new PartitionRegistration(
                "orders",
                new Uuid(1, 1),
                0,
                List.of(1, 2, 3),
                List.of(),
                List.of(),
                isr,
                List.of(),
                List.of(),
                leader,
                5,
                9);
    }

    private static PartitionRegistration moving(
            List<Integer> replicas,
            List<Integer> adding,
            List<Integer> removing,
            List<Integer> isr,
            int leader) {
        return new PartitionRegistration(
                "orders",
                new Uuid(1, 1),
                0,
                replicas,
                adding,
                removing,
                isr,
                List.of(),
                List.of(),
                leader,
                5,
                9);
    }

    private static PartitionRegistration eligible(
            List<Integer> isr, List<Integer> elr, List<Integer> lastKnown, int leader) {
        return new PartitionRegistration(
                "orders",
                new Uuid(1, 1),
                0,
                List.of(1, 2, 3),
                List.of(),
                List.of(),
                isr,
                elr,
                lastKnown,
                leader,
                5,
                9);
    }

    private static PartitionChange change(PartitionRegistration before, IntPredicate alive) {
        return new PartitionChange(before, new PartitionChange.Rules(2, false, ONLINE), alive);
    }

    /// With eligible leader replicas, and two that have to be in sync.
    private static PartitionChange elr(PartitionRegistration before, Integer... alive) {
        return new PartitionChange(
                before, new PartitionChange.Rules(2, true, ONLINE), l(alive)::contains);
    }

    static Stream<Arguments> elections() {
        return Stream.of(
                // what happens; in sync, leader; wanted in sync; alive; kind; then leader, in sync
                row("leader lives", l(1, 2, 3), 1, l(1, 2, 3), l(1, 2, 3), ONLINE, 1, l(1, 2, 3)),
                row("follower leaves", l(1, 2, 3), 1, l(1, 3), l(1, 3), ONLINE, 1, l(1, 3)),
                row("leader leaves", l(1, 2, 3), 1, l(2, 3), l(2, 3), ONLINE, 2, l(2, 3)),
                row("next in replica order", l(3, 2, 1), 1, l(3, 2), l(2, 3), ONLINE, 2, l(3, 2)),
                row("next is dead, too", l(1, 2, 3), 1, l(2, 3), l(3), ONLINE, 3, l(2, 3)),
                row("last member dies", l(1), 1, l(), l(2, 3), ONLINE, NONE, l(1)),
                row("last member dies, unclean", l(1), 1, l(), l(2, 3), UNCLEAN, 2, l(2)),
                row("everybody dead, unclean", l(1), 1, l(), l(), UNCLEAN, NONE, l(1)),
                row("clean goes before unclean", l(1, 3), 1, l(3), l(2, 3), UNCLEAN, 3, l(3)),
                row("last member returns", l(1), NONE, l(1), l(1, 2), ONLINE, 1, l(1)),
                row("stranger returns", l(1), NONE, l(1), l(2), ONLINE, NONE, l(1)),
                row("stranger returns, unclean", l(1), NONE, l(1), l(2), UNCLEAN, 2, l(2)),
                row("online keeps another", l(1, 2), 2, l(1, 2), l(1, 2), ONLINE, 2, l(1, 2)),
                row("preferred moves", l(1, 2), 2, l(1, 2), l(1, 2), PREFERRED, 1, l(1, 2)),
                row(
                        "preferred not in sync",
                        l(2, 3),
                        2,
                        l(2, 3),
                        l(1, 2, 3),
                        PREFERRED,
                        2,
                        l(2, 3)),
                row("preferred dead", l(1, 2), 2, l(1, 2), l(2, 3), PREFERRED, 2, l(1, 2)));
    }

    private static List<Integer> l(Integer... brokers) {
        return List.of(brokers);
    }

    private static Arguments row(
            String what,
            List<Integer> isr,
            int leader,
            List<Integer> target,
            List<Integer> alive,
            Kind kind,
            int newLeader,
            List<Integer> newIsr) {
        return Arguments.of(what, isr, leader, target, alive, kind, newLeader, newIsr);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("elections")
    void electsByTheRules(
            String what,
            List<Integer> isr,
            int leader,
            List<Integer> target,
            List<Integer> alive,
            Kind kind,
            int newLeader,
            List<Integer> newIsr) {
        PartitionRegistration before = partition(isr, leader);

        Optional<MetadataRecord.PartitionChanged> change =
                change(before, alive::contains).elect(kind).isr(target).decide("why");

        if (newLeader == leader && newIsr.equals(isr)) {
            assertThat(change).isEmpty();
            return;
        }
        MetadataRecord.PartitionChanged after = change.orElseThrow();
        assertThat(after.leader()).isEqualTo(newLeader);
        assertThat(after.isr()).isEqualTo(newIsr);
        assertThat(after.partitionEpoch()).isEqualTo(10);
        assertThat(after.leaderEpoch()).isEqualTo(newLeader == leader ? 5 : 6);
    }

    @Test
    void shrinkingTheInSyncSetKeepsTheLeaderEpoch() {
        MetadataRecord.PartitionChanged after =
                change(partition(l(1, 2, 3), 1), id -> true)
                        .isr(l(1))
                        .decide("its leader says so")
                        .orElseThrow();

        assertThat(after.leaderEpoch()).isEqualTo(5);
        assertThat(after.partitionEpoch()).isEqualTo(10);
    }

    @Test
    void anUncleanElectionSaysSo() {
        MetadataRecord.PartitionChanged after =
                change(partition(l(1), 1), id -> id == 3)
                        .elect(UNCLEAN)
                        .isr(l())
                        .decide("broker 1 was fenced")
                        .orElseThrow();

        assertThat(after.words())
                .isEqualTo(
                        "orders-0 is led by broker 3, epoch 6, in sync 3: broker 1 was fenced, and"
                                + " no replica in sync is alive");
    }

    // ---- moves
    // -----------------------------------------------------------------------------------

    @Test
    void aMoveWaitsForAllThatStayToBeInSync() {
        PartitionRegistration before = moving(l(4, 2, 3, 1), l(4), l(1), l(1, 2, 3), 1);

        MetadataRecord.PartitionChanged after =
                change(before, id -> true).isr(l(1, 2)).decide("3 lags").orElseThrow();

        assertThat(after.replicas()).containsExactly(4, 2, 3, 1);
        assertThat(after.addingReplicas()).containsExactly(4);
        assertThat(after.removingReplicas()).containsExactly(1);
        assertThat(after.leader()).isEqualTo(1);
        assertThat(after.leaderEpoch()).isEqualTo(5);
    }

    @Test
    void aMoveCompletesWithTheLastNewcomerAndTheLeaderGoes() {
        PartitionRegistration before = moving(l(4, 2, 3, 1), l(4), l(1), l(1, 2, 3), 1);

        MetadataRecord.PartitionChanged after =
                change(before, id -> true).isr(l(1, 2, 3, 4)).decide("4 is there").orElseThrow();

        assertThat(after.replicas()).containsExactly(4, 2, 3);
        assertThat(after.isr()).containsExactly(2, 3, 4);
        assertThat(after.addingReplicas()).isEmpty();
        assertThat(after.removingReplicas()).isEmpty();
        assertThat(after.leader()).isEqualTo(4);
        assertThat(after.leaderEpoch()).isEqualTo(6);
    }

    @Test
    void aMoveThatTakesAFollowerAwayBeginsANewLeaderEpoch() {
        MetadataRecord.PartitionChanged after =
                change(moving(l(1, 2, 3), l(), l(3), l(1, 2, 3), 1), id -> true)
                        .decide("it moves")
                        .orElseThrow();

        assertThat(after.replicas()).containsExactly(1, 2);
        assertThat(after.leader()).isEqualTo(1);
        assertThat(after.leaderEpoch()).isEqualTo(6);
    }

    // ---- eligible leader replicas
    // ----------------------------------------------------------------

    @Test
    void whoLeavesAnInSyncSetThatIsTooSmallStaysEligible() {
        MetadataRecord.PartitionChanged enough =
                elr(eligible(l(1, 2, 3), l(), l(), 1), 1, 2).isr(l(1, 2)).decide("").orElseThrow();
        assertThat(enough.elr()).isEmpty();

        MetadataRecord.PartitionChanged tooFew =
                elr(eligible(l(1, 2), l(), l(), 1), 1).isr(l(1)).decide("").orElseThrow();
        assertThat(tooFew.isr()).containsExactly(1);
        assertThat(tooFew.elr()).containsExactly(2);

        MetadataRecord.PartitionChanged nobody =
                elr(eligible(l(1), l(2), l(), 1)).isr(l()).decide("").orElseThrow();
        assertThat(nobody.leader()).isEqualTo(NONE);
        assertThat(nobody.isr()).isEmpty();
        assertThat(nobody.elr()).containsExactly(1, 2);
        assertThat(nobody.lastKnownElr()).containsExactly(1);
    }

    @Test
    void enoughInSyncMembersEndEligibility() {
        MetadataRecord.PartitionChanged after =
                elr(eligible(l(1), l(2), l(), 1), 1, 3).isr(l(1, 3)).decide("").orElseThrow();

        assertThat(after.isr()).containsExactly(1, 3);
        assertThat(after.elr()).isEmpty();
    }

    @Test
    void anEligibleReplicaLeadsWhenNobodyIsInSync() {
        MetadataRecord.PartitionChanged after =
                elr(eligible(l(), l(1, 2), l(1), NONE), 2, 3)
                        .decide("broker 2 is alive")
                        .orElseThrow();

        assertThat(after.leader()).isEqualTo(2);
        assertThat(after.isr()).containsExactly(2);
        assertThat(after.elr()).containsExactly(1);
        assertThat(after.lastKnownElr()).isEmpty();
        assertThat(after.words())
                .isEqualTo(
                        "orders-0 is led by broker 2, epoch 6, in sync 2, eligible 1: broker 2 is"
                                + " alive, and it was eligible");
    }

    @Test
    void anEligibleReplicaDoesNotLeadWhileSomebodyDeadIsInSync() {
        assertThat(elr(eligible(l(1), l(2), l(), NONE), 2, 3).decide("")).isEmpty();
    }

    @Test
    void whoStoppedUncleanlyIsNotEligible() {
        MetadataRecord.PartitionChanged after =
                elr(eligible(l(1), l(2), l(), 1))
                        .isr(l())
                        .stoppedUncleanly(l(1))
                        .decide("")
                        .orElseThrow();

        assertThat(after.isr()).isEmpty();
        assertThat(after.elr()).containsExactly(2);
        assertThat(after.lastKnownElr()).containsExactly(1);
    }

    @Test
    void whoLedLastLeadsAgainWhenNobodyIsEligible() {
        MetadataRecord.PartitionChanged after =
                elr(eligible(l(), l(), l(1), NONE), 1, 2).decide("broker 1 is alive").orElseThrow();

        assertThat(after.leader()).isEqualTo(1);
        assertThat(after.isr()).containsExactly(1);
        assertThat(after.lastKnownElr()).isEmpty();
        assertThat(elr(eligible(l(), l(), l(1), NONE), 2, 3).decide("")).isEmpty();
        assertThat(elr(eligible(l(), l(3), l(1), NONE), 1, 2).decide("")).isEmpty();
    }
}
