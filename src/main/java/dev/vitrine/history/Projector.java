package dev.vitrine.history;

import dev.vitrine.event.Event;
import dev.vitrine.history.Snapshot.Counters;
import dev.vitrine.history.Snapshot.Tone;

import java.util.ArrayList;
import java.util.List;

/// Folds events into snapshots. The same events in the same order give equal snapshots, so the live
/// view and a look into the past are one method.
///
/// Owned by one thread. [#apply] costs a look-up or two; [#snapshot] rebuilds only what changed
/// since the last one and is meant to be called once a pulse.
public final class Projector {
    /// Requests kept of clients, and as many of nodes. Older ones go; the snapshot then says
    /// sampled.
    public static final int MESSAGES_MAX = 256;

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

    /// Clients whose id starts so are the app's own eyes and hands, not part of the picture.
    public static final String HIDDEN_CLIENT_PREFIX = "vitrine.";

    private final Story story = new Story();
    private final NodesFold nodes = new NodesFold(story);
    private final TopicsFold topics = new TopicsFold(story, nodes);
    private final ClientsFold clients = new ClientsFold(story);
    private final MessagesFold messages = new MessagesFold();
    private final GroupsFold groups = new GroupsFold(story, topics);
    private long atMs;
    private long events;

    public void apply(Event event) {
        events++;
        atMs = Math.max(atMs, event.atMs());
        switch (event) {
            case Event.NodeStarted e -> nodes.started(e);
            case Event.NodeStopping e -> nodes.stopping(e);
            case Event.NodeEnded e -> {
                nodes.ended(e);
                clients.nodeEnded(e.node(), e.atMs());
                messages.nodeEnded(e.node(), e.atMs());
            }
            case Event.FaultInjected e ->
                    story.tell(e.atMs(), Tone.WARNING, new Subject.OfCluster(), e.words());
            case Event.QuorumRoleTaken e -> nodes.quorumRoleTaken(e);
            case Event.VoteCast e -> {}
            case Event.ControllerActivated e -> nodes.controllerActivated(e);
            case Event.MetadataApplied e -> nodes.metadataApplied(e);
            case Event.BrokerRegistered e -> nodes.registered(e);
            case Event.BrokerFencingChanged e -> nodes.fencingChanged(e);
            case Event.BrokerUnregistered e -> nodes.unregistered(e);
            case Event.TopicCreated e -> topics.topicCreated(e);
            case Event.TopicDeleted e -> {
                topics.topicDeleted(e);
                groups.topicDeleted(e.topic());
            }
            case Event.PartitionChanged e -> topics.partitionChanged(e);
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
            }
            case Event.GroupMemberJoined e -> groups.joined(e);
            case Event.GroupMemberLeft e -> groups.left(e);
            case Event.GroupEpochBumped e -> groups.bumped(e);
            case Event.TargetAssignmentComputed e -> groups.targeted(e);
            case Event.MemberReconciled e -> groups.reconciled(e);
            case Event.OffsetCommitted e -> groups.committed(e);
            case Event.OffsetsForgotten e -> groups.forgotten(e);
            case Event.GroupDeleted e -> groups.deleted(e);
            case Event.ClientConnected e -> clients.connected(e);
            case Event.ClientDisconnected e -> {
                clients.disconnected(e.node(), e.connection(), e.atMs());
                messages.disconnected(e.node(), e.connection(), e.atMs());
            }
            case Event.RequestReceived e -> {
                List<TopicPartition> about = partitionsNamed(e.subject());
                clients.requested(e, about);
                messages.requested(e, about);
            }
            case Event.ResponseSent e -> messages.answered(e);
            case Event.FrameRefused e ->
                    story.tell(
                            e.atMs(),
                            Tone.WARNING,
                            new Subject.OfNode(e.node()),
                            nodes.words(e.node()) + " closed a connection: " + e.why());
            case Event.ClientStarted e -> clients.started(e);
            case Event.ClientStopped e -> clients.stopped(e);
            case Event.ProducerProgressed e -> clients.produced(e);
            case Event.ConsumerProgressed e -> clients.consumed(e);
            case Event.RecordsLost e -> topics.recordsLost(e);
        }
        groups.timePassed(atMs);
    }

    public Snapshot snapshot() {
        return new Snapshot(
                atMs,
                nodes.controller(),
                nodes.view(),
                topics.view(),
                clients.view(atMs),
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
                messages.isSampled(atMs));
    }

    /// The partitions that a subject such as `orders-0 ×5, payments-1` names and that exist.
    private List<TopicPartition> partitionsNamed(String subject) {
        if (subject.isEmpty()) {
            return List.of();
        }
        List<TopicPartition> named = new ArrayList<>();
        int start = -1;
        for (int i = 0; i <= subject.length(); i++) {
            char c = i < subject.length() ? subject.charAt(i) : ' ';
            boolean inName = c != ' ' && c != ',' && c != '×';
            if (inName && start < 0) {
                start = i;
            } else if (!inName && start >= 0) {
                addIfKnown(subject.substring(start, i), named);
                start = -1;
            }
            if (named.size() >= LINK_PARTITIONS_MAX) {
                break;
            }
        }
        return List.copyOf(named);
    }

    /// Longest partition number looked at: more digits are no partition of ours.
    private static final int PARTITION_DIGITS_MAX = 6;

    private void addIfKnown(String word, List<TopicPartition> named) {
        int dash = word.lastIndexOf('-');
        int digits = word.length() - dash - 1;
        if (dash <= 0 || digits < 1 || digits > PARTITION_DIGITS_MAX) {
            return;
        }
        int number = 0;
        for (int i = dash + 1; i < word.length(); i++) {
            char c = word.charAt(i);
            if (c < '0' || c > '9') {
                return;
            }
            number = number * 10 + (c - '0');
        }
        TopicPartition id = new TopicPartition(word.substring(0, dash), number);
        if (topics.knows(id)) {
            named.add(id);
        }
    }
}
