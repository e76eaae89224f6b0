package dev.vitrine.live;

import dev.vitrine.event.Event;
import dev.vitrine.fault.Fault;
import dev.vitrine.fault.Links;
import dev.vitrine.fault.Route;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// Does what faults say to nodes, disks and links, but for what ends or starts a node. The cluster
/// calls it one fault at a time.
final class Injector {
    /// How long a node may be at one input when it is asked for a frame.
    private static final long ANSWER_MS_MAX = 10_000;

    private final SortedMap<Integer, Member> members;
    private final Network network;
    private final DilatableClock clock;
    private final Consumer<Event> events;

    Injector(
            SortedMap<Integer, Member> members,
            Network network,
            DilatableClock clock,
            Consumer<Event> events) {
        this.members = members;
        this.network = network;
        this.clock = clock;
        this.events = events;
    }

    /// The faults that last and are in effect now, but for those of disks and clocks.
    List<Fault> faults() {
        List<Fault> faults = new ArrayList<>(network.links().faults());
        for (Member member : members.values()) {
            if (member.state() == NodeStatus.State.PAUSED) {
                faults.add(new Fault.Pause(member.id()));
            }
            if (member.skewMs != 0) {
                faults.add(new Fault.Skew(member.id(), member.skewMs));
            }
            if (member.storage.slowMs() > 0) {
                faults.add(new Fault.SlowDisk(member.id(), member.storage.slowMs()));
            }
            if (member.storage.isFull()) {
                faults.add(new Fault.FullDisk(member.id()));
            }
        }
        return faults;
    }

    Member member(int node) {
        Member member = members.get(node);
        if (member == null) {
            throw new ClusterException("there is no node " + node);
        }
        return member;
    }

    // ---- nodes ---------------------------------------------------------------------------------

    CompletableFuture<Void> pause(Fault.Pause fault) {
        LiveNode run = member(fault.node()).running();
        if (run.state() != NodeStatus.State.RUNNING) {
            throw new ClusterException("node " + fault.node() + " is not running");
        }
        run.pause();
        return inEffect(List.of(run.linksChanged()), fault);
    }

    CompletableFuture<Void> resume(Fault.Resume fault) {
        LiveNode run = member(fault.node()).running();
        if (run.state() != NodeStatus.State.PAUSED) {
            throw new ClusterException("node " + fault.node() + " is not paused");
        }
        run.resume();
        return inEffect(List.of(run.linksChanged()), fault);
    }

    CompletableFuture<Void> skew(Fault.Skew fault) {
        Member member = member(fault.node());
        member.skewMs = fault.ms();
        LiveNode run = member.run;
        return inEffect(
                run == null ? List.of() : List.of(run.skew(fault.ms()).exceptionally(_ -> false)),
                fault);
    }

    // ---- disks ---------------------------------------------------------------------------------

    CompletableFuture<Void> slowDisk(Fault.SlowDisk fault) {
        member(fault.node()).storage.slowDownTo(fault.ms());
        return inEffect(List.of(), fault);
    }

    CompletableFuture<Void> fillDisk(Fault.FullDisk fault) {
        member(fault.node()).storage.fill(true);
        return inEffect(List.of(), fault);
    }

    CompletableFuture<Void> mendDisk(Fault.MendDisk fault) {
        FileStorage storage = member(fault.node()).storage;
        storage.slowDownTo(0);
        storage.fill(false);
        return inEffect(List.of(), fault);
    }

    CompletableFuture<Void> corrupt(Fault.Corrupt fault) {
        String folder = fault.topic() + "-" + fault.partition();
        FileStorage storage = member(fault.node()).storage;
        // The names of segments are their first offsets: the last one is the newest.
        String newest =
                storage.list(folder).stream()
                        .filter(name -> name.endsWith(".log"))
                        .reduce((_, later) -> later)
                        .orElseThrow(() ->
                                new ClusterException(
                                        "node " + fault.node() + " has no log of " + folder));
        if (!storage.corrupt(folder + "/" + newest)) {
            throw new ClusterException(
                    "the newest segment of " + folder + " on node " + fault.node() + " is empty");
        }
        return inEffect(List.of(), fault);
    }

    // ---- links ---------------------------------------------------------------------------------

    CompletableFuture<Void> cut(Fault.Cut fault) {
        checkEnds(fault.from(), fault.to());
        return change(links -> links.with(fault), fault);
    }

