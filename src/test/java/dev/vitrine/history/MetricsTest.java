package dev.vitrine.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.event.Event;
import dev.vitrine.history.Metrics.Metric;
import dev.vitrine.history.Metrics.Second;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

/// What Kafka's metrics say of a cluster that is told by hand.
final class MetricsTest {
    private static final List<Integer> ALL = List.of(1, 2, 3);

    private final Projector projector = new Projector();
    private long now = 10_000;
    private int epoch;
    private int correlation;

    @BeforeEach
    void threeBrokersAndATopic() {
        for (int node = 1; node <= 3; node++) {
            tell(new Event.NodeStarted(node, now, true, true, 9_090 + node, 0, ""));
        }
        tell(new Event.ControllerActivated(1, now, 1));
        tell(new Event.TopicCreated(1, now, "orders", "id", Map.of("min.insync.replicas", "2")));
        tell(new Event.MetadataApplied(1, now, 1, 1, "TopicCreated", "", ""));
        partition(ALL, 1);
    }

    private void tell(Event event) {
        projector.apply(event);
    }

    private void partition(List<Integer> isr, int leader) {
        tell(
                new Event.PartitionChanged(
                        1, now, "orders", 0, ALL, List.of(), List.of(), isr, List.of(), List.of(),
                        leader, epoch, epoch++));
        tell(new Event.MetadataApplied(1, now, 1 + epoch, 1, "PartitionChanged", "", ""));
    }

    private double value(String name) {
        return projector.snapshot().insight().metrics().now().stream()
                .filter(metric -> metric.name().equals(name))
                .mapToDouble(Metric::value)
                .findFirst()
                .orElseThrow();
    }

    private Second last() {
        return projector.snapshot().insight().metrics().seconds().getLast();
    }

    private void nextSecond() {
        now += 1_000 - now % 1_000;
        tell(new Event.FaultInjected(Event.OUTSIDE, now, "heal"));
    }

    @Test
    void partitionsAreCountedByTheirInSyncSetsAndLeaders() {
        assertThat(value("UnderReplicatedPartitions")).isZero();
        partition(List.of(2), 2);
        assertThat(value("UnderReplicatedPartitions")).isEqualTo(1);
        assertThat(value("UnderMinIsrPartitionCount")).isEqualTo(1);
        assertThat(value("PreferredReplicaImbalanceCount")).isEqualTo(1);
        assertThat(value("OfflinePartitionsCount")).isZero();
        partition(List.of(2), -1);
        assertThat(value("OfflinePartitionsCount")).isEqualTo(1);
        partition(ALL, 1);
        assertThat(value("UnderMinIsrPartitionCount")).isZero();
        assertThat(value("PreferredReplicaImbalanceCount")).isZero();
    }

    @Test
    void changesAreCountedForAMinute() {
        partition(List.of(1, 2), 1);
        partition(ALL, 1);
        partition(List.of(2, 3), 2);
        assertThat(value("IsrShrinksPerSec")).isEqualTo(2 / 60.0);
        assertThat(value("IsrExpandsPerSec")).isEqualTo(1 / 60.0);
        assertThat(value("LeaderElectionRateAndTimeMs")).isEqualTo(1 / 60.0);
        assertThat(value("UncleanLeaderElectionsPerSec")).isZero();
        now += 61_000;
        nextSecond();
        assertThat(value("IsrShrinksPerSec")).isZero();
    }

    @Test
    void leaderThatWasNotInSyncIsElectedUncleanly() {
        partition(List.of(1), 1);
        partition(List.of(3), 3);
        assertThat(value("UncleanLeaderElectionsPerSec")).isEqualTo(1 / 60.0);
    }

    @Test
    void metricIsPinnedToWhatChangedIt() {
        assertThat(value("UnderReplicatedPartitions")).isZero();
        partition(List.of(1, 2), 1);
        Insight insight = projector.snapshot().insight();
        Metric metric = insight.metrics().now().getFirst();
        Happening cause = Why.find(insight.happenings(), metric.happening());
        assertThat(cause).isNotNull();
        assertThat(cause.words()).endsWith("in sync 1,2,3 → 1,2");
    }

    @Test
    void secondCountsWhatItsLeaderAppendedAndHowLongAnswersTook() {
        nextSecond();
        tell(new Event.RecordsAppended(1, now, "orders", 0, 0, 9, 0, 1_000));
        tell(new Event.RecordsAppended(2, now, "orders", 0, 0, 9, 0, 1_000));
        produce("checkout", 4);
        produce("checkout", 40);
        produce(Projector.HIDDEN_CLIENT_PREFIX + "eye", 400);
        nextSecond();
        assertThat(last().recordsIn()).isEqualTo(10);
        assertThat(last().bytesIn()).isEqualTo(1_000);
        assertThat(last().produce()).isEqualTo(new Metrics.Latency(2, 4, 40));
        assertThat(last().fetch()).isEqualTo(Metrics.Latency.NONE);
        assertThat(last().inSync()).isEqualTo(3);
        assertThat(value("MessagesInPerSec")).isEqualTo(10);
        assertThat(value("TotalTimeMs Produce")).isEqualTo(40);
        assertThat(value("RequestsPerSec")).isEqualTo(2);
    }

    private void produce(String client, long ms) {
        tell(
                new Event.RequestReceived(
                        1,
                        now,
                        1,
                        Event.OUTSIDE,
                        client,
                        "Produce",
                        13,
                        ++correlation,
                        100,
                        "",
                        Map.of()));
        tell(
                new Event.ResponseSent(
                        1,
                        now + ms,
                        1,
                        Event.OUTSIDE,
                        client,
                        "Produce",
                        correlation,
                        50,
                        0,
                        "NONE"));
    }

    @Test
    void secondsAreKeptForMinutesAndSpansForAnHour() {
        for (int i = 0; i < Projector.SPANS_MAX * Projector.SPAN_SECONDS + 50; i++) {
            nextSecond();
            tell(new Event.RecordsAppended(1, now, "orders", 0, i, i, 0, 100));
        }
        Metrics metrics = projector.snapshot().insight().metrics();
        assertThat(metrics.seconds()).hasSize(Projector.SECONDS_MAX);
        assertThat(metrics.spans()).hasSize(Projector.SPANS_MAX);
        Second span = metrics.spans().getLast();
        assertThat(span.millis()).isEqualTo(Projector.SPAN_SECONDS * 1_000L);
        assertThat(span.perSecond(span.recordsIn())).isEqualTo(1);
    }

    @Test
    void silenceIsSecondsToo() {
        nextSecond();
        now += 5_000;
        nextSecond();
        List<Second> seconds = projector.snapshot().insight().metrics().seconds();
        assertThat(seconds.getLast().startMs()).isEqualTo(now - 1_000);
        for (int i = 1; i < seconds.size(); i++) {
            assertThat(seconds.get(i).startMs()).isEqualTo(seconds.get(i - 1).startMs() + 1_000);
        }
    }
}
