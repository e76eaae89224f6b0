package dev.vitrine.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

class ReplicaPlacementTest {
    private final List<BrokerRegistration> brokers = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7})
    void aPartitionsReplicasLieInAsManyRacksAsThereAre(long seed) {
        alive(1, "A");
        alive(2, "A");
        alive(3, "A");
        alive(4, "B");
        alive(5, "C");

        for (List<Integer> replicas : place(40, 3, seed)) {
            assertThat(replicas).doesNotHaveDuplicates().contains(4, 5);
            assertThat(replicas).containsAnyOf(1, 2, 3);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7})
    void everyRackBeginsAsOftenAsEveryOther(long seed) {
        alive(1, "A");
        alive(2, "B");
        alive(3, "C");

        assertThat(place(30, 2, seed).stream().map(List::getFirst).filter(id -> id == 1))
                .hasSize(10);
    }

    @Test
    void aDeadBrokerComesBeforeALivingOneWhoseRackHasAReplica() {
        alive(1, "A");
        alive(2, "A");
        dead(3, "B");

        for (List<Integer> replicas : place(20, 2, 42)) {
            assertThat(replicas.getFirst()).isIn(1, 2);
            assertThat(replicas.getLast()).isEqualTo(3);
        }
    }

    @Test
    void aDeadBrokerOfARackComesAfterItsLivingOnes() {
        alive(1, "");
        dead(2, "");
        alive(3, "");

        assertThat(place(20, 2, 42)).allSatisfy(replicas -> assertThat(replicas).doesNotContain(2));
        assertThat(place(20, 3, 42))
                .allSatisfy(replicas -> assertThat(replicas.getLast()).isEqualTo(2));
    }

    @Test
    void brokersDoNotGoTogetherForEver() {
        for (int id = 1; id <= 4; id++) {
            alive(id, "");
        }

        assertThat(place(100, 2, 42).stream().filter(replicas -> replicas.contains(1)))
                .anySatisfy(replicas -> assertThat(replicas).contains(2))
                .anySatisfy(replicas -> assertThat(replicas).contains(3))
                .anySatisfy(replicas -> assertThat(replicas).contains(4));
    }

    @Test
    void aBrokerThatIsAboutToStopGetsNoneAndDoesNotCount() {
        alive(1, "");
        stopping(2);

        assertThat(place(5, 1, 42)).containsOnly(List.of(1));
        assertThatThrownBy(() -> place(1, 2, 42)).hasMessageContaining("only 1 broker(s)");
    }

    @Test
    void withoutALivingBrokerNothingIsPlaced() {
        dead(1, "");

        assertThatThrownBy(() -> place(1, 1, 42)).hasMessageContaining("currently fenced");
    }

    private List<List<Integer>> place(int partitions, int replicationFactor, long seed) {
        return ReplicaPlacement.place(
                partitions, replicationFactor, brokers, new SplittableRandom(seed));
    }

    private void alive(int id, String rack) {
        brokers.add(new BrokerRegistration(id, 1, "i", "h", 9092, rack, false, false));
    }

    private void dead(int id, String rack) {
        brokers.add(new BrokerRegistration(id, 1, "i", "h", 9092, rack, true, false));
    }

    private void stopping(int id) {
        brokers.add(new BrokerRegistration(id, 1, "i", "h", 9092, "", false, true));
    }
}
