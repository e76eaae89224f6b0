package dev.vitrine.ui.lens;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.event.Event.EpochStart;
import dev.vitrine.event.Event.ReplicaRole;
import dev.vitrine.history.Snapshot.Ghost;
import dev.vitrine.history.Snapshot.Range;
import dev.vitrine.history.Snapshot.ReplicaView;
import dev.vitrine.history.TopicPartition;
import dev.vitrine.ui.model.LogStretch;
import dev.vitrine.ui.model.RecordRow;
import dev.vitrine.workload.RecordFate;
import dev.vitrine.workload.RecordId;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;

class ReadingsTest {
    private static final TopicPartition ID = new TopicPartition("orders", 0);

    private final Port port = new Port();
    private long nanos;
    private final Readings readings = new Readings(port, () -> nanos);

    private record Asked(int node, long from, int records, CompletableFuture<LogStretch> answer) {}

    private static final class Port implements LogPort {
        private final List<Asked> asked = new ArrayList<>();

        @Override
        public CompletableFuture<LogStretch> read(
                TopicPartition id, int node, long fromOffset, int recordsMax) {
            Asked question = new Asked(node, fromOffset, recordsMax, new CompletableFuture<>());
            asked.add(question);
            return question.answer();
        }

        @Override
        public @Nullable RecordFate fate(RecordId id) {
            return null;
        }

        void answer(long from, long to, int epoch) {
            asked.getLast()
                    .answer()
                    .complete(
                            new LogStretch(
                                    to,
                                    to,
                                    from,
                                    to,
                                    LongStream.range(from, to)
                                            .mapToObj(offset -> row(offset, epoch))
                                            .toList()));
        }
    }

    private static RecordRow row(long offset, int epoch) {
        return new RecordRow(offset, epoch, 0, "k" + offset, "v", "", "", false, null);
    }

    private static ReplicaView log(long end, Ghost... ghosts) {
        return new ReplicaView(
                ID,
                1,
                ReplicaRole.LEADER,
                0,
                0,
                end,
                end,
                List.of(new EpochStart(0, 0)),
                List.of(ghosts),
                List.of(),
                0);
    }

    private void rest() {
        nanos += Readings.REST_NANOS;
    }

    @Test
    void nodeIsAskedOnceForWhatIsInViewAndThenOnlyForWhatIsNew() {
        readings.turnTo(ID);
        readings.want(log(10), 4, 12);
        readings.want(log(10), 4, 12);
        assertThat(port.asked).hasSize(1);
        assertThat(port.asked.getFirst().from()).isEqualTo(4);
        assertThat(port.asked.getFirst().records()).isEqualTo(6);
        port.answer(4, 10, 0);

        rest();
        readings.want(log(10), 4, 12);
        assertThat(port.asked).as("all is known").hasSize(1);
        readings.want(log(13), 5, 14);
        assertThat(port.asked.getLast().from()).isEqualTo(10);
        port.answer(10, 13, 0);
        assertThat(readings.of(1).row(4)).isNotNull();
        assertThat(readings.of(1).row(12)).isNotNull();
    }

    @Test
    void nodeRestsBetweenTwoQuestionsAndLongerWhenItGaveNoAnswer() {
        readings.turnTo(ID);
        readings.want(log(10), 0, 12);
        port.answer(0, 10, 0);
        readings.want(log(11), 0, 12);
        assertThat(port.asked).hasSize(1);
        rest();
        readings.want(log(11), 0, 12);
        assertThat(port.asked).hasSize(2);
        port.asked.getLast().answer().completeExceptionally(new IllegalStateException("down"));
        rest();
        readings.want(log(11), 0, 12);
        assertThat(port.asked).hasSize(2);
        nanos += Readings.REFUSED_REST_NANOS;
        readings.want(log(11), 0, 12);
        assertThat(port.asked).hasSize(3);
    }

    @Test
    void logThatWasCutIsReadAnewAndWhatWasCutOffIsKept() {
        readings.turnTo(ID);
        readings.want(log(10), 0, 12);
        port.answer(0, 10, 0);
        Ghost ghost = new Ghost(new Range(8, 10), 5, List.of(), List.of(new EpochStart(0, 0)));
        rest();
        readings.want(log(9, ghost), 0, 12);
        assertThat(port.asked.getLast().from()).isZero();
        port.answer(0, 9, 1);
        assertThat(readings.of(1).row(9)).isNull();
        RecordRow cut = readings.of(1).cutOff(9);
        assertThat(cut).isNotNull();
        assertThat(cut.key()).isEqualTo("k9");
        assertThat(readings.of(1).cutOff(7)).isNull();
    }

    @Test
    void whatCompactionTookIsAGapAndWhatWasNotReadIsNone() {
        readings.turnTo(ID);
        readings.want(log(10), 2, 12);
        port.asked
                .getLast()
                .answer()
                .complete(new LogStretch(10, 9, 2, 10, List.of(row(3, 0), row(7, 0))));
        assertThat(readings.of(1).isGap(2)).isTrue();
        assertThat(readings.of(1).isGap(3)).isFalse();
        assertThat(readings.of(1).isGap(1)).as("not looked at").isFalse();
        assertThat(readings.of(1).isGap(10)).as("beyond").isFalse();
        assertThat(readings.of(1).isAllStable()).isFalse();
        assertThat(readings.of(1).lastStableOffset()).isEqualTo(9);
    }

    @Test
    void answerAboutAnotherPartitionIsDropped() {
        readings.turnTo(ID);
        readings.want(log(10), 0, 12);
        readings.turnTo(new TopicPartition("orders", 1));
        port.answer(0, 10, 0);
        assertThat(readings.of(1).rows()).isEmpty();
    }
}
