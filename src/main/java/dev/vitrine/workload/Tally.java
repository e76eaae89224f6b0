package dev.vitrine.workload;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What one producer's records came to, counted as each fate changes. Not for several threads.
///
/// Totals never go down by forgetting; the standings are those of the records whose fates are kept.
final class Tally {
    /// Errors told apart; more are counted together.
    static final int ERRORS_MAX = 16;

    /// The newest records, kept by name.
    static final int NEWEST_MAX = 256;

    static final String OTHER_ERRORS = "other errors";

    private final Map<Standing, Long> standings = new EnumMap<>(Standing.class);
    private final Map<String, Long> errors = new TreeMap<>();
    private final Deque<RecordId> newest = new ArrayDeque<>();
    private long sent;
    private long acknowledged;
    private long failed;
    private long lost;
    private long duplicates;
    private long forgotten;

    void sent(RecordId id) {
        sent++;
        newest.addLast(id);
        if (newest.size() > NEWEST_MAX) {
            newest.removeFirst();
        }
    }

    void acknowledged() {
        acknowledged++;
    }

    void failed(String error) {
        failed++;
        boolean room = errors.containsKey(error) || errors.size() < ERRORS_MAX - 1;
        errors.merge(room ? error : OTHER_ERRORS, 1L, Long::sum);
    }

    /// @param before null for a record that is new
    void changed(@Nullable RecordFate before, RecordFate now) {
        if (before != null) {
            standings.merge(before.standing(), -1L, Long::sum);
            lost -= before.state() == RecordFate.State.LOST ? 1 : 0;
            duplicates -= before.duplicates();
        }
        standings.merge(now.standing(), 1L, Long::sum);
        lost += now.state() == RecordFate.State.LOST ? 1 : 0;
        duplicates += now.duplicates();
    }

    void forgotten(RecordFate fate) {
        standings.merge(fate.standing(), -1L, Long::sum);
        forgotten++;
    }

    Ledger.Produced totals() {
        return new Ledger.Produced(
                sent, acknowledged, failed, sent - acknowledged - failed, lost, duplicates);
    }

    Map<Standing, Long> standings() {
        Map<Standing, Long> present = new EnumMap<>(Standing.class);
        standings.forEach((standing, count) -> {
            if (count > 0) {
                present.put(standing, count);
            }
        });
        return present;
    }

    Map<String, Long> errors() {
        return new TreeMap<>(errors);
    }

    long forgotten() {
        return forgotten;
    }

    /// Oldest first.
    List<RecordId> newest() {
        return List.copyOf(newest);
    }
}
