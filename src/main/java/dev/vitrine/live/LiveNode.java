package dev.vitrine.live;

import dev.vitrine.broker.NodeConfig;
import dev.vitrine.env.Environment;
import dev.vitrine.env.Node;
import dev.vitrine.env.StorageException;
import dev.vitrine.event.Event;
import dev.vitrine.live.NodeStatus.State;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;

/// One run of one node, from its start to its end, on a thread of its own. A restart is another
/// run.
///
/// ```text
/// RUNNING ◀──▶ PAUSED
///    │  └──▶ STOPPING ──▶ DOWN   (stopped)
///    └─────────┴───────────▲     (killed, failed)
/// ```
///
/// The thread is a duty cycle: wait, read the clock, give the node what came, ask it for its
/// deadline, write what it sent. Others reach it only by [#stop], [#kill], [#pause], [#resume] and
/// [#ask].
final class LiveNode {
    private static final Logger LOG = LoggerFactory.getLogger(LiveNode.class);

    /// Inputs of a duty cycle. After so many the clock is read again and what was sent is written.
    private static final int INPUTS_MAX = 256;

    private final NodeConfig config;
    private final NodeFactory factory;
    private final Ports ports;
    private final FileStorage storage;
    private final NodeClock clock;
    private final DilatableClock pace;
    private final NioTransport transport;
    private final Consumer<Event> events;
    private final Thread thread;
    private final Queue<Consumer<Node>> commands = new ConcurrentLinkedQueue<>();
    private final CompletableFuture<Event.Ending> ended = new CompletableFuture<>();

    private volatile State state = State.RUNNING;

    /// How it is to end, once that is decided.
    private volatile Event.@Nullable Ending ending;

    LiveNode(
            NodeConfig config,
            NodeFactory factory,
            Network network,
            Ports ports,
            Ports.Listeners listeners,
            FileStorage storage,
            DilatableClock pace,
            Consumer<Event> events) {
        this.config = config;
        this.factory = factory;
        this.ports = ports;
        this.storage = storage;
        this.clock = new NodeClock(pace);
        this.pace = pace;
        this.events = events;
        this.transport =
                new NioTransport(
                        config.nodeId(),
                        network,
                        listeners,
                        config.settings(),
                        clock,
                        pace,
                        events);
        this.thread = new Thread(this::run, "node-" + config.nodeId());
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    State state() {
        return state;
    }

    /// Completes when the node is gone, its sockets and files are closed and its ports are held.
    CompletableFuture<Event.Ending> ended() {
        return ended;
    }

    /// Asks the node to shut down cleanly.
    void stop() {
        command(node -> {
            if (state != State.STOPPING) {
                state = State.STOPPING;
                events.accept(new Event.NodeStopping(config.nodeId(), clock.nowMs()));
                node.onStop();
            }
        });
    }

    /// Ends the node after the input it is at.
    void kill(boolean powerLoss) {
        ending = powerLoss ? Event.Ending.POWER_LOST : Event.Ending.KILLED;
        wake();
    }

    /// Lets the node stand still. Its sockets stay open.
    void pause() {
        command(_ -> {
            if (state == State.RUNNING) {
                state = State.PAUSED;
                events.accept(new Event.NodePaused(config.nodeId(), clock.nowMs(), true));
            }
        });
    }

    void resume() {
        command(_ -> {
            if (state == State.PAUSED) {
                state = State.RUNNING;
                clock.tick();
                events.accept(new Event.NodePaused(config.nodeId(), clock.nowMs(), false));
            }
        });
    }

    /// Lets the links' new state take effect.
    ///
    /// @return completes when it has
    CompletableFuture<Boolean> linksChanged() {
        return ask(_ -> {
            transport.linksChanged();
            return true;
        });
    }

    /// Asks the node something, between two of its inputs.
    ///
    /// @return fails with a [ClusterException] when the node is down before it answers
    <T> CompletableFuture<T> ask(Function<Node, T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        command(node -> {
            try {
                answer.complete(question.apply(node));
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        ended.whenComplete((_, _) ->
                answer.completeExceptionally(
                        new ClusterException("node " + config.nodeId() + " is down")));
        return answer;
    }

    private void command(Consumer<Node> command) {
        commands.add(command);
        wake();
    }

    void wake() {
        transport.wake();
        LockSupport.unpark(thread);
    }

    private void run() {
        String detail = "";
        Node node = null;
        try {
            events.accept(
                    new Event.NodeStarted(
                            config.nodeId(),
                            clock.nowMs(),
                            config.broker(),
                            config.controller(),
                            ports.brokerPort(),
                            ports.controllerPort(),
                            config.rack()));
            events.accept(
                    new Event.NodeConfigured(
                            config.nodeId(), clock.nowMs(), config.settings().overrides()));
            node = factory.create(config, environment(), events);
            // Recovery of its logs may have taken a while.
            clock.tick();
            long deadlineMs = node.onTime();
            transport.flush();
            while (ending == null) {
                deadlineMs = dutyCycle(node, deadlineMs);
            }
        } catch (Throwable e) {
            // Whatever it was, it ends this node and no other.
            if (e instanceof StorageException) {
                LOG.error("Node {} failed: {}", config.nodeId(), e.getMessage());
            } else {
                LOG.error("Node {} failed", config.nodeId(), e);
            }
            ending = Event.Ending.FAILED;
            detail = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        }
        end(node, detail);
    }

    private long dutyCycle(Node node, long deadlineMs) throws IOException {
        transport.select(deadlineMs);
        runCommands(node);
        while (state == State.PAUSED && ending == null) {
            LockSupport.park(this);
            runCommands(node);
            clock.tick();
        }
        for (int i = 0; i < INPUTS_MAX && ending == null; i++) {
            if (!transport.deliverNext(node)) {
                break;
            }
        }
        if (ending != null) {
            return Node.NEVER;
        }
        long nextMs = node.onTime();
        transport.flush();
        return nextMs;
    }

    private void runCommands(Node node) {
        for (Consumer<Node> command = commands.poll();
                command != null && ending == null;
                command = commands.poll()) {
            command.accept(node);
        }
    }

    private Environment environment() {
        return new Environment(
                clock,
                transport,
                storage,
                new SplittableRandom(),
                () -> {
                    if (ending == null) {
                        ending = Event.Ending.STOPPED;
                    }
                });
    }

    private void end(@Nullable Node node, String detail) {
        Event.Ending how = ending == null ? Event.Ending.KILLED : ending;
        String told = detail;
        try {
            transport.shutdown(how != Event.Ending.STOPPED);
            if (node != null) {
                node.close();
            }
            if (how == Event.Ending.POWER_LOST) {
                storage.losePower();
            }
        } catch (RuntimeException e) {
            LOG.error("Node {} does not end well", config.nodeId(), e);
            told = told.isEmpty() ? String.valueOf(e.getMessage()) : told;
        } finally {
            ports.hold();
            state = State.DOWN;
            clock.tick();
            events.accept(new Event.NodeEnded(config.nodeId(), clock.nowMs(), how, told));
            ended.complete(how);
        }
    }
}
