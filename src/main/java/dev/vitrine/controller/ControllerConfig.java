package dev.vitrine.controller;

import dev.vitrine.config.Settings;

/// What a controller is told about itself.
///
/// @param sessionTimeoutMs how long it waits for a broker's heartbeat before it fences the broker
///   (`broker.session.timeout.ms`)
/// @param settings the node's broker settings: the defaults of topics
public record ControllerConfig(int nodeId, long sessionTimeoutMs, Settings settings) {}
