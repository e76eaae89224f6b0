package dev.vitrine.history;

import dev.vitrine.event.Event;

import java.util.List;

/// Links each change to the one that led to it.
///
/// Who decides says why ([Event]); [Reasons] reads from that which happening it was. Nothing is
/// guessed: what nobody told stays untold.
final class CausesFold implements State {
    private final SettingsFold settings;
    private final Happenings happenings = new Happenings();
    private final NodeCauses nodes = new NodeCauses(happenings);
    private final QuorumCauses quorum = new QuorumCauses(happenings, nodes);
    private final MetadataCauses metadata;
    private final ReplicaCauses replicas = new ReplicaCauses(happenings);
    private final GroupCauses groups = new GroupCauses(happenings);
    private final ErrorCauses errors;

    CausesFold(SettingsFold settings) {
        this.settings = settings;
        this.metadata = new MetadataCauses(happenings, settings);
        this.errors = new ErrorCauses(happenings, settings, metadata);
    }

    List<Happening> view() {
        return happenings.view();
    }

    /// The newest happening of that name, [Happening#NOT_TOLD] when there is none.
    long newest(String name) {
        return happenings.newest(name);
    }

    void apply(Event event) {
        switch (event) {
            case Event.NodeStarted e -> nodes.started(e);
            case Event.NodeConfigured e -> settings.configured(e);
            case Event.NodeStopping e -> nodes.stopping(e);
            case Event.NodePaused e -> nodes.paused(e);
            case Event.NodeEnded e -> {
                nodes.ended(e);
                metadata.nodeEnded(e.node());
            }
            case Event.FaultInjected e -> nodes.fault(e);
            case Event.ClientStarted e -> nodes.clientStarted(e);
            case Event.ClientStopped e -> nodes.clientStopped(e);
            case Event.QuorumRoleTaken e -> quorum.roleTaken(e);
            case Event.ControllerActivated e -> quorum.controllerActivated(e);
            case Event.BrokerRegistered e -> metadata.untold(e);
            case Event.BrokerFencingChanged e -> metadata.untold(e);
            case Event.BrokerUnregistered e -> metadata.untold(e);
            case Event.TopicCreated e -> metadata.untold(e);
            case Event.TopicDeleted e -> metadata.untold(e);
            case Event.PartitionChanged e -> metadata.untold(e);
            case Event.ConfigChanged e -> metadata.untold(e);
            case Event.MetadataApplied e -> metadata.applied(e);
            case Event.IsrProposed e -> replicas.proposed(e);
            case Event.LogTruncated e -> replicas.truncated(e);
            case Event.RecordsLost e -> replicas.lost(e);
            case Event.GroupMemberJoined e -> groups.joined(e);
            case Event.GroupMemberLeft e -> groups.left(e);
            case Event.GroupTopicChanged e -> groups.topicChanged(e);
            case Event.GroupChanged e -> groups.changed(e);
            case Event.GroupDeleted e -> groups.deleted(e);
            case Event.RequestReceived e -> errors.received(e);
            case Event.ClientDisconnected e -> errors.disconnected(e);
            case Event.ResponseSent e -> errors.answered(e);
            default -> {}
        }
    }
}
