package dev.vitrine.live;

import dev.vitrine.event.Event.Way;
import dev.vitrine.fault.Fault;
import dev.vitrine.fault.Links;
import dev.vitrine.fault.Route;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Where the frames of one connection pass in one direction, and wait while something holds them
/// back. They pass in the order in which they came: one that waits keeps those behind it.
///
/// While nothing is amiss a frame leaves no trace here. Belongs to the node's thread.
final class Gate {
    /// Frames that are told apart here. Those behind them wait unseen.
    static final int PARKED_MAX = 256;

    /// How long a frame is on its way when the time is slow: else the cluster would stand still
    /// between messages that nobody sees. (A network within a room takes about as long.)
    static final int SLOW_MOTION_MS = 1;

    private static final long HELD = -1;

    /// What the gate's owner knows: of its frames, and whom to tell.
    interface Owner {
        /// What a frame is, from its first bytes.
        Cargo cargoOf(ByteBuffer frame);

        /// A number for a frame that waits.
        long nextFrame();

        /// Keeps the bytes of a frame that waits, for those who want to look at them.
        void keep(Cargo cargo, ByteBuffer frame);

        /// How long a delay takes this time.
        int chosen(Fault.Delay delay);

        void tell(Parked frame, Cargo cargo, long untilMs);

        void tell(Parked frame, Way way, String why);
    }

    /// A frame, as far as faults are concerned.
    ///
    /// @param from the sender, [Fault#CLIENTS] for whoever is not a node
    /// @param isAnswer whether the exchange began with a request the other way
    record Cargo(
            int from,
            int to,
            boolean toController,
            int apiKey,
            int correlationId,
            boolean isAnswer,
            int bytes) {
        /// Who asked, of the two.
        int asker() {
            return isAnswer ? to : from;
        }

        int asked() {
            return isAnswer ? from : to;
        }
    }

    /// How things are on the cluster's links, and in its time.
    ///
    /// @param still whether no frame is taken in, since the time stands still
    /// @param slow whether frames take [#SLOW_MOTION_MS] at least
    record Weather(Links links, boolean still, boolean slow, long nowMs) {
        boolean isFair() {
            return links.letAllPass() && !still && !slow;
        }

        /// Where the links' faults and the slow motion are played at the other end.
        Weather indoors() {
            return new Weather(Links.CLEAR, still, false, nowMs);
        }

        /// For frames that go out: that the time stands still shows where they are taken in.
        Weather outgoing() {
            return still ? new Weather(links, false, slow, nowMs) : this;
        }
    }

    /// A frame that came to the gate while something was amiss.
    static final class Parked {
        private final Cargo cargo;
        private final @Nullable String swallowedBy;
        private long dueMs;

        /// Somebody let it go: faults count no more, nor whether the time stands still.
        private boolean isFree;

        /// 0 until it has been told of.
        private long number;

        private long toldUntilMs;

        private Parked(Cargo cargo, long dueMs, @Nullable String swallowedBy) {
            this.cargo = cargo;
            this.dueMs = dueMs;
            this.swallowedBy = swallowedBy;
        }

        long number() {
            return number;
        }
    }

    private final Owner owner;
    private final List<Parked> parked = new ArrayList<>();

    Gate(Owner owner) {
        this.owner = owner;
    }

    boolean isEmpty() {
        return parked.isEmpty();
    }

    /// Takes note of the frames that wait, and tells of those that cannot go at once.
    void look(Iterable<ByteBuffer> frames, Weather weather) {
        if (weather.isFair() && parked.isEmpty()) {
            return;
        }
        int index = 0;
        long untilMs = 0;
        for (ByteBuffer frame : frames) {
            if (index == PARKED_MAX) {
                return;
            }
            if (index == parked.size()) {
                parked.add(arrived(frame, weather));
            }
            Parked each = parked.get(index++);
            untilMs = later(untilMs, untilMs(each, weather));
            if (untilMs != 0 && (each.number == 0 || each.toldUntilMs != untilMs)) {
                if (each.number == 0) {
                    each.number = owner.nextFrame();
                    owner.keep(each.cargo, frame);
                }
                each.toldUntilMs = untilMs;
                owner.tell(each, each.cargo, untilMs);
            }
        }
    }

