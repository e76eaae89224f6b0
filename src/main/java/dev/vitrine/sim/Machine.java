package dev.vitrine.sim;

import dev.vitrine.env.Environment;
import dev.vitrine.env.Host;
import dev.vitrine.env.Invariant;
import dev.vitrine.env.Node;
import dev.vitrine.env.StorageException;
import dev.vitrine.event.Event;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// One computer of the world: a disk, and at most one process of its program.
///
/// ```
///            start                crash, a failure, stopped
///   DOWN ─────────────► RUNNING ─────────────────────────► DOWN
///   DARK ─────────────►    │                                ▲
///    ▲      start          └────────────── losePower ──► DARK
/// ```
///
/// Down, its kernel still answers: connections are reset and refused. Dark, it is silent.
final class Machine {
    /// Inputs that may wait while the process is busy.
    static final int INBOX_MAX = 100_000;

    /// How often a process may ask to be woken at once without time going on: a deadline in the
    /// past must not come back for ever.
    static final int WAKES_AT_ONCE_MAX = 1_000;

    enum State {
        RUNNING,
        DOWN,
        DARK
    }

    private final World world;
    private final int id;
    private final Program program;
    private final SimDisk disk;
    private final RandomGenerator pace;
    private State state = State.DOWN;
    private int incarnation;
    private @Nullable Node node;
    private @Nullable SimTransport transport;
    private @Nullable SimStorage storage;

    /// Inputs in the order in which they arrived; the process is busy when it is not empty.
    private final ArrayDeque<Consumer<Node>> inbox = new ArrayDeque<>();

    private boolean drainScheduled;
    private long busyUntilMicros;
    private long wakeAtMs = Node.NEVER;
    private long wakes;
    private boolean stopping;
    private boolean stopped;

    /// How many microseconds an input costs at most; more on a slow machine.
    private long inputMicrosMax = 20;

    Machine(World world, int id, Program program, SimDisk disk) {
        this.world = world;
        this.id = id;
        this.program = program;
        this.disk = disk;
        this.pace = world.stream("pace", id);
    }

    int id() {
        return id;
    }

    Program program() {
        return program;
    }

    State state() {
        return state;
    }

    boolean isRunning() {
        return state == State.RUNNING;
    }

    boolean isStopping() {
        return stopping;
    }

    /// Counts the processes that ran here.
    int incarnation() {
        return incarnation;
    }

    /// How many processes were started here: each counts at its start and at its end.
    int starts() {
        return (incarnation + 1) / 2;
    }

    SimDisk disk() {
        return disk;
    }

    @Nullable Node node() {
        return node;
    }

    @Nullable SimTransport transport() {
        return transport;
    }

    /// Makes each input cost up to that much virtual time.
    void slowDownTo(long newInputMicrosMax) {
        inputMicrosMax = newInputMicrosMax;
    }

    /// The process does nothing for that long, as in a long pause of its garbage collector.
    void pauseForMs(long millis) {
        busyUntilMicros = Math.max(busyUntilMicros, world.nowMicros() + millis * 1_000);
    }

    /// Starts a process; nothing when there is one.
    void start() {
        if (state == State.RUNNING) {
            return;
        }
        incarnation++;
        state = State.RUNNING;
        stopping = false;
        stopped = false;
        wakeAtMs = Node.NEVER;
        busyUntilMicros = world.nowMicros();
        SimTransport newTransport = new SimTransport(world.network(), this, incarnation);
        SimStorage newStorage = disk.mount(micros -> busyUntilMicros += micros);
        transport = newTransport;
        storage = newStorage;
        RandomGenerator random = world.stream("node", id * 10_000L + incarnation);
        Host host = () -> stopped = true;
        Environment env = new Environment(world::nowMs, newTransport, newStorage, random, host);
        world.note(id, "starts");
        world.digest(id);
        guarded(() -> node = program.start(env, this::told));
        input(n -> {});
    }

    /// The process dies at once. What it wrote is on the disk.
    void crash() {
        if (state == State.RUNNING) {
            world.note(id, "crashes");
            endProcess(State.DOWN);
        }
    }

