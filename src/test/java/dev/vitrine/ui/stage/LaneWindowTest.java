package dev.vitrine.ui.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.event.Event.ReplicaRole;
import dev.vitrine.history.Snapshot.Ghost;
import dev.vitrine.history.Snapshot.PartitionView;
import dev.vitrine.history.Snapshot.Range;
import dev.vitrine.history.Snapshot.ReplicaView;
import dev.vitrine.history.TopicPartition;

import org.junit.jupiter.api.Test;

import java.util.List;

class LaneWindowTest {
    private static final int CELLS = 15;
    private static final TopicPartition ID = new TopicPartition("orders", 0);

    private static PartitionView partition(int rate, ReplicaView... logs) {
        return new PartitionView(
                ID,
                List.of(1, 2),
                List.of(1, 2),
                List.of(),
                1,
                0,
                0,
                List.of(logs),
                List.of(),
                rate);
    }

    private static ReplicaView log(int node, long start, long end, Ghost... ghosts) {
        return new ReplicaView(
                ID,
                node,
                ReplicaRole.LEADER,
                0,
                start,
                end,
                end,
                List.of(),
                List.of(ghosts),
                List.of(),
                0);
    }

    @Test
    void aShortLogIsShownWhole() {
        LaneWindow window = LaneWindow.of(partition(0, log(1, 3, 18)), CELLS, 0);
        assertThat(window.from()).isEqualTo(3);
    }

    @Test
    void aRecordStaysAtItsPlaceWhileAPageFills() {
        LaneWindow first = LaneWindow.of(partition(2, log(1, 0, 101)), CELLS, 0);
        for (long end = 101; end <= first.to(); end++) {
            assertThat(LaneWindow.of(partition(2, log(1, 0, end)), CELLS, 0)).isEqualTo(first);
        }
        LaneWindow next = LaneWindow.of(partition(2, log(1, 0, first.to() + 1)), CELLS, 0);
        assertThat(next.from()).isGreaterThan(first.from());
        assertThat(next.to()).isGreaterThan(first.to());
    }

    @Test
    void aFastLogGlidesWithItsEndAtTheRight() {
        LaneWindow window = LaneWindow.of(partition(100, log(1, 0, 777)), CELLS, 0);
        assertThat(window.to()).isEqualTo(777);
    }

    @Test
    void allReplicasShareTheWindowOfTheLongestLogAndItsFreshGhosts() {
        Ghost ghost = new Ghost(new Range(30, 40), 1_000, List.of(), List.of());
        PartitionView partition = partition(100, log(1, 0, 20), log(2, 0, 30, ghost));
        assertThat(LaneWindow.of(partition, CELLS, 2_000).to()).isEqualTo(40);
        assertThat(LaneWindow.of(partition, CELLS, 1_000 + LaneWindow.GHOST_MS).to()).isEqualTo(30);
    }
}
