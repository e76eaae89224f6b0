package dev.vitrine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.env.Environment;
import dev.vitrine.env.Listener;
import dev.vitrine.env.Node;
import dev.vitrine.env.Peer;
import dev.vitrine.event.Event;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

class WorldTest {
    private static final Network.Weather CALM = new Network.Weather(100, 1_000, 0, 0);
    private static final int NODES = 4;

    private final List<String> failures = new ArrayList<>();

    private final World.Observer observer =
            new World.Observer() {
                @Override
                public void afterInput(Machine machine) {}

                @Override
                public void told(Machine machine, Event event) {}

                @Override
                public void failed(Machine machine, Throwable failure) {
                    failures.add(machine.id() + ": " + failure);
                }
            };

    private World stormyGossip(long seed) {
        World world = new World(seed, new Network.Weather(50, 20_000, 30, 50), observer);
        for (int id = 1; id <= NODES; id++) {
            world.add(id, Gossip.program(id, NODES), new SimDisk(world.stream("disk", id))).start();
        }
        RandomGenerator chance = world.stream("storm", 0);
        for (int i = 0; i < 200; i++) {
            world.runForMs(chance.nextInt(100));
            Machine victim = world.machine(1 + chance.nextInt(NODES));
            Machine other = world.machine(1 + chance.nextInt(NODES));
            switch (chance.nextInt(8)) {
                case 0 -> victim.crash();
                case 1 -> victim.losePower();
                case 2 -> victim.stop();
                case 3 -> world.network().cut(victim.id(), other.id());
                case 4 -> world.network().heal(victim.id(), other.id());
                case 5 -> victim.pauseForMs(chance.nextInt(300));
                default -> victim.start();
            }
        }
        world.network().healAll();
        world.runForMs(1_000);
        world.machines().forEach(Machine::start);
        world.runForMs(20_000);
        return world;
    }

    @Test
    void theSameSeedMakesTheSameWorld() {
        World one = stormyGossip(7);
        World two = stormyGossip(7);
        World other = stormyGossip(8);
        assertThat(one.events()).isGreaterThan(10_000);
        assertThat(two.hash()).isEqualTo(one.hash());
        assertThat(two.events()).isEqualTo(one.events());
        assertThat(other.hash()).isNotEqualTo(one.hash());
        assertThat(failures).isEmpty();
    }

