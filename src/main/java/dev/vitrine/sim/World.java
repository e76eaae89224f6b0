package dev.vitrine.sim;

import dev.vitrine.env.Invariant;
import dev.vitrine.event.Event;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.PriorityQueue;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/// A world of machines: one queue, ordered by virtual time and then by the order of scheduling, and
/// one thread that works it off. The same seed makes the same world, event by event; [#hash] tells.
///
/// It knows neither Kafka nor invariants; an [Observer] watches it.
final class World {
    /// The first moment of every world: 2026-01-01T00:00:00Z, in milliseconds since the epoch.
    static final long BEGINNING_MS = 1_767_225_600_000L;

    /// More tasks than this in the queue mean that somebody schedules without end.
    static final int QUEUED_TASKS_MAX = 1_000_000;

    /// Who watches a world: called after each input of each machine, for what nodes tell, and when
    /// an exception escapes a node.
    interface Observer {
        void afterInput(Machine machine);

        void told(Machine machine, Event event);

        void failed(Machine machine, Throwable failure);
    }

    private record Task(long atMicros, long sequence, Runnable run) implements Comparable<Task> {
        @Override
        public int compareTo(Task other) {
            int byTime = Long.compare(atMicros, other.atMicros);
            return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
        }
    }

    private final long seed;
    private final Observer observer;
    private final PriorityQueue<Task> queue = new PriorityQueue<>();
    private final SortedMap<Integer, Machine> machines = new TreeMap<>();
    private final Network network;
    private long nowMicros;
    private long scheduled;
    private long events;
    private long hash = 17;
    private @Nullable Trace trace;

    World(long seed, Network.Weather weather, Observer observer) {
        this.seed = seed;
        this.observer = observer;
        this.network = new Network(this, weather);
    }

    /// Adds a machine; it does not run yet.
    Machine add(int id, Program program, SimDisk disk) {
        Machine machine = new Machine(this, id, program, disk);
        Invariant.check(machines.put(id, machine) == null, "a machine has its own id", id);
        return machine;
    }

    Machine machine(int id) {
        Machine machine = machines.get(id);
        if (machine == null) {
            throw new IllegalArgumentException("no machine " + id);
        }
        return machine;
    }

    @Nullable Machine machineOrNull(int id) {
        return machines.get(id);
    }

    Collection<Machine> machines() {
        return Collections.unmodifiableCollection(machines.values());
    }

    Network network() {
        return network;
    }

    Observer observer() {
        return observer;
    }

    /// A stream of chance of its own for a part of the world.
    RandomGenerator stream(String part, long instance) {
        return Seeds.stream(seed, part, instance);
    }

    /// Virtual milliseconds since the epoch.
    long nowMs() {
        return BEGINNING_MS + nowMicros / 1_000;
    }

    /// Virtual microseconds since the beginning.
    long nowMicros() {
        return nowMicros;
    }

    /// Inputs that nodes have been given so far.
    long events() {
        return events;
    }

    /// A digest of everything that happened, in order.
    long hash() {
        return hash;
    }

    void traceTo(Trace newTrace) {
        trace = newTrace;
    }

    /// Writes a line to the trace, if there is one.
    void note(int machine, String words) {
        if (trace != null) {
            trace.line(nowMicros, machine, words);
        }
    }

    boolean isTraced() {
        return trace != null;
    }

    /// Mixes a fact into the digest.
    void digest(long fact) {
        hash = hash * 0x9E3779B97F4A7C15L + fact;
        hash ^= hash >>> 29;
    }

    void countEvent() {
        events++;
    }

    /// Runs something at a moment, in virtual microseconds since the beginning, though never within
    /// the current task.
    void at(long atMicros, Runnable run) {
        Invariant.check(queue.size() < QUEUED_TASKS_MAX, "the queue is bounded", queue.size());
        queue.add(new Task(Math.max(atMicros, nowMicros), scheduled++, run));
    }

    void after(long delayMicros, Runnable run) {
        at(nowMicros + delayMicros, run);
    }

    /// Works the queue off up to and including a moment, and stands there then.
    void runUntil(long untilMicros) {
        Task next = queue.peek();
        while (next != null && next.atMicros <= untilMicros) {
            queue.remove();
            nowMicros = next.atMicros;
            next.run.run();
            next = queue.peek();
        }
        nowMicros = Math.max(nowMicros, untilMicros);
    }

    void runForMs(long millis) {
        runUntil(nowMicros + millis * 1_000);
    }

    /// Ends every process.
    void end() {
        for (Machine machine : new ArrayList<>(machines.values())) {
            machine.crash();
        }
    }
}
