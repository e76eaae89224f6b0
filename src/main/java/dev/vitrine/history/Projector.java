package dev.vitrine.history;

import dev.vitrine.event.Event;
import dev.vitrine.history.Snapshot.Counters;
import dev.vitrine.history.Snapshot.Tone;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Folds events into snapshots. The same events in the same order give equal snapshots, so the live
/// view and a look into the past are one method.
///
/// Owned by one thread. [#apply] costs a look-up or two; [#snapshot] rebuilds only what changed
/// since the last one and is meant to be called once a pulse.
public final class Projector implements State {
    /// Requests kept of clients, and as many of nodes. Older ones go; if they were not a second
    /// old, the snapshot says sampled.
    public static final int MESSAGES_MAX = 1_024;

    /// Runs of heartbeats and empty fetches kept; the oldest go.
    public static final int BEATS_MAX = 512;

    /// How long a run of them is at most.
    public static final long BEAT_RUN_MS = 5_000;

    /// How long such a request stays among the others before it joins a run.
    public static final long BEAT_FRESH_MS = 1_000;

    /// The time over which a node's requests are counted together.
    public static final long FLOW_MS = 250;

    /// Counts of requests kept, of all nodes; the oldest go.
    public static final int FLOWS_MAX = 4_000;

    /// Starts and ends of nodes kept; the oldest go.
    public static final int LIVES_MAX = 256;

    /// Lines of the story kept; the oldest go.
    public static final int STORY_MAX = 500;

    /// Truncations remembered of one log; the oldest go.
    public static final int GHOSTS_MAX = 8;

    /// Clients shown; more are left out, and the story says so once.
    public static final int CLIENTS_MAX = 200;

    /// Connections and waiting requests followed; beyond it links and answers go unseen.
    public static final int CONNECTIONS_MAX = 10_000;

    /// Groups shown; more are left out.
    public static final int GROUPS_MAX = 1_000;

    /// Partitions with commits followed in one group; more are left out.
    public static final int GROUP_PARTITIONS_MAX = 10_000;

    /// Partitions named by a link, in each direction; more are left out.
    public static final int LINK_PARTITIONS_MAX = 64;

    /// How long a link keeps a partition that no request names any more.
    public static final long LINK_FRESH_MS = 5_000;

    /// How long a client that went stays on the stage.
    public static final long GONE_CLIENT_KEPT_MS = 15_000;

    /// Time between two lag samples of a group.
    public static final long LAG_SAMPLE_MS = 500;

    /// Lag samples kept of a group.
    public static final int LAG_SAMPLES_MAX = 40;

    /// Changes kept for "why?"; of an older one the cause is forgotten.
    public static final int HAPPENINGS_MAX = 4_000;

    /// Votes kept; the oldest go.
    public static final int BALLOTS_MAX = 64;

    /// Records of metadata kept in words; the oldest go.
    public static final int METADATA_RECORDS_MAX = 200;

    /// Violations kept of one invariant; all are counted.
    public static final int VIOLATIONS_MAX = 8;

    /// Of how many places that one invariant is not judged of it is said why; all are counted.
    public static final int EXEMPT_MAX = 8;

    /// Seconds kept of the metrics: five minutes.
    public static final int SECONDS_MAX = 300;

    /// Seconds that a longer span has.
    public static final int SPAN_SECONDS = 10;

    /// Longer spans kept: an hour.
    public static final int SPANS_MAX = 360;

    /// Groups whose lag is charted; more are left out.
    public static final int CHARTED_GROUPS_MAX = 8;

    /// Frames that wait on their way and are told apart; more are counted.
    public static final int PARKED_MAX = 200;

    /// Clients whose id starts so are the app's own eyes and hands, not part of the picture.
    public static final String HIDDEN_CLIENT_PREFIX = "vitrine.";

    private final Story story = new Story();
    private final NodesFold nodes = new NodesFold(story);
    private final TopicsFold topics = new TopicsFold(story, nodes);
    private final ClientsFold clients = new ClientsFold(story);
    private final MessagesFold messages = new MessagesFold();
    private final TransitFold transit = new TransitFold();
    private final GroupsFold groups = new GroupsFold(story, topics);
    private final InsightFold insight = new InsightFold(topics, groups);
    private final BeliefsFold beliefs = new BeliefsFold(topics, groups);
    private long atMs;
    private long events;

