package dev.vitrine.fault;

import java.util.List;

/// A fault or a repair. Scenario files, the command line, the buttons and the timeline all use
/// [#words]; [#parse] reads them back.
///
/// An end of a link is a node's number, [#CLIENTS] (everybody who is not a node) or [#ANY].
public sealed interface Fault {
    /// The end of a link that is not a node: producers, consumers, tools.
    int CLIENTS = -1;

    /// Any end of a link, nodes and clients alike.
    int ANY = 0;

    /// The largest number of a node that words may name.
    int NODE_MAX = 99;

    /// The longest delay of a frame, and the longest that a disk may take: a minute.
    int DELAY_MS_MAX = 60_000;

    /// How far a node's clock may be off: a day.
    long SKEW_MS_MAX = 86_400_000;

    // ---- nodes ---------------------------------------------------------------------------------

    /// The process of a node is gone at once. What it wrote stays on its disk, unless the power is
    /// lost too: then only what was flushed stays.
    record Kill(int node, boolean powerLoss) implements Fault {}

    /// A node shuts down cleanly.
    record Stop(int node) implements Fault {}

    /// A node that is down starts again, with its disk and its ports.
    record Restart(int node) implements Fault {}

    /// A node that is down loses its disk.
    record Wipe(int node) implements Fault {}

    /// A node stands still, as if its process were suspended: its sockets stay open and nobody
    /// answers.
    record Pause(int node) implements Fault {}

    /// A paused node goes on, and finds that time has passed.
    record Resume(int node) implements Fault {}

    /// A node's clock runs so far ahead of the cluster's, or behind. Put back, it stands still
    /// until its time has come again: a node's time never goes back.
    ///
    /// @param ms 0 for the right time, at most [#SKEW_MS_MAX] either way
    record Skew(int node, long ms) implements Fault {}

    // ---- disks ---------------------------------------------------------------------------------

    /// Whatever a node writes to its disk takes so long; it does nothing else meanwhile.
    ///
    /// @param ms 0 for a quick disk again, at most [#DELAY_MS_MAX]
    record SlowDisk(int node, int ms) implements Fault {}

    /// A node's disk takes no more. A broker whose only log directory fails ends, as in Kafka.
    record FullDisk(int node) implements Fault {}

    /// A node's disk is quick and has room again.
    record MendDisk(int node) implements Fault {}

    /// A byte of the newest batch in a node's log of a partition is another than was written.
    record Corrupt(int node, String topic, int partition) implements Fault {}

    // ---- links ---------------------------------------------------------------------------------

    /// Nothing passes from `from` to `to`, nor back unless it is `oneWay`. Nobody is told: what was
    /// under way waits, as in TCP, and new connections fail.
    record Cut(int from, int to, boolean oneWay) implements Fault {}

    /// Frames take so long on their way. Those of one connection stay in order.
    ///
    /// @param msMin the shortest time
    /// @param msMax the longest; each takes its own by chance. 0 ends the delay
    record Delay(Route route, int msMin, int msMax) implements Fault {}

    /// Frames are lost, each with its connection: to both ends it looks like a connection that
    /// broke.
    record Drop(Route route) implements Fault {}

    /// Cuts, delays and drops of a link end, both ways; of all links when both ends are [#ANY].
    record Heal(int from, int to) implements Fault {
        public static final Heal ALL = new Heal(ANY, ANY);

        boolean isOfAll() {
            return equals(ALL);
        }
    }

    // ---- held frames ---------------------------------------------------------------------------

    /// Requests on a route are held, with everything behind them on their connection, until a
    /// [Release]. So are the answers to those that are already being served.
    record Hold(Route route) implements Fault {}

    /// What was held on a route goes on its way, in the order in which it came, and nothing more is
    /// held there; [Route#ALL] ends all holds.
    record Release(Route route) implements Fault {}

    /// One frame that is held goes on its way, the first on that route; the others stay.
    record Deliver(Route route) implements Fault {}

    /// One frame that is held is lost, the first on that route, and its connection with it.
    record Swallow(Route route) implements Fault {}

