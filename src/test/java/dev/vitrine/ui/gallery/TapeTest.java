package dev.vitrine.ui.gallery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.vitrine.event.Event;
import dev.vitrine.event.Event.EpochStart;
import dev.vitrine.history.Check;
import dev.vitrine.history.Snapshot;
import dev.vitrine.history.TopicPartition;
import dev.vitrine.ui.Fx;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What is canned could have happened.
final class TapeTest {
    private static final TopicPartition ORDERS_0 = new TopicPartition("orders", 0);

    private final Tape tape = new Tape();

    @BeforeEach
    void threeBrokersWithALogOfTenRecords() {
        tape.nodes(3);
        tape.controller(3, 2);
        tape.foundTopic("orders", "orders-id", List.of(List.of(1, 2, 3)), 4);
        tape.logs("orders", 0, 10, Map.of(1, 12L, 2, 10L, 3, 10L));
    }

    private static List<String> violated(Snapshot snapshot) {
        return snapshot.insight().checks().stream()
                .filter(check -> !check.holds())
                .map(Check::id)
                .toList();
    }

    static Stream<Arguments> exhibits() {
        return Fx.on(() ->
                Exhibits.all().stream()
                        .map(each -> Arguments.of(each.fullName(), each.snapshot()))
                        .toList())
                .stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("exhibits")
    void everyExhibitKeepsKafkasPromisesButTheOneThatIsMeantToBreakThem(
            String name, Snapshot snapshot) {
        if (name.equals("checks-violated")) {
            assertThat(violated(snapshot))
                    .containsExactlyInAnyOrder("one-leader", "committed-everywhere");
        } else {
            assertThat(violated(snapshot)).isEmpty();
        }
    }

    private void assertRefused(Runnable telling, String because) {
        assertThatIllegalStateException()
                .isThrownBy(telling::run)
                .withMessageContaining("No cluster tells")
                .withMessageContaining(because);
    }

    @Test
    void whatIsImpossibleIsToldOnlyByThatName() {
        Event past = new Event.HighWatermarkMoved(1, tape.nowMs(), "orders", 0, 20);
        assertRefused(() -> tape.tell(past), "its log ends at 12");
        assertThat(violated(tape.snapshot())).isEmpty();
        tape.impossible(past);
        assertThat(violated(tape.snapshot())).contains("high-watermark");
    }

    @Test
    void aHighWatermarkIsWhereAllInSyncHaveCome() {
        assertRefused(() -> tape.high(1, "orders", 0, 11), "broker 2, in sync");
        tape.partition("orders", 0, List.of(1), 1);
        tape.high(1, "orders", 0, 12);
        assertRefused(() -> tape.high(1, "orders", 0, 11), "does not go back");
    }

    @Test
    void aLogGrowsAtItsEndAndAFollowersByWhatItsLeaderHas() {
        assertRefused(() -> tape.append(1, "orders", 0, 11, 14, 4), "its log ends at 12");
        assertRefused(() -> tape.append(1, "orders", 0, 12, 14, 3), "another epoch");
        assertRefused(() -> tape.append(2, "orders", 0, 10, 12, 4), "no such records");
        tape.append(2, "orders", 0, 10, 11, 4);
        tape.append(3, "orders", 0, 10, 11, 4);
        tape.high(1, "orders", 0, 12);
        tape.grow("orders", 0, 5);
        assertThat(tape.end(3, ORDERS_0)).isEqualTo(17);
    }

    @Test
    void aNodeThatIsDownTellsNothingAndFindsItsLogWhenItIsBack() {
        tape.end(1, Event.Ending.KILLED);
        assertRefused(() -> tape.append(1, "orders", 0, 12, 12, 4), "the node is down");
        tape.partition("orders", 0, List.of(2, 3), 2);
        assertThat(tape.leaderEpoch("orders", 0)).isEqualTo(5);
        tape.append(2, "orders", 0, 10, 15, 5);
        tape.append(3, "orders", 0, 10, 15, 5);
        tape.high(2, "orders", 0, 16);
        tape.start(1);
        assertRefused(
                () -> tape.tell(new Event.LogTruncated(1, tape.nowMs(), "orders", 0, 9, 12)),
                "only after an unclean election");
        tape.tell(new Event.LogTruncated(1, tape.nowMs(), "orders", 0, 10, 12));
        tape.catchUp(1, ORDERS_0);
        assertThat(tape.snapshot().partition("orders", 0).log(1).epochs())
                .containsExactly(new EpochStart(4, 0), new EpochStart(5, 10));
        assertThat(violated(tape.snapshot())).isEmpty();
    }

    @Test
    void nobodyCommitsWhatHeCannotHaveRead() {
        tape.commit("billing", ORDERS_0, 8);
        assertRefused(() -> tape.commit("billing", ORDERS_0, 11), "nobody can have read");
        assertRefused(() -> tape.commit("billing", ORDERS_0, 7), "nobody sought back");
    }
}
