package dev.vitrine.event;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/// Something that happened.
///
/// Events of one node come in the order in which they happened there. Between nodes only `atMs` and
/// the order of arrival tell. Facts that several nodes learn (a partition's leader, a broker's
/// fencing) are told by each as it learns them; the epochs in them say which is the newest.
public sealed interface Event {
    /// The node that tells it; [#OUTSIDE] for what the driver or an in-app client tells.
    int node();

    /// The engine's time, milliseconds since the epoch.
    long atMs();

    int OUTSIDE = -1;

    // ---- time: told by the driver --------------------------------------------------------------

    /// The cluster's time stands still, goes on, or changes its pace.
    ///
    /// @param slowdown how many of the wall's seconds a second takes, when it does not stand still
    record TimeChanged(int node, long atMs, boolean paused, int slowdown) implements Event {}

    // ---- nodes: told by the driver -------------------------------------------------------------

    /// A node's process runs, at first or again. Ports are those of its listeners, 0 where it has
    /// none.
    record NodeStarted(
            int node,
            long atMs,
            boolean broker,
            boolean controller,
            int brokerPort,
            int controllerPort,
            String rack)
            implements Event {}

    /// A node stands still, or goes on.
    record NodePaused(int node, long atMs, boolean paused) implements Event {}

    /// What a node's properties file sets, by Kafka's names: all that is not Kafka's default.
    record NodeConfigured(int node, long atMs, Map<String, String> settings) implements Event {}

    /// A node begins a clean shutdown.
    record NodeStopping(int node, long atMs) implements Event {}

    /// A node's process is gone.
    record NodeEnded(int node, long atMs, Ending ending, String detail) implements Event {}

    enum Ending {
        /// Clean: it handed over what it led and flushed.
        STOPPED,
        /// Killed: what was written is on its disk.
        KILLED,
        /// Killed with its machine: what was not flushed is gone.
        POWER_LOST,
        /// It met a bug or a disk that refused; the detail says which.
        FAILED
    }

    /// A fault or a repair other than a node's end, in the scenario's words: `cut 1 3`, `heal`.
    record FaultInjected(int node, long atMs, String words) implements Event {}

    // ---- quorum --------------------------------------------------------------------------------

    /// A voter or observer of the metadata quorum took up a role. `leader` is -1 when unknown;
    /// `why` names the setting and its value where a timeout decided it.
    record QuorumRoleTaken(int node, long atMs, int term, QuorumRole role, int leader, String why)
            implements Event {}

    enum QuorumRole {
        UNATTACHED,
        OBSERVER,
        FOLLOWER,
        PROSPECTIVE,
        CANDIDATE,
        LEADER,
        RESIGNED
    }

    /// A voter answered a request for its vote.
    record VoteCast(int node, long atMs, int term, int candidate, boolean preVote, boolean granted)
            implements Event {}

    /// This node's metadata log reaches to here, and so far it knows it to be committed.
    record MetadataLogMoved(int node, long atMs, long logEndOffset, long highWatermark)
            implements Event {}

    /// The quorum's leader learnt by a fetch how far another node's metadata log reaches.
    ///
    /// @param voter whether it counts for the majority; else it observes
    record MetadataFollowerAdvanced(
            int node, long atMs, int term, int follower, boolean voter, long logEndOffset)
            implements Event {}

    /// This node is now the active controller: it leads the quorum and has applied all that was
    /// committed.
    record ControllerActivated(int node, long atMs, int term) implements Event {}

    /// A record of the metadata log is committed and applied here. The node has just told what it
    /// changed. `words` says that too; `why` is the controller's reason, with the setting and its
    /// value where one decided, and empty where it did what it was asked.
    record MetadataApplied(
            int node, long atMs, long offset, int term, String type, String words, String why)
            implements Event {}

    // ---- the cluster's metadata, as each node applies it ----------------------------------------

    /// A broker registered; it starts out fenced. `brokerEpoch` grows with every registration.
    record BrokerRegistered(
            int node, long atMs, int broker, long brokerEpoch, String host, int port, String rack)
            implements Event {}

    /// The controller fenced a broker (it may not lead) or let it back in.
    record BrokerFencingChanged(
            int node, long atMs, int broker, long brokerEpoch, boolean fenced, boolean shuttingDown)
            implements Event {}

    record BrokerUnregistered(int node, long atMs, int broker) implements Event {}

    record TopicCreated(
            int node, long atMs, String topic, String topicId, Map<String, String> configs)
            implements Event {}

    record TopicDeleted(int node, long atMs, String topic, String topicId) implements Event {}