    /// The frame of that number goes on its way. It must be the first of its connection.
    record DeliverFrame(long frame) implements Fault {}

    /// The frame of that number is lost, and its connection with it.
    record SwallowFrame(long frame) implements Fault {}

    /// The frame of that number goes on its way after a while.
    record DelayFrame(long frame, int ms) implements Fault {}

    /// The fault in the scenario's words.
    default String words() {
        return switch (this) {
            case Kill(int node, boolean powerLoss) -> (powerLoss ? "power-loss " : "kill ") + node;
            case Stop(int node) -> "stop " + node;
            case Restart(int node) -> "restart " + node;
            case Wipe(int node) -> "wipe " + node;
            case Pause(int node) -> "pause " + node;
            case Resume(int node) -> "resume " + node;
            case Skew(int node, long ms) -> "skew " + node + " " + ms;
            case SlowDisk(int node, int ms) -> "slow-disk " + node + " " + ms;
            case FullDisk(int node) -> "full-disk " + node;
            case MendDisk(int node) -> "mend-disk " + node;
            case Corrupt(int node, String topic, int partition) ->
                    "corrupt " + node + " " + topic + "-" + partition;
            case Cut(int from, int to, boolean oneWay) ->
                    (oneWay ? "cut-one-way " : "cut ") + end(from) + " " + end(to);
            case Delay(Route route, int min, int max) ->
                    "delay " + link(route) + " " + (min == max ? "" : min + "..") + max;
            case Drop(Route route) -> "drop " + link(route);
            case Heal heal ->
                    heal.isOfAll() ? "heal" : "heal " + end(heal.from) + " " + end(heal.to);
            case Hold(Route route) -> "hold " + link(route);
            case Release(Route route) -> ("release " + route.words()).strip();
            case Deliver(Route route) -> ("deliver " + route.words()).strip();
            case Swallow(Route route) -> ("swallow " + route.words()).strip();
            case DeliverFrame(long frame) -> "deliver #" + frame;
            case SwallowFrame(long frame) -> "swallow #" + frame;
            case DelayFrame(long frame, int ms) -> "delay #" + frame + " " + ms;
        };
    }

    private static String link(Route route) {
        return route.equals(Route.ALL) ? "any->any" : route.words();
    }

    static String end(int end) {
        return end == CLIENTS ? "clients" : end == ANY ? "any" : Integer.toString(end);
    }

    /// Reads the scenario's words:
    ///
    /// ```text
    /// kill 2   power-loss 2   stop 2   restart 2   wipe 2   pause 2   resume 2   skew 2 5000
    /// slow-disk 2 50   full-disk 2   mend-disk 2   corrupt 2 orders-0
    /// cut 1 3   cut-one-way 1 3   delay 1->3 200   delay FETCH 2->1 50..300   drop PRODUCE clients->2
    /// heal   heal 1 3
    /// hold 2->1   hold FETCH 2->1   hold FETCH 2->1 controller   release   release FETCH 2->1
    /// deliver   deliver FETCH 2->1   swallow 2->1   deliver #17   swallow #17   delay #17 500
    /// ```
    ///
    /// The ends of a link are numbers of nodes, `clients` or `any`; times are milliseconds.
    ///
    /// @throws FaultSyntaxException with one sentence when these are not such words
    static Fault parse(String words) {
        return new FaultReader(words).read();
    }

    /// Kafka's name of an API, `FETCH`.
    ///
    /// @param key its number on the wire
    /// @return `UNKNOWN` for a number that Kafka does not have
    static String apiName(int key) {
        return key >= 0 && key < RequestNames.NAMES.size()
                ? RequestNames.NAMES.get(key)
                : "UNKNOWN";
    }

    /// Kafka's names of all its APIs, by their numbers.
    static List<String> apiNames() {
        return RequestNames.NAMES;
    }

    /// Whether Kafka has an API of that name, however it is written.
    static boolean isApi(String name) {
        return RequestNames.isApi(name);
    }
}
