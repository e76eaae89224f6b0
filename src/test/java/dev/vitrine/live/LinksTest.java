package dev.vitrine.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.event.Event;
import dev.vitrine.fault.Fault;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.concurrent.TimeUnit;

/// Node 2 connects to node 1 when a client tells it to, and sends requests of one or the other API.
@Timeout(60)
class LinksTest {
    private final EventHub hub = new EventHub();
    private final Heard heard = new Heard(hub);
    private final Toy.Box toys = new Toy.Box(Talker::new);
    private Cluster cluster;
    private Plug hand;

    @BeforeEach
    void start() throws Exception {
        cluster = Cluster.start(ClusterConfig.ofBrokers(2), hub, toys);
        hand = new Plug(cluster.nodes().get(1).brokerPort());
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

    @Test
    void heldRequestsWaitWithAllBehindThemAndGoInOrder() throws Exception {
        say("connect", "fetch");
        toys.get(2).awaitNote("answered 1");
        apply("hold FETCH 2->1");
        heard.await(Event.FaultInjected.class, e -> e.words().equals("hold FETCH 2->1"));
        say("fetch", "produce", "fetch");
        // Another connection to node 1 passes: whatever was not held would be there by now.
        try (Plug plug = new Plug(cluster.nodes().getFirst().brokerPort())) {
            plug.ask("hello");
        }
        assertThat(toys.get(1).notes())
                .contains("fetch 1")
                .doesNotContain("fetch 2", "produce 3", "fetch 4");
        apply("release");
        toys.get(1).awaitNote("fetch 4");
        assertThat(toys.get(1).notes())
                .containsSubsequence("fetch 1", "fetch 2", "produce 3", "fetch 4");
        toys.get(2).awaitNote("answered 4");
    }

    @Test
    void requestsOfOtherApisPass() throws Exception {
        apply("hold FETCH 2->1");
        apply("hold PRODUCE 1->2");
        say("connect", "produce");
        toys.get(1).awaitNote("produce 1");
    }

    @Test
    void theAnswerToARequestThatIsBeingServedIsHeldToo() throws Exception {
        say("connect", "produce");
        toys.get(1).awaitNote("produce 1");
        apply("hold PRODUCE 2->1");
        try (Plug plug = new Plug(cluster.nodes().getFirst().brokerPort())) {
            plug.ask("answer");
        }
        say("nothing");
        assertThat(toys.get(2).notes()).doesNotContain("answered 1");
        apply("release");
        toys.get(2).awaitNote("answered 1");
    }

    @Test
    void whatIsHeldIsLostWhenTheConnectionCloses() throws Exception {
        say("connect", "fetch");
        toys.get(2).awaitNote("answered 1");
        apply("hold FETCH 2->1");
        say("fetch", "close");
        toys.get(2).awaitNote("closed");
        toys.get(1).awaitNote("closed");
        apply("release");
        assertThat(toys.get(1).notes()).doesNotContain("fetch 2");
    }

    @Test
    void aCutIsSilentAndWhatWasUnderWayArrivesWhenItHeals() throws Exception {
        say("connect", "produce");
        toys.get(1).awaitNote("produce 1");
        apply("cut 1 2");
        try (Plug plug = new Plug(cluster.nodes().getFirst().brokerPort())) {
            plug.ask("answer");
        }
        say("fetch");
        assertThat(toys.get(1).notes()).doesNotContain("fetch 2");
        assertThat(toys.get(2).notes()).doesNotContain("answered 1", "closed");
        apply("heal");
        toys.get(2).awaitNote("answered 1");
        toys.get(1).awaitNote("fetch 2");
    }

    @Test
    void behindACutNobodyLearnsOfAnEnd() throws Exception {
        say("connect", "fetch");
        toys.get(2).awaitNote("answered 1");
        apply("cut 1 2");
        say("close", "connect");
        toys.get(2).awaitNote("closed");
        // The new connection fails as well: two are closed here, none there.
        say("nothing");
        assertThat(toys.get(2).notes().stream().filter("closed"::equals)).hasSize(2);
        assertThat(toys.get(1).notes()).doesNotContain("closed");
        apply("heal");
        toys.get(1).awaitNote("closed");
    }

    @Test
    void aKillBehindACutIsNotNoticed() throws Exception {
        say("connect", "fetch");
        toys.get(2).awaitNote("answered 1");
        apply("cut-one-way 1 2");
        cluster.kill(1, false);
        say("fetch", "nothing");
        assertThat(toys.get(2).notes()).doesNotContain("closed");
        apply("heal");
        toys.get(2).awaitNote("closed");
    }

    @Test
    void theClientsAreAnEndToo() throws Exception {
        apply("cut clients 2");
        hand.send("nothing");
        try (Plug plug = new Plug(cluster.nodes().getFirst().brokerPort())) {
            assertThat(plug.ask("hello")).isEqualTo("hello");
        }
        apply("heal");
        assertThat(hand.receive()).isEqualTo("nothing");
    }

    @Test
    void aLinkNeedsTwoNodesThatExist() {
        assertThatThrownBy(() -> cluster.apply(Fault.parse("cut 1 7")))
                .hasMessage("there is no node 7");
    }
}