    /// A partition's leader, in-sync set or replicas are now these. `leader` is -1 when it has
    /// none. Of two such events for a partition the one with the higher `partitionEpoch` is the
    /// newer. What is being added and removed is among the replicas (KIP-455); `elr` are those that
    /// are eligible to lead though not in sync, `lastKnownElr` who led last when nobody is
    /// (KIP-966).
    record PartitionChanged(
            int node,
            long atMs,
            String topic,
            int partition,
            List<Integer> replicas,
            List<Integer> addingReplicas,
            List<Integer> removingReplicas,
            List<Integer> isr,
            List<Integer> elr,
            List<Integer> lastKnownElr,
            int leader,
            int leaderEpoch,
            int partitionEpoch)
            implements Event {}

    /// The whole cluster goes by another level of a feature; 0 for one that is off.
    record FeatureLevelChanged(int node, long atMs, String feature, int level) implements Event {}

    /// A topic's or broker's configuration changed. A null value says the key went back to its
    /// default.
    record ConfigChanged(int node, long atMs, String resource, String key, @Nullable String value)
            implements Event {}

    // ---- replicas ------------------------------------------------------------------------------

    /// This node's replica opened its log, with these offsets, after a start or an assignment.
    record ReplicaOpened(
            int node,
            long atMs,
            String topic,
            int partition,
            long logStartOffset,
            long highWatermark,
            long logEndOffset,
            List<EpochStart> epochs)
            implements Event {}

    /// From `startOffset` on a log holds records of `leaderEpoch`.
    record EpochStart(int leaderEpoch, long startOffset) {}

    /// This node's replica took up a role.
    record ReplicaRoleTaken(
            int node,
            long atMs,
            String topic,
            int partition,
            ReplicaRole role,
            int leaderEpoch,
            int leader)
            implements Event {}

    enum ReplicaRole {
        LEADER,
        FOLLOWER,
        /// Nobody leads; the log rests.
        OFFLINE
    }

    /// Records entered this node's log, as leader or as follower.
    record RecordsAppended(
            int node,
            long atMs,
            String topic,
            int partition,
            long baseOffset,
            long lastOffset,
            int leaderEpoch,
            int bytes)
            implements Event {}

    record HighWatermarkMoved(int node, long atMs, String topic, int partition, long highWatermark)
            implements Event {}

    record LogStartMoved(int node, long atMs, String topic, int partition, long logStartOffset)
            implements Event {}

    /// A segment of this node's log was deleted. `why` names the setting and its value, or the
    /// start of the log.
    record SegmentDeleted(
            int node,
            long atMs,
            String topic,
            int partition,
            long baseOffset,
            long lastOffset,
            long bytes,
            String why)
            implements Event {}

    /// A part of this node's log was compacted: of the records in `fromOffset` to `toOffset`,
    /// exclusive, and of those before, only the last of each key is left.
    record LogCompacted(
            int node,
            long atMs,
            String topic,
            int partition,
            long fromOffset,
            long toOffset,
            int segmentsBefore,
            int segmentsAfter,
            long bytesBefore,
            long bytesAfter)
            implements Event {}

    /// A log was damaged when this node opened it: what follows the last valid batch of a file is
    /// cut off, or the whole file where it no longer continues the one before.
    ///
    /// @param file the segment, on the node's disk
    /// @param position the first byte cut off
    /// @param endOffset the log's end after the cut
    /// @param bytes how many bytes went
    /// @param why what is wrong with them
    /// @param tail whether it was the end of the last segment, as a crash may leave it
    record LogCut(
            int node,
            long atMs,
            String topic,
            int partition,
            String file,
            long position,
            long endOffset,
            long bytes,
            String why,
            boolean tail)
            implements Event {
        public String words() {
            return topic
                    + "-"
                    + partition
                    + (tail ? " had a damaged end: " : " was damaged: ")
                    + bytes
                    + " bytes of "
                    + file
                    + " from byte "
                    + position
                    + " on are cut off, since "
                    + why
                    + "; its log ends at offset "
                    + endOffset;
        }
    }

    /// A follower cut its log back to the point where it agrees with the leader.
    record LogTruncated(
            int node, long atMs, String topic, int partition, long toOffset, long oldEndOffset)
            implements Event {}

    /// The leader learnt by a fetch how far a follower's log reaches.
    record FollowerAdvanced(
            int node, long atMs, String topic, int partition, int follower, long logEndOffset)
            implements Event {}

    /// The leader asks the controller for another in-sync set, and why.
    record IsrProposed(
            int node, long atMs, String topic, int partition, List<Integer> isr, String why)
            implements Event {}

