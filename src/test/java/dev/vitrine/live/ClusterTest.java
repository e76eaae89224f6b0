package dev.vitrine.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.broker.NodeConfig;
import dev.vitrine.env.Environment;
import dev.vitrine.env.Storage;
import dev.vitrine.event.Event;
import dev.vitrine.fault.Fault;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

@Timeout(60)
class ClusterTest {
    private final EventHub hub = new EventHub();
    private final Heard heard = new Heard(hub);
    private Toy.Box toys = new Toy.Box(Toy::new);
    private Cluster cluster;

    @AfterEach
    void close() {
        if (cluster != null) {
            cluster.close();
        }
    }

    private void start(ClusterConfig config, NodeFactory maker) {
        toys = new Toy.Box(maker);
        cluster = Cluster.start(config, hub, toys);
    }

    private int port(int node) {
        return cluster.nodes().get(node - 1).brokerPort();
    }

    /// Two ports in a row that nobody listens on at the moment.
    private static int freePorts() throws IOException {
        for (int attempt = 0; attempt < 50; attempt++) {
            try (ServerSocket first = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    ServerSocket second =
                            new ServerSocket(
                                    first.getLocalPort() + 1,
                                    1,
                                    InetAddress.getLoopbackAddress())) {
                return second.getLocalPort() - 1;
            } catch (java.net.BindException e) {
                // Elsewhere, then.
            }
        }
        throw new AssertionError("no two free ports");
    }

    // ---- frames --------------------------------------------------------------------------------

    @Test
    void framesAreHandedOverWholeAndInOrder() throws Exception {
        start(ClusterConfig.ofBrokers(1), Toy::new);
        try (Plug plug = new Plug(port(1))) {
            String large = "x".repeat(3_000_000);
            assertThat(plug.ask("hello")).isEqualTo("hello");
            assertThat(plug.ask("")).isEmpty();
            assertThat(plug.ask(large)).isEqualTo(large);
            for (int i = 0; i < 1_000; i++) {
                plug.send("frame " + i);
            }
            for (int i = 0; i < 1_000; i++) {
                assertThat(plug.receive()).isEqualTo("frame " + i);
            }
        }
    }

    /// Answers a frame only when the next input of another connection comes, and is mute until
    /// then.
    private static final class OneInFlight extends Toy {
        private long waiting = -1;
        private ByteBuffer answer = ByteBuffer.allocate(0);

        OneInFlight(NodeConfig config, Environment env, Consumer<Event> events) {
            super(config, env, events);
        }

        @Override
        public void onFrame(long connection, ByteBuffer frame) {
            note(text(frame));
            if (text(frame).equals("go on")) {
                env.transport().send(waiting, answer);
                env.transport().unmute(waiting);
                note("went on");
                env.transport().send(connection, frame);
            } else {
                env.transport().mute(connection);
                waiting = connection;
                answer = frame;
            }
        }
    }

    @Test
    void aMutedConnectionWaitsWhileOthersAreServed() throws Exception {
        start(ClusterConfig.ofBrokers(1), OneInFlight::new);
        try (Plug muted = new Plug(port(1));
                Plug other = new Plug(port(1))) {
            muted.send("one");
            muted.send("two");
            muted.send("three");
            toys.get(1).awaitNote("one");
            other.ask("go on");
            assertThat(muted.receive()).isEqualTo("one");
            toys.get(1).awaitNote("two");
            other.ask("go on");
            assertThat(muted.receive()).isEqualTo("two");
            toys.get(1).awaitNote("three");
            // Nothing came within the call that let it through.
            assertThat(toys.get(1).notes())
                    .containsSubsequence(
                            "one", "go on", "went on", "two", "go on", "went on", "three");
        }
    }

    @Test
    void aFrameThatIsTooLongEndsItsConnectionAndNoOther() throws Exception {
        start(ClusterConfig.ofBrokers(1), Toy::new);
        try (Plug good = new Plug(port(1))) {
            for (int length : new int[] {Integer.MAX_VALUE, -1, 104_857_601}) {
                try (Plug bad = new Plug(port(1))) {
                    bad.sendInt(length);
                    assertThatThrownBy(
                                    () -> {
                                        if (bad.readEnd() < 0) {
                                            throw new IOException("end");
                                        }
                                    })
                            .isInstanceOf(IOException.class);
                }
                heard.await(
                        Event.FrameRefused.class, e -> e.why().contains("a frame of " + length));
            }
            assertThat(good.ask("still here")).isEqualTo("still here");
        }
    }

