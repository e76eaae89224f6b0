package dev.vitrine.live;

import dev.vitrine.event.Event;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/// Knows from the events whether every broker that runs has heard that all of them are registered
/// and unfenced. Then any of them answers a client rightly.
///
/// What an earlier life of a broker, or of the cluster, left in the metadata does not count: a
/// registration counts when its epoch is above [#floors].
final class Readiness {
    private final Object lock = new Object();

    /// Brokers that run; guarded by [#lock], as all below.
    private final TreeSet<Integer> running = new TreeSet<>();

    /// What each node last heard of each broker, by node and broker.
    private final Map<Integer, Map<Integer, Heard>> heard = new HashMap<>();

    private final Map<Integer, Long> highestEpochs = new HashMap<>();
    private final Map<Integer, Long> floors = new HashMap<>();
    private boolean hadController;

    /// Why nodes failed, until they start again.
    private final TreeMap<Integer, String> failures = new TreeMap<>();

    private record Heard(long brokerEpoch, boolean fenced) {}

    /// A broker is about to start.
    void expect(int broker) {
        synchronized (lock) {
            running.add(broker);
            failures.remove(broker);
            heard.remove(broker);
            floors.put(broker, highestEpochs.getOrDefault(broker, -1L));
        }
    }

    void observe(Event event) {
        switch (event) {
            case Event.NodeEnded e -> {
                synchronized (lock) {
                    if (e.ending() == Event.Ending.FAILED) {
                        failures.put(e.node(), e.detail());
                    }
                    running.remove(e.node());
                    heard.remove(e.node());
                    lock.notifyAll();
                }
            }
            case Event.ControllerActivated _ -> {
                synchronized (lock) {
                    hadController = true;
                }
            }
            case Event.BrokerRegistered e -> hear(e.node(), e.broker(), e.brokerEpoch(), true);
            case Event.BrokerFencingChanged e ->
                    hear(e.node(), e.broker(), e.brokerEpoch(), e.fenced());
            default -> {}
        }
    }

    private void hear(int node, int broker, long brokerEpoch, boolean fenced) {
        synchronized (lock) {
            highestEpochs.merge(broker, brokerEpoch, Math::max);
            if (!hadController) {
                // Read from the log of an earlier life of the cluster.
                floors.merge(broker, brokerEpoch, Math::max);
            }
            heard.computeIfAbsent(node, _ -> new TreeMap<>())
                    .put(broker, new Heard(brokerEpoch, fenced));
            lock.notifyAll();
        }
    }

    /// Waits until all is well, or no broker is left that could become so.
    ///
    /// @return what is missing then, or when the time is up, in a sentence; empty when all is well
    Optional<String> await(Duration atMost) throws InterruptedException {
        long endNanos = System.nanoTime() + atMost.toNanos();
        synchronized (lock) {
            Optional<String> missing = missing();
            while (missing.isPresent()) {
                long leftMs = (endNanos - System.nanoTime() + 999_999) / 1_000_000;
                if (leftMs <= 0 || (running.isEmpty() && !failures.isEmpty())) {
                    return missing;
                }
                lock.wait(leftMs);
                missing = missing();
            }
            return missing;
        }
    }

    private Optional<String> missing() {
        if (running.isEmpty()) {
            return Optional.of(
                    failures.isEmpty()
                            ? "no broker runs"
                            : "node "
                                    + failures.firstKey()
                                    + " failed, "
                                    + failures.firstEntry().getValue());
        }
        if (!hadController) {
            return Optional.of("there is no controller");
        }
        for (int node : running) {
            for (int broker : running) {
                Heard last = heard.getOrDefault(node, Map.of()).get(broker);
                if (last == null || last.brokerEpoch <= floors.getOrDefault(broker, -1L)) {
                    return Optional.of(
                            "node "
                                    + node
                                    + " has not heard that broker "
                                    + broker
                                    + " is registered");
                }
                if (last.fenced) {
                    return Optional.of("for node " + node + " broker " + broker + " is fenced");
                }
            }
        }
        return Optional.empty();
    }
}
