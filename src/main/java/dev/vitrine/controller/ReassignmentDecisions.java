package dev.vitrine.controller;

import org.apache.kafka.common.protocol.Errors;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Decides which replicas move where (KIP-455). Errors and their texts are those of Kafka's
/// `ReplicationControlManager`.
///
/// ```
///   replicas 1,2,3 ── to 4,2,3 ──▶ replicas 4,2,3,1, adding 4, removing 1 ── 4,2,3 in sync ──▶ 4,2,3
///        ▲                                         │
///        └──────────────── stopped ────────────────┘
/// ```
///
/// A move begins at once where it need not wait, and completes in whichever change of the partition
/// finds all that stay in sync ([PartitionChange]).
final class ReassignmentDecisions {
    /// Partitions that one request may move; more are refused one by one, as in Kafka.
    static final int MOVES_PER_REQUEST_MAX = 10_000;

    private final ClusterImage image;
    private final PartitionChanges changes;

    ReassignmentDecisions(ClusterImage image, PartitionChanges changes) {
        this.image = image;
        this.changes = changes;
    }

    /// Each partition is decided as if it were asked alone; of one that is repeated the last
    /// decision counts.
    Decision<List<Request.AlterReassignments.Outcome>> decideAlter(
            Request.AlterReassignments request) {
        SortedMap<String, MetadataRecord> records = new TreeMap<>();
        List<Request.AlterReassignments.Outcome> outcomes = new ArrayList<>();
        for (Request.AlterReassignments.Target target : request.targets()) {
            Errors error = Errors.NONE;
            String message = null;
            try {
                Optional<MetadataRecord.PartitionChanged> record =
                        decide(target, request.replicationFactorMayChange());
                if (record.isPresent() && records.size() >= MOVES_PER_REQUEST_MAX) {
                    error = Errors.UNKNOWN_SERVER_ERROR;
                } else {
                    record.ifPresent(change ->
                            records.put(target.topic() + "-" + target.partition(), change));
                }
            } catch (Refusal refusal) {
                error = refusal.error();
                message = refusal.words();
            }
            outcomes.add(
                    new Request.AlterReassignments.Outcome(
                            target.topic(), target.partition(), error, message));
        }
        return new Decision<>(List.copyOf(records.values()), List.copyOf(outcomes));
    }

    private Optional<MetadataRecord.PartitionChanged> decide(
            Request.AlterReassignments.Target target, boolean replicationFactorMayChange) {
        if (image.topicId(target.topic()).isEmpty()) {
            throw new Refusal(
                    Errors.UNKNOWN_TOPIC_OR_PARTITION,
                    "Unable to find a topic named " + target.topic() + ".");
        }
        PartitionRegistration partition =
                image.partition(target.topic(), target.partition())
                        .orElseThrow(() ->
                                new Refusal(
                                        Errors.UNKNOWN_TOPIC_OR_PARTITION,
                                        "Unable to find partition "
                                                + target.topic()
                                                + ":"
                                                + target.partition()
                                                + "."));
        List<Integer> replicas = target.replicas();
        return replicas == null
                ? stop(partition)
                : move(partition, replicas, replicationFactorMayChange);
    }

    /// The replicas that a move was adding go, those that it was removing stay. When only the new
    /// ones are in sync, going back loses what they have, so that must be allowed.
    private Optional<MetadataRecord.PartitionChanged> stop(PartitionRegistration partition) {
        if (!partition.isReassigning()) {
            throw new Refusal(Errors.NO_REASSIGNMENT_IN_PROGRESS, null);
        }
        List<Integer> original = without(partition.replicas(), partition.addingReplicas());
        List<Integer> isr = without(partition.isr(), partition.addingReplicas());
        if (isr.isEmpty()) {
            if (original.isEmpty()) {
                throw new Refusal(
                        Errors.INVALID_REPLICA_ASSIGNMENT,
                        "Invalid replica assignment: addingReplicas contains all replicas.");
            }
            if (!changes.mayElectUncleanly(partition.topic())) {
                throw new Refusal(
                        Errors.INVALID_REPLICA_ASSIGNMENT,
                        "Unable to revert partition assignment for "
                                + partition.topic()
                                + ":"
                                + partition.partition()
                                + " because it would require an unclean leader election.");
            }
            isr = List.of(original.getFirst());
        }
        return changes.of(partition)
                .isr(isr)
                .replicas(original)
                .adding(List.of())
                .removing(List.of())
                .decide("its move was stopped");
    }

    /// What an earlier move has not finished counts as it stands: its new replicas, too, are there
    /// to be kept or removed.
    private Optional<MetadataRecord.PartitionChanged> move(
            PartitionRegistration partition,
            List<Integer> target,
            boolean replicationFactorMayChange) {
        check(target);
        if (!replicationFactorMayChange) {
            checkReplicationFactor(partition, target);
        }
        List<Integer> removing = sorted(without(partition.replicas(), target));
        List<Integer> adding = sorted(without(target, partition.replicas()));
        List<Integer> replicas = new ArrayList<>(target);
        replicas.addAll(removing);
        PartitionChange change =
                changes.of(partition).elect(LeaderElection.Kind.ONLINE).replicas(replicas);
        if (!removing.isEmpty()) {
            change.removing(removing);
        }
        if (!adding.isEmpty()) {
            change.adding(adding);
        }
        return change.decide("it moves to brokers " + ids(target));
    }

    private void check(List<Integer> target) {
        if (target.isEmpty()) {
            throw refused("The manual partition assignment includes an empty replica list.");
        }
        int before = -1;
        for (int broker : sorted(target)) {
            if (image.broker(broker).isEmpty()) {
                throw refused(
                        "The manual partition assignment includes broker "
                                + broker
                                + ", but no such broker is registered.");
            }
            if (broker == before) {
                throw refused(
                        "The manual partition assignment includes the broker "
                                + broker
                                + " more than once.");
            }
            before = broker;
        }
    }

    private static void checkReplicationFactor(
            PartitionRegistration partition, List<Integer> target) {
        SortedSet<Integer> heading = new TreeSet<>(partition.replicas());
        partition.removingReplicas().forEach(heading::remove);
        if (heading.size() != target.size()) {
            throw new Refusal(
                    Errors.INVALID_REPLICATION_FACTOR,
                    "The replication factor is changed from "
                            + heading.size()
                            + " to "
                            + target.size());
        }
    }

    private static Refusal refused(String words) {
        return new Refusal(Errors.INVALID_REPLICA_ASSIGNMENT, words);
    }

    private static List<Integer> without(List<Integer> brokers, List<Integer> these) {
        return brokers.stream().filter(broker -> !these.contains(broker)).toList();
    }

    private static String ids(List<Integer> brokers) {
        return String.join(",", brokers.stream().map(String::valueOf).toList());
    }

    private static List<Integer> sorted(List<Integer> brokers) {
        return brokers.stream().sorted().toList();
    }

    /// The partitions that are being moved.
    Decision<List<PartitionRegistration>> decideList(Request.ListReassignments request) {
        List<Request.ListReassignments.Partition> asked = request.partitions();
        List<PartitionRegistration> found =
                asked == null
                        ? image.partitions()
                        : asked.stream()
                                .flatMap(each ->
                                        image.partition(each.topic(), each.partition()).stream())
                                .toList();
        return new Decision<>(
                List.of(), found.stream().filter(PartitionRegistration::isReassigning).toList());
    }
}
