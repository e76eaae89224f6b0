package dev.vitrine.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.vitrine.event.Event;
import dev.vitrine.event.Event.EpochStart;
import dev.vitrine.history.Snapshot.ClientView;
import dev.vitrine.history.Snapshot.Lag;
import dev.vitrine.history.Snapshot.NodeState;
import dev.vitrine.history.Snapshot.Outcome;
import dev.vitrine.history.Snapshot.PartitionView;
import dev.vitrine.history.Snapshot.Range;
import dev.vitrine.history.Snapshot.ReplicaView;
import dev.vitrine.history.Timeline.Life;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Objects;

class ProjectorTest {
    private final Projector projector = new Projector();
    private long now = 1_000;

    private void tell(Event... events) {
        for (Event event : events) {
            projector.apply(event);
            now = Math.max(now, event.atMs());
        }
    }

    private void startNodes(int count) {
        for (int node = 1; node <= count; node++) {
            tell(new Event.NodeStarted(node, now, true, true, 19090 + node, 0, ""));
        }
    }

    private void createOrders() {
        tell(
                new Event.TopicCreated(1, now, "orders", "id-1", Map.of()),
                changed(1, List.of(1, 2, 3), List.of(1, 2, 3), 1, 0, 0));
    }

    private Event.PartitionChanged changed(
            int teller, List<Integer> replicas, List<Integer> isr, int leader, int epoch, int pe) {
        return new Event.PartitionChanged(
                teller, now, "orders", 0, replicas, List.of(), List.of(), isr, List.of(), List.of(),
                leader, epoch, pe);
    }

    private Event.RecordsAppended appended(int node, long base, long last, int epoch) {
        return new Event.RecordsAppended(node, now, "orders", 0, base, last, epoch, 100);
    }

    private Event.RequestReceived request(
            int node, long connection, int from, String client, String api, String subject) {
        return new Event.RequestReceived(
                node, now, connection, from, client, api, 9, 1, 120, subject, about(subject));
    }

    private static Map<String, List<Integer>> about(String subject) {
        return subject.startsWith("orders-0") ? Map.of("orders", List.of(0)) : Map.of();
    }

    private List<String> words() {
        return projector.snapshot().story().stream().map(Snapshot.Telling::words).toList();
    }

    private PartitionView orders() {
        return Objects.requireNonNull(projector.snapshot().partition("orders", 0));
    }

    private ReplicaView ordersOn(int node) {
        return Objects.requireNonNull(orders().log(node));
    }

    @Test
    void aKilledNodeStaysWithItsLogsAndTheControllerIsNobody() {
        startNodes(3);
        createOrders();
        tell(new Event.ControllerActivated(2, now, 5), appended(2, 0, 9, 0));
        tell(new Event.NodeEnded(2, now + 500, Event.Ending.KILLED, ""));

        Snapshot snapshot = projector.snapshot();
        assertThat(Objects.requireNonNull(snapshot.node(2)).state()).isEqualTo(NodeState.KILLED);
        assertThat(Objects.requireNonNull(snapshot.node(2)).sinceMs()).isEqualTo(1_500);
        assertThat(snapshot.controller()).isEqualTo(new Snapshot.Controller(-1, 5));
        assertThat(ordersOn(2).logEndOffset()).isEqualTo(10);
        assertThat(snapshot.brokersDown()).isEqualTo(1);
    }

    @Test
    void theNewestPartitionEpochWinsWhoeverTellsLast() {
        startNodes(3);
        createOrders();
        tell(
                changed(1, List.of(1, 2, 3), List.of(2, 3), 2, 1, 1),
                changed(3, List.of(1, 2, 3), List.of(1, 2, 3), 1, 0, 0));
        assertThat(orders().leader()).isEqualTo(2);
        assertThat(orders().isr()).containsExactly(2, 3);
        assertThat(orders().preferredLeader()).isEqualTo(1);
        assertThat(projector.snapshot().underReplicated()).isEqualTo(1);
        assertThat(projector.snapshot().counters().leaderChanges()).isEqualTo(1);
    }

