package dev.vitrine.workload;

import dev.vitrine.env.Clock;
import dev.vitrine.event.Event;

import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Tells what a client goes by, when that has changed. Used on the client's own thread, which looks
/// now and then: Kafka's clients do not say when they learn something.
final class BeliefTeller {
    /// The shortest time between two looks.
    static final long LOOK_MS = 100;

    private static final long NANOS_PER_MS = 1_000_000;

    private final String client;
    private final Clock clock;
    private final Consumer<Event> events;
    private long lookedAtNanos = System.nanoTime() - LOOK_MS * NANOS_PER_MS;
    private Mind told = new Mind(Map.of(), Map.of(), "", -1);

    BeliefTeller(String client, Clock clock, Consumer<Event> events) {
        this.client = client;
        this.clock = clock;
        this.events = events;
    }

    private record Mind(
            Map<String, List<Integer>> leaders,
            Map<String, List<Integer>> assignment,
            String memberId,
            int generation) {}

    boolean isDue() {
        return System.nanoTime() - lookedAtNanos >= LOOK_MS * NANOS_PER_MS;
    }

    /// It is looked now; the next look is due later.
    void looks() {
        lookedAtNanos = System.nanoTime();
    }

    void tell(
            Map<String, List<Integer>> leaders,
            Map<String, List<Integer>> assignment,
            String memberId,
            int generation) {
        Mind now = new Mind(leaders, assignment, memberId, generation);
        if (!now.equals(told)) {
            told = now;
            events.accept(
                    new Event.ClientBelieved(
                            Event.OUTSIDE,
                            clock.nowMs(),
                            client,
                            leaders,
                            assignment,
                            memberId,
                            generation));
        }
    }

    /// The leaders of a topic's partitions, from 0 on.
    static List<Integer> leaders(List<PartitionInfo> partitions) {
        int count =
                partitions.stream()
                                .map(PartitionInfo::partition)
                                .max(Comparator.naturalOrder())
                                .orElse(-1)
                        + 1;
        List<Integer> leaders =
                new ArrayList<>(Collections.nCopies(count, Event.ClientBelieved.NOBODY));
        for (PartitionInfo partition : partitions) {
            Node leader = partition.leader();
            if (leader != null && !leader.isEmpty()) {
                leaders.set(partition.partition(), leader.id());
            }
        }
        return leaders;
    }
}
