package dev.vitrine.sim;

import dev.vitrine.broker.Broker;
import dev.vitrine.broker.NodeConfig;
import dev.vitrine.env.Environment;
import dev.vitrine.env.Listener;
import dev.vitrine.env.Node;
import dev.vitrine.event.Event;

import java.util.function.Consumer;
import java.util.function.Function;

/// The programs of a simulated cluster.
final class Programs {
    private Programs() {}

    /// The node itself, as the live cluster runs it, unless a bug is planted around it.
    record BrokerProgram(NodeConfig config, PlantedBug bug) implements Program {
        @Override
        public Node start(Environment env, Consumer<Event> events) {
            if (bug.lies() == null) {
                return new Broker(config, env, events);
            }
            return new TamperedNode(config, env, events, bug.lies());
        }

        @Override
        public boolean listensOn(Listener listener) {
            return listener == Listener.BROKER ? config.broker() : config.controller();
        }
    }

    record ClientProgram(Function<Environment, SimClient> client) implements Program {
        @Override
        public Node start(Environment env, Consumer<Event> events) {
            return client.apply(env);
        }

        @Override
        public boolean listensOn(Listener listener) {
            return false;
        }
    }
}
