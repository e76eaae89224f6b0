package dev.vitrine.broker;

import dev.vitrine.broker.api.AlterReplicaLogDirsApi;
import dev.vitrine.broker.api.ApiVersionsApi;
import dev.vitrine.broker.api.ControllerApis;
import dev.vitrine.broker.api.DeleteRecordsApi;
import dev.vitrine.broker.api.DescribeClusterApi;
import dev.vitrine.broker.api.DescribeConfigsApi;
import dev.vitrine.broker.api.DescribeLogDirsApi;
import dev.vitrine.broker.api.DescribeQuorumApi;
import dev.vitrine.broker.api.DescribeTopicPartitionsApi;
import dev.vitrine.broker.api.Facts;
import dev.vitrine.broker.api.FetchApi;
import dev.vitrine.broker.api.FindCoordinatorApi;
import dev.vitrine.broker.api.ForwardApi;
import dev.vitrine.broker.api.GetTelemetrySubscriptionsApi;
import dev.vitrine.broker.api.GroupApis;
import dev.vitrine.broker.api.Handler;
import dev.vitrine.broker.api.InitProducerIdApi;
import dev.vitrine.broker.api.Knowledge;
import dev.vitrine.broker.api.ListConfigResourcesApi;
import dev.vitrine.broker.api.ListOffsetsApi;
import dev.vitrine.broker.api.MetadataApi;
import dev.vitrine.broker.api.OffsetForLeaderEpochApi;
import dev.vitrine.broker.api.ProduceApi;
import dev.vitrine.broker.api.PushTelemetryApi;
import dev.vitrine.broker.api.TopicCreation;
import dev.vitrine.config.BrokerSettings;
import dev.vitrine.controller.BrokerRegistration;
import dev.vitrine.controller.ClusterImage;
import dev.vitrine.controller.Controller;
import dev.vitrine.controller.ControllerConfig;
import dev.vitrine.controller.RecordPort;
import dev.vitrine.env.Environment;
import dev.vitrine.env.Listener;
import dev.vitrine.env.Node;
import dev.vitrine.env.Peer;
import dev.vitrine.event.Event;
import dev.vitrine.group.GroupConfig;
import dev.vitrine.group.GroupCoordinator;
import dev.vitrine.log.LogConfig;
import dev.vitrine.log.PartitionLog;
import dev.vitrine.quorum.Quorum;
import dev.vitrine.quorum.QuorumConfig;
import dev.vitrine.replica.Assignment;
import dev.vitrine.replica.IsrPort;
import dev.vitrine.replica.Partition;
import dev.vitrine.replica.Replicas;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;

/// A node: the wiring of everything that one process of a cluster is made of, and the four inputs
/// that drive it.
///
/// A node is a controller (it votes in the metadata quorum, and when it leads it decides), a broker
/// (it holds partitions and serves clients), or both. Every node replays the committed metadata
/// log; what a broker is to do follows from it.
///
/// A request's way: [Connections#onFrame], the API's file in `broker.api`, the room that decides.
public final class Broker implements Node {
    /// How long a node that stops waits for the other voters to take over the quorum.
    static final long RELEASE_MAX_MS = 1_000;

    /// How long a voter that has handed over goes on for brokers that may be stopping too: without
    /// its vote nobody could let them go.
    static final long LINGER_MAX_MS = 500;

    private final NodeConfig config;
    private final Environment env;
    private final Rpc rpc;
    private final Connections connections;
    private final QuorumCodec codec;
    private final Quorum quorum;
    private final ClusterImage image = new ClusterImage();
    private final Knowledge knowledge;
    private final MetadataReplay replay;
    private final Controller controller;
    private final ControllerChannel channel;
    private final @Nullable BrokerRole role;
    private boolean stopping;
    private boolean stopped;
    private long lingerDeadlineMs = NEVER;
    private long releaseDeadlineMs = NEVER;

    /// Whether the metadata log was damaged when it was opened: it may have forgotten topics.
    private boolean metadataWasCut;