    @Test
    void aDeletedTopicDoesNotComeBackByALateTellerAndANewOneOfItsNameStartsAfresh() {
        startNodes(2);
        createOrders();
        tell(changed(1, List.of(1), List.of(1), 1, 7, 9));
        tell(new Event.TopicDeleted(1, now, "orders", "id-1"));
        tell(new Event.TopicCreated(2, now, "orders", "id-1", Map.of()));
        assertThat(projector.snapshot().topics()).isEmpty();

        tell(
                new Event.TopicCreated(1, now, "orders", "id-2", Map.of()),
                changed(1, List.of(1, 2), List.of(1, 2), 2, 0, 0));
        assertThat(orders().leader()).isEqualTo(2);
    }

    @Test
    void aRestartingNodeThatAppliesOldMetadataChangesNoFencing() {
        startNodes(2);
        tell(
                new Event.BrokerRegistered(1, now, 2, 7, "localhost", 1, ""),
                new Event.BrokerFencingChanged(1, now, 2, 7, true, false),
                new Event.MetadataApplied(1, now, 50, 3, "Fence", "", ""));
        tell(
                new Event.NodeStarted(2, now, true, true, 1, 1, ""),
                new Event.MetadataApplied(2, now, 4, 1, "Unfence", "", ""),
                new Event.BrokerFencingChanged(2, now, 2, 7, false, false));
        assertThat(Objects.requireNonNull(projector.snapshot().node(2)).fenced()).isTrue();
        tell(
                new Event.MetadataApplied(2, now, 50, 3, "Fence", "", ""),
                new Event.BrokerFencingChanged(2, now, 2, 7, false, false));
        assertThat(Objects.requireNonNull(projector.snapshot().node(2)).fenced()).isFalse();
    }

    @Test
    void truncationLeavesAGhostAndForgetsTheEpochsCutOff() {
        startNodes(2);
        createOrders();
        tell(appended(2, 0, 9, 0), appended(2, 10, 14, 3));
        tell(new Event.LogTruncated(2, now + 5, "orders", 0, 10, 15));
        ReplicaView log = ordersOn(2);
        assertThat(log.epochs()).containsExactly(new EpochStart(0, 0));
        assertThat(log.logEndOffset()).isEqualTo(10);
        assertThat(log.ghosts())
                .containsExactly(
                        new Snapshot.Ghost(
                                new Range(10, 15), now, List.of(), List.of(new EpochStart(3, 10))));
    }

    @Test
    void compactionIsToldOfALogAndNotOfWhatWasCutOff() {
        startNodes(2);
        createOrders();
        tell(appended(2, 0, 9, 0));
        tell(new Event.LogCompacted(2, now, "orders", 0, 0, 8, 2, 1, 500, 90));
        assertThat(ordersOn(2).compactedTo()).isEqualTo(8);
        tell(new Event.LogTruncated(2, now, "orders", 0, 6, 10));
        assertThat(ordersOn(2).compactedTo()).isEqualTo(6);
    }

    @Test
    void lostRecordsShowOnTheLogThatHoldsThemNotOnTheLeaderWhoseOffsetsHoldOthers() {
        startNodes(3);
        createOrders();
        tell(appended(1, 0, 14, 0), appended(2, 0, 9, 0));
        tell(new Event.NodeEnded(1, now, Event.Ending.KILLED, ""));
        tell(changed(2, List.of(1, 2, 3), List.of(2, 3), 2, 1, 1), appended(2, 10, 12, 1));
        tell(new Event.RecordsLost(Event.OUTSIDE, now, "checkout", "orders", 0, 10, 14));
        assertThat(ordersOn(1).lost()).containsExactly(new Range(10, 15));
        assertThat(ordersOn(2).lost()).isEmpty();

        tell(new Event.LogTruncated(1, now, "orders", 0, 10, 15));
        assertThat(ordersOn(1).lost()).isEmpty();
        assertThat(ordersOn(1).ghosts().getFirst().lost()).containsExactly(new Range(10, 15));
        assertThat(projector.snapshot().counters().recordsLost()).isEqualTo(5);
    }

