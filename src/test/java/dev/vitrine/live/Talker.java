package dev.vitrine.live;

import dev.vitrine.broker.NodeConfig;
import dev.vitrine.env.Environment;
import dev.vitrine.env.Listener;
import dev.vitrine.event.Event;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/// Does what a client says (`connect`, `fetch`, `produce`, `close`); answers other nodes' requests
/// with their correlation id, those of API PRODUCE only when the test says `answer`.
final class Talker extends Toy {
    private static final short PRODUCE = 0;
    private static final short FETCH = 1;

    private long toNode1 = -1;
    private long parked = -1;
    private int parkedId;
    private int correlationId;

    Talker(NodeConfig config, Environment env, Consumer<Event> events) {
        super(config, env, events);
    }

    private static ByteBuffer request(short api, int correlationId) {
        return ByteBuffer.allocate(8)
                .putShort(api)
                .putShort((short) 0)
                .putInt(correlationId)
                .flip();
    }

    @Override
    public void onFrame(long connection, ByteBuffer frame) {
        if (connection == toNode1) {
            note("answered " + frame.getInt(0));
            return;
        }
        if (frame.remaining() == 8) {
            int id = frame.getInt(4);
            note((frame.getShort(0) == FETCH ? "fetch " : "produce ") + id);
            if (frame.getShort(0) == PRODUCE) {
                parked = connection;
                parkedId = id;
            } else {
                env.transport().send(connection, ByteBuffer.allocate(4).putInt(0, id));
            }
            return;
        }
        switch (text(frame)) {
            case "connect" -> toNode1 = env.transport().connect(1, Listener.BROKER);
            case "fetch" -> env.transport().send(toNode1, request(FETCH, ++correlationId));
            case "produce" -> env.transport().send(toNode1, request(PRODUCE, ++correlationId));
            case "answer" ->
                    env.transport().send(parked, ByteBuffer.allocate(4).putInt(0, parkedId));
            case "close" -> env.transport().close(toNode1);
            default -> {}
        }
        env.transport().send(connection, frame);
    }
}