    public Broker(NodeConfig config, Environment env, Consumer<Event> events) {
        this.config = config;
        this.env = env;
        this.rpc = new Rpc(env, config.nodeId());
        this.connections =
                new Connections(config.nodeId(), env, id -> image.topicName(id).orElse(""), events);
        this.codec = new QuorumCodec(config.nodeId(), config.clusterId());
        this.controller =
                new Controller(
                        new ControllerConfig(
                                config.nodeId(),
                                config.settings().intOf(BrokerSettings.BROKER_SESSION_TIMEOUT_MS),
                                config.settings()),
                        image,
                        env,
                        events,
                        new MetadataPort());
        this.replay = new MetadataReplay(config.nodeId(), env, image, controller, events);
        this.quorum = openQuorum(events);
        this.channel = new ControllerChannel(rpc, quorum::leader);
        this.knowledge =
                new Knowledge(
                        config.nodeId(), config.clusterId(), config.started(), image, env.random());
        List<Handler> ofController = new ArrayList<>();
        ofController.addAll(QuorumApi.all(codec, quorum));
        ofController.addAll(ControllerApis.all(controller, config.clusterId()));
        ofController.add(new DescribeQuorumApi(quorum, config.voters()));
        ofController.add(
                DescribeClusterApi.ofControllers(
                        config.clusterId(), config.voters(), quorum::leader));
        ofController.add(
                ApiVersionsApi.ofController(() -> connections.facts(Listener.CONTROLLER), image));
        if (config.controller()) {
            connections.serve(Listener.CONTROLLER, ofController);
        }
        this.role = config.broker() ? new BrokerRole(events) : null;
    }

    private Quorum openQuorum(Consumer<Event> events) {
        PartitionLog log =
                PartitionLog.open(
                        env.storage(),
                        QuorumCodec.TOPIC + "-0",
                        LogConfig.DEFAULT,
                        PartitionLog.Known.NOTHING,
                        env.clock().nowMs(),
                        env.random());
        log.recovery()
                .events(config.nodeId(), env.clock().nowMs(), QuorumCodec.TOPIC, 0)
                .forEach(events);
        metadataWasCut = !log.recovery().cuts().isEmpty();
        QuorumConfig quorumConfig =
                QuorumConfig.of(config.nodeId(), config.voterIds(), config.settings());
        return new Quorum(
                quorumConfig,
                log,
                env,
                events,
                new QuorumPeers(rpc, codec, this::onQuorumAnswer),
                replay);
    }

    /// The metadata log as the controller of this node sees it.
    private final class MetadataPort implements RecordPort {
        @Override
        public long endOffset() {
            return quorum.logEndOffset();
        }

        @Override
        public int leader() {
            return quorum.leader();
        }

        @Override
        public long append(int term, List<byte[]> records) {
            return quorum.append(term, records);
        }
    }

    private void onQuorumAnswer(QuorumPeers.Answer answer) {
        if (answer.response() == null) {
            quorum.onFailure(answer.node(), answer.request());
        } else {
            quorum.onResponse(answer.node(), answer.request(), answer.response());
        }
    }

    /// What a node that is a broker has besides.
    private final class BrokerRole implements IsrPort {
        final Replicas replicas;
        final Registration registration;
        final IsrProposals proposals;
        final Fetcher fetcher;
        final Forwarding forwarding;
        final OffsetsPartitions offsets;
        final GroupCoordinator groups;
        final List<Long> early = new ArrayList<>();
        boolean caughtUp;
        boolean serving;