    @Test
    void anOutsideClientIsWhatItsRequestsSayAndNodesAreNoClients() {
        startNodes(2);
        createOrders();
        tell(
                new Event.ClientConnected(1, now, 7, Event.OUTSIDE, "kcat", "librdkafka", "x"),
                request(1, 7, Event.OUTSIDE, "kcat", "Metadata", ""),
                request(2, 8, 1, "broker-1", "Fetch", "orders-0"));
        ClientView kcat = Objects.requireNonNull(projector.snapshot().client("kcat"));
        assertThat(projector.snapshot().clients()).containsExactly(kcat);
        assertThat(kcat.produces() || kcat.consumes() || kcat.administers()).isFalse();

        tell(request(1, 7, Event.OUTSIDE, "kcat", "Produce", "orders-0 ×5"));
        kcat = Objects.requireNonNull(projector.snapshot().client("kcat"));
        assertThat(kcat.produces()).isTrue();
        assertThat(kcat.links().getFirst().produced())
                .containsExactly(new TopicPartition("orders", 0));

        tell(new Event.ClientDisconnected(1, now + 10, 7));
        assertThat(Objects.requireNonNull(projector.snapshot().client("kcat")).isHere()).isFalse();
        tell(new Event.FaultInjected(Event.OUTSIDE, now + 60_000, "heal"));
        assertThat(projector.snapshot().clients()).isEmpty();
    }

    @Test
    void theAppsOwnClientsAreNotPartOfThePicture() {
        startNodes(1);
        tell(
                request(
                        1,
                        7,
                        Event.OUTSIDE,
                        Projector.HIDDEN_CLIENT_PREFIX + "admin",
                        "Metadata",
                        ""));
        assertThat(projector.snapshot().clients()).isEmpty();
        assertThat(projector.snapshot().messages()).isEmpty();
    }

    @Test
    void aRequestWaitsUntilItsAnswerOrTheEndOfItsNode() {
        startNodes(2);
        createOrders();
        tell(
                request(1, 7, Event.OUTSIDE, "a", "Produce", "orders-0 ×5"),
                request(2, 7, Event.OUTSIDE, "b", "Produce", "orders-0 ×5"));
        tell(
                new Event.ResponseSent(
                        1,
                        now + 3,
                        7,
                        Event.OUTSIDE,
                        "a",
                        "Produce",
                        1,
                        50,
                        0,
                        "NOT_ENOUGH_REPLICAS"),
                new Event.NodeEnded(2, now + 4, Event.Ending.KILLED, ""));
        assertThat(projector.snapshot().messages())
                .extracting(Snapshot.Message::outcome)
                .containsExactly(Outcome.ANSWERED, Outcome.CUT);
        assertThat(projector.snapshot().messages()).allMatch(Snapshot.Message::isError);
    }

    @Test
    void moreRequestsThanTheRingHoldsIsSaid() {
        startNodes(1);
        for (int i = 0; i < Projector.MESSAGES_MAX; i++) {
            tell(request(1, i, Event.OUTSIDE, "a", "Fetch", ""));
        }
        assertThat(projector.snapshot().sampled()).isFalse();
        tell(request(1, 0, Event.OUTSIDE, "a", "Fetch", ""));
        assertThat(projector.snapshot().sampled()).isTrue();
        assertThat(projector.snapshot().messages()).hasSize(Projector.MESSAGES_MAX);
        tell(new Event.FaultInjected(Event.OUTSIDE, now + 2_000, "heal"));
        assertThat(projector.snapshot().sampled()).isFalse();
    }

    private Event.ResponseSent response(long connection, String api, int recordBytes) {
        return new Event.ResponseSent(
                1, now, connection, Event.OUTSIDE, "a", api, 1, 50, recordBytes, "NONE");
    }

