package dev.vitrine.live;

import dev.vitrine.broker.NodeConfig;
import dev.vitrine.env.Environment;
import dev.vitrine.env.Node;
import dev.vitrine.env.StorageException;
import dev.vitrine.event.Event;
import dev.vitrine.fault.Route;
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
/// deadline, write what it sent. While the cluster's time stands still it only reads what comes.
/// Others reach it by [#kill] and by commands, which it does between two inputs.
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

    /// When the node wants to be asked again, by its own clock.
    private long deadlineMs;

    /// Until when its disk keeps it from everything else.
    private long busyUntilMs = Long.MIN_VALUE;

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
            long skewMs,
            Consumer<Event> events) {
        this.config = config;
        this.factory = factory;
        this.ports = ports;
        this.storage = storage;
        this.clock = new NodeClock(pace, skewMs);
        this.pace = pace;
        this.events = event -> events.accept(inClusterTime(event));
        this.transport =
                new NioTransport(
                        config.nodeId(),
                        network,
                        listeners,
                        config.settings(),
                        clock,
                        pace,
                        this.events);
        this.thread = new Thread(this::run, "node-" + config.nodeId());
        thread.setDaemon(true);
    }

    private Event inClusterTime(Event event) {
        return clock.isRight() ? event : Retold.at(event, pace.nowMs());
    }

    int id() {
        return config.nodeId();
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

    /// Lets its clock run so far ahead, or behind.
    CompletableFuture<Boolean> skew(long ms) {
        return ask(_ -> {
            clock.skew(ms);
            return true;
        });
    }

    // ---- held frames ---------------------------------------------------------------------------

    /// The number of the first frame that is held here on a route; 0 when there is none.
    CompletableFuture<Long> heldOn(Route route) {
        return ask(_ -> transport.heldOn(route));
    }

    /// Lets a frame go after a while.
    ///
    /// @return whether it was here; fails with a [ClusterException] when others wait before it
    CompletableFuture<Boolean> free(long frame, int afterMs) {
        return ask(_ -> transport.free(frame, afterMs));
    }

    /// Loses a frame, and its connection.
    ///
    /// @return whether it was here; fails with a [ClusterException] when others wait before it
    CompletableFuture<Boolean> swallow(long frame, String words) {
        return ask(_ -> transport.swallow(frame, words));
    }

    // ---- steps, while the time stands still ----------------------------------------------------

    /// What a node would do next.
    ///
    /// @param arrival the place of its next input among all that came, `Long.MAX_VALUE` for none
    /// @param deadlineMs when it has something to do by itself, by the cluster's clock
    record Offer(long arrival, long deadlineMs) {
        static final Offer NONE = new Offer(Long.MAX_VALUE, Long.MAX_VALUE);
    }

    CompletableFuture<Offer> offer() {
        return ask(_ -> {
            if (state == State.PAUSED) {
                return Offer.NONE;
            }
            long nextMs = isBusy() ? busyUntilMs : Math.min(deadlineMs, transport.nextDueMs());
            return new Offer(
                    isBusy() ? Long.MAX_VALUE : transport.nextArrival(),
                    nextMs == Node.NEVER ? Long.MAX_VALUE : clock.clusterMs(nextMs));
        });
    }

    /// Does that.
    ///
    /// @return completes when it is done
    CompletableFuture<Boolean> step() {
        return ask(node -> {
            clock.tick();
            transport.linksChanged();
            if (!isBusy()) {
                transport.deliverOne(node);
                afterInputs(node);
            }
            return true;
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
            afterInputs(node);
            while (ending == null) {
                dutyCycle(node);
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

    private void dutyCycle(Node node) throws IOException {
        transport.select(isBusy() ? busyUntilMs : deadlineMs);
        runCommands(node);
        while (state == State.PAUSED && ending == null) {
            LockSupport.park(this);
            runCommands(node);
            clock.tick();
        }
        if (isBusy() || ending != null) {
            return;
        }
        if (transport.isStill()) {
            if (transport.standStill(node)) {
                afterInputs(node);
            }
            return;
        }
        for (int i = 0; i < INPUTS_MAX && ending == null && !pace.isPaused(); i++) {
            if (!transport.deliverNext(node) || isBusyAfterInput()) {
                break;
            }
        }
        afterInputs(node);
    }

    /// Lets the node do what is due, and what it sent go out; later, if its disk is slow.
    private void afterInputs(Node node) {
        if (ending != null || isBusyAfterInput()) {
            return;
        }
        deadlineMs = node.onTime();
        if (!isBusyAfterInput()) {
            transport.flush();
        }
    }

    private boolean isBusy() {
        return clock.nowMs() < busyUntilMs;
    }

    /// Whether the node waits for its disk: an input that writes takes as long as that takes.
    private boolean isBusyAfterInput() {
        long owedMs = storage.takeOwedMs();
        if (owedMs > 0) {
            busyUntilMs = clock.nowMs() + owedMs;
        }
        return isBusy();
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
