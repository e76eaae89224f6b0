package dev.vitrine.controller;

import org.jspecify.annotations.Nullable;

/// What a configuration belongs to (Kafka's `ConfigResource.Type`).
public enum ResourceType {
    TOPIC(2),
    /// A broker by its id; the empty name stands for the default of all brokers.
    BROKER(4),
    /// The loggers of a broker. Nothing of them is kept in the metadata.
    BROKER_LOGGER(8),
    /// A subscription to clients' metrics by its name.
    CLIENT_METRICS(16),
    GROUP(32);

    private final byte id;

    ResourceType(int id) {
        this.id = (byte) id;
    }

    /// The number it has in requests.
    public byte id() {
        return id;
    }

    /// @return null when there is none of that number
    public static @Nullable ResourceType of(int id) {
        for (ResourceType type : values()) {
            if (type.id == id) {
                return type;
            }
        }
        return null;
    }
}
