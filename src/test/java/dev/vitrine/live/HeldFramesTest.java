package dev.vitrine.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.event.Event;
import dev.vitrine.event.Event.FrameMovedOn;
import dev.vitrine.event.Event.FrameParked;
import dev.vitrine.event.Event.Way;
import dev.vitrine.fault.Fault;
import dev.vitrine.fault.TimeDeed;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;
import java.util.concurrent.TimeUnit;

/// What becomes of single frames at the gate: node 2 asks node 1, and a client asks node 2.
@Timeout(60)
class HeldFramesTest {
    private static final int FETCH = 1;

    private final EventHub hub = new EventHub();
    private final Heard heard = new Heard(hub);
    private final Toy.Box toys = new Toy.Box(Talker::new);
    private Cluster cluster;
    private Plug hand;

    @BeforeEach
    void start() throws Exception {
        cluster = Cluster.start(ClusterConfig.ofBrokers(2), hub, toys);
        hand = new Plug(cluster.nodes().get(1).brokerPort());
        say("connect", "fetch");
        toys.get(2).awaitNote("answered 1");
    }

    @AfterEach
    void close() throws Exception {
        hand.close();
        cluster.close();
    }

    private void apply(String words) throws Exception {
        cluster.apply(Fault.parse(words)).get(20, TimeUnit.SECONDS);
    }

    private void say(String... words) throws Exception {
        for (String word : words) {
            assertThat(hand.ask(word)).isEqualTo(word);
        }
    }

    private FrameParked parked(int correlationId) throws InterruptedException {
        return heard.await(FrameParked.class, e -> e.correlationId() == correlationId);
    }

    private void movedOn(long frame, Way way) throws InterruptedException {
        heard.await(FrameMovedOn.class, e -> e.frame() == frame && e.way() == way);
    }

    private List<String> fetchesAt1() throws InterruptedException {
        return toys.get(1).notes().stream().filter(note -> note.startsWith("fetch")).toList();
    }

    @Test
    void aHeldFrameIsToldAndDeliveredByItsNumberAndTheOthersStay() throws Exception {
        apply("hold 2->1");
        say("fetch", "fetch");
        FrameParked first = parked(2);
        FrameParked second = parked(3);
        assertThat(first.from()).isEqualTo(2);
        assertThat(first.to()).isEqualTo(1);
        assertThat(first.apiKey()).isEqualTo(FETCH);
        assertThat(first.isAnswer()).isFalse();
        assertThat(first.bytes()).isEqualTo(8);
        assertThat(first.untilMs()).isEqualTo(-1);
        assertThatThrownBy(() -> apply("deliver #" + second.frame()))
                .hasMessage(
                        "frame #"
                                + second.frame()
                                + " waits behind frame #"
                                + first.frame()
                                + " on its connection");
        apply("deliver #" + first.frame());
        toys.get(1).awaitNote("fetch 2");
        movedOn(first.frame(), Way.DELIVERED);
        // The answer is held as well: the exchange is.
        FrameParked answer = heard.await(FrameParked.class, FrameParked::isAnswer);
        assertThat(answer.from()).isEqualTo(1);
        assertThat(answer.to()).isEqualTo(2);
        assertThat(answer.apiKey()).isEqualTo(FETCH);
        assertThat(fetchesAt1()).containsExactly("fetch 1", "fetch 2");
        apply("release");
        toys.get(2).awaitNote("answered 3");
        movedOn(second.frame(), Way.DELIVERED);
        movedOn(answer.frame(), Way.DELIVERED);
    }

    @Test
    void deliverLetsTheFirstOfARouteGoAndNoOther() throws Exception {
        apply("hold FETCH 2->1");
        say("fetch", "fetch");
        parked(3);
        apply("deliver FETCH 2->1");
        toys.get(1).awaitNote("fetch 2");
        assertThat(fetchesAt1()).containsExactly("fetch 1", "fetch 2");
        assertThatThrownBy(() -> apply("deliver PRODUCE 2->1")).hasMessage("nothing is held there");
    }

