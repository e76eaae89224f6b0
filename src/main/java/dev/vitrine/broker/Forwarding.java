package dev.vitrine.broker;

import dev.vitrine.broker.api.ControllerPort;
import dev.vitrine.env.Environment;
import dev.vitrine.env.Node;
import dev.vitrine.wire.ErrorCodes;

import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Requests that this broker passes on to the active controller, again and again while the
/// controller changes or cannot be reached.
final class Forwarding implements ControllerPort {
    /// Requests under way or waiting; over it a request fails at once.
    static final int REQUESTS_MAX = 200;

    /// How long a request is tried in all (`controller.quorum`'s failover fits in many times).
    static final long TRY_MS = 30_000;

    /// The pause between two tries.
    static final long RETRY_MS = 50;

    private record Try(
            ApiKeys api,
            short version,
            ApiMessage body,
            long deadlineMs,
            Consumer<@Nullable ApiMessage> done) {}

    private final Environment env;
    private final ControllerChannel controller;
    private final List<Try> waiting = new ArrayList<>();
    private int underWay;
    private long nextMs;

    Forwarding(Environment env, ControllerChannel controller) {
        this.env = env;
        this.controller = controller;
    }

    @Override
    public void ask(
            ApiKeys api, short version, ApiMessage body, Consumer<@Nullable ApiMessage> done) {
        long now = env.clock().nowMs();
        boolean full = underWay + waiting.size() >= REQUESTS_MAX;
        Try request = new Try(api, version, body, full ? now : now + TRY_MS, done);
        waiting.add(request);
        nextMs = Math.min(nextMs, now);
    }

    long onTime() {
        if (waiting.isEmpty()) {
            return Node.NEVER;
        }
        long now = env.clock().nowMs();
        if (now >= nextMs) {
            nextMs = now + RETRY_MS;
            List<Try> due = new ArrayList<>(waiting);
            waiting.clear();
            for (Try request : due) {
                if (now >= request.deadlineMs) {
                    request.done.accept(null);
                } else if (controller.knowsController()) {
                    send(request);
                } else {
                    waiting.add(request);
                }
            }
        }
        return waiting.isEmpty() ? Node.NEVER : nextMs;
    }

    private void send(Try request) {
        underWay++;
        controller.ask(
                Rpc.Purpose.FORWARD,
                request.api,
                request.version,
                request.body,
                TRY_MS,
                response -> {
                    underWay--;
                    if (response == null || ErrorCodes.has(response, Errors.NOT_CONTROLLER)) {
                        waiting.add(request);
                        nextMs = Math.max(nextMs, env.clock().nowMs() + RETRY_MS);
                    } else {
                        request.done.accept(response);
                    }
                });
    }
}
