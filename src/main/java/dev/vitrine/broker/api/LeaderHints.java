package dev.vitrine.broker.api;

import dev.vitrine.controller.BrokerRegistration;

import java.util.Collection;
import java.util.TreeMap;

/// The leaders that one answer names to a client that asked the wrong broker, and where they are,
/// each once (KIP-951).
final class LeaderHints {
    /// Who leads a partition, as far as this broker knows; -1 twice when it does not.
    record Leader(int id, int epoch) {}

    private static final Leader UNKNOWN = new Leader(-1, -1);

    private final Knowledge knowledge;
    private final TreeMap<Integer, BrokerRegistration> endpoints = new TreeMap<>();

    LeaderHints(Knowledge knowledge) {
        this.knowledge = knowledge;
    }

    /// Who leads a partition. A leader that clients may talk to is among the endpoints from now on.
    Leader leaderOf(String topic, int partition) {
        return knowledge
                .image()
                .partition(topic, partition)
                .map(known -> {
                    knowledge
                            .aliveBroker(known.leader())
                            .ifPresent(broker -> endpoints.put(broker.id(), broker));
                    return new Leader(known.leader(), known.leaderEpoch());
                })
                .orElse(UNKNOWN);
    }

    Collection<BrokerRegistration> endpoints() {
        return endpoints.values();
    }
}