    /// This node's replica is gone: the topic was deleted or moved away.
    record ReplicaDeleted(int node, long atMs, String topic, int partition) implements Event {}

    // ---- groups --------------------------------------------------------------------------------

    /// A group's state, told by its coordinator. `protocolType` is `classic` or `consumer`;
    /// `assignor` is the protocol name chosen.
    record GroupChanged(
            int node,
            long atMs,
            String group,
            String protocolType,
            String state,
            int generation,
            String assignor,
            String leader,
            List<GroupMember> members)
            implements Event {}

    /// @param assignment the topics' partitions this member owns
    record GroupMember(
            String memberId, String clientId, String host, Map<String, List<Integer>> assignment) {}

    /// A member joined a group; `instanceId` is empty for a dynamic member.
    record GroupMemberJoined(
            int node, long atMs, String group, String memberId, String clientId, String instanceId)
            implements Event {}

    /// A member is out of its group. `why` names the setting and its value where a deadline put it
    /// out; it is empty when the member asked to go.
    record GroupMemberLeft(int node, long atMs, String group, String memberId, String why)
            implements Event {}

    /// A topic that a group reads is another since its partitions were assigned, which calls for
    /// another assignment. Told before what that leads to; what a member's coming, going or wishes
    /// lead to is not told so.
    ///
    /// @param words `topic orders has 6 partitions, before 3`
    record GroupTopicChanged(int node, long atMs, String group, String topic, String words)
            implements Event {}

    /// Something that calls for another assignment happened to a group of the consumer protocol.
    record GroupEpochBumped(int node, long atMs, String group, int epoch) implements Event {}

    /// The coordinator worked out who is to own what, for an epoch of the group.
    ///
    /// @param targets by member id: the topics' partitions that it is to own
    record TargetAssignmentComputed(
            int node,
            long atMs,
            String group,
            int epoch,
            String assignor,
            Map<String, Map<String, List<Integer>>> targets)
            implements Event {}

    /// A member went a step towards what it is to own.
    ///
    /// @param state `STABLE`, `UNREVOKED_PARTITIONS` or `UNRELEASED_PARTITIONS`
    /// @param assigned the topics' partitions that it owns and keeps
    /// @param pendingRevocation those that it owns and is to give up
    record MemberReconciled(
            int node,
            long atMs,
            String group,
            String memberId,
            int memberEpoch,
            String state,
            Map<String, List<Integer>> assigned,
            Map<String, List<Integer>> pendingRevocation)
            implements Event {}

    /// A group's offset is stored.
    ///
    /// @param takenMs when the coordinator that stored it took it on, by its own clock
    /// @param found whether this node found it in the log as it came to coordinate the group; else
    ///   it has just been committed
    record OffsetCommitted(
            int node,
            long atMs,
            String group,
            String topic,
            int partition,
            long offset,
            long takenMs,
            boolean found)
            implements Event {}

    /// Committed offsets ended, and why, though their group lives on.
    record OffsetsForgotten(
            int node, long atMs, String group, String topic, List<Integer> partitions, String why)
            implements Event {}

    /// A group ended with all its offsets, and why.
    record GroupDeleted(int node, long atMs, String group, String why) implements Event {}

    // ---- the wire ------------------------------------------------------------------------------

    /// Somebody connected to this node and named itself with its first request.
    ///
    /// @param fromNode the node that connected, or [#OUTSIDE] for a client
    record ClientConnected(
            int node,
            long atMs,
            long connection,
            int fromNode,
            String clientId,
            String software,
            String address)
            implements Event {}

    record ClientDisconnected(int node, long atMs, long connection) implements Event {}

    /// A client closed its connection though it had asked and not been answered. What it asked for
    /// may still be done.
    record ClientGaveUp(int node, long atMs, long connection) implements Event {}

    /// This node took a request off a connection.
    ///
    /// @param subject what it is about, in words: `orders-0 ×5`, a group, nothing
    /// @param partitions the topics' partitions that it is about, the first [#PARTITIONS_NAMED_MAX]
    ///   of them
    record RequestReceived(
            int node,
            long atMs,
            long connection,
            int fromNode,
            String clientId,
            String api,
            int version,
            int correlationId,
            int bytes,
            String subject,
            Map<String, List<Integer>> partitions)
            implements Event {}

    /// Partitions that one request names in its event.
    int PARTITIONS_NAMED_MAX = 64;

