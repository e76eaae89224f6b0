package dev.vitrine.broker;

import dev.vitrine.env.Environment;
import dev.vitrine.env.Node;
import dev.vitrine.env.Peer;
import dev.vitrine.event.Event;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;

/// A node.
public final class Broker implements Node {
    private final NodeConfig config;

    public Broker(NodeConfig config, Environment env, Consumer<Event> events) {
        this.config = config;
    }

    @Override
    public void onOpened(long connection, Peer peer) {}

    @Override
    public void onFrame(long connection, ByteBuffer frame) {}

    @Override
    public void onClosed(long connection) {}

    @Override
    public long onTime() {
        return NEVER;
    }

    @Override
    public void onStop() {}

    @Override
    public void close() {}

    /// What this node holds right now.
    public NodeState inspect() {
        return new NodeState(config.nodeId(), Event.QuorumRole.UNATTACHED, 0, -1, 0, 0, List.of());
    }

    /// The bytes of the committed batches of the log of a partition on this node, from an offset on and
    /// at most `maxBytes` of whole batches. Empty when it has none. Topic `__cluster_metadata` is the
    /// metadata log.
    public ByteBuffer committed(String topic, int partition, long fromOffset, int maxBytes) {
        return ByteBuffer.allocate(0);
    }
}