    @Test
    void halfAFrameIsNoFrame() throws Exception {
        start(ClusterConfig.ofBrokers(1), Toy::new);
        try (Plug half = new Plug(port(1));
                Plug good = new Plug(port(1))) {
            half.sendInt(100);
            half.sendRaw(1, 2, 3);
            half.endOutput();
            assertThat(half.readEnd()).isEqualTo(-1);
            toys.get(1).awaitNote("closed");
            assertThat(good.ask("still here")).isEqualTo("still here");
        }
    }

    @Test
    void whoEndsHisStreamStillGetsHisAnswers() throws Exception {
        start(ClusterConfig.ofBrokers(1), Toy::new);
        try (Plug plug = new Plug(port(1))) {
            plug.send("one");
            plug.send("two");
            plug.endOutput();
            assertThat(plug.receive()).isEqualTo("one");
            assertThat(plug.receive()).isEqualTo("two");
            assertThat(plug.readEnd()).isEqualTo(-1);
        }
    }

    @Test
    void aConnectionThatDripsHurtsNobody() throws Exception {
        start(ClusterConfig.ofBrokers(1), Toy::new);
        try (Plug slow = new Plug(port(1));
                Plug fast = new Plug(port(1))) {
            byte[] frame = Plug.frameOf("slowly".getBytes());
            for (byte b : frame) {
                slow.sendRaw(b);
                for (int i = 0; i < 20; i++) {
                    assertThat(fast.ask("fast")).isEqualTo("fast");
                }
            }
            assertThat(slow.receive()).isEqualTo("slowly");
        }
    }

    @Test
    void aConnectionThatNeverSpeaksIsClosed() throws Exception {
        start(ClusterConfig.ofBrokers(1), Toy::new);
        try (Plug silent = new Plug(port(1));
                Plug good = new Plug(port(1))) {
            good.ask("hello");
            cluster.clock().advance(NioTransport.FIRST_FRAME_MS_MAX + 10_000);
            assertThat(silent.readEnd()).isEqualTo(-1);
            assertThat(good.ask("still here")).isEqualTo("still here");
        }
    }

    @Test
    void oneConnectionTooManyIsClosed() throws Exception {
        start(ClusterConfig.ofBrokers(1).withSettings(Map.of("max.connections", "2")), Toy::new);
        try (Plug first = new Plug(port(1));
                Plug second = new Plug(port(1))) {
            first.ask("hello");
            second.ask("hello");
            try (Plug third = new Plug(port(1))) {
                assertThatThrownBy(() -> third.ask("hello")).isInstanceOf(IOException.class);
            }
            assertThat(first.ask("still here")).isEqualTo("still here");
        }
    }

    @Test
    void whoNeverReadsHisAnswersIsClosed() throws Exception {
        ByteBuffer answer = ByteBuffer.allocate(1 << 20);
        start(
                ClusterConfig.ofBrokers(1),
                (config, env, events) ->
                        new Toy(config, env, events) {
                            @Override
                            public void onFrame(long connection, ByteBuffer frame) {
                                boolean wantsMuch = text(frame).equals("much");
                                env.transport()
                                        .send(connection, wantsMuch ? answer.duplicate() : frame);
                            }
                        });
        try (Plug greedy = new Plug(port(1));
                Plug good = new Plug(port(1))) {
            good.ask("hello");
            for (long bytes = 0; bytes <= Memory.BYTES_MAX + (64 << 20); bytes += 1 << 20) {
                try {
                    greedy.send("much");
                } catch (IOException e) {
                    break;
                }
            }
            heard.await(Event.FrameRefused.class, e -> e.why().contains("bytes of memory"));
            assertThat(good.ask("still here")).isEqualTo("still here");
        }
    }

    @Test
    void whoSendsHugeFramesAndNeverEndsThemIsClosedBeforeMemoryEnds() throws Exception {
        start(ClusterConfig.ofBrokers(1), Toy::new);
        byte[] megabyte = new byte[1 << 20];
        List<Plug> hogs = new ArrayList<>();
        try (Plug good = new Plug(port(1))) {
            good.ask("hello");
            for (int i = 0; i < 4; i++) {
                Plug hog = new Plug(port(1));
                hogs.add(hog);
                try {
                    hog.sendInt(100 << 20);
                    for (int sent = 0; sent < 90; sent++) {
                        hog.sendRaw(megabyte);
                    }
                } catch (IOException e) {
                    break;
                }
            }
            heard.await(Event.FrameRefused.class, e -> e.why().contains("bytes of memory"));
            assertThat(good.ask("still here")).isEqualTo("still here");
        } finally {
            for (Plug hog : hogs) {
                hog.close();
            }
        }
    }