    /// This node answered a request.
    ///
    /// @param bytes of its frame; 0 when it was handled and no answer was due
    /// @param recordBytes of the records in it: 0 for a Fetch that found nothing new
    /// @param error Kafka's name of the first error in it, or `NONE`
    record ResponseSent(
            int node,
            long atMs,
            long connection,
            int toNode,
            String clientId,
            String api,
            int correlationId,
            int bytes,
            int recordBytes,
            String error)
            implements Event {}

    /// A connection was closed for what came in on it, and why.
    record FrameRefused(int node, long atMs, long connection, String why) implements Event {}

    /// A frame waits on its way: a fault holds it back or delays it, the time is slow, or it stands
    /// still. Told where it waits, at the sender's or the receiver's end of the connection, and
    /// again when what it waits for changes.
    ///
    /// @param frame a number that no other frame of the cluster has
    /// @param from the sender: a node, or [#OUTSIDE]
    /// @param to the receiver: a node, or [#OUTSIDE]
    /// @param toController whether the exchange is one with a controller listener
    /// @param apiKey Kafka's number of the API; -1 when it is not known
    /// @param isAnswer whether it is an answer, on the way back to who asked
    /// @param bytes its length
    /// @param untilMs when it goes on by itself, by the engine's time; -1 when it does not
    record FrameParked(
            int node,
            long atMs,
            long frame,
            long connection,
            int from,
            int to,
            boolean toController,
            int apiKey,
            int correlationId,
            boolean isAnswer,
            int bytes,
            long untilMs)
            implements Event {}

    /// A frame that waited waits no more.
    ///
    /// @param why the fault that swallowed it, in the scenario's words; else empty
    record FrameMovedOn(int node, long atMs, long frame, Way way, String why) implements Event {}

    /// How the wait of a frame ends.
    enum Way {
        /// It goes on its way.
        DELIVERED,
        /// It is lost, and its connection with it.
        SWALLOWED,
        /// Its connection broke for another reason.
        LOST
    }

    // ---- in-app clients, told by the workload
    // ----------------------------------------------------

    /// @param settings what the card shows: `acks=all`, `120 rec/s`, in order
    record ClientStarted(
            int node,
            long atMs,
            String client,
            ClientKind kind,
            String topic,
            String group,
            Map<String, String> settings)
            implements Event {}

    enum ClientKind {
        PRODUCER,
        CONSUMER
    }

    record ClientStopped(int node, long atMs, String client, String why) implements Event {}

    /// Totals of a producer's own results: sent = acknowledged + failed + pending.
    record ProducerProgressed(
            int node,
            long atMs,
            String client,
            long sent,
            long acknowledged,
            long failed,
            long pending)
            implements Event {}

    /// Totals of a consumer's own results.
    record ConsumerProgressed(
            int node,
            long atMs,
            String client,
            long consumed,
            long duplicates,
            Map<String, List<Integer>> assignment)
            implements Event {}

    /// What a consumer's own listener heard of its partitions, which its group learns later or
    /// never.
    ///
    /// @param memberId as its client knows it; empty before it was given one
    /// @param generation its generation, or member epoch; below zero before it has one
    record ConsumerRebalanced(
            int node,
            long atMs,
            String client,
            String group,
            String memberId,
            int generation,
            RebalanceStep step,
            Map<String, List<Integer>> partitions)
            implements Event {}

    enum RebalanceStep {
        /// It has given them up.
        REVOKED,
        /// They were taken from it: it is no member any more.
        LOST,
        /// They are its own from now on.
        ASSIGNED
    }

    /// A consumer does not fetch these of its partitions until it resumes them.
    record ConsumerPaused(
            int node, long atMs, String client, String group, Map<String, List<Integer>> partitions)
            implements Event {}

    /// What an in-app client goes by, whether or not it is so any more; told when it changed.
    ///
    /// @param leaders by topic: the node that it takes for the leader of each partition, from 0 on,
    ///   by its cached metadata; [#NOBODY] where it knows none
    /// @param assignment what it takes for its own; empty for a producer
    /// @param memberId empty when it is in no group
    /// @param generation its generation, or member epoch; below zero when it has none
    record ClientBelieved(
            int node,
            long atMs,
            String client,
            Map<String, List<Integer>> leaders,
            Map<String, List<Integer>> assignment,
            String memberId,
            int generation)
            implements Event {
        public static final int NOBODY = -1;
    }

    /// Records that a producer was told are stored are in no replica that may lead: lost.
    record RecordsLost(
            int node,
            long atMs,
            String client,
            String topic,
            int partition,
            long baseOffset,
            long lastOffset)
            implements Event {}
}
