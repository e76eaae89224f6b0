package dev.vitrine.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.broker.NodeConfig;
import dev.vitrine.env.Environment;
import dev.vitrine.event.Event;
import dev.vitrine.event.Event.FrameMovedOn;
import dev.vitrine.event.Event.FrameParked;
import dev.vitrine.event.Event.ReplicaRole;
import dev.vitrine.event.Event.ReplicaRoleTaken;
import dev.vitrine.fault.Fault;
import dev.vitrine.fault.TimeDeed.Goal;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// While the time stands still nothing happens but what somebody steps to.
@Timeout(60)
class StandstillTest {
    private final EventHub hub = new EventHub();
    private final Heard heard = new Heard(hub);
    private final Toy.Box toys = new Toy.Box(Timed::new);
    private Cluster cluster;

    /// Notes what it is given, and when a time has come.
    private static final class Timed extends Toy {
        Timed(NodeConfig config, Environment env, Consumer<Event> events) {
            super(config, env, events);
        }

        /// A step goes on until somebody tells something.
        private void tell(String what) {
            note(what);
            events.accept(new Event.FaultInjected(config.nodeId(), env.clock().nowMs(), what));
        }

        @Override
        public void onFrame(long connection, ByteBuffer frame) {
            String text = text(frame);
            tell(text);
            if (text.startsWith("in ")) {
                deadlineMs = env.clock().nowMs() + Integer.parseInt(text.substring(3));
            }
            if (text.equals("lead")) {
                events.accept(
                        new ReplicaRoleTaken(
                                config.nodeId(),
                                env.clock().nowMs(),
                                "orders",
                                0,
                                ReplicaRole.LEADER,
                                1,
                                config.nodeId()));
            }
            env.transport().send(connection, frame);
        }

        @Override
        public long onTime() {
            if (env.clock().nowMs() >= deadlineMs) {
                deadlineMs = NEVER;
                tell("due");
            }
            return deadlineMs;
        }
    }

    private Plug plug(int node) throws Exception {
        return new Plug(cluster.nodes().get(node - 1).brokerPort());
    }

    private void start(int nodes) {
        cluster = Cluster.start(ClusterConfig.ofBrokers(nodes), hub, toys);
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void whatComesWaitsAndIsToldAndIsTakenWhenTimeGoesOn() throws Exception {
        start(1);
        try (Plug plug = plug(1)) {
            plug.ask("before");
            cluster.clock().pause();
            heard.await(Event.TimeChanged.class, Event.TimeChanged::paused);
            plug.send("while");
            FrameParked parked = heard.await(FrameParked.class, e -> e.to() == 1);
            assertThat(parked.untilMs()).isEqualTo(-1);
            assertThat(toys.get(1).notes()).doesNotContain("while");
            cluster.clock().resume();
            assertThat(plug.receive()).isEqualTo("while");
            heard.await(FrameMovedOn.class, e -> e.frame() == parked.frame());
        }
    }

    @Test
    void aStepTakesOneInputTheOneThatHasWaitedLongest() throws Exception {
        start(2);
        try (Plug first = plug(1);
                Plug second = plug(2)) {
            first.ask("hello");
            second.ask("hello");
            cluster.clock().pause();
            second.send("one");
            heard.await(FrameParked.class, e -> e.node() == 2);
            first.send("two");
            heard.await(FrameParked.class, e -> e.node() == 1);
            assertThat(cluster.step()).isTrue();
            assertThat(second.receive()).isEqualTo("one");
            assertThat(toys.get(1).notes()).doesNotContain("two");
            assertThat(cluster.step()).isTrue();
            assertThat(first.receive()).isEqualTo("two");
            assertThat(cluster.step()).isFalse();
        }
    }

    @Test
    void aStepGoesOnToTheFirstDeadlineWhenNothingWaits() throws Exception {
        start(2);
        try (Plug first = plug(1);
                Plug second = plug(2)) {
            cluster.clock().pause();
            first.send("in 60000");
            second.send("in 30000");
            // Two connections, two frames.
            while (!toys.get(1).notes().contains("in 60000")
                    || !toys.get(2).notes().contains("in 30000")) {
                assertThat(cluster.step()).isTrue();
            }
            long beforeMs = cluster.clock().nowMs();
            assertThat(cluster.step()).isTrue();
            assertThat(cluster.clock().nowMs() - beforeMs).isEqualTo(30_000);
            assertThat(toys.get(2).notes()).contains("due");
            assertThat(toys.get(1).notes()).doesNotContain("due");
            assertThat(cluster.step()).isTrue();
            assertThat(cluster.clock().nowMs() - beforeMs).isEqualTo(60_000);
            assertThat(toys.get(1).notes()).contains("due");
        }
    }

    @Test
    void oneFrameIsDeliveredByHandWhileAllOthersWait() throws Exception {
        start(1);
        try (Plug first = plug(1);
                Plug second = plug(1)) {
            first.ask("hello");
            second.ask("hello");
            cluster.clock().pause();
            first.send("one");
            heard.await(FrameParked.class, e -> true);
            second.send("two");
            heard.await(FrameParked.class, e -> heard.count(FrameParked.class) == 2);
            FrameParked last = heard.last(FrameParked.class);
            cluster.apply(new Fault.DeliverFrame(last.frame())).get(20, TimeUnit.SECONDS);
            assertThat(second.receive()).isEqualTo("two");
            assertThat(toys.get(1).notes()).doesNotContain("one");
        }
    }

    @Test
    void timeMayStopAndGoOnAtAnyMoment() throws Exception {
        start(1);
        try (Plug plug = plug(1)) {
            for (int i = 0; i < 2_000; i++) {
                plug.send("frame " + i);
                cluster.clock().pause();
                cluster.clock().resume();
                assertThat(plug.receive()).isEqualTo("frame " + i);
            }
        }
    }

    @Test
    void stepsAreTakenOnlyWhileTheTimeStandsStill() {
        start(1);
        assertThatThrownBy(() -> cluster.step())
                .isInstanceOf(ClusterException.class)
                .hasMessage("steps are taken while the time stands still");
    }

    @Test
    void itRunsToTheNextElectionAndStandsStillBeforeAnythingElse() throws Exception {
        start(1);
        try (Plug plug = plug(1)) {
            plug.ask("hello");
            cluster.clock().pause();
            plug.send("this");
            plug.send("that");
            plug.send("lead");
            plug.send("too late");
            CompletableFuture<Event> reached = cluster.runUntil(Goal.ELECTION);
            assertThat(reached.get(20, TimeUnit.SECONDS)).isInstanceOf(ReplicaRoleTaken.class);
            assertThat(cluster.clock().isPaused()).isTrue();
            assertThat(plug.receive()).isEqualTo("this");
            assertThat(plug.receive()).isEqualTo("that");
            assertThat(plug.receive()).isEqualTo("lead");
            assertThat(toys.get(1).notes()).doesNotContain("too late");
        }
    }
}
