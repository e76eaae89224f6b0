package dev.vitrine.controller;

import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.IntPredicate;

/// What becomes of a partition: one pure decision, used wherever a broker dies, returns, stops or
/// asks, wherever a leader asks for another in-sync set, and wherever replicas are moved. Kafka's
/// `PartitionChangeBuilder` at metadata version 33.
///
/// 1. When every replica that is to stay is in sync, a move of replicas is complete: what was to go
///    is gone (KIP-455).
/// 2. While fewer than `min.insync.replicas` are in sync, who leaves the in-sync set stays eligible
///    (KIP-966): nothing is committed without it. Who stopped uncleanly does not, nor who is no
///    replica any more (in Kafka that one stays, and can keep the partition without a leader).
/// 3. [LeaderElection] finds who leads. Who was elected uncleanly, or from the eligible, is in sync
///    alone.
/// 4. Who led last is remembered while nobody leads.
///
/// Without eligible leader replicas the in-sync set never becomes empty: its last member stays in
/// it, dead, and leads again when it returns.
///
/// The leader epoch grows when the leader changes (to or from nobody, too) and when a replica is
/// taken away, not when the in-sync set shrinks (since Kafka 3.6, KAFKA-15021); the partition epoch
/// grows with every change.
final class PartitionChange {
    private final PartitionRegistration before;
    private final Rules rules;
    private final IntPredicate acceptable;
    private LeaderElection.Kind kind;
    private List<Integer> replicas;
    private List<Integer> adding;
    private List<Integer> removing;
    private List<Integer> isr;
    private List<Integer> elr;
    private List<Integer> stoppedUncleanly = List.of();

    /// What a topic is decided by.
    ///
    /// @param minIsr from how many members on an in-sync set is enough
    /// @param elr whether there are eligible leader replicas
    /// @param kind of an election that nobody asked for
    record Rules(int minIsr, boolean elr, LeaderElection.Kind kind) {}

    /// @param acceptable the brokers that may lead
    PartitionChange(PartitionRegistration before, Rules rules, IntPredicate acceptable) {
        this.before = before;
        this.rules = rules;
        this.acceptable = acceptable;
        this.kind = rules.kind;
        this.replicas = before.replicas();
        this.adding = before.addingReplicas();
        this.removing = before.removingReplicas();
        this.isr = before.isr();
        this.elr = before.elr();
    }

    PartitionChange elect(LeaderElection.Kind wanted) {
        kind = wanted;
        return this;
    }

    PartitionChange isr(List<Integer> target) {
        isr = target;
        return this;
    }

    PartitionChange replicas(List<Integer> target) {
        replicas = target;
        return this;
    }

    PartitionChange adding(List<Integer> target) {
        adding = target;
        return this;
    }

    PartitionChange removing(List<Integer> target) {
        removing = target;
        return this;
    }

    /// These are not eligible whatever they were: what they had not flushed may be gone.
    PartitionChange stoppedUncleanly(List<Integer> brokers) {
        stoppedUncleanly = brokers;
        return this;
    }

    /// @param why for the record's reader: `broker 1 was fenced`
    /// @return nothing when nothing changes
    Optional<MetadataRecord.PartitionChanged> decide(String why) {
        completeMove();
        if (rules.elr) {
            keepEligible();
        }
        LeaderElection.Elected elected =
                new LeaderElection(
                                before.leader(),
                                replicas,
                                isr,
                                elr,
                                rules.elr ? before.lastKnownElr() : List.of(),
                                acceptable,
                                kind)
                        .elect();
        boolean sameLeader = elected.leader() == before.leader();
        String how = "";
        if (!sameLeader && elected.unclean()) {
            isr = List.of(elected.leader());
            elr = List.of();
            how = ", and no replica in sync is alive";
            if (rules.kind == LeaderElection.Kind.UNCLEAN
                    && !before.lastKnownElr().contains(elected.leader())) {
                how += ": unclean.leader.election.enable = true";
            }
        } else if (!sameLeader && elr.contains(elected.leader())) {
            isr = List.of(elected.leader());
            elr = elr.stream().filter(replica -> replica != elected.leader()).toList();
            how = ", and it was eligible";
        }
        if (!rules.elr) {
            isr = isr.isEmpty() ? before.isr() : isr;
            elr = List.of();
        }
        boolean sameEpoch = sameLeader && replicas.containsAll(before.replicas());
        PartitionRegistration after =
                new PartitionRegistration(
                        before.topic(),
                        before.topicId(),
                        before.partition(),
                        replicas,
                        adding,
                        removing,
                        isr,
                        elr,
                        lastKnown(elected.leader(), sameEpoch),
                        elected.leader(),
                        before.leaderEpoch() + (sameEpoch ? 0 : 1),
                        before.partitionEpoch());
        return after.equals(before) ? Optional.empty() : Optional.of(record(after, why + how));
    }

    private void completeMove() {
        if (adding.isEmpty() && removing.isEmpty()) {
            return;
        }
        List<Integer> stay = without(replicas, removing);
        List<Integer> inSync = without(isr, removing);
        if (!stay.isEmpty() && !inSync.isEmpty() && inSync.containsAll(stay)) {
            replicas = stay;
            isr = inSync;
            adding = List.of();
            removing = List.of();
        }
    }

    private void keepEligible() {
        if (isr.size() >= rules.minIsr) {
            elr = List.of();
            return;
        }
        SortedSet<Integer> candidates = new TreeSet<>(elr);
        candidates.addAll(before.isr());
        candidates.retainAll(replicas);
        elr = without(without(List.copyOf(candidates), isr), stoppedUncleanly);
    }

    private List<Integer> lastKnown(int leader, boolean sameEpoch) {
        List<Integer> known = before.lastKnownElr();
        if (!rules.elr || sameEpoch) {
            return known;
        }
        if (leader != LeaderElection.NO_LEADER) {
            return List.of();
        }
        return known.isEmpty() && before.hasLeader() ? List.of(before.leader()) : known;
    }

    private static List<Integer> without(List<Integer> brokers, List<Integer> these) {
        return brokers.stream().filter(broker -> !these.contains(broker)).toList();
    }

    private static MetadataRecord.PartitionChanged record(PartitionRegistration after, String why) {
        return new MetadataRecord.PartitionChanged(
                after.topic(),
                after.topicId().toString(),
                after.partition(),
                after.replicas(),
                after.addingReplicas(),
                after.removingReplicas(),
                after.isr(),
                after.elr(),
                after.lastKnownElr(),
                after.leader(),
                after.leaderEpoch(),
                after.partitionEpoch() + 1,
                why);
    }
}
