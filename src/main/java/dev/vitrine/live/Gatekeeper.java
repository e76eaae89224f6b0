package dev.vitrine.live;

import dev.vitrine.env.Clock;
import dev.vitrine.event.Event;
import dev.vitrine.event.Event.Way;
import dev.vitrine.fault.Fault;
import dev.vitrine.live.Gate.Cargo;
import dev.vitrine.live.Gate.Parked;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Function;

/// Tells of the frames that wait at the gates of one node's connections. Belongs to the node's
/// thread.
final class Gatekeeper {
    private final int nodeId;
    private final Network network;
    private final Clock clock;
    private final Consumer<Event> events;
    private final SplittableRandom chance = new SplittableRandom();

    Gatekeeper(int nodeId, Network network, Clock clock, Consumer<Event> events) {
        this.nodeId = nodeId;
        this.network = network;
        this.clock = clock;
        this.events = events;
    }

    Gate.Owner of(Connection connection, Function<ByteBuffer, Cargo> cargoOf) {
        return new Gate.Owner() {
            @Override
            public Cargo cargoOf(ByteBuffer frame) {
                return cargoOf.apply(frame);
            }

            @Override
            public long nextFrame() {
                return network.nextFrame();
            }

            @Override
            public void keep(Cargo cargo, ByteBuffer frame) {
                if (connection.isHidden) {
                    return;
                }
                if (cargo.isAnswer()) {
                    network.tap().response(nodeId, connection.id, frame);
                } else {
                    network.tap().request(nodeId, connection.id, frame);
                }
            }

            @Override
            public int chosen(Fault.Delay delay) {
                return chance.nextInt(delay.msMin(), delay.msMax() + 1);
            }

            @Override
            public void tell(Parked frame, Cargo cargo, long untilMs) {
                if (connection.isHidden) {
                    return;
                }
                events.accept(
                        new Event.FrameParked(
                                nodeId,
                                clock.nowMs(),
                                frame.number(),
                                connection.id,
                                cargo.from(),
                                cargo.to(),
                                cargo.toController(),
                                cargo.apiKey(),
                                cargo.correlationId(),
                                cargo.isAnswer(),
                                cargo.bytes(),
                                untilMs));
            }

            @Override
            public void tell(Parked frame, Way way, String why) {
                if (!connection.isHidden) {
                    events.accept(
                            new Event.FrameMovedOn(
                                    nodeId, clock.nowMs(), frame.number(), way, why));
                }
            }
        };
    }
}