    public void apply(Event event) {
        events++;
        atMs = Math.max(atMs, event.atMs());
        switch (event) {
            case Event.TimeChanged e -> transit.timeChanged(e);
            case Event.NodeStarted e -> nodes.started(e);
            case Event.NodePaused e -> nodes.paused(e);
            case Event.NodeConfigured e -> {}
            case Event.NodeStopping e -> nodes.stopping(e);
            case Event.NodeEnded e -> {
                nodes.ended(e);
                clients.nodeEnded(e.node(), e.atMs());
                messages.nodeEnded(e.node(), e.atMs());
                transit.nodeEnded(e.node());
            }
            case Event.FaultInjected e ->
                    story.tell(e.atMs(), Tone.WARNING, new Subject.OfCluster(), e.words());
            case Event.QuorumRoleTaken e -> nodes.quorumRoleTaken(e);
            case Event.VoteCast e -> {}
            case Event.ControllerActivated e -> nodes.controllerActivated(e);
            case Event.MetadataLogMoved e -> {}
            case Event.MetadataFollowerAdvanced e -> {}
            case Event.MetadataApplied e -> nodes.metadataApplied(e);
            case Event.BrokerRegistered e -> nodes.registered(e);
            case Event.BrokerFencingChanged e -> nodes.fencingChanged(e);
            case Event.BrokerUnregistered e -> nodes.unregistered(e);
            case Event.TopicCreated e -> topics.topicCreated(e);
            case Event.TopicDeleted e -> {
                topics.topicDeleted(e);
                groups.topicDeleted(e.topic(), e.atMs());
            }
            case Event.PartitionChanged e -> {
                topics.partitionChanged(e);
                beliefs.leaderTold(new TopicPartition(e.topic(), e.partition()), e.atMs());
            }
            case Event.FeatureLevelChanged e -> nodes.featureLevelChanged(e);
            case Event.ConfigChanged e -> topics.configChanged(e);
            case Event.ReplicaOpened e -> topics.replicaOpened(e);
            case Event.ReplicaRoleTaken e -> topics.roleTaken(e);
            case Event.RecordsAppended e -> topics.appended(e);
            case Event.HighWatermarkMoved e -> topics.highWatermarkMoved(e);
            case Event.LogStartMoved e -> topics.logStartMoved(e);
            case Event.SegmentDeleted e -> topics.segmentDeleted(e);
            case Event.LogCompacted e -> topics.compacted(e);
            case Event.LogCut e ->
                    story.tell(
                            e.atMs(),
                            e.tail() ? Tone.WARNING : Tone.BAD,
                            new Subject.OfNode(e.node()),
                            nodes.words(e.node()) + ": " + e.words());
            case Event.LogTruncated e -> topics.truncated(e);
            case Event.FollowerAdvanced e -> {}
            case Event.IsrProposed e -> {}
            case Event.ReplicaDeleted e -> topics.replicaDeleted(e);
            case Event.GroupChanged e -> {
                groups.changed(e);
                clients.groupTold(e.group(), e.members());
                beliefs.groupTold(e.group(), e.atMs());
            }
            case Event.GroupMemberJoined e -> groups.joined(e);
            case Event.GroupMemberLeft e -> groups.left(e);
            case Event.GroupTopicChanged e -> {}
            case Event.GroupEpochBumped e -> groups.bumped(e);
            case Event.TargetAssignmentComputed e -> groups.targeted(e);
            case Event.MemberReconciled e -> {
                groups.reconciled(e);
                beliefs.groupTold(e.group(), e.atMs());
            }
            case Event.OffsetCommitted e -> groups.committed(e);
            case Event.OffsetsForgotten e -> groups.forgotten(e);
            case Event.GroupDeleted e -> groups.deleted(e);
            case Event.ClientConnected e -> clients.connected(e);
            case Event.ClientDisconnected e -> {
                clients.disconnected(e.node(), e.connection(), e.atMs());
                messages.disconnected(e.node(), e.connection(), e.atMs());
            }
            case Event.ClientGaveUp e -> clients.gaveUp(e, nodes.words(e.node()));
            case Event.RequestReceived e -> {
                List<TopicPartition> about = known(e.partitions());
                clients.requested(e, about);
                groups.requested(e);
                messages.requested(e, about);
            }
            case Event.ResponseSent e -> messages.answered(e);
            case Event.FrameParked e -> transit.parked(e, clients.nameOf(e.node(), e.connection()));
            case Event.FrameMovedOn e -> {
                if (e.way() == Event.Way.SWALLOWED) {
                    story.tell(
                            e.atMs(),
                            Tone.WARNING,
                            new Subject.OfNode(e.node()),
                            transit.words(e.frame()) + " is lost, and its connection: " + e.why());
                }
                transit.movedOn(e);
            }
            case Event.FrameRefused e ->
                    story.tell(
                            e.atMs(),
                            Tone.WARNING,
                            new Subject.OfNode(e.node()),
                            nodes.words(e.node()) + " closed a connection: " + e.why());
            case Event.ClientStarted e -> {
                clients.started(e);
                beliefs.started(e);
            }
            case Event.ClientStopped e -> {
                clients.stopped(e);
                groups.clientStopped(e);
                beliefs.stopped(e.client());
            }
            case Event.ProducerProgressed e -> clients.produced(e);
            case Event.ConsumerProgressed e -> clients.consumed(e);
            case Event.ConsumerRebalanced e -> groups.rebalanced(e);
            case Event.ConsumerPaused e -> groups.paused(e);
            case Event.ClientBelieved e -> beliefs.told(e);
            case Event.RecordsLost e -> topics.recordsLost(e);
        }
        groups.timePassed(atMs);
        clients.timePassed(atMs);
        insight.apply(event, nodes.controller(), atMs);
        messages.timePassed(atMs);
    }

    /// Whether the events from now on come in the order in which they happened, and none is left
    /// out; invariants are not judged by others.
    public void inOrder(boolean now) {
        insight.inOrder(now);
    }

    public Snapshot snapshot() {
        return new Snapshot(
                atMs,
                nodes.controller(),
                nodes.view(),
                topics.view(),
                clients.view(atMs),
                beliefs.view(),
                groups.view(),
                messages.ofClients(),
                messages.ofNodes(),
                story.lines(),
                new Counters(
                        events,
                        messages.requests(),
                        messages.nodeRequests(),
                        topics.recordsAppended(),
                        topics.recordsPerSecond(atMs),
                        topics.recordsLost(),
                        topics.leaderChanges()),
                messages.isSampled(atMs),
                messages.timeline(nodes.lives()),
                transit.view(),
                insight.view(nodes.controller(), atMs));
    }

    /// Those of the partitions named that exist.
    private List<TopicPartition> known(Map<String, List<Integer>> named) {
        List<TopicPartition> known = new ArrayList<>();
        named.forEach((topic, numbers) -> {
            for (int number : numbers) {
                TopicPartition id = new TopicPartition(topic, number);
                if (topics.knows(id)) {
                    known.add(id);
                }
            }
        });
        return List.copyOf(known);
    }
}