    CompletableFuture<Void> heal(Fault.Heal fault) {
        checkEnds(fault.from(), fault.to());
        return change(links -> links.with(fault), fault);
    }

    CompletableFuture<Void> delay(Fault.Delay fault) {
        check(fault.route());
        return change(links -> links.with(fault), fault);
    }

    CompletableFuture<Void> drop(Fault.Drop fault) {
        check(fault.route());
        return change(links -> links.with(fault), fault);
    }

    CompletableFuture<Void> hold(Fault.Hold fault) {
        check(fault.route());
        return change(links -> links.with(fault), fault);
    }

    CompletableFuture<Void> release(Fault.Release fault) {
        check(fault.route());
        return change(links -> links.with(fault), fault);
    }

    private CompletableFuture<Void> change(UnaryOperator<Links> change, Fault fault) {
        try {
            network.change(change);
        } catch (IllegalStateException e) {
            throw new ClusterException(String.valueOf(e.getMessage()), e);
        }
        List<CompletableFuture<Boolean>> nodes = new ArrayList<>();
        for (LiveNode run : runs()) {
            // A node that goes down in the meantime has no links to speak of.
            nodes.add(run.linksChanged().exceptionally(_ -> false));
        }
        return inEffect(nodes, fault);
    }

    private void check(Route route) {
        checkEnds(route.from(), route.to());
    }

    private void checkEnds(int from, int to) {
        for (int end : new int[] {from, to}) {
            if (end != Fault.CLIENTS && end != Fault.ANY) {
                member(end);
            }
        }
    }

    // ---- held frames ---------------------------------------------------------------------------

    CompletableFuture<Void> deliver(Fault.Deliver fault) {
        check(fault.route());
        long frame = firstOn(fault.route());
        return onFrame(frame, run -> run.free(frame, 0), fault);
    }

    CompletableFuture<Void> swallow(Fault.Swallow fault) {
        check(fault.route());
        long frame = firstOn(fault.route());
        return onFrame(frame, run -> run.swallow(frame, fault.words()), fault);
    }

    CompletableFuture<Void> deliver(Fault.DeliverFrame fault) {
        return onFrame(fault.frame(), run -> run.free(fault.frame(), 0), fault);
    }

    CompletableFuture<Void> swallow(Fault.SwallowFrame fault) {
        return onFrame(fault.frame(), run -> run.swallow(fault.frame(), fault.words()), fault);
    }

    CompletableFuture<Void> delay(Fault.DelayFrame fault) {
        return onFrame(fault.frame(), run -> run.free(fault.frame(), fault.ms()), fault);
    }

    private long firstOn(Route route) {
        long first = 0;
        for (LiveNode run : runs()) {
            long held = answer(run.heldOn(route).exceptionally(_ -> 0L));
            first = first == 0 || held != 0 && held < first ? held : first;
        }
        if (first == 0) {
            throw new ClusterException("nothing is held there");
        }
        return first;
    }

    private CompletableFuture<Void> onFrame(
            long frame, Function<LiveNode, CompletableFuture<Boolean>> deed, Fault fault) {
        for (LiveNode run : runs()) {
            if (answer(deed.apply(run))) {
                return inEffect(List.of(), fault);
            }
        }
        throw new ClusterException("frame #" + frame + " waits nowhere");
    }

    private List<LiveNode> runs() {
        List<LiveNode> runs = new ArrayList<>();
        for (Member member : members.values()) {
            LiveNode run = member.run;
            if (run != null && !member.isDown()) {
                runs.add(run);
            }
        }
        return runs;
    }

    private static <T> T answer(CompletableFuture<T> asked) {
        try {
            return asked.get(ANSWER_MS_MAX, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof ClusterException refused
                    ? refused
                    : new ClusterException("a node failed: " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new ClusterException("a node does not answer within " + ANSWER_MS_MAX + " ms", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("the wait for a node was interrupted", e);
        }
    }

    private CompletableFuture<Void> inEffect(List<CompletableFuture<Boolean>> nodes, Fault fault) {
        return CompletableFuture.allOf(nodes.toArray(CompletableFuture[]::new))
                .thenRun(() -> tell(fault));
    }

    /// Tells that a fault is in effect.
    void tell(Fault fault) {
        events.accept(new Event.FaultInjected(Event.OUTSIDE, clock.nowMs(), fault.words()));
    }
}
