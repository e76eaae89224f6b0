package dev.vitrine.replica;

import java.util.function.ToIntFunction;

/// The settings a replica lives by.
///
/// @param minInSync `min.insync.replicas` of a topic, or the broker's; it may change at any time
/// @param lagMaxMs `replica.lag.time.max.ms`, which counts from the node's start on
record ReplicaConfig(ToIntFunction<String> minInSync, long lagMaxMs) {
    int minInSyncReplicas(String topic) {
        return minInSync.applyAsInt(topic);
    }
}
