package dev.vitrine.env;

/// The two doors of a node. Kafka keeps them apart too (`listeners`, `controller.listener.names`):
/// clients and followers come through one, voters and registering brokers through the other.
public enum Listener {
    BROKER,
    CONTROLLER
}