    @Test
    void theDriverKeepsItsPromisesInAStorm() {
        for (long seed = 1; seed <= 30; seed++) {
            World world = stormyGossip(seed);
            List<Long> counts =
                    world.machines().stream().map(m -> ((Gossip) m.node()).count()).toList();
            long highest = counts.stream().mapToLong(c -> c).max().orElse(0);
            assertThat(counts).allSatisfy(c -> assertThat(c).isGreaterThan(highest - 50));
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void anExceptionThatEscapesANodeIsReportedAndEndsIt() {
        World world = new World(1, CALM, observer);
        Machine machine = world.add(1, new Wire(List.of(), true), disk(world));
        machine.start();
        world.runForMs(1);
        assertThat(failures).singleElement().asString().contains("1: java.lang.IllegalState");
        assertThat(machine.state()).isEqualTo(Machine.State.DOWN);
    }

    @Test
    void aMachineThatIsDownRefusesAndADarkOneIsSilent() {
        List<String> told = new ArrayList<>();
        World world = new World(1, CALM, observer);
        world.add(1, new Wire(told, false), disk(world)).start();
        Machine target = world.add(2, Gossip.program(2, 2), disk(world));
        world.runForMs(1);
        wire(world).env.transport().connect(2, Listener.BROKER);
        world.runForMs(10);
        assertThat(told).containsExactly("closed 1");
        target.start();
        target.losePower();
        wire(world).env.transport().connect(2, Listener.BROKER);
        world.runForMs(2_900);
        assertThat(told).hasSize(1);
        world.runForMs(200);
        assertThat(told).containsExactly("closed 1", "closed 2");
    }

    @Test
    void whatIsSentIntoACutWaitsThereAndOneWayOnly() {
        List<String> told = new ArrayList<>();
        World world = new World(1, CALM, observer);
        world.add(1, new Wire(told, false), disk(world)).start();
        List<String> there = new ArrayList<>();
        world.add(2, new Wire(there, false), disk(world)).start();
        world.runForMs(1);
        wire(world).env.transport().connect(2, Listener.BROKER);
        world.runForMs(10);
        world.network().cut(1, 2);
        wire(world).env.transport().send(1, frame("a"));
        wire(world).env.transport().send(1, frame("b"));
        ((Wire.Running) world.machine(2).node()).env.transport().send(1, frame("c"));
        world.runForMs(1_000);
        assertThat(there).containsExactly("opened 1");
        assertThat(told).containsExactly("opened 1", "frame c");
        world.network().heal(1, 2);
        world.runForMs(10);
        assertThat(there).containsExactly("opened 1", "frame a", "frame b");
    }

    @Test
    void aMutedConnectionHoldsItsFramesAndThenItsEnd() {
        List<String> there = new ArrayList<>();
        World world = new World(1, CALM, observer);
        world.add(1, new Wire(new ArrayList<>(), false), disk(world)).start();
        world.add(2, new Wire(there, false), disk(world)).start();
        world.runForMs(1);
        wire(world).env.transport().connect(2, Listener.BROKER);
        world.runForMs(10);
        Wire.Running muter = (Wire.Running) world.machine(2).node();
        muter.env.transport().mute(1);
        wire(world).env.transport().send(1, frame("a"));
        wire(world).env.transport().close(1);
        world.runForMs(10);
        assertThat(there).containsExactly("opened 1");
        muter.env.transport().unmute(1);
        assertThat(there).containsExactly("opened 1");
        world.runForMs(10);
        assertThat(there).containsExactly("opened 1", "frame a", "closed 1");
    }

    @Test
    void aHalfOpenConnectionClosesWhenItIsUsed() {
        List<String> there = new ArrayList<>();
        World world = new World(1, CALM, observer);
        world.add(1, new Wire(new ArrayList<>(), false), disk(world)).start();
        world.add(2, new Wire(there, false), disk(world)).start();
        world.runForMs(1);
        wire(world).env.transport().connect(2, Listener.BROKER);
        world.runForMs(10);
        world.machine(1).losePower();
        world.machine(1).start();
        world.runForMs(60_000);
        assertThat(there).containsExactly("opened 1");
        ((Wire.Running) world.machine(2).node()).env.transport().send(1, frame("x"));
        world.runForMs(10);
        assertThat(there).containsExactly("opened 1", "closed 1");
    }

    private static SimDisk disk(World world) {
        return new SimDisk(world.stream("disk", 0));
    }

    private static Wire.Running wire(World world) {
        return (Wire.Running) world.machine(1).node();
    }

    private static ByteBuffer frame(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    /// Writes down what it is told.
    private record Wire(List<String> told, boolean fails) implements Program {
        @Override
        public Node start(Environment env, Consumer<Event> events) {
            return new Running(env, told, fails);
        }

        @Override
        public boolean listensOn(Listener listener) {
            return true;
        }

        private record Running(Environment env, List<String> told, boolean fails) implements Node {
            @Override
            public void onOpened(long connection, Peer peer) {
                told.add("opened " + connection);
            }

            @Override
            public void onFrame(long connection, ByteBuffer frame) {
                told.add("frame " + StandardCharsets.UTF_8.decode(frame));
            }

            @Override
            public void onClosed(long connection) {
                told.add("closed " + connection);
            }

            @Override
            public long onTime() {
                if (fails) {
                    throw new IllegalStateException("a bug");
                }
                return NEVER;
            }

            @Override
            public void onStop() {}

            @Override
            public void close() {}
        }
    }
}
