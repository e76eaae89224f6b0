package dev.vitrine.controller;

import java.util.List;
import java.util.function.IntPredicate;

/// Who leads a partition: one pure decision (Kafka's `PartitionChangeBuilder.electLeader`).
///
/// 1. The leader keeps its place as long as it may lead; a preferred election asks the first
///    replica before that.
/// 2. Else the first replica, in the order of the replica list, that may lead.
/// 3. Else, when nobody is in sync and nobody eligible, who led last, if it is acceptable: nobody
///    has more.
/// 4. Else, if the election may be unclean, the first acceptable replica.
/// 5. Else nobody.
///
/// Who may lead is acceptable and in sync, or, when nobody is in sync, acceptable and eligible
/// (KIP-966). In 3 and 4 records may be lost: such an election is unclean.
///
/// @param leader who leads now
/// @param replicas the preferred leader first
/// @param isr who is to be in sync
/// @param elr who is to be eligible besides
/// @param lastKnownElr who led last; empty when that is not to count
/// @param acceptable the brokers that may lead: alive and not about to stop
record LeaderElection(
        int leader,
        List<Integer> replicas,
        List<Integer> isr,
        List<Integer> elr,
        List<Integer> lastKnownElr,
        IntPredicate acceptable,
        Kind kind) {
    /// Stands where a partition has no leader.
    static final int NO_LEADER = -1;

    enum Kind {
        /// Back to the first replica, if it is in sync.
        PREFERRED,
        /// A leader that has everything that is committed, or none.
        ONLINE,
        /// Such a leader, or any that lives.
        UNCLEAN
    }

    /// A leader, and whether it may lack committed records.
    record Elected(int leader, boolean unclean) {}

    Elected elect() {
        int preferred = replicas.getFirst();
        if (kind == Kind.PREFERRED && mayLead(preferred)) {
            return new Elected(preferred, false);
        }
        if (mayLead(leader)) {
            return new Elected(leader, false);
        }
        for (int replica : replicas) {
            if (mayLead(replica)) {
                return new Elected(replica, false);
            }
        }
        if (isr.isEmpty()
                && elr.isEmpty()
                && lastKnownElr.size() == 1
                && acceptable.test(lastKnownElr.getFirst())) {
            return new Elected(lastKnownElr.getFirst(), true);
        }
        if (kind == Kind.UNCLEAN) {
            for (int replica : replicas) {
                if (acceptable.test(replica)) {
                    return new Elected(replica, true);
                }
            }
        }
        return new Elected(NO_LEADER, false);
    }

    private boolean mayLead(int replica) {
        return (isr.contains(replica) || isr.isEmpty() && elr.contains(replica))
                && acceptable.test(replica);
    }
}
