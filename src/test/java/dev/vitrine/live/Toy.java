package dev.vitrine.live;

import dev.vitrine.broker.NodeConfig;
import dev.vitrine.env.Environment;
import dev.vitrine.env.Node;
import dev.vitrine.env.Peer;
import dev.vitrine.event.Event;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// A node that answers every frame with the same bytes, and does a little more if told so. What it
/// notes down can be waited for from the test's thread.
class Toy implements Node {
    final NodeConfig config;
    final Environment env;
    final Consumer<Event> events;
    long deadlineMs = NEVER;

    private final List<String> notes = new ArrayList<>();

    Toy(NodeConfig config, Environment env, Consumer<Event> events) {
        this.config = config;
        this.env = env;
        this.events = events;
    }

    /// Toys by node id, the latest run of each.
    static final class Box implements NodeFactory {
        private final NodeFactory maker;
        private final ConcurrentHashMap<Integer, Toy> toys = new ConcurrentHashMap<>();
        private final ConcurrentHashMap<Integer, CountDownLatch> made = new ConcurrentHashMap<>();

        Box(NodeFactory maker) {
            this.maker = maker;
        }

        @Override
        public Node create(NodeConfig config, Environment env, Consumer<Event> events) {
            Toy toy = (Toy) maker.create(config, env, events);
            toys.put(config.nodeId(), toy);
            made.computeIfAbsent(config.nodeId(), _ -> new CountDownLatch(1)).countDown();
            return toy;
        }

        Toy get(int node) throws InterruptedException {
            if (!made.computeIfAbsent(node, _ -> new CountDownLatch(1))
                    .await(20, TimeUnit.SECONDS)) {
                throw new AssertionError("node " + node + " did not start");
            }
            return toys.get(node);
        }
    }

    void note(String note) {
        synchronized (notes) {
            notes.add(note);
            notes.notifyAll();
        }
    }

    List<String> notes() {
        synchronized (notes) {
            return List.copyOf(notes);
        }
    }

    void awaitNote(String note) throws InterruptedException {
        long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        synchronized (notes) {
            while (!notes.contains(note)) {
                if (System.nanoTime() > endNanos) {
                    throw new AssertionError("no note \"" + note + "\" in " + notes);
                }
                notes.wait(1_000);
            }
        }
    }

    static ByteBuffer bytes(String text) {
        return StandardCharsets.UTF_8.encode(text);
    }

    static String text(ByteBuffer frame) {
        return StandardCharsets.UTF_8.decode(frame.duplicate()).toString();
    }

    @Override
    public void onOpened(long connection, Peer peer) {
        note(peer instanceof Peer.Outbound(int node, var _) ? "connected to " + node : "accepted");
    }

    @Override
    public void onFrame(long connection, ByteBuffer frame) {
        env.transport().send(connection, frame);
    }

    @Override
    public void onClosed(long connection) {
        note("closed");
    }

    @Override
    public long onTime() {
        return deadlineMs;
    }

    @Override
    public void onStop() {
        env.host().stopped();
    }

    @Override
    public void close() {
        note("ended");
    }
}