    /// The machine loses power. Of what was not flushed any part is gone.
    void losePower() {
        if (state == State.RUNNING) {
            world.note(id, "loses power");
            endProcess(State.DARK);
            disk.losePower();
        }
    }

    /// Asks the process to shut down; it ends when it says that it has.
    void stop() {
        if (state == State.RUNNING && !stopping) {
            stopping = true;
            world.note(id, "is asked to stop");
            input(Node::onStop);
        }
    }

    /// Gives the running process an input, once it has done those that came before.
    void input(Consumer<Node> input) {
        if (state != State.RUNNING) {
            return;
        }
        Invariant.check(inbox.size() < INBOX_MAX, "the inbox is bounded", id, inbox.size());
        inbox.add(input);
        scheduleDrain();
    }

    private void scheduleDrain() {
        if (!drainScheduled && !inbox.isEmpty()) {
            drainScheduled = true;
            int forIncarnation = incarnation;
            world.at(busyUntilMicros, () -> drain(forIncarnation));
        }
    }

    private void drain(int forIncarnation) {
        if (forIncarnation != incarnation || state != State.RUNNING) {
            return;
        }
        drainScheduled = false;
        if (busyUntilMicros > world.nowMicros()) {
            scheduleDrain();
            return;
        }
        Consumer<Node> next = inbox.poll();
        if (next != null) {
            process(next);
        }
        scheduleDrain();
    }

    private void process(Consumer<Node> input) {
        Node running = node;
        if (running == null) {
            return;
        }
        busyUntilMicros = world.nowMicros() + 1 + pace.nextLong(inputMicrosMax);
        world.countEvent();
        boolean survived =
                guarded(() -> {
                    input.accept(running);
                    wakeBy(running.onTime());
                });
        if (survived && stopped) {
            world.note(id, "has stopped");
            endProcess(State.DOWN);
        }
        world.observer().afterInput(this);
    }

    private void wakeBy(long deadlineMs) {
        world.digest(deadlineMs);
        wakeAtMs = deadlineMs;
        if (deadlineMs == Node.NEVER) {
            return;
        }
        long atMicros = (deadlineMs - World.BEGINNING_MS) * 1_000;
        if (atMicros <= world.nowMicros()) {
            Invariant.check(
                    ++wakes < WAKES_AT_ONCE_MAX,
                    "a deadline that has passed does not come back",
                    id,
                    deadlineMs,
                    world.nowMs());
        } else {
            wakes = 0;
        }
        int forIncarnation = incarnation;
        world.at(
                Math.max(atMicros, world.nowMicros() + 1),
                () -> {
                    if (forIncarnation == incarnation && wakeAtMs == deadlineMs) {
                        wakeAtMs = Node.NEVER;
                        input(n -> {});
                    }
                });
    }

    /// @return whether the process is still there
    private boolean guarded(Runnable run) {
        try {
            run.run();
            return true;
        } catch (Violation e) {
            throw e;
        } catch (StorageException e) {
            world.note(id, "ends: its disk refused: " + e.getMessage());
            endProcess(State.DOWN);
            return false;
        } catch (RuntimeException | StackOverflowError | AssertionError e) {
            world.note(id, "fails: " + e);
            world.observer().failed(this, e);
            endProcess(State.DOWN);
            return false;
        }
    }

    private void told(Event event) {
        world.digest(event.getClass().getName().hashCode());
        if (world.isTraced()) {
            world.note(id, event.toString());
        }
        world.observer().told(this, event);
    }

    private void endProcess(State newState) {
        Node ended = node;
        SimTransport endedTransport = transport;
        SimStorage endedStorage = storage;
        state = newState;
        node = null;
        transport = null;
        storage = null;
        inbox.clear();
        drainScheduled = false;
        wakeAtMs = Node.NEVER;
        incarnation++;
        world.digest(-id);
        if (ended != null) {
            try {
                ended.close();
            } catch (RuntimeException e) {
                world.observer().failed(this, e);
            }
        }
        if (endedStorage != null) {
            endedStorage.unmount();
        }
        if (endedTransport != null) {
            endedTransport.end(newState);
        }
    }
}
