package dev.vitrine.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.event.Event;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class SubscriptionTest {
    private final EventHub hub = new EventHub();

    private static Event highWatermark(long offset) {
        return new Event.HighWatermarkMoved(1, 0, "orders", 0, offset);
    }

    private static Event appended(long base, long last, int epoch) {
        return new Event.RecordsAppended(1, 0, "orders", 0, base, last, epoch, 100);
    }

    private static Event truncated(long to, long from) {
        return new Event.LogTruncated(1, 0, "orders", 0, to, from);
    }

    private static Event received(int correlationId) {
        return new Event.RequestReceived(
                1, 0, 7, Event.OUTSIDE, "app", "Produce", 9, correlationId, 1, "", Map.of());
    }

    private static List<Event> drained(Subscription subscription) {
        List<Event> events = new ArrayList<>();
        subscription.drain(events::add);
        return events;
    }

    @Test
    void everythingComesInOrderAsLongAsItIsDrained() {
        Subscription subscription = hub.open(3);
        for (int round = 0; round < 3; round++) {
            List<Event> told =
                    List.of(highWatermark(round), received(round), highWatermark(round + 1));
            told.forEach(hub::publish);
            assertThat(drained(subscription)).isEqualTo(told);
        }
        assertThat(subscription.dropped()).isZero();
    }

    @Test
    void whenBehindThePositionsSupersedeAndTheWireIsCounted() {
        Subscription subscription = hub.open(1);
        Event first = received(0);
        hub.publish(first);
        for (int i = 1; i <= 1_000; i++) {
            hub.publish(received(i));
            hub.publish(appended(i, i, 5));
            hub.publish(highWatermark(i));
        }
        assertThat(drained(subscription))
                .containsExactly(
                        first,
                        new Event.RecordsAppended(1, 0, "orders", 0, 1, 1_000, 5, 100_000),
                        highWatermark(1_000));
        assertThat(subscription.dropped()).isEqualTo(1_000);
        assertThat(subscription.isLost()).isFalse();
    }

    @Test
    void whenBehindNoChangeOfStateIsLost() {
        Subscription subscription = hub.open(1);
        List<Event> told =
                List.of(
                        truncated(0, 0),
                        appended(10, 14, 5),
                        truncated(10, 15),
                        appended(10, 12, 6),
                        truncated(11, 13),
                        appended(11, 11, 6),
                        truncated(11, 12));
        told.forEach(hub::publish);
        assertThat(drained(subscription)).isEqualTo(told);
    }

    @Test
    void onceDrainedItIsInTimeAgain() {
        Subscription subscription = hub.open(1);
        hub.publish(highWatermark(1));
        hub.publish(highWatermark(2));
        hub.publish(highWatermark(3));
        assertThat(drained(subscription)).containsExactly(highWatermark(1), highWatermark(3));
        hub.publish(received(1));
        assertThat(drained(subscription)).containsExactly(received(1));
    }

    @Test
    void oneThatNobodyReadsGivesUp() {
        Subscription subscription = hub.open(4);
        for (int i = 0; i <= 4 * Subscription.BACKLOG_FACTOR; i++) {
            hub.publish(truncated(i, i));
        }
        assertThat(subscription.isLost()).isTrue();
        assertThat(drained(subscription)).isEmpty();
    }

    @Test
    void closingEndsTheWaitOfTheReader() throws Exception {
        Subscription subscription = hub.open(4);
        Thread reader =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                subscription.await(Duration.ofMinutes(1));
                            } catch (InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                        });
        subscription.close();
        assertThat(reader.join(Duration.ofSeconds(20))).isTrue();
        hub.publish(highWatermark(1));
        assertThat(drained(subscription)).isEmpty();
    }
}
