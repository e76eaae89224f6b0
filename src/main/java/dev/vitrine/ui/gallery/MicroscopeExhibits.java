package dev.vitrine.ui.gallery;

import dev.vitrine.event.Event;
import dev.vitrine.event.Event.EpochStart;
import dev.vitrine.history.Snapshot;
import dev.vitrine.history.Subject;
import dev.vitrine.history.TopicPartition;
import dev.vitrine.ui.lens.CompactMicroscope;
import dev.vitrine.ui.lens.MicroscopeLens;

import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Logs under the microscope.
final class MicroscopeExhibits {
    private static final List<Integer> REPLICAS = List.of(2, 1, 3);
    private static final String TOPIC = "orders";
    private static final int NUMBER = 1;
    private static final TopicPartition ID = new TopicPartition(TOPIC, NUMBER);
    private static final Subject SELECTED = new Subject.OfPartition(TOPIC, NUMBER);

    private MicroscopeExhibits() {}

    static List<Exhibit> all() {
        return List.of(
                uncleanElection(),
                uncleanElectionInALowDrawer(),
                uncleanElectionInBrief(),
                leaderAheadAndAFollowerBehind(),
                acknowledgedByOneAndLost(),
                compacted(),
                duplicate(),
                nobodyLeads());
    }

    private static Exhibit exhibit(String name, String words, Tape tape) {
        return exhibit(name, words, tape, SELECTED, Set.of(), -1);
    }

    /// @param gone offsets that compaction has taken
    /// @param twice an offset whose record is in the log again after it; -1 for none
    private static Exhibit exhibit(
            String name, String words, Tape tape, Subject selection, Set<Long> gone, long twice) {
        Snapshot snapshot = tape.snapshot();
        return new Exhibit(
                () ->
                        new MicroscopeLens(
                                new CannedLogs(snapshot, tape.nowMs() - 60_000, gone, twice),
                                ZoneOffset.UTC),
                name,
                words,
                snapshot,
                tape.nowMs(),
                selection,
                1_400,
                360);
    }

    /// What a broker found on its disk.
    private record Found(int node, long high, long end, EpochStart... epochs) {}

    /// Three brokers; the first of them that found a log of `orders-1` leads it, and all are in
    /// sync.
    private static Tape begun(int leaderEpoch, Found... logs) {
        Tape tape = new Tape();
        tape.nodes(3);
        tape.controller(3, 11);
        tape.foundTopic(TOPIC, "orders-id", List.of(List.of(1, 2, 3), REPLICAS), 0, leaderEpoch);
        for (int node : REPLICAS) {
            tape.log(node, TOPIC, 0, 0, 0);
        }
        for (Found log : logs) {
            tape.log(log.node, TOPIC, NUMBER, log.high, log.end, log.epochs);
        }
        return tape;
    }

    private static Tape alike(long end) {
        EpochStart zero = new EpochStart(0, 0);
        return begun(
                0,
                new Found(2, end, end, zero),
                new Found(1, end, end, zero),
                new Found(3, end, end, zero));
    }

    private static void killed(Tape tape, Event.Ending how) {
        tape.end(2, how);
        tape.pass(900);
    }

    /// Broker 1 leads; it and broker 3 have what came since.
    private static void append(Tape tape, long base, long lastOf1, long lastOf3, int epoch) {
        tape.append(1, TOPIC, NUMBER, base, lastOf1, epoch);
        tape.append(3, TOPIC, NUMBER, base, lastOf3, epoch);
    }

    private static void high(Tape tape, long high) {
        tape.high(1, TOPIC, NUMBER, high);
        tape.high(3, TOPIC, NUMBER, high);
    }

    /// Broker 2 is back and cuts its log where broker 1's parted from it.
    private static void backAndCut(Tape tape, long from, long end) {
        tape.tell(
                new Event.RecordsLost(
                        Event.OUTSIDE, tape.nowMs(), "checkout", TOPIC, NUMBER, from, end - 1));
        tape.pass(4_000);
        tape.start(2);
        tape.tell(new Event.LogTruncated(2, tape.nowMs(), TOPIC, NUMBER, from, end));
    }

    /// As the mock-up has it: broker 2 took records that nobody had copied, and died; broker 1 led
    /// all the same.
    private static Tape unclean() {
        EpochStart four = new EpochStart(4, 0);
        Tape tape =
                begun(
                        5,
                        new Found(2, 1_028, 1_036, four, new EpochStart(5, 1_028)),
                        new Found(1, 1_028, 1_028, four),
                        new Found(3, 1_028, 1_028, four));
        tape.partition(TOPIC, NUMBER, List.of(2), 2);
        tape.high(2, TOPIC, NUMBER, 1_036);
        tape.producer("checkout", TOPIC, Map.of("acks", "1"));
        tape.group(3, "billing", "consumer", "Stable", 4, "uniform", List.of());
        tape.commit("billing", ID, 1_025);
        killed(tape, Event.Ending.KILLED);
        tape.partition(TOPIC, NUMBER, List.of(1), 1);
        append(tape, 1_028, 1_031, 1_030, 6);
        tape.partition(TOPIC, NUMBER, List.of(1, 3), 1);
        high(tape, 1_031);
        backAndCut(tape, 1_028, 1_036);
        tape.pass(300);
        return tape;
    }

