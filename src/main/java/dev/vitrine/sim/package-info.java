/// The deterministic simulator: the very nodes of the live cluster, in one thread, on a seeded
/// queue with virtual time, a network that loses connections and a disk that forgets what was not
/// flushed.
///
/// It speaks to the nodes as Kafka's clients do, so it names Kafka's generated message classes;
/// apart from `wire` and `broker` it is the only package that may. It does not know `live`.
package dev.vitrine.sim;
