package dev.vitrine.recording;

import dev.vitrine.event.Event;
import dev.vitrine.history.Keyframe;
import dev.vitrine.history.Projector;
import dev.vitrine.history.Snapshot;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// A run as it goes, and the way back to any moment of it.
///
/// A *moment* is a number of events: 0 is before the first, [#size] is now. Events are kept in the
/// order in which they were added, packed, in memory up to [#MEMORY_BYTES_MAX] and then in a
/// temporary file. A thread of its own packs them, folds them too, and keeps a [Keyframe] now and
/// then; a moment is the nearest keyframe before it with the events since.
///
/// One thread adds; any thread may look.
public final class Recording implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Recording.class);

    /// Events of a run. What comes after them is not recorded, and [#isFull] says so.
    public static final long EVENTS_MAX = 20_000_000;

    /// Packed bytes in memory; more go to a temporary file.
    public static final long MEMORY_BYTES_MAX = 32L << 20;

    /// Packed bytes in that file. At the limit recording ends, and [#isFull] says so.
    public static final long DISK_BYTES_MAX = 2L << 30;

    /// Keyframes. For one more every second one goes, and they come half as often.
    public static final int KEYFRAMES_MAX = 64;

    /// Stretches of which the wire's events are missing; beyond, all that follows counts as such.
    static final int GAPS_MAX = 10_000;

    /// Chunks that wait to be packed; for one more whoever adds has to wait.
    private static final int PACKING_MAX = 64;

    /// Chunks that stay unpacked when somebody has looked into them.
    private static final int UNPACKED_MAX = 4;

    private static final long CLOSE_MS_MAX = 2_000;

    private final List<Chunk> chunks = new ArrayList<>();
    private final TreeMap<Long, Keyframe> keyframes = new TreeMap<>();

    /// From a moment on: whether the events come in order and none is left out.
    private final TreeMap<Long, Boolean> inOrder = new TreeMap<>();

    private final Spill spill = new Spill();
    private final ExecutorService packer =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().daemon().name("recording").factory());
    private final Semaphore packing = new Semaphore(PACKING_MAX);

    /// Has applied the chunks that are packed. Only the packer touches it.
    private final Projector behind = new Projector();

    private int keyframeEvery = Chunk.EVENTS;
    private long size;
    private long firstMs;
    private long lastMs = Long.MIN_VALUE;
    private long memoryBytes;
    private int firstInMemory;
    private boolean full;

    /// The chunks that somebody looked into last, by their first event's number.
    private final Map<Long, List<Event>> unpacked = new LinkedHashMap<>();

    /// Guards [#cursor]. It is taken before the recording itself.
    private final Object looking = new Object();

    /// Where somebody looked last, and what it took to get there.
    private @Nullable Cursor cursor;

    private static final class Cursor {
        final Projector projector;
        long at;

        Cursor(Projector projector, long at) {
            this.projector = projector;
            this.at = at;
        }
    }

    // ---- adding --------------------------------------------------------------------------------

    /// Adds what happened next.
    public void add(Event event) {
        Chunk done = append(event);
        if (done != null) {
            packing.acquireUninterruptibly();
            packer.execute(() -> {
                try {
                    fold(done);
                    pack(done);
                } finally {
                    packing.release();
                }
            });
        }
    }

    /// @return the chunk that is full with it, null when there is none
    private synchronized @Nullable Chunk append(Event event) {
        if (full) {
            return null;
        }
        if (size == EVENTS_MAX) {
            full = true;
            return null;
        }
        if (size == 0) {
            firstMs = event.atMs();
        }
        lastMs = Math.max(lastMs, event.atMs());
        Chunk last = chunks.isEmpty() ? null : chunks.getLast();
        if (last == null || last.isFull()) {
            last = new Chunk(size, lastMs);
            chunks.add(last);
        }
        last.add(event);
        size++;
        return last.isFull() ? last : null;
    }

    private void fold(Chunk chunk) {
        long number = chunk.first;
        for (Event event : chunk.events(spill)) {
            behind.inOrder(isInOrder(number++));
            behind.apply(event);
        }
        int every;
        synchronized (this) {
            every = keyframeEvery;
        }
        if (number % every == 0) {
            Keyframe keyframe = Keyframe.of(behind);
            synchronized (this) {
                keyframes.put(number, keyframe);
                if (keyframes.size() > KEYFRAMES_MAX) {
                    keyframeEvery *= 2;
                    keyframes.keySet().removeIf(at -> at % keyframeEvery != 0);
                }
            }
        }
    }

    /// From now on the events come in order and none is left out, or not.
    public synchronized void inOrder(boolean now) {
        boolean before = inOrder.isEmpty() || inOrder.lastEntry().getValue();
        if (now != before && (inOrder.size() < GAPS_MAX || !now)) {
            inOrder.put(size, now);
        }
    }

    private void pack(Chunk chunk) {
        int bytes = chunk.pack();
        synchronized (this) {
            memoryBytes += bytes;
            try {
                while (memoryBytes > MEMORY_BYTES_MAX && chunks.get(firstInMemory) != chunk) {
                    Chunk oldest = chunks.get(firstInMemory++);
                    oldest.spill(spill);
                    memoryBytes -= oldest.packedBytes();
                }
                full |= spill.bytes() > DISK_BYTES_MAX;
            } catch (IOException e) {
                LOG.warn("The recording ends: {}", e.getMessage());
                full = true;
            }
        }
    }

    // ---- what there is -------------------------------------------------------------------------

    /// How many events there are.
    public synchronized long size() {
        return size;
    }

    /// Whether a limit was reached: what happens now is not recorded.
    public synchronized boolean isFull() {
        return full;
    }

    /// The time of the first event.
    public synchronized long firstMs() {
        return firstMs;
    }

    /// The latest time of any event.
    public synchronized long lastMs() {
        return size == 0 ? 0 : lastMs;
    }

    /// The last moment at a time: all events up to it have happened.
    public long momentAt(long ms) {
        Chunk in = null;
        synchronized (this) {
            int low = 0;
            int high = chunks.size() - 1;
            while (low <= high) {
                int middle = (low + high) >>> 1;
                if (chunks.get(middle).fromMs <= ms) {
                    in = chunks.get(middle);
                    low = middle + 1;
                } else {
                    high = middle - 1;
                }
            }
        }
        if (in == null) {
            return 0;
        }
        long moment = in.first;
        long runMs = in.fromMs;
        for (Event event : eventsOf(in)) {
            runMs = Math.max(runMs, event.atMs());
            if (runMs > ms) {
                return moment;
            }
            moment++;
        }
        return moment;
    }

    /// The run at a moment.
    public Snapshot at(long moment) {
        synchronized (looking) {
            Cursor from = start(Math.clamp(moment, 0, size()));
            cursor = from;
            return from.projector.snapshot();
        }
    }

    /// Goes to a moment from where the way is shortest.
    private Cursor start(long moment) {
        Cursor last = cursor;
        Keyframe near = null;
        long nearAt = 0;
        synchronized (this) {
            var keyframe = keyframes.floorEntry(moment);
            if (keyframe != null) {
                near = keyframe.getValue();
                nearAt = keyframe.getKey();
            }
        }
        Cursor from;
        if (last != null && last.at <= moment && last.at >= nearAt) {
            from = last;
        } else {
            from = new Cursor(near == null ? new Projector() : near.restore(), nearAt);
        }
        forEach(
                from.at,
                moment,
                (number, event) -> {
                    from.projector.inOrder(isInOrder(number));
                    from.projector.apply(event);
                });
        from.at = moment;
        return from;
    }

    private synchronized boolean isInOrder(long number) {
        var since = inOrder.floorEntry(number);
        return since == null || since.getValue();
    }

    /// Takes an event with its number, from 0.
    interface Numbered {
        void take(long number, Event event);
    }

    /// Hands over the events between two moments, in order.
    public void events(long fromMoment, long toMoment, Consumer<Event> reader) {
        forEach(fromMoment, toMoment, (_, event) -> reader.accept(event));
    }

    void forEach(long fromMoment, long toMoment, Numbered reader) {
        long at = fromMoment;
        while (at < toMoment) {
            Chunk chunk;
            synchronized (this) {
                if (at >= size) {
                    return;
                }
                chunk = chunks.get((int) (at / Chunk.EVENTS));
            }
            List<Event> events = eventsOf(chunk);
            long end = Math.min(toMoment, chunk.first + events.size());
            for (; at < end; at++) {
                reader.take(at, events.get((int) (at - chunk.first)));
            }
        }
    }

    private List<Event> eventsOf(Chunk chunk) {
        if (!chunk.isFull()) {
            return chunk.events(spill);
        }
        synchronized (unpacked) {
            List<Event> known = unpacked.remove(chunk.first);
            List<Event> events = known == null ? chunk.events(spill) : known;
            unpacked.put(chunk.first, events);
            if (unpacked.size() > UNPACKED_MAX) {
                unpacked.remove(unpacked.keySet().iterator().next());
            }
            return events;
        }
    }

    /// Gives memory and the temporary file free.
    @Override
    public void close() {
        packer.shutdown();
        try {
            if (!packer.awaitTermination(CLOSE_MS_MAX, TimeUnit.MILLISECONDS)) {
                packer.shutdownNow();
            }
        } catch (InterruptedException e) {
            packer.shutdownNow();
            Thread.currentThread().interrupt();
        }
        spill.close();
    }
}