    @Test
    void aSwallowedFrameTakesItsConnectionWithIt() throws Exception {
        apply("hold FETCH 2->1");
        say("fetch", "fetch");
        FrameParked first = parked(2);
        FrameParked second = parked(3);
        apply("swallow FETCH 2->1");
        FrameMovedOn told = heard.await(FrameMovedOn.class, e -> e.frame() == first.frame());
        assertThat(told.way()).isEqualTo(Way.SWALLOWED);
        assertThat(told.why()).isEqualTo("swallow FETCH 2->1");
        movedOn(second.frame(), Way.LOST);
        toys.get(2).awaitNote("closed");
        toys.get(1).awaitNote("closed");
        assertThat(fetchesAt1()).containsExactly("fetch 1");
    }

    @Test
    void aSwallowedRequestOfAClientLooksLikeALostConnection() throws Exception {
        apply("hold clients->2");
        hand.send("hello, it is me");
        FrameParked request = heard.await(FrameParked.class, e -> e.from() == Fault.CLIENTS);
        assertThat(request.to()).isEqualTo(2);
        apply("swallow #" + request.frame());
        assertThatThrownBy(hand::readEnd).hasMessageContaining("reset");
    }

    @Test
    void aDropLosesEveryConnectionThatUsesItsRoute() throws Exception {
        apply("drop FETCH 2->1");
        say("produce");
        toys.get(1).awaitNote("produce 2");
        say("fetch");
        FrameMovedOn told = heard.await(FrameMovedOn.class, e -> e.way() == Way.SWALLOWED);
        assertThat(told.why()).isEqualTo("drop FETCH 2->1");
        toys.get(2).awaitNote("closed");
        apply("heal");
        say("connect", "fetch");
        toys.get(2).awaitNote("answered 4");
    }

    @Test
    void aDelayTakesItsTimeByTheClusterClockAndKeepsTheOrder() throws Exception {
        cluster.clock().setSlowdown(TimeDeed.SLOWDOWN_MAX);
        apply("delay 2->1 30000");
        long beforeMs = cluster.clock().nowMs();
        say("fetch", "produce");
        FrameParked first = parked(2);
        FrameParked second = parked(3);
        assertThat(first.untilMs()).isBetween(beforeMs + 30_000, beforeMs + 40_000);
        assertThat(second.untilMs()).isGreaterThanOrEqualTo(first.untilMs());
        assertThat(fetchesAt1()).containsExactly("fetch 1");
        cluster.clock().advance(40_000);
        toys.get(1).awaitNote("produce 3");
        assertThat(toys.get(1).notes()).containsSubsequence("fetch 1", "fetch 2", "produce 3");
    }

    @Test
    void oneFrameIsDelayedByHand() throws Exception {
        apply("hold FETCH 2->1");
        say("fetch", "fetch");
        FrameParked first = parked(2);
        apply("delay #" + first.frame() + " 20000");
        FrameParked again =
                heard.await(FrameParked.class, e -> e.frame() == first.frame() && e.untilMs() > 0);
        assertThat(again.untilMs()).isGreaterThan(first.atMs() + 19_000);
        cluster.clock().advance(30_000);
        toys.get(1).awaitNote("fetch 2");
        assertThat(fetchesAt1()).containsExactly("fetch 1", "fetch 2");
    }

    @Test
    void oneLinkIsHealedAndTheOthersStayCut() throws Exception {
        apply("cut 1 2");
        apply("cut clients 1");
        apply("delay 2->1 60000");
        apply("heal 2 1");
        assertThat(cluster.faults()).containsExactly(new Fault.Cut(Fault.CLIENTS, 1, false));
        say("fetch");
        toys.get(2).awaitNote("answered 2");
    }

    @Test
    void nothingIsToldWhileNothingIsAmiss() throws Exception {
        say("fetch", "fetch");
        toys.get(2).awaitNote("answered 3");
        assertThat(heard.all())
                .noneMatch(e -> e instanceof FrameParked || e instanceof FrameMovedOn);
    }

    @Test
    void inSlowMotionTheNetworkIsSlow() throws Exception {
        cluster.clock().setSlowdown(10);
        say("fetch");
        FrameParked request = parked(2);
        assertThat(request.untilMs()).isGreaterThan(request.atMs());
        movedOn(request.frame(), Way.DELIVERED);
        toys.get(2).awaitNote("answered 2");
        heard.await(Event.TimeChanged.class, e -> !e.paused() && e.slowdown() == 10);
    }
}
