package dev.vitrine.controller;

import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

/// Who leads a partition, and what its in-sync set becomes: one pure decision, used wherever a
/// broker dies, returns, stops or asks, and wherever a leader asks for another in-sync set. Kafka's
/// `PartitionChangeBuilder` at metadata version 33, without eligible leader replicas (KIP-966) and
/// without reassignment.
///
/// 1. The leader keeps its place as long as it is in sync and acceptable; a preferred election asks
///    the first replica before that.
/// 2. Else the first replica, in the order of the replica list, that is in sync and acceptable.
/// 3. Else, if the election may be unclean, the first acceptable replica. The in-sync set is then
///    that replica alone: what only the others had is lost.
/// 4. Else nobody.
///
/// The in-sync set never becomes empty: its last member stays in it, dead, and leads again when it
/// returns. The leader epoch grows when the leader changes (to or from nobody, too), not when the
/// in-sync set shrinks (since Kafka 3.6, KAFKA-15021); the partition epoch grows with every change.
final class LeaderElection {
    /// Stands where a partition has no leader.
    static final int NO_LEADER = -1;

    private LeaderElection() {}

    enum Kind {
        /// Back to the first replica, if it is in sync.
        PREFERRED,
        /// A leader from the in-sync set, or none.
        ONLINE,
        /// A leader from the in-sync set, or any that lives.
        UNCLEAN
    }

    /// A leader, and whether it was not in sync.
    private record Elected(int leader, boolean unclean) {}

    /// What the partition becomes.
    ///
    /// @param targetIsr what its in-sync set is to be; empty leaves it as it is
    /// @param acceptable the brokers that may lead
    /// @param why for the record's reader: `broker 1 was fenced`
    /// @return nothing when nothing changes
    static Optional<MetadataRecord.PartitionChanged> decide(
            PartitionRegistration partition,
            List<Integer> targetIsr,
            IntPredicate acceptable,
            Kind kind,
            String why) {
        Elected elected = elect(partition, targetIsr, acceptable, kind);
        List<Integer> isr;
        if (elected.unclean) {
            isr = List.of(elected.leader);
        } else if (targetIsr.isEmpty()) {
            isr = partition.isr();
        } else {
            isr = List.copyOf(targetIsr);
        }
        boolean sameLeader = elected.leader == partition.leader();
        if (sameLeader && isr.equals(partition.isr())) {
            return Optional.empty();
        }
        return Optional.of(
                new MetadataRecord.PartitionChanged(
                        partition.topic(),
                        partition.topicId().toString(),
                        partition.partition(),
                        partition.replicas(),
                        partition.addingReplicas(),
                        partition.removingReplicas(),
                        isr,
                        partition.elr(),
                        partition.lastKnownElr(),
                        elected.leader,
                        sameLeader ? partition.leaderEpoch() : partition.leaderEpoch() + 1,
                        partition.partitionEpoch() + 1,
                        elected.unclean ? why + ", and no replica in sync is alive" : why));
    }

    private static Elected elect(
            PartitionRegistration partition,
            List<Integer> targetIsr,
            IntPredicate acceptable,
            Kind kind) {
        IntPredicate eligible = replica -> targetIsr.contains(replica) && acceptable.test(replica);
        if (kind == Kind.PREFERRED && eligible.test(partition.preferredLeader())) {
            return new Elected(partition.preferredLeader(), false);
        }
        if (eligible.test(partition.leader())) {
            return new Elected(partition.leader(), false);
        }
        for (int replica : partition.replicas()) {
            if (eligible.test(replica)) {
                return new Elected(replica, false);
            }
        }
        if (kind == Kind.UNCLEAN) {
            for (int replica : partition.replicas()) {
                if (acceptable.test(replica)) {
                    return new Elected(replica, true);
                }
            }
        }
        return new Elected(NO_LEADER, false);
    }
}
