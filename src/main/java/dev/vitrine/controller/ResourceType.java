package dev.vitrine.controller;

/// What a configuration belongs to (Kafka's `ConfigResource.Type`).
public enum ResourceType {
    TOPIC,
    /// A broker by its id; the empty name stands for the default of all brokers.
    BROKER
}
