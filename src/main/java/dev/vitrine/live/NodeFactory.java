package dev.vitrine.live;

import dev.vitrine.broker.NodeConfig;
import dev.vitrine.env.Environment;
import dev.vitrine.env.Node;
import dev.vitrine.event.Event;

import java.util.function.Consumer;

/// Makes the node that a driver runs, on the node's own thread, at each of its starts.
@FunctionalInterface
public interface NodeFactory {
    Node create(NodeConfig config, Environment env, Consumer<Event> events);
}
