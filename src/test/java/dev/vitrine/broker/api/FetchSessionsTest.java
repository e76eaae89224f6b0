package dev.vitrine.broker.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/// The cache of fetch sessions against a list that is searched anew each time.
final class FetchSessionsTest {
    private static final int SLOTS = 5;
    private static final long EVICTION_MS = 100;

    private long nowMs = 1_000;
    private final SplittableRandom chance = new SplittableRandom(7);
    private final FetchSessions sessions =
            new FetchSessions(() -> nowMs, chance.split(), SLOTS, EVICTION_MS);

    /// What the model knows of a session.
    private static final class Known {
        final FetchSession session;
        final long createdMs;
        long usedMs;
        int size;

        Known(FetchSession session, long nowMs) {
            this.session = session;
            this.createdMs = nowMs;
            this.usedMs = nowMs;
            this.size = session.size();
        }

        boolean settled() {
            return usedMs - createdMs > EVICTION_MS;
        }
    }

    private final List<Known> model = new ArrayList<>();

    @Test
    void makesRoomAsItsRulesSay() {
        int refused = 0;
        int evicted = 0;
        for (int step = 0; step < 20_000; step++) {
            nowMs += chance.nextInt(15);
            switch (chance.nextInt(5)) {
                case 0, 1 -> {
                    boolean privileged = chance.nextInt(4) == 0;
                    int size = chance.nextInt(4);
                    int before = model.size();
                    boolean room = makeRoom(privileged, size);
                    evicted += before - model.size();
                    FetchSession begun = sessions.begin(privileged, true, entries(size));
                    assertThat(begun != null).as("step %d", step).isEqualTo(room);
                    if (begun == null) {
                        refused++;
                    } else {
                        model.add(new Known(begun, nowMs));
                    }
                }
                case 2, 3 -> {
                    if (!model.isEmpty()) {
                        Known known = model.get(chance.nextInt(model.size()));
                        if (chance.nextBoolean()) {
                            known.session.put(entries(5).get(chance.nextInt(5)));
                        }
                        sessions.touch(known.session);
                        known.usedMs = nowMs;
                        known.size = known.session.size();
                    }
                }
                default -> {
                    if (chance.nextInt(5) == 0 && !model.isEmpty()) {
                        Known known = model.remove(chance.nextInt(model.size()));
                        sessions.remove(known.session.id());
                    }
                }
            }
            assertThat(sessions.size()).isEqualTo(model.size()).isLessThanOrEqualTo(SLOTS);
            for (Known known : model) {
                assertThat(sessions.find(known.session.id())).isSameAs(known.session);
            }
        }
        assertThat(refused).isGreaterThan(100);
        assertThat(evicted).isGreaterThan(100);
    }

    private boolean makeRoom(boolean privileged, int size) {
        if (model.size() < SLOTS) {
            return true;
        }
        Known oldest =
                model.stream()
                        .min(
                                Comparator.comparingLong((Known k) -> k.usedMs)
                                        .thenComparingInt(k -> k.session.id()))
                        .orElseThrow();
        if (nowMs - oldest.usedMs > EVICTION_MS) {
            return model.remove(oldest);
        }
        return model.stream()
                .filter(k -> k.settled() || (privileged && !k.session.privileged()))
                .min(
                        Comparator.comparing((Known k) -> k.session.privileged())
                                .thenComparingInt(k -> k.size)
                                .thenComparingInt(k -> k.session.id()))
                .filter(k -> k.session.privileged() == privileged ? size > k.size : privileged)
                .map(model::remove)
                .orElse(false);
    }

    private static List<FetchSession.Entry> entries(int count) {
        List<FetchSession.Entry> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            entries.add(
                    new FetchSession.Entry(
                            new FetchSession.Key(new Uuid(1, 1), "", i),
                            "orders",
                            new FetchPartition().setPartition(i)));
        }
        return entries;
    }

    @Test
    void epochsFollowOneAnotherAndSkipTheFullOne() {
        assertThat(FetchSessions.nextEpoch(0)).isEqualTo(1);
        assertThat(FetchSessions.nextEpoch(41)).isEqualTo(42);
        assertThat(FetchSessions.nextEpoch(Integer.MAX_VALUE)).isEqualTo(1);
        assertThat(FetchSessions.nextEpoch(-1)).isEqualTo(-1);
    }

    @Test
    void aCacheWithoutSlotsGivesNoSession() {
        FetchSessions none = new FetchSessions(() -> nowMs, chance.split(), 0, EVICTION_MS);
        assertThat(none.begin(true, true, entries(3))).isNull();
    }
}