    // ---- ends and beginnings -------------------------------------------------------------------

    @Test
    void aKillResetsTheSocketsAndARestartHasTheSamePort() throws Exception {
        start(ClusterConfig.ofBrokers(2), Toy::new);
        int port = port(1);
        Toy before = toys.get(1);
        try (Plug plug = new Plug(port);
                Plug other = new Plug(port(2))) {
            plug.ask("hello");
            cluster.kill(1, false);
            before.awaitNote("ended");
            assertThatThrownBy(plug::readEnd).isInstanceOf(SocketException.class);
            assertThatThrownBy(() -> new Plug(port)).hasMessageContaining("refused");
            assertThat(other.ask("still here")).isEqualTo("still here");
        }
        heard.await(Event.NodeEnded.class, e -> e.node() == 1 && e.ending() == Event.Ending.KILLED);
        assertThat(cluster.nodes().getFirst().state()).isEqualTo(NodeStatus.State.DOWN);
        assertThatThrownBy(() -> cluster.kill(1, false)).hasMessage("node 1 is down");
        for (int round = 0; round < 5; round++) {
            cluster.restart(1);
            assertThat(port(1)).isEqualTo(port);
            try (Plug plug = new Plug(port)) {
                assertThat(plug.ask("again")).isEqualTo("again");
                cluster.kill(1, false);
            }
        }
    }

    @Test
    void aStopEndsWhenTheNodeSaysSoAndItsLastWordsAreWritten() throws Exception {
        start(
                ClusterConfig.ofBrokers(1),
                (config, env, events) ->
                        new Toy(config, env, events) {
                            private long connection;

                            @Override
                            public void onStop() {
                                note("stopping");
                            }

                            @Override
                            public void onFrame(long from, ByteBuffer frame) {
                                connection = from;
                                if (text(frame).equals("now")) {
                                    env.transport().send(connection, bytes("bye"));
                                    env.host().stopped();
                                } else {
                                    super.onFrame(from, frame);
                                }
                            }
                        });
        try (Plug plug = new Plug(port(1))) {
            plug.ask("hello");
            var stopped = cluster.stop(1);
            toys.get(1).awaitNote("stopping");
            assertThat(stopped).isNotDone();
            assertThat(cluster.nodes().getFirst().state()).isEqualTo(NodeStatus.State.STOPPING);
            assertThat(plug.ask("now")).isEqualTo("bye");
            assertThat(plug.readEnd()).isEqualTo(-1);
            stopped.get(20, TimeUnit.SECONDS);
        }
        heard.await(Event.NodeStopping.class, e -> e.node() == 1);
        heard.await(Event.NodeEnded.class, e -> e.ending() == Event.Ending.STOPPED);
    }

    @Test
    void aBugEndsItsNodeVisiblyAndNoOther() throws Exception {
        start(
                ClusterConfig.ofBrokers(2),
                (config, env, events) ->
                        new Toy(config, env, events) {
                            @Override
                            public void onFrame(long connection, ByteBuffer frame) {
                                if (text(frame).equals("bug")) {
                                    throw new IllegalStateException("this is a bug on purpose");
                                }
                                super.onFrame(connection, frame);
                            }
                        });
        try (Plug plug = new Plug(port(1));
                Plug other = new Plug(port(2))) {
            plug.send("bug");
            Event.NodeEnded ended = heard.await(Event.NodeEnded.class, e -> e.node() == 1);
            assertThat(ended.ending()).isEqualTo(Event.Ending.FAILED);
            assertThat(ended.detail()).isEqualTo("this is a bug on purpose");
            assertThat(other.ask("still here")).isEqualTo("still here");
        }
        cluster.restart(1);
        try (Plug plug = new Plug(port(1))) {
            assertThat(plug.ask("again")).isEqualTo("again");
        }
    }

    /// Writes each frame to a file, and flushes it when it says so, before it answers.
    private static final class Writer extends Toy {
        private final Storage.File file;

        Writer(NodeConfig config, Environment env, Consumer<Event> events) {
            super(config, env, events);
            file = env.storage().open("orders-0/0.log");
        }

        @Override
        public void onFrame(long connection, ByteBuffer frame) {
            if (text(frame).equals("flush")) {
                file.flush();
            } else {
                file.append(frame.duplicate());
            }
            env.transport().send(connection, frame);
        }

