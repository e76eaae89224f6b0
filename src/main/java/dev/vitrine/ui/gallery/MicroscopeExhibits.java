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

    private static Exhibit exhibit(
            String name, String words, Tape tape, Set<Long> gone, long twice, Subject selection) {
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

    private static Tape begun() {
        Tape tape = new Tape();
        tape.nodes(3);
        tape.controller(3, 11);
        tape.topic(TOPIC, List.of(List.of(1, 2, 3), REPLICAS));
        return tape;
    }

    private static void log(Tape tape, int node, long high, long end, EpochStart... epochs) {
        tape.log(node, TOPIC, NUMBER, high, end, epochs);
    }

    /// As the mock-up has it: broker 2 took records that nobody had copied, and died; broker 1 led
    /// all the same.
    private static Tape unclean() {
        Tape tape = begun();
        EpochStart four = new EpochStart(4, 0);
        log(tape, 2, 1_028, 1_036, four, new EpochStart(5, 1_028));
        log(tape, 1, 1_028, 1_028, four);
        log(tape, 3, 1_028, 1_028, four);
        tape.partition(TOPIC, NUMBER, REPLICAS, List.of(2), 2, 5, 7);
        tape.producer("checkout", TOPIC, Map.of("acks", "1"));
        tape.group(3, "billing", "consumer", "Stable", 4, "uniform", List.of());
        tape.commit("billing", ID, 1_025);
        tape.end(2, Event.Ending.KILLED);
        tape.pass(900);
        tape.partition(TOPIC, NUMBER, REPLICAS, List.of(1), 1, 6, 8);
        tape.append(1, TOPIC, NUMBER, 1_028, 1_031, 6);
        tape.append(3, TOPIC, NUMBER, 1_028, 1_030, 6);
        tape.partition(TOPIC, NUMBER, REPLICAS, List.of(1, 3), 1, 6, 9);
        tape.high(1, TOPIC, NUMBER, 1_031);
        tape.high(3, TOPIC, NUMBER, 1_031);
        tape.tell(
                new Event.RecordsLost(
                        Event.OUTSIDE, tape.nowMs(), "checkout", TOPIC, NUMBER, 1_028, 1_035));
        tape.pass(4_000);
        tape.start(2);
        tape.tell(new Event.LogTruncated(2, tape.nowMs(), TOPIC, NUMBER, 1_028, 1_036));
        tape.pass(300);
        return tape;
    }

    private static Exhibit uncleanElection() {
        return exhibit(
                "unclean-election",
                "Eight records that broker 2 acknowledged are cut off as it returns",
                unclean(),
                Set.of(),
                -1,
                SELECTED);
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
        Tape tape = begun();
        EpochStart four = new EpochStart(4, 0);
        log(tape, 2, 41, 44, four, new EpochStart(5, 38));
        log(tape, 1, 41, 42, four, new EpochStart(5, 38));
        log(tape, 3, 33, 33, four);
        tape.partition(TOPIC, NUMBER, REPLICAS, List.of(2, 1), 2, 5, 7);
        tape.group(3, "billing", "consumer", "Stable", 4, "uniform", List.of());
        tape.group(3, "audit", "classic", "Stable", 2, "range", List.of());
        tape.commit("billing", ID, 39);
        tape.commit("audit", ID, 12);
        return exhibit(
                "behind",
                "Three records are not committed, and broker 3 is out of sync",
                tape,
                Set.of(),
                -1,
                new Subject.OfReplica(TOPIC, NUMBER, 1));
    }

    /// Lesson S6, after the old leader has fetched what lies at those offsets now.
    private static Exhibit acknowledgedByOneAndLost() {
        Tape tape = begun();
        EpochStart zero = new EpochStart(0, 0);
        log(tape, 2, 10, 15, zero);
        log(tape, 1, 10, 10, zero);
        log(tape, 3, 10, 10, zero);
        tape.producer("checkout", TOPIC, Map.of("acks", "1"));
        tape.end(2, Event.Ending.KILLED);
        tape.pass(900);
        tape.partition(TOPIC, NUMBER, REPLICAS, List.of(1, 3), 1, 1, 8);
        tape.append(1, TOPIC, NUMBER, 10, 17, 1);
        tape.append(3, TOPIC, NUMBER, 10, 17, 1);
        tape.high(1, TOPIC, NUMBER, 18);
        tape.high(3, TOPIC, NUMBER, 18);
        tape.tell(
                new Event.RecordsLost(
                        Event.OUTSIDE, tape.nowMs(), "checkout", TOPIC, NUMBER, 10, 14));
        tape.pass(4_000);
        tape.start(2);
        tape.tell(new Event.LogTruncated(2, tape.nowMs(), TOPIC, NUMBER, 10, 15));
        tape.append(2, TOPIC, NUMBER, 10, 17, 1);
        tape.high(2, TOPIC, NUMBER, 18);
        tape.partition(TOPIC, NUMBER, REPLICAS, List.of(1, 3, 2), 1, 1, 9);
        tape.pass(300);
        return exhibit(
                "acks-1-lost",
                "Five records acknowledged with acks=1 are gone, and others lie at their offsets",
                tape,
                Set.of(),
                -1,
                SELECTED);
    }

    private static Exhibit compacted() {
        Tape tape = begun();
        for (int node : REPLICAS) {
            log(tape, node, 20, 20, new EpochStart(0, 0));
            tape.tell(
                    new Event.LogCompacted(
                            node, tape.nowMs(), TOPIC, NUMBER, 0, 14, 3, 1, 1_800, 500));
        }
        return exhibit(
                "compacted",
                "Compaction kept the last record of each key, at its offset",
                tape,
                Set.of(0L, 1L, 3L, 4L, 5L, 7L, 10L, 11L),
                -1,
                SELECTED);
    }

    private static Exhibit duplicate() {
        Tape tape = begun();
        for (int node : REPLICAS) {
            log(tape, node, 12, 12, new EpochStart(0, 0));
        }
        return exhibit(
                "duplicate",
                "A retry without idempotence put a record into the log twice",
                tape,
                Set.of(),
                6,
                SELECTED);
    }

    /// Only broker 2 was in sync, and it is down.
    private static Exhibit nobodyLeads() {
        Tape tape = begun();
        EpochStart zero = new EpochStart(0, 0);
        log(tape, 2, 30, 30, zero);
        log(tape, 1, 22, 22, zero);
        log(tape, 3, 24, 24, zero);
        tape.end(2, Event.Ending.POWER_LOST);
        tape.partition(TOPIC, NUMBER, REPLICAS, List.of(2), -1, 1, 8);
        tape.pass(2_000);
        return exhibit(
                "nobody-leads",
                "The only replica in sync is down, its log as it was",
                tape,
                Set.of(),
                -1,
                SELECTED);
    }
}
