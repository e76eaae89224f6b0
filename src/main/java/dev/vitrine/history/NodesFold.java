package dev.vitrine.history;

import dev.vitrine.event.Event;
import dev.vitrine.event.Event.QuorumRole;
import dev.vitrine.history.Snapshot.Controller;
import dev.vitrine.history.Snapshot.NodeState;
import dev.vitrine.history.Snapshot.NodeView;
import dev.vitrine.history.Snapshot.Tone;
import dev.vitrine.history.Timeline.Life;
import dev.vitrine.history.Timeline.LifeChange;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The processes, their quorum roles and who is the controller.
///
/// A node that starts applies the whole metadata log again and tells old facts as it does. What has
/// no epoch of its own is therefore believed only from a node that is as far as the furthest.
final class NodesFold implements State {
    private static final long NOTHING_APPLIED = -1;

    private final Story story;
    private final Map<Integer, NodeView> nodes = new TreeMap<>();
    private final Map<Integer, Long> brokerEpochs = new TreeMap<>();

    /// Up to which of its registrations a broker has been taken off the list.
    private final Map<Integer, Long> unregisteredEpochs = new TreeMap<>();

    private final Map<String, Integer> featureLevels = new TreeMap<>();
    private final Map<Integer, Long> appliedOffsets = new TreeMap<>();
    private long furthestApplied = NOTHING_APPLIED;
    private Controller controller = new Controller(Controller.NOBODY, 0);
    private final Ring<LifeChange> lives = new Ring<>(Projector.LIVES_MAX);
    private List<NodeView> view = List.of();
    private boolean changed;

    NodesFold(Story story) {
        this.story = story;
    }

    void started(Event.NodeStarted event) {
        NodeView before = nodes.get(event.node());
        put(
                new NodeView(
                        event.node(),
                        NodeState.RUNNING,
                        event.atMs(),
                        event.broker(),
                        event.controller(),
                        event.brokerPort(),
                        event.controllerPort(),
                        event.rack(),
                        before != null && before.fenced(),
                        QuorumRole.UNATTACHED,
                        0,
                        ""));
        live(event.node(), event.atMs(), Life.RUNNING);
        appliedOffsets.put(event.node(), NOTHING_APPLIED);
        story.tell(
                event.atMs(),
                Tone.GOOD,
                new Subject.OfNode(event.node()),
                words(event.node()) + (before == null ? " started" : " is back"));
    }

    void paused(Event.NodePaused event) {
        live(event.node(), event.atMs(), event.paused() ? Life.PAUSED : Life.RUNNING);
    }

    List<LifeChange> lives() {
        return lives.view();
    }

    private void live(int node, long atMs, Life life) {
        lives.add(new LifeChange(node, atMs, life));
    }

    void stopping(Event.NodeStopping event) {
        live(event.node(), event.atMs(), Life.STOPPING);
        become(event.node(), NodeState.STOPPING, event.atMs(), "");
        story.tell(
                event.atMs(),
                Tone.WARNING,
                new Subject.OfNode(event.node()),
                words(event.node()) + " hands over and stops");
    }

    void ended(Event.NodeEnded event) {
        NodeState state =
                switch (event.ending()) {
                    case STOPPED -> NodeState.STOPPED;
                    case KILLED -> NodeState.KILLED;
                    case POWER_LOST -> NodeState.POWER_LOST;
                    case FAILED -> NodeState.FAILED;
                };
        String how =
                switch (event.ending()) {
                    case STOPPED -> " stopped";
                    case KILLED -> " was killed";
                    case POWER_LOST -> " lost power: what was not flushed is gone";
                    case FAILED -> " failed: " + event.detail();
                };
        Life life =
                switch (event.ending()) {
                    case STOPPED -> Life.STOPPED;
                    case KILLED -> Life.KILLED;
                    case POWER_LOST -> Life.POWER_LOST;
                    case FAILED -> Life.FAILED;
                };
        live(event.node(), event.atMs(), life);
        become(event.node(), state, event.atMs(), event.detail());
        if (controller.node() == event.node()) {
            controller = new Controller(Controller.NOBODY, controller.term());
        }
        story.tell(
                event.atMs(),
                event.ending() == Event.Ending.STOPPED ? Tone.WARNING : Tone.BAD,
                new Subject.OfNode(event.node()),
                words(event.node()) + how);
    }

