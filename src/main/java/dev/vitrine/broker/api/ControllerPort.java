package dev.vitrine.broker.api;

import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.jspecify.annotations.Nullable;

import java.util.function.Consumer;

/// The way from a broker to the active controller.
public interface ControllerPort {
    /// Asks the controller, waiting for one to be known and trying again on another, up to a limit.
    ///
    /// @param done called once, later: with the response, or with null when none came in time
    void ask(ApiKeys api, short version, ApiMessage body, Consumer<@Nullable ApiMessage> done);
}
