package dev.vitrine.broker.api;

/// Where a controller listens on 127.0.0.1.
public record ControllerEndpoint(int id, int port) {}