    void quorumRoleTaken(Event.QuorumRoleTaken event) {
        NodeView node = nodes.get(event.node());
        if (node == null) {
            return;
        }
        put(node.withRole(event.role(), event.term()));
        if (controller.node() == event.node() && event.role() != QuorumRole.LEADER) {
            controller = new Controller(Controller.NOBODY, controller.term());
        }
        if (event.role() == QuorumRole.CANDIDATE) {
            story.tell(
                    event.atMs(),
                    Tone.PLAIN,
                    new Subject.OfNode(event.node()),
                    words(event.node()) + " asks to be controller in epoch " + event.term());
        }
    }

    void controllerActivated(Event.ControllerActivated event) {
        if (event.term() < controller.term()) {
            return;
        }
        controller = new Controller(event.node(), event.term());
        story.tell(
                event.atMs(),
                Tone.GOOD,
                new Subject.OfNode(event.node()),
                words(event.node()) + " is the controller, epoch " + event.term());
    }

    void metadataApplied(Event.MetadataApplied event) {
        appliedOffsets.put(event.node(), event.offset());
        furthestApplied = Math.max(furthestApplied, event.offset());
    }

    /// Whether what this node now applies is news. One record of slack, as a node may tell a
    /// record's facts before or after it tells that it applied the record.
    boolean isUpToDate(int node) {
        return appliedOffsets.getOrDefault(node, NOTHING_APPLIED) >= furthestApplied - 1;
    }

    /// A broker starts out fenced, so that is not worth a line; that it is let in is.
    void registered(Event.BrokerRegistered event) {
        long before = brokerEpochs.getOrDefault(event.broker(), 0L);
        NodeView node = nodes.get(event.broker());
        if (event.brokerEpoch() > before && node != null) {
            put(node.withFenced(true));
        }
        brokerEpochs.put(event.broker(), Math.max(before, event.brokerEpoch()));
    }

    void fencingChanged(Event.BrokerFencingChanged event) {
        NodeView node = nodes.get(event.broker());
        if (node == null
                || event.brokerEpoch() < brokerEpochs.getOrDefault(event.broker(), 0L)
                || node.fenced() == event.fenced()
                || !isUpToDate(event.node())) {
            return;
        }
        put(node.withFenced(event.fenced()));
        story.tell(
                event.atMs(),
                event.fenced() ? Tone.WARNING : Tone.GOOD,
                new Subject.OfNode(event.broker()),
                "the controller "
                        + (event.fenced() ? "fences " : "lets in ")
                        + words(event.broker()));
    }

    void unregistered(Event.BrokerUnregistered event) {
        long epoch = brokerEpochs.getOrDefault(event.broker(), 0L);
        if (epoch <= unregisteredEpochs.getOrDefault(event.broker(), 0L)
                || !isUpToDate(event.node())) {
            return;
        }
        unregisteredEpochs.put(event.broker(), epoch);
        NodeView node = nodes.get(event.broker());
        if (node != null) {
            put(node.withFenced(true));
        }
        story.tell(
                event.atMs(),
                Tone.WARNING,
                new Subject.OfNode(event.broker()),
                words(event.broker()) + " is no longer registered");
    }

    /// The levels that a cluster begins with are not worth a line.
    void featureLevelChanged(Event.FeatureLevelChanged event) {
        if (!isUpToDate(event.node())) {
            return;
        }
        Integer before = featureLevels.put(event.feature(), event.level());
        if (before != null && before != event.level()) {
            story.tell(
                    event.atMs(),
                    Tone.PLAIN,
                    new Subject.OfCluster(),
                    event.feature() + (event.level() == 0 ? " is off" : " = " + event.level()));
        }
    }

    Controller controller() {
        return controller;
    }

    String words(int node) {
        NodeView view = nodes.get(node);
        return (view == null || view.broker() ? "broker " : "controller ") + node;
    }

    List<NodeView> view() {
        if (changed) {
            view = List.copyOf(nodes.values());
            changed = false;
        }
        return view;
    }

    private void become(int id, NodeState state, long atMs, String detail) {
        NodeView node = nodes.get(id);
        if (node == null) {
            return;
        }
        boolean up = state == NodeState.STOPPING;
        QuorumRole role = up ? node.quorumRole() : QuorumRole.UNATTACHED;
        put(node.withRole(role, node.term()).withState(state, atMs, detail));
    }

    private void put(NodeView node) {
        nodes.put(node.id(), node);
        changed = true;
    }
}
