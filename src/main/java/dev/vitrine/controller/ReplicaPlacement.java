package dev.vitrine.controller;

import org.apache.kafka.common.protocol.Errors;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/// Which brokers hold new partitions: Kafka's striped placement (`StripedReplicaPlacer`).
///
/// Racks take turns, and so do the brokers of each rack, from a random start, so that leaders and
/// followers are spread evenly and a partition's replicas lie in as many racks as there are. A
/// broker that is not alive gets a replica only when the living do not suffice, and never the
/// first.
final class ReplicaPlacement {
    private ReplicaPlacement() {}

    /// @return a replica list for each partition
    /// @throws Refusal INVALID_REPLICATION_FACTOR when there are too few brokers
    static List<List<Integer>> place(
            int partitions,
            int replicationFactor,
            Collection<BrokerRegistration> brokers,
            RandomGenerator random) {
        if (brokers.stream().noneMatch(BrokerRegistration::active)) {
            throw refused(replicationFactor, "All brokers are currently fenced.");
        }
        if (replicationFactor > brokers.size()) {
            throw refused(
                    replicationFactor,
                    "The target replication factor of "
                            + replicationFactor
                            + " cannot be reached because only "
                            + brokers.size()
                            + " broker(s) are registered.");
        }
        List<List<Integer>> living = byRack(brokers, true, random);
        List<List<Integer>> others = byRack(brokers, false, random);
        int start = random.nextInt(living.size());
        List<List<Integer>> placed = new ArrayList<>(partitions);
        for (int partition = 0; partition < partitions; partition++) {
            List<Integer> order = new ArrayList<>(brokers.size());
            deal(living, start + partition, order);
            deal(others, start + partition, order);
            placed.add(List.copyOf(order.subList(0, replicationFactor)));
        }
        return placed;
    }

    /// The ids of the brokers of each rack, racks sorted, brokers turned by a random distance.
    private static List<List<Integer>> byRack(
            Collection<BrokerRegistration> brokers, boolean active, RandomGenerator random) {
        SortedMap<String, List<Integer>> racks = new TreeMap<>();
        for (BrokerRegistration broker : brokers) {
            if (broker.active() == active) {
                racks.computeIfAbsent(broker.rack(), rack -> new ArrayList<>()).add(broker.id());
            }
        }
        List<List<Integer>> turned = new ArrayList<>();
        for (List<Integer> ids : racks.values()) {
            int by = random.nextInt(ids.size());
            List<Integer> rack = new ArrayList<>(ids.subList(by, ids.size()));
            rack.addAll(ids.subList(0, by));
            turned.add(rack);
        }
        return turned;
    }

    /// Deals all brokers out: one of each rack, then another of each, and so on. The rack that
    /// begins changes with every turn, and each time all racks have begun once, so does each rack's
    /// broker.
    private static void deal(List<List<Integer>> racks, int turn, List<Integer> into) {
        if (racks.isEmpty()) {
            return;
        }
        int round = turn / racks.size();
        int largest = racks.stream().mapToInt(List::size).max().orElse(0);
        for (int nth = 0; nth < largest; nth++) {
            for (int i = 0; i < racks.size(); i++) {
                List<Integer> rack = racks.get((turn + i) % racks.size());
                if (nth < rack.size()) {
                    into.add(rack.get((round + nth) % rack.size()));
                }
            }
        }
    }

    private static Refusal refused(int replicationFactor, String why) {
        return new Refusal(
                Errors.INVALID_REPLICATION_FACTOR,
                "Unable to replicate the partition " + replicationFactor + " time(s): " + why);
    }
}