        @Override
        public void close() {
            file.close();
        }
    }

    @Test
    void theLossOfPowerTakesTheUnflushedBytesAndACrashDoesNot(@TempDir Path data) throws Exception {
        start(ClusterConfig.ofBrokers(1).withDataDir(data), Writer::new);
        Path file = data.resolve("node-1/orders-0/0.log");
        try (Plug plug = new Plug(port(1))) {
            plug.ask("one");
            plug.ask("flush");
            plug.ask("two");
        }
        cluster.apply(Fault.parse("kill 1")).get();
        assertThat(file).hasContent("onetwo");
        cluster.apply(Fault.parse("restart 1")).get();
        try (Plug plug = new Plug(port(1))) {
            plug.ask("three");
        }
        cluster.apply(Fault.parse("power-loss 1")).get();
        assertThat(file).hasContent("one");
        heard.await(Event.NodeEnded.class, e -> e.ending() == Event.Ending.POWER_LOST);
        cluster.apply(Fault.parse("wipe 1")).get();
        assertThat(file).doesNotExist();
        cluster.restart(1);
        assertThatThrownBy(() -> cluster.wipe(1)).hasMessage("node 1 is not down");
    }

    @Test
    void aPausedNodeStandsStillWithItsSocketsOpen() throws Exception {
        start(ClusterConfig.ofBrokers(2), Toy::new);
        try (Plug plug = new Plug(port(1));
                Plug other = new Plug(port(2))) {
            plug.ask("hello");
            cluster.apply(Fault.parse("pause 1")).get(20, TimeUnit.SECONDS);
            assertThat(cluster.nodes().getFirst().state()).isEqualTo(NodeStatus.State.PAUSED);
            plug.send("later");
            assertThat(other.ask("now")).isEqualTo("now");
            assertThatThrownBy(() -> cluster.stop(1)).hasMessage("node 1 is paused");
            cluster.apply(Fault.parse("resume 1")).get(20, TimeUnit.SECONDS);
            assertThat(plug.receive()).isEqualTo("later");
            cluster.apply(Fault.parse("pause 1")).get(20, TimeUnit.SECONDS);
            cluster.kill(1, false);
        }
    }

    @Test
    void timersRunOnTheClusterClock() throws Exception {
        start(
                ClusterConfig.ofBrokers(1),
                (config, env, events) ->
                        new Toy(config, env, events) {
                            private final long dueMs = env.clock().nowMs() + 3_600_000;

                            @Override
                            public long onTime() {
                                if (env.clock().nowMs() >= dueMs) {
                                    note("due");
                                    return NEVER;
                                }
                                return dueMs;
                            }
                        });
        Toy toy = toys.get(1);
        try (Plug plug = new Plug(port(1))) {
            plug.ask("hello");
        }
        assertThat(toy.notes()).doesNotContain("due");
        cluster.clock().advance(3_600_000);
        toy.awaitNote("due");
    }

    // ---- what a cluster needs to start ---------------------------------------------------------

    @Test
    void aPortInUseIsNamedAndNothingIsLeft() throws Exception {
        int base = freePorts();
        Path data = Files.createTempDirectory("vitrine-test");
        ClusterConfig config = ClusterConfig.ofBrokers(2).withBasePort(base).withDataDir(data);
        try (ServerSocket taken = new ServerSocket(base + 1, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> start(config, Toy::new))
                    .isInstanceOf(ClusterException.class)
                    .hasMessage("port " + taken.getLocalPort() + " is in use");
        }
        start(config, Toy::new);
        assertThat(cluster.bootstrap()).isEqualTo("127.0.0.1:" + base + ",127.0.0.1:" + (base + 1));
        cluster.close();
        FileStorage.deleteTree(data);
    }

    @Test
    void aFolderThatCannotBeUsedIsNamed(@TempDir Path data) throws Exception {
        Path file = Files.writeString(data.resolve("file"), "");
        assertThatThrownBy(() -> start(ClusterConfig.ofBrokers(1).withDataDir(file), Toy::new))
                .isInstanceOf(ClusterException.class)
                .hasMessage(file + " is a file, not a folder for data");
        Path under = file.resolve("under");
        assertThatThrownBy(() -> start(ClusterConfig.ofBrokers(1).withDataDir(under), Toy::new))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining("cannot write to " + under + ": ");
    }