    @Test
    void heartbeatsAndEmptyFetchesBecomeARunAndPushNothingOut() {
        startNodes(1);
        tell(request(1, 1, Event.OUTSIDE, "a", "Produce", ""), response(1, "Produce", 0));
        tell(request(1, 2, Event.OUTSIDE, "a", "Fetch", ""), response(2, "Fetch", 80));
        for (int i = 0; i < 2 * Projector.MESSAGES_MAX; i++) {
            now += 2;
            tell(request(1, 3, Event.OUTSIDE, "a", "Fetch", ""), response(3, "Fetch", 0));
        }
        now += Projector.BEAT_FRESH_MS;
        tell(new Event.FaultInjected(Event.OUTSIDE, now, "heal"));
        assertThat(projector.snapshot().messages())
                .extracting(Snapshot.Message::api, Snapshot.Message::recordBytes)
                .containsExactly(tuple("Produce", 0), tuple("Fetch", 80));
        List<Timeline.Beats> runs = projector.snapshot().timeline().beats();
        assertThat(runs).extracting(Timeline.Beats::api).containsOnly("Fetch");
        assertThat(runs.stream().mapToInt(Timeline.Beats::count).sum())
                .isEqualTo(2 * Projector.MESSAGES_MAX);
        assertThat(runs).allMatch(run -> run.toMs() - run.fromMs() <= Projector.BEAT_RUN_MS);
    }

    @Test
    void aRequestLeadsToThePartitionItIsAbout() {
        startNodes(1);
        createOrders();
        tell(request(1, 1, Event.OUTSIDE, "a", "Produce", "orders-0 ×1"));
        tell(request(1, 2, Event.OUTSIDE, "a", "Metadata", ""));
        Snapshot now = projector.snapshot();
        long produce = now.messages().getFirst().seq();
        assertThat(now.partitionOf(new Subject.OfMessage(produce))).isEqualTo(orders());
        assertThat(now.partitionOf(new Subject.OfMessage(produce + 1))).isNull();
        assertThat(now.partitionOf(new Subject.OfMessage(99))).isNull();
    }

    @Test
    void requestsAreCountedByNodeAndTime() {
        startNodes(1);
        now += Projector.FLOW_MS - now % Projector.FLOW_MS;
        long start = now;
        tell(
                request(1, 1, Event.OUTSIDE, "a", "Produce", ""),
                request(1, 2, 2, "vitrine-node-2", "Fetch", ""),
                request(1, 3, Event.OUTSIDE, "a", "Produce", ""),
                new Event.ClientDisconnected(1, now, 3));
        now += Projector.FLOW_MS;
        tell(request(1, 1, Event.OUTSIDE, "a", "Produce", ""));
        assertThat(projector.snapshot().timeline().flow())
                .containsExactly(new Timeline.Flow(start, 1, 2, 1, 1));
    }

    @Test
    void theLifeOfANodeIsRemembered() {
        startNodes(1);
        tell(
                new Event.NodePaused(1, now + 1, true),
                new Event.NodePaused(1, now + 2, false),
                new Event.NodeEnded(1, now + 3, Event.Ending.KILLED, ""));
        assertThat(projector.snapshot().timeline().lives())
                .extracting(Timeline.LifeChange::life)
                .containsExactly(Life.RUNNING, Life.PAUSED, Life.RUNNING, Life.KILLED);
    }

    @Test
    void lagIsTheLeadersHighWatermarkLessTheCommitAndUnknownWithoutOne() {
        startNodes(2);
        createOrders();
        tell(
                new Event.HighWatermarkMoved(1, now, "orders", 0, 40),
                new Event.HighWatermarkMoved(2, now, "orders", 0, 60));
        Event.GroupMember member =
                new Event.GroupMember("m-1", "billing-1", "h", Map.of("orders", List.of(0)));
        tell(
                new Event.GroupChanged(
                        1,
                        now,
                        "billing",
                        "classic",
                        "Stable",
                        3,
                        "range",
                        "m-1",
                        List.of(member)));
        Snapshot.GroupView group = Objects.requireNonNull(projector.snapshot().group("billing"));
        assertThat(group.lags().getFirst().lag()).isEqualTo(Lag.UNKNOWN);

        tell(new Event.OffsetCommitted(1, now, "billing", "orders", 0, 25, now, false));
        group = Objects.requireNonNull(projector.snapshot().group("billing"));
        assertThat(group.lags())
                .containsExactly(new Lag(new TopicPartition("orders", 0), 25, 40, 15, "m-1"));
        assertThat(group.totalLag()).isEqualTo(15);
    }

