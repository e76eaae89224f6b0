package dev.vitrine.broker;

import dev.vitrine.env.Listener;

import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.jspecify.annotations.Nullable;

import java.util.function.Consumer;
import java.util.function.IntSupplier;

/// The way from a broker to the active controller, whichever node that is.
final class ControllerChannel {
    /// How long one request to the controller may take.
    static final long REQUEST_TIMEOUT_MS = 30_000;

    private final Rpc rpc;
    private final IntSupplier leader;

    /// @param leader the node that leads the metadata quorum as far as this one knows, -1 for
    ///   unknown
    ControllerChannel(Rpc rpc, IntSupplier leader) {
        this.rpc = rpc;
        this.leader = leader;
    }

    /// Whether there is anybody to ask.
    boolean knowsController() {
        return leader.getAsInt() >= 0;
    }

    /// Asks the controller once.
    ///
    /// @param done called once, later: with the response, or with null when there was none. Only
    ///   callers that [#knowsController] may ask
    void ask(
            Rpc.Purpose purpose,
            ApiKeys api,
            short version,
            ApiMessage body,
            long timeoutMs,
            Consumer<@Nullable ApiMessage> done) {
        rpc.send(
                new Rpc.Ask(
                        leader.getAsInt(),
                        Listener.CONTROLLER,
                        purpose,
                        api,
                        version,
                        body,
                        timeoutMs),
                done);
    }
}
