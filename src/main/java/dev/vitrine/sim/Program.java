package dev.vitrine.sim;

import dev.vitrine.env.Environment;
import dev.vitrine.env.Listener;
import dev.vitrine.env.Node;
import dev.vitrine.event.Event;

import java.util.function.Consumer;

/// What runs on a machine: a broker, a client, a test's toy. It outlives its processes.
interface Program {
    /// Starts one process of it.
    Node start(Environment env, Consumer<Event> events);

    /// Whether others can connect to this listener.
    boolean listensOn(Listener listener);
}
