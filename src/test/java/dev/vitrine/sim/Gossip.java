package dev.vitrine.sim;

import dev.vitrine.env.Environment;
import dev.vitrine.env.Listener;
import dev.vitrine.env.Node;
import dev.vitrine.env.Peer;
import dev.vitrine.env.Storage;
import dev.vitrine.event.Event;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;

/// A toy: each node counts, tells the others its count every so often, keeps the highest it heard
/// of on its disk, and checks the driver's promises as it goes.
final class Gossip implements Node {
    static final long INTERVAL_MS = 10;

    private final int id;
    private final int nodes;
    private final Environment env;
    private final Storage.File file;
    private final TreeMap<Long, Integer> outbound = new TreeMap<>();
    private final TreeMap<Long, Long> heard = new TreeMap<>();
    private final List<Long> wanted = new ArrayList<>();
    private long count;
    private long nextMs;
    private int next = 1;
    private boolean inCall;

    static Program program(int id, int nodes) {
        return new Program() {
            @Override
            public Node start(Environment env, Consumer<Event> events) {
                return new Gossip(id, nodes, env);
            }

            @Override
            public boolean listensOn(Listener listener) {
                return listener == Listener.BROKER;
            }
        };
    }

    private Gossip(int id, int nodes, Environment env) {
        this.id = id;
        this.nodes = nodes;
        this.env = env;
        this.file = env.storage().open("count");
        env.storage().readWhole("kept").ifPresent(kept -> count = kept.getLong());
    }

    long count() {
        return count;
    }

    private void enter() {
        check(!inCall, "inputs do not nest");
        inCall = true;
    }

    private static void check(boolean condition, String why) {
        if (!condition) {
            throw new IllegalStateException(why);
        }
    }

    @Override
    public void onOpened(long connection, Peer peer) {
        enter();
        if (peer instanceof Peer.Outbound) {
            check(wanted.remove(connection), "only what was asked for opens");
            outbound.put(connection, 0);
        } else {
            heard.put(connection, 0L);
        }
        inCall = false;
    }

    @Override
    public void onFrame(long connection, ByteBuffer frame) {
        enter();
        Long last = heard.get(connection);
        long number = frame.getLong();
        check(last != null && number == last + 1, "frames arrive once and in order");
        heard.put(connection, number);
        long theirs = frame.getLong();
        if (theirs > count) {
            count = theirs;
            file.append(ByteBuffer.allocate(8).putLong(count).flip());
        }
        env.transport().mute(connection);
        env.transport().unmute(connection);
        inCall = false;
    }

    @Override
    public void onClosed(long connection) {
        enter();
        boolean known =
                outbound.remove(connection) != null
                        | heard.remove(connection) != null
                        | wanted.remove(connection);
        check(known, "closed once, and after the call that opened it");
        inCall = false;
    }

    @Override
    public long onTime() {
        enter();
        if (env.clock().nowMs() >= nextMs) {
            nextMs = env.clock().nowMs() + INTERVAL_MS + env.random().nextInt(5);
            count++;
            while (outbound.size() + wanted.size() < nodes) {
                wanted.add(env.transport().connect(next, Listener.BROKER));
                next = next % nodes + 1;
            }
            if (!outbound.isEmpty() && env.random().nextInt(20) == 0) {
                env.transport().close(outbound.firstKey());
            }
            outbound.replaceAll((connection, sent) -> {
                ByteBuffer frame = ByteBuffer.allocate(16).putLong(sent + 1).putLong(count);
                env.transport().send(connection, frame.flip());
                return sent + 1;
            });
            if (count % 20 == id) {
                file.flush();
                env.storage().replace("kept", ByteBuffer.allocate(8).putLong(count).flip());
            }
        }
        inCall = false;
        return nextMs;
    }

    @Override
    public void onStop() {
        env.host().stopped();
    }

    @Override
    public void close() {
        file.close();
    }
}