        BrokerRole(Consumer<Event> events) {
            int nodeId = config.nodeId();
            replicas =
                    new Replicas(
                            nodeId,
                            env,
                            events,
                            knowledge::settings,
                            this::logConfig,
                            knowledge::minInSyncReplicas,
                            this);
            registration = new Registration(config, env, channel, image::nextOffset);
            proposals = new IsrProposals(nodeId, env, channel, registration::epoch, this::epochOf);
            fetcher = new Fetcher(nodeId, env, config.settings(), rpc, registration::epoch);
            forwarding = new Forwarding(env, channel);
            offsets = new OffsetsPartitions(env, replicas);
            groups =
                    new GroupCoordinator(
                            GroupConfig.of(nodeId, config.settings(), knowledge::groupSettings),
                            env,
                            new TopicsOfImage(image),
                            events,
                            offsets);
            offsets.coordinate(groups);
            TopicCreation creation = new TopicCreation(knowledge, forwarding);
            List<Handler> handlers = new ArrayList<>();
            handlers.add(new ProduceApi(knowledge, replicas));
            handlers.add(new FetchApi(knowledge, replicas, env));
            handlers.add(new ListOffsetsApi(knowledge, replicas));
            handlers.add(new OffsetForLeaderEpochApi(knowledge, replicas));
            handlers.add(new DeleteRecordsApi(knowledge, replicas));
            handlers.add(new DescribeLogDirsApi(replicas, env.storage()));
            handlers.add(new AlterReplicaLogDirsApi(knowledge, replicas, env.storage()));
            handlers.add(new MetadataApi(knowledge, creation));
            handlers.add(new DescribeTopicPartitionsApi(knowledge));
            handlers.add(DescribeClusterApi.ofBrokers(knowledge));
            handlers.add(new DescribeConfigsApi(knowledge));
            handlers.add(new ListConfigResourcesApi(knowledge));
            handlers.add(new FindCoordinatorApi(knowledge, creation));
            handlers.add(new GetTelemetrySubscriptionsApi(env.random()));
            handlers.add(new PushTelemetryApi());
            handlers.add(new InitProducerIdApi(nodeId, registration::epoch, forwarding));
            handlers.addAll(GroupApis.all(groups, knowledge));
            handlers.addAll(ControllerApis.passedOn(controller, knowledge, forwarding));
            handlers.add(
                    new ForwardApi(
                            new DescribeQuorumApi(quorum, config.voters()).facts(), forwarding));
            handlers.add(
                    ApiVersionsApi.ofBroker(knowledge, () -> connections.facts(Listener.BROKER)));
            connections.serve(Listener.BROKER, handlers);
        }

        private LogConfig logConfig(String topic) {
            return LogConfig.ofTopic(knowledge.topicSettings(topic));
        }

        private long epochOf(int broker) {
            return image.broker(broker).map(BrokerRegistration::epoch).orElse(-1L);
        }

        @Override
        public void propose(Assignment current, List<Integer> isr, Runnable refused) {
            proposals.propose(current, isr, refused);
        }

        @Override
        public boolean isEligible(int nodeId, long brokerEpoch) {
            return image.active(nodeId) && (brokerEpoch < 0 || brokerEpoch == epochOf(nodeId));
        }

        @Override
        public boolean isAlive(int broker) {
            return image.broker(broker).filter(each -> !each.fenced()).isPresent();
        }

        /// Applies what the metadata log has told since the last time. Nothing is applied before
        /// this broker has read of its own registration: what is older was decided about a former
        /// life.
        void applyMetadata() {
            if (!caughtUp) {
                if (registration.epoch() < 0 || epochOf(config.nodeId()) != registration.epoch()) {
                    return;
                }
                caughtUp = true;
                replicas.removeStrays(this::isAssigned, metadataWasCut);
                replay.touchAll();
            }
            MetadataReplay.Changes changes = replay.takeChanges();
            if (changes.settings()) {
                knowledge.onSettingsChanged();
                replicas.onSettingsChanged();
                env.transport()
                        .acceptAtMost(knowledge.settings().intOf(BrokerSettings.CONNECTIONS_MAX));
            }
            changes.deletedTopics().forEach(this::deleteTopic);
            changes.partitions().forEach(this::apply);
            tellGroups(changes);
            int offsetsPartitions = image.partitionCount(Knowledge.OFFSETS_TOPIC);
            if (offsetsPartitions > 0) {
                groups.setPartitionCount(offsetsPartitions);
            }
        }

