package dev.vitrine.fault;

import dev.vitrine.fault.Fault.Corrupt;
import dev.vitrine.fault.Fault.Cut;
import dev.vitrine.fault.Fault.Delay;
import dev.vitrine.fault.Fault.DelayFrame;
import dev.vitrine.fault.Fault.Deliver;
import dev.vitrine.fault.Fault.DeliverFrame;
import dev.vitrine.fault.Fault.Drop;
import dev.vitrine.fault.Fault.FullDisk;
import dev.vitrine.fault.Fault.Heal;
import dev.vitrine.fault.Fault.Hold;
import dev.vitrine.fault.Fault.Kill;
import dev.vitrine.fault.Fault.MendDisk;
import dev.vitrine.fault.Fault.Pause;
import dev.vitrine.fault.Fault.Release;
import dev.vitrine.fault.Fault.Restart;
import dev.vitrine.fault.Fault.Resume;
import dev.vitrine.fault.Fault.Skew;
import dev.vitrine.fault.Fault.SlowDisk;
import dev.vitrine.fault.Fault.Stop;
import dev.vitrine.fault.Fault.Swallow;
import dev.vitrine.fault.Fault.SwallowFrame;
import dev.vitrine.fault.Fault.Wipe;

import java.util.ArrayList;
import java.util.List;

/// Reads one fault from the scenario's words.
final class FaultReader {
    private static final String VERBS =
            "kill, power-loss, stop, restart, wipe, pause, resume, skew, slow-disk, full-disk,"
                    + " mend-disk, corrupt, cut, cut-one-way, delay, drop, heal, hold, release,"
                    + " deliver and swallow";

    private final String verb;
    private final List<String> parts;

    FaultReader(String words) {
        this.parts = new ArrayList<>(List.of(words.strip().split("\\s+")));
        this.verb = parts.removeFirst();
    }

    Fault read() {
        return switch (verb) {
            case "kill" -> new Kill(theNode(), false);
            case "power-loss" -> new Kill(theNode(), true);
            case "stop" -> new Stop(theNode());
            case "restart" -> new Restart(theNode());
            case "wipe" -> new Wipe(theNode());
            case "pause" -> new Pause(theNode());
            case "resume" -> new Resume(theNode());
            case "skew" -> {
                expect(2, "the number of a node and milliseconds: skew 2 5000");
                yield new Skew(
                        node(parts.get(0)),
                        number(parts.get(1), -Fault.SKEW_MS_MAX, Fault.SKEW_MS_MAX));
            }
            case "slow-disk" -> {
                expect(2, "the number of a node and milliseconds: slow-disk 2 50");
                yield new SlowDisk(node(parts.get(0)), millis(parts.get(1)));
            }
            case "full-disk" -> new FullDisk(theNode());
            case "mend-disk" -> new MendDisk(theNode());
            case "corrupt" -> corrupt();
            case "cut" -> cut(false);
            case "cut-one-way" -> cut(true);
            case "delay" -> delay();
            case "drop" -> new Drop(route(true));
            case "heal" -> heal();
            case "hold" -> new Hold(route(true));
            case "release" -> new Release(route(false));
            case "deliver" ->
                    namesFrame() ? new DeliverFrame(theFrame()) : new Deliver(route(false));
            case "swallow" ->
                    namesFrame() ? new SwallowFrame(theFrame()) : new Swallow(route(false));
            default ->
                    throw new FaultSyntaxException(
                            "\"" + verb + "\" is no fault; there are " + VERBS);
        };
    }

    private void expect(int count, String what) {
        if (parts.size() != count) {
            throw new FaultSyntaxException(verb + " takes " + what);
        }
    }

    // ---- nodes ---------------------------------------------------------------------------------

    private int theNode() {
        expect(1, "the number of one node: " + verb + " 2");
        return node(parts.getFirst());
    }

    private int node(String text) {
        int node;
        try {
            node = Integer.parseInt(text);
        } catch (NumberFormatException e) {
            node = 0;
        }
        if (node < 1 || node > Fault.NODE_MAX) {
            throw new FaultSyntaxException(
                    verb
                            + " takes the number of a node, 1 to "
                            + Fault.NODE_MAX
                            + ", not \""
                            + text
                            + "\"");
        }
        return node;
    }

