package dev.vitrine.controller;

import org.apache.kafka.common.protocol.Errors;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/// Which brokers hold new partitions: Kafka's striped placement (`StripedReplicaPlacer`).
///
/// Racks take turns, and so do the brokers of each rack, from a random start, so that leaders and
/// followers are spread evenly and a partition's replicas lie in as many racks as there are:
///
/// ```
///   rack A: 1 2 3, rack B: 4 5 6      partition 0: 1 4   partition 1: 5 2   partition 2: 3 6
/// ```
///
/// 1. The first replica, which will lead, goes to a living broker: of the rack whose turn it is, or
///    of the next rack that has one.
/// 2. The others go to the racks after that one, in turns. A dead broker gets one when its rack has
///    no other left: to lie in many racks is worth more than to be in sync at once.
/// 3. After as many partitions as there are living brokers all orders are shuffled, so that it is
///    not the same brokers that always go together.
///
/// A broker that is about to stop gets none.
final class ReplicaPlacement {
    private final RandomGenerator random;
    private final List<Rack> racks;
    private final int total;
    private final int living;

    /// Whose turn it is to hold the first replica.
    private int turn;

    /// How many partitions were placed.
    private int placed;

    private ReplicaPlacement(Collection<BrokerRegistration> brokers, RandomGenerator random) {
        List<BrokerRegistration> usable =
                brokers.stream().filter(broker -> !broker.inControlledShutdown()).toList();
        SortedMap<String, Rack> byName = new TreeMap<>();
        for (BrokerRegistration broker : usable) {
            Rack rack = byName.computeIfAbsent(broker.rack(), name -> new Rack());
            (broker.fenced() ? rack.dead : rack.living).brokers.add(broker.id());
        }
        this.random = random;
        this.racks = new ArrayList<>(byName.values());
        this.total = usable.size();
        this.living = (int) usable.stream().filter(BrokerRegistration::active).count();
        racks.forEach(rack -> rack.beginAnywhere(random));
        this.turn = racks.isEmpty() ? 0 : random.nextInt(racks.size());
    }

    /// @param replicationFactor 1 and up
    /// @return a replica list for each partition
    /// @throws Refusal INVALID_REPLICATION_FACTOR when there are too few brokers
    static List<List<Integer>> place(
            int partitions,
            int replicationFactor,
            Collection<BrokerRegistration> brokers,
            RandomGenerator random) {
        ReplicaPlacement placement = new ReplicaPlacement(brokers, random);
        placement.check(replicationFactor);
        List<List<Integer>> all = new ArrayList<>(partitions);
        for (int partition = 0; partition < partitions; partition++) {
            all.add(placement.next(replicationFactor));
        }
        return all;
    }

    private void check(int replicationFactor) {
        if (living == 0) {
            throw new Refusal(
                    Errors.INVALID_REPLICATION_FACTOR,
                    "All brokers are currently fenced, or have all their log directories"
                            + " cordoned.");
        }
        if (replicationFactor > total) {
            throw new Refusal(
                    Errors.INVALID_REPLICATION_FACTOR,
                    "The target replication factor of "
                            + replicationFactor
                            + " cannot be reached because only "
                            + total
                            + " broker(s) are registered or some brokers have all their log"
                            + " directories cordoned.");
        }
    }

    private List<Integer> next(int replicationFactor) {
        if (placed > 0 && placed % living == 0 && living > 1) {
            Collections.shuffle(racks, random);
            racks.forEach(rack -> rack.shuffle(random));
        }
        List<Integer> replicas = new ArrayList<>(replicationFactor);
        int at = turn;
        while (replicas.isEmpty()) {
            racks.get(at).living.next(placed).ifPresent(replicas::add);
            at = (at + 1) % racks.size();
        }
        while (replicas.size() < replicationFactor) {
            racks.get(at).next(placed).ifPresent(replicas::add);
            at = (at + 1) % racks.size();
        }
        turn = (turn + 1) % racks.size();
        placed++;
        return List.copyOf(replicas);
    }

    private static final class Rack {
        private final Turns living = new Turns();
        private final Turns dead = new Turns();

        void beginAnywhere(RandomGenerator random) {
            living.beginAnywhere(random);
            dead.beginAnywhere(random);
        }

        void shuffle(RandomGenerator random) {
            Collections.shuffle(living.brokers, random);
            Collections.shuffle(dead.brokers, random);
        }

        OptionalInt next(int partition) {
            OptionalInt alive = living.next(partition);
            return alive.isPresent() ? alive : dead.next(partition);
        }
    }

    /// Brokers of one rack, all alive or all dead, that take turns.
    private static final class Turns {
        private final List<Integer> brokers = new ArrayList<>();

        /// The partition that was last asked for.
        private int partition;

        /// Who is the first to hold a replica of that partition.
        private int first;

        /// How many hold one already.
        private int taken;

        void beginAnywhere(RandomGenerator random) {
            first = brokers.isEmpty() ? 0 : random.nextInt(brokers.size());
        }

        /// @return a broker that has no replica of this partition yet, empty when all have
        OptionalInt next(int of) {
            if (of != partition && !brokers.isEmpty()) {
                partition = of;
                first = (first + 1) % brokers.size();
                taken = 0;
            }
            return taken < brokers.size()
                    ? OptionalInt.of(brokers.get((first + taken++) % brokers.size()))
                    : OptionalInt.empty();
        }
    }
}