    @Test
    void aFolderInUseOrSomebodyElsesIsRefused(@TempDir Path data) throws Exception {
        ClusterConfig config = ClusterConfig.ofBrokers(2).withDataDir(data);
        start(config, Toy::new);
        String id = cluster.clusterId();
        assertThat(id).hasSize(22);
        assertThatThrownBy(() -> Cluster.start(config, hub, toys))
                .hasMessage("the data in " + data + " is in use by another cluster");
        assertThat(cluster.addBroker()).isEqualTo(3);
        try (Plug plug = new Plug(port(3))) {
            assertThat(plug.ask("hello")).isEqualTo("hello");
        }
        cluster.close();

        start(config, Toy::new);
        assertThat(cluster.clusterId()).isEqualTo(id);
        assertThat(cluster.nodes())
                .extracting(NodeStatus::role)
                .containsExactly(Role.COMBINED, Role.COMBINED, Role.BROKER);
        assertThat(toys.get(3).config.voterIds()).containsExactly(1, 2);
        cluster.close();

        assertThatThrownBy(() -> start(ClusterConfig.ofBrokers(1).withDataDir(data), Toy::new))
                .hasMessageContaining("is that of a cluster of 3 nodes; it does not start with 1");
        Files.move(data.resolve("node-1"), data.resolve("aside"));
        Files.move(data.resolve("node-2"), data.resolve("node-1"));
        assertThatThrownBy(() -> start(config, Toy::new))
                .hasMessage(
                        "the data in "
                                + data.resolve("node-1")
                                + " is that of node 2, not of node 1");
    }

    @Test
    void aClusterThatMakesNoSenseIsRefused() {
        assertThatThrownBy(() -> start(ClusterConfig.ofBrokers(0), Toy::new))
                .hasMessage("a cluster starts with 1 to 9 nodes, not 0");
        assertThatThrownBy(() -> start(ClusterConfig.ofBrokers(10), Toy::new))
                .hasMessage("a cluster starts with 1 to 9 nodes, not 10");
        assertThatThrownBy(() -> start(ClusterConfig.ofRoles(List.of(Role.BROKER)), Toy::new))
                .hasMessage("a cluster needs a controller");
        assertThatThrownBy(() -> start(ClusterConfig.ofBrokers(3).withBasePort(65_534), Toy::new))
                .hasMessageContaining("port 65534 does not do");
        assertThatThrownBy(() ->
                        start(
                                ClusterConfig.ofBrokers(1).withSettings(Map.of("no.such", "1")),
                                Toy::new))
                .isInstanceOf(ClusterException.class)
                .hasMessage("Unknown configuration no.such");
    }

    @Test
    void aTemporaryFolderGoesWithTheCluster() throws Exception {
        start(ClusterConfig.ofBrokers(1), Writer::new);
        try (Plug plug = new Plug(port(1))) {
            plug.ask("hello");
        }
        cluster.close();
        assertThatThrownBy(() -> cluster.restart(1)).hasMessage("the cluster is closed");
        cluster.close();
    }

    // ---- readiness -----------------------------------------------------------------------------

    @Test
    void aClusterIsReadyWhenAllHaveHeardOfAll() throws Exception {
        start(ClusterConfig.ofBrokers(2), Toy::new);
        assertThatThrownBy(() -> cluster.awaitReady(Duration.ZERO))
                .hasMessageContaining("there is no controller");
        // What stands in the log of an earlier life does not count.
        for (int node = 1; node <= 2; node++) {
            tellRegistered(node, 1, 5);
            tellRegistered(node, 2, 6);
        }
        toys.get(1).events.accept(new Event.ControllerActivated(1, 0, 3));
        assertThatThrownBy(() -> cluster.awaitReady(Duration.ZERO))
                .hasMessageContaining("node 1 has not heard that broker 1 is registered");
        for (int node = 1; node <= 2; node++) {
            tellRegistered(node, 1, 15);
            tellRegistered(node, 2, 16);
        }
        cluster.awaitReady(Duration.ZERO);
        cluster.kill(2, false);
        cluster.awaitReady(Duration.ZERO);
        cluster.restart(2);
        assertThatThrownBy(() -> cluster.awaitReady(Duration.ZERO))
                .hasMessageContaining("broker 2");
    }

    private void tellRegistered(int node, int broker, long epoch) throws InterruptedException {
        Consumer<Event> events = toys.get(node).events;
        events.accept(new Event.BrokerRegistered(node, 0, broker, epoch, "127.0.0.1", 1, ""));
        events.accept(new Event.BrokerFencingChanged(node, 0, broker, epoch, false, false));
    }
}
