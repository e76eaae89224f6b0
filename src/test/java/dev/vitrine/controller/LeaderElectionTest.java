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
import java.util.stream.Stream;

class LeaderElectionTest {
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
                LeaderElection.decide(before, target, alive::contains, kind, "why");

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
                LeaderElection.decide(
                                partition(l(1, 2, 3), 1),
                                l(1),
                                id -> true,
                                ONLINE,
                                "its leader says so")
                        .orElseThrow();

        assertThat(after.leaderEpoch()).isEqualTo(5);
        assertThat(after.partitionEpoch()).isEqualTo(10);
    }

    @Test
    void anUncleanElectionSaysSo() {
        MetadataRecord.PartitionChanged after =
                LeaderElection.decide(
                                partition(l(1), 1),
                                l(),
                                id -> id == 3,
                                UNCLEAN,
                                "broker 1 was fenced")
                        .orElseThrow();

        assertThat(after.words())
                .isEqualTo(
                        "orders-0 is led by broker 3, epoch 6, in sync 3: broker 1 was fenced, and"
                                + " no replica in sync is alive");
    }
}
