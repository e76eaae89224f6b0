package dev.vitrine.live;

import dev.vitrine.event.Event;
import dev.vitrine.fault.TimeDeed.Goal;
import dev.vitrine.live.LiveNode.Offer;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/// Steps through what happens in a cluster whose time stands still, and stops the time when
/// something happens. May be used from any thread.
final class Stepper {
    /// How long frames that are on their way through the machine's own sockets may take to arrive:
    /// a step waits that long, lest a timer goes before a frame that is all but there.
    private static final long SETTLE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /// How long a node may be at one input.
    private static final long INPUT_MS_MAX = 10_000;

    /// Inputs that a step takes at most until one of them makes somebody tell something: what a
    /// timer does is often nothing.
    private static final int SILENT_INPUTS_MAX = 100;

    private static final int NOBODY = 0;

    /// Partitions whose in-sync sets are remembered, to tell a change of them.
    private static final int PARTITIONS_MAX = 20_000;

    private record Run(Goal kind, CompletableFuture<Event> reached) {}

    private final SortedMap<Integer, Member> members;
    private final DilatableClock clock;
    private final Object stepping = new Object();
    private volatile @Nullable Run run;

    /// Who takes a step, and whether it has told anything.
    private volatile int stepped = NOBODY;

    private volatile boolean hasTold;
    private final Map<String, List<Integer>> inSync = new HashMap<>();

    Stepper(SortedMap<Integer, Member> members, DilatableClock clock) {
        this.members = members;
        this.clock = clock;
    }

    /// As [Cluster#step].
    boolean step() {
        synchronized (stepping) {
            if (!clock.isPaused()) {
                throw new ClusterException("steps are taken while the time stands still");
            }
            hasTold = false;
            for (int i = 0; i < SILENT_INPUTS_MAX && !hasTold; i++) {
                if (!stepOnce()) {
                    return i > 0;
                }
            }
            return true;
        }
    }

    private boolean stepOnce() {
        settle();
        LiveNode next = null;
        Offer best = Offer.NONE;
        for (LiveNode each : running()) {
            Offer offer = ask(each.offer().exceptionally(_ -> Offer.NONE));
            if (offer.arrival() < best.arrival()
                    || best.arrival() == Long.MAX_VALUE
                            && offer.arrival() == Long.MAX_VALUE
                            && offer.deadlineMs() < best.deadlineMs()) {
                best = offer;
                next = each;
            }
        }
        if (next == null) {
            return false;
        }
        if (best.arrival() == Long.MAX_VALUE) {
            clock.advance(Math.max(0, best.deadlineMs() - clock.nowMs()));
        }
        stepped = next.id();
        ask(next.step().exceptionally(_ -> false));
        stepped = NOBODY;
        return true;
    }

    private static void settle() {
        long endNanos = System.nanoTime() + SETTLE_NANOS;
        for (long left = SETTLE_NANOS; left > 0; left = endNanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private List<LiveNode> running() {
        List<LiveNode> running = new ArrayList<>();
        for (Member member : members.values()) {
            LiveNode current = member.run;
            if (current != null && !member.isDown()) {
                running.add(current);
            }
        }
        return running;
    }

    private static <T> T ask(CompletableFuture<T> asked) {
        try {
            return asked.get(INPUT_MS_MAX, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new ClusterException("a node does not take its step", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("the wait for a step was interrupted", e);
        }
    }

    /// As [Cluster#runUntil].
    CompletableFuture<Event> runUntil(Goal kind) {
        Run next = new Run(kind, new CompletableFuture<>());
        Run before = run;
        run = next;
        if (before != null) {
            before.reached.completeExceptionally(
                    new CancellationException("another run took its place"));
        }
        clock.resume();
        return next.reached;
    }

    /// Something happened; called on the thread that told it.
    void observe(Event event) {
        if (event.node() == stepped
                && !(event instanceof Event.FrameParked)
                && !(event instanceof Event.FrameMovedOn)) {
            hasTold = true;
        }
        boolean isInSync = event instanceof Event.PartitionChanged e && changesInSync(e);
        Run current = run;
        if (current != null && is(event, current.kind, isInSync)) {
            run = null;
            clock.pause();
            current.reached.complete(event);
        }
    }

    private static boolean is(Event event, Goal kind, boolean isInSync) {
        return switch (kind) {
            case ELECTION ->
                    event instanceof Event.ReplicaRoleTaken e
                                    && e.role() == Event.ReplicaRole.LEADER
                            || event instanceof Event.QuorumRoleTaken q
                                    && q.role() == Event.QuorumRole.LEADER;
            case IN_SYNC -> isInSync;
            case REBALANCE ->
                    event instanceof Event.TargetAssignmentComputed
                            || event instanceof Event.GroupChanged e
                                    && e.state().equals("PreparingRebalance");
            case PRODUCE -> event instanceof Event.RequestReceived e && e.api().equals("Produce");
        };
    }

    private synchronized boolean changesInSync(Event.PartitionChanged event) {
        String name = event.topic() + "-" + event.partition();
        List<Integer> before =
                inSync.size() < PARTITIONS_MAX || inSync.containsKey(name)
                        ? inSync.put(name, event.isr())
                        : null;
        return before != null && !before.equals(event.isr());
    }
}
