package dev.vitrine.fault;

import java.util.ArrayList;
import java.util.List;

/// A fault or a repair. Scenario files, the command line and the timeline all use [#words];
/// [#parse] reads them back.
///
/// An end of a link is a node's number, [#CLIENTS] (everybody who is not a node) or [#ANY].
public sealed interface Fault {
    /// The end of a link that is not a node: producers, consumers, tools.
    int CLIENTS = -1;

    /// Any end of a link, nodes and clients alike.
    int ANY = 0;

    /// The largest number of a node that words may name.
    int NODE_MAX = 99;

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

    /// Nothing passes from `from` to `to`, nor back unless it is `oneWay`. Nobody is told: what was
    /// under way waits, as in TCP, and new connections fail.
    record Cut(int from, int to, boolean oneWay) implements Fault {}

    /// All cuts are mended.
    record Heal() implements Fault {}

    /// Requests of an API from `from` to `to` are held, with everything behind them on their
    /// connection, until [ReleaseAll]. So are the answers to those that are already being served.
    ///
    /// @param api Kafka's name in upper case, `FETCH`
    /// @param toController whether requests at the controller listener are meant, not those at the
    ///   broker listener; voters fetch the metadata log there
    record HoldRequests(String api, int from, int to, boolean toController) implements Fault {
        public HoldRequests {
            RequestNames.keyOf(api);
        }

        /// Kafka's number of the API.
        public short apiKey() {
            return RequestNames.keyOf(api);
        }
    }

    /// Everything that is held goes on its way, in the order in which it came.
    record ReleaseAll() implements Fault {}

    /// The fault in the scenario's words.
    default String words() {
        return switch (this) {
            case Kill(int node, boolean powerLoss) -> (powerLoss ? "power-loss " : "kill ") + node;
            case Stop(int node) -> "stop " + node;
            case Restart(int node) -> "restart " + node;
            case Wipe(int node) -> "wipe " + node;
            case Pause(int node) -> "pause " + node;
            case Resume(int node) -> "resume " + node;
            case Cut(int from, int to, boolean oneWay) ->
                    (oneWay ? "cut-one-way " : "cut ") + end(from) + " " + end(to);
            case Heal() -> "heal";
            case HoldRequests(String api, int from, int to, boolean toController) ->
                    "hold "
                            + api
                            + " "
                            + end(from)
                            + "->"
                            + end(to)
                            + (toController ? " controller" : "");
            case ReleaseAll() -> "release";
        };
    }

    private static String end(int end) {
        return end == CLIENTS ? "clients" : end == ANY ? "any" : Integer.toString(end);
    }

    /// Reads the scenario's words:
    ///
    /// ```text
    /// kill 2   power-loss 2   stop 2   restart 2   wipe 2   pause 2   resume 2
    /// cut 1 3   cut-one-way 1 3   heal
    /// hold FETCH 2->1   hold FETCH 2->1 controller   release
    /// ```
    ///
    /// The ends of a link are numbers of nodes, `clients` or `any`.
    ///
    /// @throws FaultSyntaxException with one sentence when these are not such words
    static Fault parse(String words) {
        List<String> parts = new ArrayList<>(List.of(words.strip().split("\\s+")));
        String verb = parts.removeFirst();
        return switch (verb) {
            case "kill" -> new Kill(nodeOf(verb, parts), false);
            case "power-loss" -> new Kill(nodeOf(verb, parts), true);
            case "stop" -> new Stop(nodeOf(verb, parts));
            case "restart" -> new Restart(nodeOf(verb, parts));
            case "wipe" -> new Wipe(nodeOf(verb, parts));
            case "pause" -> new Pause(nodeOf(verb, parts));
            case "resume" -> new Resume(nodeOf(verb, parts));
            case "cut" -> cutOf(verb, parts, false);
            case "cut-one-way" -> cutOf(verb, parts, true);
            case "heal" -> alone(verb, parts, new Heal());
            case "hold" -> holdOf(verb, parts);
            case "release" -> alone(verb, parts, new ReleaseAll());
            default ->
                    throw new FaultSyntaxException(
                            "\""
                                    + verb
                                    + "\" is no fault; there are kill, power-loss, stop, restart,"
                                    + " wipe, pause, resume, cut, cut-one-way, heal, hold and"
                                    + " release");
        };
    }

    private static int nodeOf(String verb, List<String> parts) {
        if (parts.size() != 1) {
            throw new FaultSyntaxException(verb + " takes the number of one node: " + verb + " 2");
        }
        return node(verb, parts.getFirst());
    }

    private static int node(String verb, String text) {
        int node;
        try {
            node = Integer.parseInt(text);
        } catch (NumberFormatException e) {
            node = 0;
        }
        if (node < 1 || node > NODE_MAX) {
            throw new FaultSyntaxException(
                    verb
                            + " takes the number of a node, 1 to "
                            + NODE_MAX
                            + ", not \""
                            + text
                            + "\"");
        }
        return node;
    }

    private static int endOf(String verb, String text) {
        return switch (text) {
            case "clients" -> CLIENTS;
            case "any" -> ANY;
            default -> node(verb, text);
        };
    }

    private static Fault cutOf(String verb, List<String> parts, boolean oneWay) {
        if (parts.size() != 2) {
            throw new FaultSyntaxException(
                    verb + " takes the two ends of a link: " + verb + " 1 3");
        }
        int from = endOf(verb, parts.get(0));
        int to = endOf(verb, parts.get(1));
        if (from == to && from != ANY) {
            throw new FaultSyntaxException(verb + " takes two ends that differ");
        }
        return new Cut(from, to, oneWay);
    }

    private static Fault holdOf(String verb, List<String> parts) {
        String example = "hold takes an API and a link: hold FETCH 2->1";
        boolean toController = !parts.isEmpty() && parts.getLast().equals("controller");
        if (toController) {
            parts.removeLast();
        }
        if (parts.size() < 2) {
            throw new FaultSyntaxException(example);
        }
        String api = RequestNames.nameOf(parts.removeFirst());
        String[] ends = String.join(" ", parts).split("\\s*->\\s*|\\s+");
        if (ends.length != 2) {
            throw new FaultSyntaxException(example);
        }
        return new HoldRequests(api, endOf(verb, ends[0]), endOf(verb, ends[1]), toController);
    }

    private static Fault alone(String verb, List<String> parts, Fault fault) {
        if (!parts.isEmpty()) {
            throw new FaultSyntaxException(verb + " takes nothing after it");
        }
        return fault;
    }
}