    private Fault corrupt() {
        expect(2, "the number of a node and a partition: corrupt 2 orders-0");
        String name = parts.get(1);
        int dash = name.lastIndexOf('-');
        if (dash < 1) {
            throw new FaultSyntaxException(
                    "corrupt takes a partition, as orders-0, not \"" + name + "\"");
        }
        long partition = number(name.substring(dash + 1), 0, Integer.MAX_VALUE);
        return new Corrupt(node(parts.get(0)), name.substring(0, dash), (int) partition);
    }

    private int millis(String text) {
        return (int) number(text, 0, Fault.DELAY_MS_MAX);
    }

    private long number(String text, long min, long max) {
        long number;
        try {
            number = Long.parseLong(text);
        } catch (NumberFormatException e) {
            number = Long.MIN_VALUE;
        }
        if (number < min || number > max) {
            throw new FaultSyntaxException(
                    verb + " takes a number, " + min + " to " + max + ", not \"" + text + "\"");
        }
        return number;
    }

    // ---- links ---------------------------------------------------------------------------------

    private int end(String text) {
        return switch (text) {
            case "clients" -> Fault.CLIENTS;
            case "any" -> Fault.ANY;
            default -> node(text);
        };
    }

    private Fault cut(boolean oneWay) {
        expect(2, "the two ends of a link: " + verb + " 1 3");
        int from = end(parts.get(0));
        int to = end(parts.get(1));
        checkEnds(from, to);
        return new Cut(from, to, oneWay);
    }

    private void checkEnds(int from, int to) {
        if (from == to && from != Fault.ANY) {
            throw new FaultSyntaxException(verb + " takes two ends that differ");
        }
    }

    private Fault heal() {
        if (parts.isEmpty()) {
            return Heal.ALL;
        }
        expect(2, "nothing after it, or the two ends of a link: heal 1 3");
        int from = end(parts.get(0));
        int to = end(parts.get(1));
        checkEnds(from, to);
        return new Heal(from, to);
    }

    private Fault delay() {
        String example = "a link and milliseconds: delay 1->3 200, or delay FETCH 2->1 50..300";
        if (parts.size() < 2) {
            expect(-1, example);
        }
        String time = parts.removeLast();
        if (namesFrame()) {
            return new DelayFrame(theFrame(), millis(time));
        }
        int dots = time.indexOf("..");
        int max = millis(dots < 0 ? time : time.substring(dots + 2));
        int min = dots < 0 ? max : millis(time.substring(0, dots));
        if (min > max) {
            throw new FaultSyntaxException("delay takes the shorter time first: 50..300");
        }
        return new Delay(route(true), min, max);
    }

    private Route route(boolean needed) {
        if (parts.isEmpty() && !needed) {
            return Route.ALL;
        }
        String example = "a link, with or without an API: " + verb + " FETCH 2->1";
        boolean toController = !parts.isEmpty() && parts.getLast().equals("controller");
        if (toController) {
            parts.removeLast();
        }
        if (parts.isEmpty()) {
            throw new FaultSyntaxException(verb + " takes " + example);
        }
        String api = isEnd(parts.getFirst()) ? "" : RequestNames.nameOf(parts.removeFirst());
        String[] ends = String.join(" ", parts).split("\\s*->\\s*|\\s+");
        if (ends.length != 2) {
            throw new FaultSyntaxException(verb + " takes " + example);
        }
        int from = end(ends[0]);
        int to = end(ends[1]);
        checkEnds(from, to);
        return new Route(api, from, to, toController);
    }

    /// Whether a word is an end of a link, or begins with one: no API does.
    private static boolean isEnd(String word) {
        return Character.isDigit(word.charAt(0))
                || word.startsWith("clients")
                || word.startsWith("any")
                || word.startsWith("->")
                || word.startsWith("-");
    }

    // ---- held frames ---------------------------------------------------------------------------

    private boolean namesFrame() {
        return !parts.isEmpty() && parts.getFirst().startsWith("#");
    }

    private long theFrame() {
        expect(1, "the number of one frame: " + verb + " #17");
        return number(parts.getFirst().substring(1), 1, Long.MAX_VALUE);
    }
}
