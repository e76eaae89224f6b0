package dev.vitrine.history;

import dev.vitrine.event.Event;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The cluster at one moment, as its events told it. Immutable, parts that did not change are
/// shared with the snapshot before.
///
/// @param atMs the engine's time of the newest event in it
/// @param nodes by id
/// @param topics by name, internal ones included
/// @param clients in the order in which they came
/// @param beliefs what the app's clients go by, by client
/// @param groups by name
/// @param messages requests of clients, newest last, at most [Projector#MESSAGES_MAX]
/// @param nodeMessages requests between nodes, newest last, as many
/// @param story what happened, in words, newest last, at most [Projector#STORY_MAX]
/// @param sampled whether requests of the last second are missing from `messages`
/// @param timeline what the space-time timeline shows besides
/// @param transit how the time passes, and which frames wait
/// @param insight the quorum, causes, checks and metrics
public record Snapshot(
        long atMs,
        Controller controller,
        List<NodeView> nodes,
        List<TopicView> topics,
        List<ClientView> clients,
        List<Belief> beliefs,
        List<GroupView> groups,
        List<Message> messages,
        List<Message> nodeMessages,
        List<Telling> story,
        Counters counters,
        boolean sampled,
        Timeline timeline,
        Transit transit,
        Insight insight) {

    /// Before the first event.
    public static final Snapshot EMPTY =
            new Snapshot(
                    0,
                    new Controller(Controller.NOBODY, 0),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    new Counters(0, 0, 0, 0, 0, 0, 0),
                    false,
                    Timeline.EMPTY,
                    Transit.CLEAR,
                    Insight.EMPTY);

    /// The active controller.
    ///
    /// @param node [#NOBODY] while the quorum elects one
    /// @param term of the last one known
    public record Controller(int node, int term) {
        public static final int NOBODY = -1;

        public boolean isKnown() {
            return node != NOBODY;
        }
    }

    /// A process, running or not.
    ///
    /// @param sinceMs when it took up this state
    /// @param fenced whether the controller keeps it from leading
    /// @param term of its quorum role
    /// @param detail why it ended, empty otherwise
    public record NodeView(
            int id,
            NodeState state,
            long sinceMs,
            boolean broker,
            boolean controller,
            int brokerPort,
            int controllerPort,
            String rack,
            boolean fenced,
            Event.QuorumRole quorumRole,
            int term,
            String detail) {
        /// Whether its process runs, stopping included.
        public boolean isUp() {
            return state == NodeState.RUNNING || state == NodeState.STOPPING;
        }

        NodeView withFenced(boolean now) {
            return new NodeView(
                    id,
                    state,
                    sinceMs,
                    broker,
                    controller,
                    brokerPort,
                    controllerPort,
                    rack,
                    now,
                    quorumRole,
                    term,
                    detail);
        }

        NodeView withRole(Event.QuorumRole role, int itsTerm) {
            return new NodeView(
                    id,
                    state,
                    sinceMs,
                    broker,
                    controller,
                    brokerPort,
                    controllerPort,
                    rack,
                    fenced,
                    role,
                    itsTerm,
                    detail);
        }

        NodeView withState(NodeState now, long atMs, String why) {
            return new NodeView(
                    id,
                    now,
                    atMs,
                    broker,
                    controller,
                    brokerPort,
                    controllerPort,
                    rack,
                    fenced,
                    quorumRole,
                    term,
                    why);
        }
    }

    public enum NodeState {
        RUNNING,
        STOPPING,
        STOPPED,
        KILLED,
        POWER_LOST,
        FAILED
    }

    /// @param ordinal 0 for the first topic that was ever created here, then counting; a home and a
    ///   hue that stay when others come and go. -1 for internal topics
    /// @param internal whether it is one of Kafka's own, as `__consumer_offsets`
    /// @param partitions by number
    public record TopicView(
            String name,
            String topicId,
            int ordinal,
            boolean internal,
            Map<String, String> configs,
            List<PartitionView> partitions) {}

    /// @param replicas broker ids, the preferred leader first
    /// @param elr brokers that are not in sync and yet have all that is committed, so that they may
    ///   lead when nobody is in sync (KIP-966)
    /// @param leader -1 when it has none
    /// @param logs one for each replica that was ever told of, by node
    /// @param lost offsets of records that were acknowledged and are gone
    /// @param recordsPerSecond appended by leaders, in the second before the last append
    public record PartitionView(
            TopicPartition id,
            List<Integer> replicas,
            List<Integer> isr,
            List<Integer> elr,
            int leader,
            int leaderEpoch,
            int partitionEpoch,
            List<ReplicaView> logs,
            List<Range> lost,
            int recordsPerSecond) {
        /// The first of the replicas: who leads when all is well. -1 when there are none.
        public int preferredLeader() {
            return replicas.isEmpty() ? -1 : replicas.getFirst();
        }

        public boolean isUnderReplicated() {
            return isr.size() < replicas.size();
        }

        public boolean isOffline() {
            return leader < 0;
        }

        public @Nullable ReplicaView log(int node) {
            for (ReplicaView log : logs) {
                if (log.node() == node) {
                    return log;
                }
            }
            return null;
        }

        /// The leader's high watermark; the highest known while nobody leads.
        public long highWatermark() {
            ReplicaView ofLeader = log(leader);
            if (ofLeader != null) {
                return ofLeader.highWatermark();
            }
            return logs.stream().mapToLong(ReplicaView::highWatermark).max().orElse(0);
        }
    }

    /// One copy of a partition, as its own node told it. After the node's end it stays as it was.
    ///
    /// @param role as the node last took it up
    /// @param leaderEpoch of that role
    /// @param logEndOffset one past the last record
    /// @param epochs where each leader epoch starts, oldest first
    /// @param ghosts what was cut off, oldest first, at most [Projector#GHOSTS_MAX]
    /// @param lost the part of this log that was acknowledged and that the leader does not hold
    /// @param compactedTo below this offset only the last record of each key is left; 0 where
    ///   nothing was compacted since the first event
    public record ReplicaView(
            TopicPartition id,
            int node,
            Event.ReplicaRole role,
            int leaderEpoch,
            long logStartOffset,
            long highWatermark,
            long logEndOffset,
            List<Event.EpochStart> epochs,
            List<Ghost> ghosts,
            List<Range> lost,
            long compactedTo) {
        /// The leader epoch of the record at an offset; -1 when this log never told.
        public int epochAt(long offset) {
            return epochOf(epochs, offset);
        }
    }

    private static int epochOf(List<Event.EpochStart> epochs, long offset) {
        int epoch = -1;
        for (Event.EpochStart start : epochs) {
            if (start.startOffset() <= offset) {
                epoch = start.leaderEpoch();
            }
        }
        return epoch;
    }

    /// Offsets from `from` up to, and without, `to`.
    public record Range(long from, long to) {
        public long size() {
            return to - from;
        }

        public boolean contains(long offset) {
            return from <= offset && offset < to;
        }
    }

    /// Records that a follower cut off its log.
    ///
    /// @param lost the acknowledged ones among them
    /// @param epochs where each of their leader epochs started, oldest first
    public record Ghost(Range range, long atMs, List<Range> lost, List<Event.EpochStart> epochs) {
        /// The leader epoch that the record at an offset had; -1 when the log never told.
        public int epochAt(long offset) {
            return epochOf(epochs, offset);
        }
    }

    /// A client as the brokers and, in the app, its own results tell of it. Nodes are no clients.
    ///
    /// @param name its client id
    /// @param inApp whether the lesson started it; others come from outside
    /// @param produces whether it sent Produce, or was started to
    /// @param consumes whether it sent Fetch or joined a group, or was started to
    /// @param administers whether it sent an administrator's request
    /// @param topic what an in-app client was started on, empty for others
    /// @param group its group, empty when it has none
    /// @param settings what its card shows, in order
    /// @param goneAtMs when it stopped or closed its last connection; [#HERE] while it is here
    /// @param gone why it stopped, empty while it is here
    /// @param links one for each node it has talked to, by node
    public record ClientView(
            String name,
            boolean inApp,
            boolean produces,
            boolean consumes,
            boolean administers,
            String topic,
            String group,
            Map<String, String> settings,
            String software,
            long goneAtMs,
            String gone,
            List<Link> links,
            @Nullable Produced produced,
            @Nullable Consumed consumed) {
        public static final long HERE = -1;

        public boolean isHere() {
            return goneAtMs == HERE;
        }
    }

    /// A producer's own totals: sent = acknowledged + failed + pending.
    public record Produced(long sent, long acknowledged, long failed, long pending) {}

    /// A consumer's own totals.
    public record Consumed(long consumed, long duplicates) {}

    /// What a client and a node have to do with one another.
    ///
    /// @param connections open ones
    /// @param produced the partitions it lately sent Produce for, at most
    ///   [Projector#LINK_PARTITIONS_MAX]
    /// @param fetched the partitions it lately sent Fetch for, as many
    /// @param requestsPerSecond taken in the last second
    /// @param lastApi empty before the first request
    public record Link(
            int node,
            int connections,
            List<TopicPartition> produced,
            List<TopicPartition> fetched,
            int requestsPerSecond,
            String lastApi,
            long lastAtMs) {}

    /// A group, as its coordinator last told.
    ///
    /// @param protocolType `classic` or `consumer`
    /// @param state in Kafka's words: `Stable`, `PreparingRebalance` …
    /// @param generation its generation, or group epoch
    /// @param lags by partition: all that are assigned or committed
    /// @param lagHistory total lag, oldest first, one each [Projector#LAG_SAMPLE_MS]
    /// @param past what became of it lately; [GroupPast#NONE] when that is not kept
    public record GroupView(
            String name,
            int coordinator,
            String protocolType,
            String state,
            int generation,
            String assignor,
            String leader,
            List<MemberView> members,
            List<Lag> lags,
            List<Long> lagHistory,
            GroupPast past) {
        /// The sum over the partitions whose lag is known.
        public long totalLag() {
            return lags.stream().mapToLong(lag -> Math.max(0, lag.lag())).sum();
        }
    }

    public record MemberView(
            String memberId, String clientId, String host, List<TopicPartition> assignment) {}

    /// @param committed the next offset the group will read, [#UNKNOWN] before its first commit
    /// @param lag high watermark less committed, never below zero; [#UNKNOWN] without a commit
    /// @param memberId who owns it, empty for nobody
    public record Lag(
            TopicPartition id, long committed, long highWatermark, long lag, String memberId) {
        public static final long UNKNOWN = -1;
    }

    /// A request that a node took, and what became of it.
    ///
    /// @param seq grows by one a request over the whole run
    /// @param from the client's id, or `broker 2`
    /// @param fromNode [Event#OUTSIDE] for a client
    /// @param version of the API
    /// @param connection of the node that took it, and the request's number on it
    /// @param subject in the node's words; may be empty
    /// @param about the partitions that it is about and that exist
    /// @param recordBytes of the records in the answer
    /// @param endedAtMs when it was answered or its connection went; -1 while it waits
    /// @param error Kafka's name of the first error in the answer, `NONE`, or empty without an
    ///   answer
    public record Message(
            long seq,
            String from,
            int fromNode,
            int to,
            String api,
            int version,
            long connection,
            int correlationId,
            String subject,
            List<TopicPartition> about,
            int requestBytes,
            int responseBytes,
            int recordBytes,
            long atMs,
            Outcome outcome,
            long endedAtMs,
            String error) {
        public boolean isError() {
            return outcome == Outcome.CUT || (outcome == Outcome.ANSWERED && !error.equals("NONE"));
        }
    }

    public enum Outcome {
        WAITING,
        ANSWERED,
        /// Done, and no answer was due: Produce with acks=0.
        UNANSWERED,
        /// The connection, or the node, went first.
        CUT
    }

    /// One line of the story.
    ///
    /// @param seq grows by one a line over the whole run, so that a line keeps its identity
    public record Telling(long seq, long atMs, Tone tone, String words, Subject about) {}

    public enum Tone {
        /// It got better, or just moved on.
        PLAIN,
        GOOD,
        WARNING,
        BAD
    }

    /// Totals since the first event.
    ///
    /// @param recordsAppended on leaders
    /// @param recordsPerSecond appended on leaders in the last second
    public record Counters(
            long events,
            long requests,
            long nodeRequests,
            long recordsAppended,
            int recordsPerSecond,
            long recordsLost,
            long leaderChanges) {}

    /// A request that is still among those kept.
    public @Nullable Message message(long seq) {
        for (List<Message> kept : List.of(messages, nodeMessages)) {
            for (int i = kept.size() - 1; i >= 0; i--) {
                if (kept.get(i).seq() == seq) {
                    return kept.get(i);
                }
            }
        }
        return null;
    }

    /// The partition that a request is about, the first of several.
    public @Nullable PartitionView partitionOf(Subject.OfMessage request) {
        Message message = message(request.seq());
        if (message == null || message.about().isEmpty()) {
            return null;
        }
        TopicPartition id = message.about().getFirst();
        return partition(id.topic(), id.partition());
    }

    public @Nullable NodeView node(int id) {
        for (NodeView node : nodes) {
            if (node.id() == id) {
                return node;
            }
        }
        return null;
    }

    public @Nullable TopicView topic(String name) {
        for (TopicView topic : topics) {
            if (topic.name().equals(name)) {
                return topic;
            }
        }
        return null;
    }

    public @Nullable PartitionView partition(String topic, int partition) {
        TopicView found = topic(topic);
        if (found == null) {
            return null;
        }
        for (PartitionView view : found.partitions()) {
            if (view.id().partition() == partition) {
                return view;
            }
        }
        return null;
    }

    public @Nullable ClientView client(String name) {
        for (ClientView client : clients) {
            if (client.name().equals(name)) {
                return client;
            }
        }
        return null;
    }

    /// What a client goes by; null when nobody told.
    public @Nullable Belief belief(String client) {
        for (Belief belief : beliefs) {
            if (belief.client().equals(client)) {
                return belief;
            }
        }
        return null;
    }

    /// Whether a client of the app has paused what it owns in its group.
    public boolean isPaused(ClientView client) {
        GroupView group = group(client.group());
        if (group == null) {
            return false;
        }
        List<String> its =
                group.members().stream()
                        .filter(member -> member.clientId().equals(client.name()))
                        .map(MemberView::memberId)
                        .toList();
        return group.past().open().stream()
                .anyMatch(hold ->
                        hold.ownership() == GroupPast.Ownership.PAUSED
                                && its.contains(hold.memberId()));
    }

    public @Nullable GroupView group(String name) {
        for (GroupView group : groups) {
            if (group.name().equals(name)) {
                return group;
            }
        }
        return null;
    }

    /// All partitions, by topic and number.
    public List<PartitionView> partitions() {
        List<PartitionView> all = new ArrayList<>();
        for (TopicView topic : topics) {
            all.addAll(topic.partitions());
        }
        return all;
    }

    /// Broker nodes whose process does not run.
    public long brokersDown() {
        return nodes.stream().filter(node -> node.broker() && !node.isUp()).count();
    }

    /// Partitions whose in-sync set misses a replica, internal ones included, as Kafka's own metric
    /// UnderReplicatedPartitions counts them.
    public long underReplicated() {
        return partitions().stream().filter(PartitionView::isUnderReplicated).count();
    }

    /// Partitions that nobody leads.
    public long offline() {
        return partitions().stream().filter(PartitionView::isOffline).count();
    }
}
