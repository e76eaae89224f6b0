/// A partition's log on one broker: segments in Kafka's format, their indexes, leader epochs, and
/// what is remembered of idempotent producers. It knows nothing of replicas, high watermarks or
/// requests.
package dev.vitrine.log;
