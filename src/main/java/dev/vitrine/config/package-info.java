/// Kafka's settings: names, types, defaults, ranges and what they are, for brokers, topics, groups
/// and subscriptions to metrics. The tables are resources beside the classes. JDK only.
package dev.vitrine.config;