    private Parked arrived(ByteBuffer frame, Weather weather) {
        Cargo cargo = owner.cargoOf(frame);
        Links links = weather.links;
        Fault.Drop drop = links.drop(cargo.apiKey, cargo.from, cargo.to, cargo.toController);
        Fault.Delay delay = links.delay(cargo.apiKey, cargo.from, cargo.to, cargo.toController);
        long ms = delay == null ? 0 : owner.chosen(delay);
        if (weather.slow) {
            ms = Math.max(ms, SLOW_MOTION_MS);
        }
        return new Parked(cargo, weather.nowMs + ms, drop == null ? null : drop.words());
    }

    /// When a frame may go if it is the first: 0 for at once, [#HELD] for when somebody lets it.
    private static long untilMs(Parked frame, Weather weather) {
        if (!frame.isFree) {
            Cargo cargo = frame.cargo;
            if (weather.still
                    || weather.links.isHeld(
                            cargo.apiKey, cargo.asker(), cargo.asked(), cargo.toController)) {
                return HELD;
            }
        }
        return weather.nowMs >= frame.dueMs ? 0 : frame.dueMs;
    }

    private static long later(long one, long other) {
        return one == HELD || other == HELD ? HELD : Math.max(one, other);
    }

    /// Whether the frame at a place in the queue may go, when those before it do.
    boolean lets(int index, Weather weather) {
        if (index >= parked.size()) {
            return parked.isEmpty() || !weather.still;
        }
        Parked frame = parked.get(index);
        return frame.swallowedBy == null && untilMs(frame, weather) == 0;
    }

    /// Whether somebody let the first frame go by hand.
    boolean isHeadFree() {
        return !parked.isEmpty() && parked.getFirst().isFree;
    }

    /// What swallows the first frame now; null when nothing does.
    @Nullable String swallowsHead(Weather weather) {
        if (parked.isEmpty()) {
            return null;
        }
        Parked head = parked.getFirst();
        return head.swallowedBy != null && untilMs(head, weather) == 0 ? head.swallowedBy : null;
    }

    /// When the first frame goes on by itself, `Long.MAX_VALUE` when it does not.
    long dueMs(Weather weather) {
        if (parked.isEmpty()) {
            return Long.MAX_VALUE;
        }
        long untilMs = untilMs(parked.getFirst(), weather);
        return untilMs == HELD ? Long.MAX_VALUE : untilMs;
    }

    /// The first frames of the queue have gone.
    void passed(int count) {
        for (int i = 0; i < count && !parked.isEmpty(); i++) {
            Parked gone = parked.removeFirst();
            if (gone.number != 0) {
                owner.tell(gone, Way.DELIVERED, "");
            }
        }
    }

    /// The connection is gone, and all that waited with it.
    ///
    /// @param swallowedBy what swallowed the first frame, if that is why
    void broke(@Nullable String swallowedBy) {
        for (Parked each : parked) {
            if (swallowedBy != null && each == parked.getFirst()) {
                if (each.number == 0) {
                    each.number = owner.nextFrame();
                    owner.tell(each, each.cargo, HELD);
                }
                owner.tell(each, Way.SWALLOWED, swallowedBy);
            } else if (each.number != 0) {
                owner.tell(each, Way.LOST, "");
            }
        }
        parked.clear();
    }

    // ---- what a hand does ----------------------------------------------------------------------

    /// The number of the first frame here that is held on a route; 0 when there is none.
    long heldOn(Route route, Weather weather) {
        if (parked.isEmpty()) {
            return 0;
        }
        Parked head = parked.getFirst();
        Cargo cargo = head.cargo;
        boolean isOnIt =
                route.equals(Route.ALL)
                        || route.covers(
                                cargo.apiKey, cargo.asker(), cargo.asked(), cargo.toController);
        return isOnIt && untilMs(head, weather) != 0 ? head.number : 0;
    }

    /// Whether that frame waits here.
    boolean has(long number) {
        return parked.stream().anyMatch(each -> each.number == number);
    }

    /// Lets a frame go after a while, whatever holds it.
    ///
    /// @throws ClusterException when others wait before it: a connection keeps its order
    void free(long number, long dueMs) {
        Parked head = head(number);
        head.isFree = true;
        head.dueMs = dueMs;
    }

    private Parked head(long number) {
        Parked head = parked.getFirst();
        if (head.number != number) {
            throw new ClusterException(
                    "frame #"
                            + number
                            + " waits behind frame #"
                            + head.number
                            + " on its connection");
        }
        return head;
    }

    /// Checks that a frame is the first here.
    ///
    /// @throws ClusterException when others wait before it: a connection keeps its order
    void checkFirst(long number) {
        head(number);
    }
}
