package dev.vitrine.controller;

import java.util.Arrays;
import java.util.Optional;

/// The features of a cluster that Kafka 4.4 knows by name, and the levels that are served here
/// (KIP-584). A feature is switched on by raising its numbers: then it is told, may be updated, and
/// is finalised in a fresh cluster.
public enum Feature {
    METADATA_VERSION("metadata.version", 7, 33, 33),
    /// Level 1 is a quorum whose voters change.
    KRAFT_VERSION("kraft.version", 0, 0, 0),
    /// The consumer protocol of KIP-848.
    GROUP_VERSION("group.version", 0, 1, 1),
    TRANSACTION_VERSION("transaction.version", 0, 0, 0),
    SHARE_VERSION("share.version", 0, 0, 0),
    STREAMS_VERSION("streams.version", 0, 0, 0),
    /// KIP-966.
    ELIGIBLE_LEADER_REPLICAS_VERSION("eligible.leader.replicas.version", 0, 1, 1);

    private final String text;
    private final int min;
    private final int max;
    private final int fresh;

    Feature(String text, int min, int max, int fresh) {
        this.text = text;
        this.min = min;
        this.max = max;
        this.fresh = fresh;
    }

    public static Optional<Feature> of(String text) {
        return Arrays.stream(values()).filter(feature -> feature.text.equals(text)).findFirst();
    }

    /// Its name on the wire: `metadata.version`.
    public String text() {
        return text;
    }

    /// The lowest level served.
    public int min() {
        return min;
    }

    /// The highest level served; 0 when it is not served at all.
    public int max() {
        return max;
    }

    /// Whether there is a level to it that does anything.
    public boolean isServed() {
        return max > 0;
    }

    /// The level in a cluster that has just begun.
    int fresh() {
        return fresh;
    }
}