        /// Groups of the consumer protocol follow the topics that they read.
        private void tellGroups(MetadataReplay.Changes changes) {
            TreeSet<String> topics = new TreeSet<>();
            changes.deletedTopics().forEach(topic -> topics.add(topic.name()));
            boolean created = false;
            for (Assignment assignment : changes.partitions()) {
                topics.add(assignment.topic());
                created |= assignment.partitionEpoch() == 0;
            }
            if (!topics.isEmpty()) {
                groups.onTopicsChanged(topics, created);
            }
        }

        private void apply(Assignment assignment) {
            Partition partition = replicas.apply(assignment);
            proposals.onAssigned(assignment);
            boolean ofOffsets = assignment.topic().equals(Knowledge.OFFSETS_TOPIC);
            if (partition != null) {
                fetcher.onAssigned(partition);
                if (ofOffsets) {
                    offsets.onAssigned(partition);
                }
            } else {
                fetcher.forget(assignment.topicId(), assignment.partition());
                if (ofOffsets) {
                    offsets.onDeleted(assignment.partition());
                }
            }
        }

        private void deleteTopic(MetadataReplay.DeletedTopic topic) {
            for (int index : replicas.partitionsOf(topic.name(), topic.id())) {
                fetcher.forget(topic.id(), index);
                replicas.delete(topic.name(), index);
                if (topic.name().equals(Knowledge.OFFSETS_TOPIC)) {
                    offsets.onDeleted(index);
                }
            }
            groups.onTopicDeleted(topic.name());
        }

        private boolean isAssigned(String topicId, String partition) {
            return image.partitions().stream()
                    .anyMatch(each ->
                            each.topicId().toString().equals(topicId)
                                    && String.valueOf(each.partition()).equals(partition)
                                    && each.replicas().contains(config.nodeId()));
        }

        /// Lets in those who came before the controller had let this broker in.
        void openDoors() {
            if (!serving && registration.state() == Registration.State.RUNNING) {
                serving = true;
                early.forEach(env.transport()::unmute);
                early.clear();
            }
        }

        long onTime() {
            applyMetadata();
            long next = replicas.onTime();
            offsets.onTime();
            next = Math.min(next, groups.onTime());
            offsets.onTime();
            next = Math.min(next, proposals.onTime());
            next = Math.min(next, fetcher.onTime());
            next = Math.min(next, forwarding.onTime());
            next = Math.min(next, registration.onTime());
            openDoors();
            return offsets.hasOutcomes() ? env.clock().nowMs() : next;
        }
    }

    // ---- inputs ---------------------------------------------------------------------------------

    @Override
    public void onOpened(long connection, Peer peer) {
        switch (peer) {
            case Peer.Outbound out -> rpc.onOpened(connection);
            case Peer.Inbound in -> {
                connections.onOpened(connection, in);
                if (role != null && !role.serving && in.listener() == Listener.BROKER) {
                    role.early.add(connection);
                    env.transport().mute(connection);
                }
            }
        }
    }

    @Override
    public void onFrame(long connection, ByteBuffer frame) {
        if (rpc.owns(connection)) {
            rpc.onFrame(connection, frame);
        } else {
            connections.onFrame(connection, frame);
        }
    }

    @Override
    public void onClosed(long connection) {
        if (role != null) {
            role.early.remove(connection);
        }
        rpc.onClosed(connection);
        connections.onClosed(connection);
    }

    @Override
    public long onTime() {
        // First of all: requests that fail now change what the others have to do.
        rpc.onTime();
        long next = quorum.onTime();
        next = Math.min(next, controller.onTime());
        if (role != null) {
            next = Math.min(next, role.onTime());
        }
        if (stopping) {
            next = Math.min(next, stopWhenHandedOver());
        }
        next = Math.min(next, rpc.onTime());
        // Once more for what the others have just appended to the metadata log.
        return Math.min(next, quorum.onTime());
    }

    @Override
    public void onStop() {
        stopping = true;
        if (role != null) {
            role.registration.beginHandOver();
        }
    }

