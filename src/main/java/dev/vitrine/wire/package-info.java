/// Frames to and from Kafka's messages. The codec is Kafka's own: the generated message classes of
/// kafka-clients; this package is the only door to its internal classes besides the record batches.
package dev.vitrine.wire;
