package dev.vitrine.history;

import dev.vitrine.event.Event;
import dev.vitrine.history.Happening.Kind;

import java.util.TreeSet;

/// What a hand does, and what becomes of nodes: mostly where chains begin.
final class NodeCauses implements State {
    private final Happenings happenings;
    private final TreeSet<Integer> brokers = new TreeSet<>();

    NodeCauses(Happenings happenings) {
        this.happenings = happenings;
    }

    /// `broker 1`, or `controller 100` for a node that is no broker.
    String name(int node) {
        return (brokers.contains(node) ? "broker " : "controller ") + node;
    }

    void started(Event.NodeStarted e) {
        if (e.broker()) {
            brokers.add(e.node());
        }
        node(e.atMs(), e.node(), " starts", "start ");
    }

    void stopping(Event.NodeStopping e) {
        node(e.atMs(), e.node(), " is told to stop", "stop ");
    }

    void paused(Event.NodePaused e) {
        if (e.paused()) {
            node(e.atMs(), e.node(), " is paused", "pause ");
        } else {
            node(e.atMs(), e.node(), " goes on", "resume ");
        }
    }

    private void node(long atMs, int node, String does, String name) {
        happenings.root(atMs, Kind.NODE, new Subject.OfNode(node), name(node) + does, name + node);
    }

    void ended(Event.NodeEnded e) {
        String words =
                switch (e.ending()) {
                    case STOPPED -> " has stopped";
                    case KILLED -> " is killed";
                    case POWER_LOST -> " loses power";
                    case FAILED -> " fails: " + e.detail();
                };
        boolean clean = e.ending() == Event.Ending.STOPPED;
        happenings.add(
                e.atMs(),
                Kind.NODE,
                new Subject.OfNode(e.node()),
                name(e.node()) + words,
                "",
                clean ? happenings.newest("stop " + e.node()) : Happening.ROOT,
                "end " + e.node());
    }

    void fault(Event.FaultInjected e) {
        happenings.root(
                e.atMs(), Kind.FAULT, new Subject.OfCluster(), "fault: " + e.words(), "fault");
        String[] words = e.words().split(" ");
        if (words[0].equals("heal")) {
            happenings.forgetAll("cut ");
        } else if (words[0].startsWith("cut") && words.length == 3) {
            happenings.name("cut " + words[1] + " " + words[2]);
            happenings.name("cut " + words[2] + " " + words[1]);
        }
    }

    void clientStarted(Event.ClientStarted e) {
        happenings.forget("client-stop " + e.client());
        client(e.atMs(), e.client(), " starts", "client ");
    }

    void clientStopped(Event.ClientStopped e) {
        client(
                e.atMs(),
                e.client(),
                " stops" + (e.why().isEmpty() ? "" : ": " + e.why()),
                "client-stop ");
    }

    private void client(long atMs, String client, String does, String name) {
        happenings.root(
                atMs, Kind.CLIENT, new Subject.OfClient(client), client + does, name + client);
    }
}