    /// Ends in three steps: what is led is handed over, everything is flushed, the quorum lets go.
    private long stopWhenHandedOver() {
        if (stopped || (role != null && role.registration.state() != Registration.State.GONE)) {
            return NEVER;
        }
        long now = env.clock().nowMs();
        if (lingerDeadlineMs == NEVER) {
            lingerDeadlineMs = config.controller() ? now + LINGER_MAX_MS : now;
        }
        if (releaseDeadlineMs == NEVER && now < lingerDeadlineMs && isAnotherBrokerActive()) {
            return lingerDeadlineMs;
        }
        if (releaseDeadlineMs == NEVER) {
            releaseDeadlineMs = now + RELEASE_MAX_MS;
            if (role != null) {
                role.replicas.flush();
                role.registration.markCleanShutdown();
            }
            quorum.resign();
        }
        if (quorum.isReleased() || now >= releaseDeadlineMs) {
            stopped = true;
            env.host().stopped();
        }
        return releaseDeadlineMs;
    }

    private boolean isAnotherBrokerActive() {
        return image.brokers().stream()
                .anyMatch(each -> each.id() != config.nodeId() && image.active(each.id()));
    }

    @Override
    public void close() {
        if (role != null) {
            role.replicas.close();
        }
        quorum.close();
    }

    // ---- for those who look
    // ------------------------------------------------------------------------

    /// What this node serves behind one of its doors.
    List<Facts> facts(Listener listener) {
        return connections.facts(listener);
    }

    /// What this node holds right now.
    public NodeState inspect() {
        List<NodeState.Replica> here = new ArrayList<>();
        if (role != null) {
            role.replicas
                    .byTopic()
                    .forEach(partitions -> partitions.values().forEach(p -> here.add(stateOf(p))));
        }
        return new NodeState(
                config.nodeId(),
                quorum.role(),
                quorum.term(),
                quorum.leader(),
                quorum.highWatermark(),
                quorum.logEndOffset(),
                here);
    }

    private static NodeState.Replica stateOf(Partition partition) {
        Assignment assignment = partition.assignment();
        return new NodeState.Replica(
                assignment.topic(),
                assignment.partition(),
                partition.role(),
                assignment.leader(),
                assignment.leaderEpoch(),
                assignment.partitionEpoch(),
                assignment.isr(),
                partition.log().logStartOffset(),
                partition.highWatermark(),
                partition.log().logEndOffset());
    }

    /// A stretch of this node's own log of a partition, whatever of it is committed: at most
    /// `maxBytes` of whole batches of one segment, but at least one batch where there is one.
    ///
    /// @param fromOffset one that is before the log's start is taken for the start
    /// @return null when this node has no replica of it
    public @Nullable LogSlice slice(String topic, int partition, long fromOffset, int maxBytes) {
        Partition replica = role == null ? null : role.replicas.find(topic, partition);
        if (replica == null) {
            return null;
        }
        PartitionLog log = replica.log();
        long from = Math.max(fromOffset, log.logStartOffset());
        return new LogSlice(
                log.logStartOffset(),
                replica.highWatermark(),
                replica.lastStableOffset(),
                log.logEndOffset(),
                log.read(from, maxBytes, true, log.logEndOffset()).buffer());
    }

    /// The bytes of the committed batches of the log of a partition on this node, from an offset on
    /// and at most `maxBytes` of whole batches, but at least one batch where there is one. Empty
    /// when it has none. Topic `__cluster_metadata` is the metadata log.
    public ByteBuffer committed(String topic, int partition, long fromOffset, int maxBytes) {
        if (topic.equals(QuorumCodec.TOPIC)) {
            return fromOffset < quorum.highWatermark()
                    ? quorum.committed(fromOffset, maxBytes).buffer()
                    : ByteBuffer.allocate(0);
        }
        Partition replica = role == null ? null : role.replicas.find(topic, partition);
        return replica == null || fromOffset >= replica.highWatermark()
                ? ByteBuffer.allocate(0)
                : replica.log().read(fromOffset, maxBytes, true, replica.highWatermark()).buffer();
    }
}