    private static Exhibit uncleanElection() {
        return exhibit(
                "unclean-election",
                "Eight records that broker 2 acknowledged are cut off as it returns",
                unclean());
    }

    private static Exhibit uncleanElectionInALowDrawer() {
        Exhibit roomy = uncleanElection();
        return new Exhibit(
                roomy.artist(),
                "low-drawer",
                roomy.words(),
                roomy.snapshot(),
                roomy.nowMs(),
                roomy.selection(),
                roomy.width(),
                136);
    }

    private static Exhibit uncleanElectionInBrief() {
        Tape tape = unclean();
        return new Exhibit(
                CompactMicroscope::new,
                "unclean-election",
                "The same in the inspector",
                tape.snapshot(),
                tape.nowMs(),
                SELECTED,
                284,
                200);
    }

    private static Exhibit leaderAheadAndAFollowerBehind() {
        EpochStart four = new EpochStart(4, 0);
        EpochStart five = new EpochStart(5, 38);
        Tape tape =
                begun(
                        5,
                        new Found(2, 41, 44, four, five),
                        new Found(1, 41, 42, four, five),
                        new Found(3, 33, 33, four));
        tape.partition(TOPIC, NUMBER, List.of(2, 1), 2);
        tape.group(3, "billing", "consumer", "Stable", 4, "uniform", List.of());
        tape.group(3, "audit", "classic", "Stable", 2, "range", List.of());
        tape.commit("billing", ID, 39);
        tape.commit("audit", ID, 12);
        return exhibit(
                "behind",
                "Three records are not committed, and broker 3 is out of sync",
                tape,
                new Subject.OfReplica(TOPIC, NUMBER, 1),
                Set.of(),
                -1);
    }

    /// Lesson S6, after the old leader has fetched what lies at those offsets now.
    private static Exhibit acknowledgedByOneAndLost() {
        EpochStart zero = new EpochStart(0, 0);
        Tape tape =
                begun(
                        0,
                        new Found(2, 10, 15, zero),
                        new Found(1, 10, 10, zero),
                        new Found(3, 10, 10, zero));
        tape.producer("checkout", TOPIC, Map.of("acks", "1"));
        killed(tape, Event.Ending.KILLED);
        tape.partition(TOPIC, NUMBER, List.of(1, 3), 1);
        append(tape, 10, 17, 17, 1);
        high(tape, 18);
        backAndCut(tape, 10, 15);
        tape.append(2, TOPIC, NUMBER, 10, 17, 1);
        tape.high(2, TOPIC, NUMBER, 18);
        tape.partition(TOPIC, NUMBER, List.of(1, 3, 2), 1);
        tape.pass(300);
        return exhibit(
                "acks-1-lost",
                "Five records acknowledged with acks=1 are gone, and others lie at their offsets",
                tape);
    }

    private static Exhibit compacted() {
        Tape tape = alike(20);
        for (int node : REPLICAS) {
            tape.tell(
                    new Event.LogCompacted(
                            node, tape.nowMs(), TOPIC, NUMBER, 0, 14, 3, 1, 1_800, 500));
        }
        return exhibit(
                "compacted",
                "Compaction kept the last record of each key, at its offset",
                tape,
                SELECTED,
                Set.of(0L, 1L, 3L, 4L, 5L, 7L, 10L, 11L),
                -1);
    }

    private static Exhibit duplicate() {
        return exhibit(
                "duplicate",
                "A retry without idempotence put a record into the log twice",
                alike(12),
                SELECTED,
                Set.of(),
                6);
    }

    /// Only broker 2 was in sync, and it is down.
    private static Exhibit nobodyLeads() {
        EpochStart zero = new EpochStart(0, 0);
        Tape tape =
                begun(
                        0,
                        new Found(2, 22, 30, zero),
                        new Found(1, 22, 22, zero),
                        new Found(3, 22, 24, zero));
        tape.partition(TOPIC, NUMBER, List.of(2), 2);
        tape.high(2, TOPIC, NUMBER, 30);
        tape.end(2, Event.Ending.POWER_LOST);
        tape.partition(TOPIC, NUMBER, List.of(2), -1);
        tape.pass(2_000);
        return exhibit("nobody-leads", "The only replica in sync is down, its log as it was", tape);
    }
}
