package dev.vitrine.live;

import dev.vitrine.event.Event;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// A reader's share of the events, in the order in which they came. Its owner drains it when it
/// likes, the window once a pulse, the recorder on its own thread.
///
/// A subscription that is not drained falls behind when it holds its capacity. From then on, until
/// it is drained:
///
/// 1. What was received and answered on the wire is dropped and counted ([#dropped]): a picture
///    that shows requests is a sample now, and must say so.
/// 2. Positions and totals (high watermarks, log ends, committed offsets, progress) supersede the
///    older ones of their kind. They may change places with other events of their node, but what a
///    drain leaves behind is true.
/// 3. Every other event is kept. At [#BACKLOG_FACTOR] times the capacity nobody reads any more: the
///    subscription empties itself, gets nothing more, and says so ([#isLost]).
public final class Subscription implements AutoCloseable {
    /// How many times its capacity a subscription holds before it is lost.
    public static final int BACKLOG_FACTOR = 16;

    private final int capacity;
    private final Consumer<Subscription> onClose;
    private final Object lock = new Object();

    /// Guarded by [#lock], as all below. At most `capacity` events, in order.
    private List<Event> inTime = new ArrayList<>();

    /// What came while behind, later than all of [#inTime]. Superseding events by their [Key], runs
    /// of appended records by the token in [#appendRuns], each other event by itself alone.
    private Map<Object, Event> late = new LinkedHashMap<>();

    private final Map<Key, Object> appendRuns = new HashMap<>();
    private long dropped;
    private boolean lost;
    private boolean closed;
    private int waiting;

    Subscription(int capacity, Consumer<Subscription> onClose) {
        if (capacity < 1) {
            throw new IllegalArgumentException("a subscription holds at least one event");
        }
        this.capacity = capacity;
        this.onClose = onClose;
    }

    /// What an event supersedes the older ones of.
    private record Key(
            Class<? extends Event> kind,
            int node,
            String name,
            String topic,
            int partition,
            int other) {}

    void offer(Event event) {
        synchronized (lock) {
            if (closed || lost) {
                return;
            }
            if (inTime.size() < capacity) {
                inTime.add(event);
            } else {
                offerLate(event);
            }
            if (waiting > 0) {
                lock.notifyAll();
            }
        }
    }

    private void offerLate(Event event) {
        if (event instanceof Event.RequestReceived || event instanceof Event.ResponseSent) {
            dropped++;
            return;
        }
        Key key = keyOf(event);
        if (key == null) {
            late.put(new Object(), event);
        } else if (event instanceof Event.RecordsAppended appended) {
            extendRun(key, appended);
        } else {
            // Out and in again: the last place is its place.
            late.remove(key);
            late.put(key, event);
        }
        if (late.size() > (BACKLOG_FACTOR - 1L) * capacity) {
            lost = true;
            forgetAll();
        }
    }

    /// Appended records that follow on from the last become one event with them. Those that do not,
    /// as after a truncation, begin a new one.
    private void extendRun(Key key, Event.RecordsAppended next) {
        Object token = appendRuns.get(key);
        if (token != null
                && late.get(token) instanceof Event.RecordsAppended run
                && run.lastOffset() + 1 == next.baseOffset()) {
            long bytes = Math.min(Integer.MAX_VALUE, (long) run.bytes() + next.bytes());
            late.put(
                    token,
                    new Event.RecordsAppended(
                            next.node(),
                            next.atMs(),
                            next.topic(),
                            next.partition(),
                            run.baseOffset(),
                            next.lastOffset(),
                            next.leaderEpoch(),
                            (int) bytes));
            return;
        }
        Object begun = new Object();
        appendRuns.put(key, begun);
        late.put(begun, next);
    }

    private static @Nullable Key keyOf(Event event) {
        Class<? extends Event> kind = event.getClass();
        return switch (event) {
            case Event.HighWatermarkMoved e ->
                    new Key(kind, e.node(), "", e.topic(), e.partition(), 0);
            case Event.FollowerAdvanced e ->
                    new Key(kind, e.node(), "", e.topic(), e.partition(), e.follower());
            case Event.MetadataLogMoved e -> new Key(kind, e.node(), "", "", 0, 0);
            case Event.MetadataFollowerAdvanced e ->
                    new Key(kind, e.node(), "", "", 0, e.follower());
            case Event.RecordsAppended e ->
                    new Key(kind, e.node(), "", e.topic(), e.partition(), e.leaderEpoch());
            case Event.OffsetCommitted e ->
                    new Key(kind, e.node(), e.group(), e.topic(), e.partition(), 0);
            case Event.ProducerProgressed e -> new Key(kind, e.node(), e.client(), "", 0, 0);
            case Event.ConsumerProgressed e -> new Key(kind, e.node(), e.client(), "", 0, 0);
            default -> null;
        };
    }

    /// Hands over everything that is here, on the caller's thread.
    ///
    /// @return how many events there were
    public int drain(Consumer<? super Event> reader) {
        List<Event> first;
        Map<Object, Event> then;
        synchronized (lock) {
            if (inTime.isEmpty()) {
                return 0;
            }
            first = inTime;
            then = late;
            forgetAll();
        }
        first.forEach(reader);
        then.values().forEach(reader);
        return first.size() + then.size();
    }

    /// Waits until there is something to drain.
    ///
    /// @return whether there is; false when the time is up, or when nothing can come any more
    /// @throws InterruptedException when the waiting thread is interrupted
    public boolean await(Duration atMost) throws InterruptedException {
        long endNanos = System.nanoTime() + atMost.toNanos();
        synchronized (lock) {
            waiting++;
            try {
                while (inTime.isEmpty() && !closed && !lost) {
                    long leftMs = (endNanos - System.nanoTime() + 999_999) / 1_000_000;
                    if (leftMs <= 0) {
                        return false;
                    }
                    lock.wait(leftMs);
                }
                return !inTime.isEmpty();
            } finally {
                waiting--;
            }
        }
    }

    /// How many events of the wire were dropped so far.
    public long dropped() {
        synchronized (lock) {
            return dropped;
        }
    }

    /// Whether it was left unread for so long that it gave up.
    public boolean isLost() {
        synchronized (lock) {
            return lost;
        }
    }

    /// Ends the subscription. What was not drained is gone.
    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            forgetAll();
            lock.notifyAll();
        }
        onClose.accept(this);
    }

    private void forgetAll() {
        inTime = new ArrayList<>();
        late = new LinkedHashMap<>();
        appendRuns.clear();
    }
}