    @Test
    void aSettingIsToldOnceThoughEveryNodeTellsIt() {
        startNodes(2);
        createOrders();
        int before = projector.snapshot().story().size();
        tell(
                new Event.ConfigChanged(1, now, "topic orders", "min.insync.replicas", "2"),
                new Event.ConfigChanged(2, now, "topic orders", "min.insync.replicas", "2"));
        assertThat(projector.snapshot().story()).hasSize(before + 1);
        assertThat(Objects.requireNonNull(projector.snapshot().topic("orders")).configs())
                .containsEntry("min.insync.replicas", "2");
    }

    @Test
    void whoMayLeadThoughNotInSyncIsToldAndSeen() {
        startNodes(3);
        createOrders();
        tell(
                new Event.PartitionChanged(
                        1,
                        now,
                        "orders",
                        0,
                        List.of(1, 2, 3),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(2, 3),
                        List.of(3),
                        -1,
                        1,
                        1));

        assertThat(orders().isr()).isEmpty();
        assertThat(orders().elr()).containsExactly(2, 3);
        assertThat(words())
                .endsWith(
                        "orders-0 has no leader, epoch 1",
                        "orders-0 in sync: nobody",
                        "orders-0 not in sync, but with all that is committed: 2, 3");
    }

    @Test
    void aBrokerThatIsNoLongerRegisteredIsToldOnceForEachOfItsRegistrations() {
        startNodes(2);
        tell(
                new Event.BrokerRegistered(1, now, 2, 7, "localhost", 19092, ""),
                new Event.BrokerUnregistered(1, now, 2),
                new Event.BrokerUnregistered(2, now, 2),
                new Event.BrokerRegistered(1, now, 2, 12, "localhost", 19092, ""),
                new Event.BrokerUnregistered(1, now, 2));

        assertThat(words()).filteredOn("broker 2 is no longer registered"::equals).hasSize(2);
        assertThat(Objects.requireNonNull(projector.snapshot().node(2)).fenced()).isTrue();
    }

    @Test
    void aFeatureIsToldWhenItsLevelIsAnother() {
        startNodes(2);
        tell(new Event.FeatureLevelChanged(1, now, "group.version", 1));
        int before = projector.snapshot().story().size();
        tell(
                new Event.FeatureLevelChanged(2, now, "group.version", 1),
                new Event.FeatureLevelChanged(1, now, "group.version", 0),
                new Event.FeatureLevelChanged(2, now, "group.version", 0));

        assertThat(words().subList(before, words().size())).containsExactly("group.version is off");
    }

    @Test
    void whatDidNotChangeIsShared() {
        startNodes(3);
        createOrders();
        Snapshot before = projector.snapshot();
        tell(request(1, 7, Event.OUTSIDE, "a", "Fetch", ""));
        Snapshot after = projector.snapshot();
        assertThat(after.topics()).isSameAs(before.topics());
        assertThat(after.nodes()).isSameAs(before.nodes());
        assertThat(after.story()).isNotSameAs(before.story());
    }

    @Test
    void theStoryIsBoundedAndKeepsItsNumbers() {
        for (int i = 0; i < Projector.STORY_MAX + 10; i++) {
            tell(new Event.FaultInjected(Event.OUTSIDE, now, "cut 1 3"));
        }
        List<Snapshot.Telling> story = projector.snapshot().story();
        assertThat(story).hasSize(Projector.STORY_MAX);
        assertThat(story.getFirst().seq()).isEqualTo(10);
    }
}
