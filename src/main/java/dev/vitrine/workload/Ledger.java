package dev.vitrine.workload;

import dev.vitrine.workload.RecordFate.State;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/// The fate of every record that the lesson's producers sent, and what the lesson's consumers read.
///
/// At any moment, of each producer: sent = acknowledged + failed + pending. Any thread may ask and
/// tell.
///
/// It does not know what is in the logs; an [Audit] tells it.
public final class Ledger {
    /// Records whose fates are kept one by one. Beyond it the oldest are forgotten: they stay in
    /// the totals, but are no longer looked for in the logs.
    public static final int RECORDS_MAX = 200_000;

    /// Reads kept in order, of each consumer. Beyond it the oldest are forgotten.
    public static final int READS_MAX = 100_000;

    private final Object lock = new Object();

    /// Guarded by [#lock], as all below; oldest first.
    private final LinkedHashMap<RecordId, RecordFate> fates = new LinkedHashMap<>();

    private final Map<String, Long> lastNumbers = new HashMap<>();
    private final Map<String, Counts> counts = new TreeMap<>();
    private final Map<String, Reads> reads = new TreeMap<>();

    private static final class Counts {
        long sent;
        long acknowledged;
        long failed;
    }

    private static final class Reads {
        final List<Read> inOrder = new ArrayList<>();
        final Map<RecordId, Integer> times = new HashMap<>();
        long records;
        long duplicates;
        long foreign;
    }

    /// A record that a consumer read.
    public record Read(RecordId id, String topic, int partition, long offset) {}

    /// Totals of a producer: sent = acknowledged + failed + pending. What is lost was acknowledged.
    ///
    /// @param duplicates copies in the log beyond the first, as the last audit counted
    public record Produced(
            long sent, long acknowledged, long failed, long pending, long lost, long duplicates) {}

    /// Totals of a consumer.
    ///
    /// @param duplicates reads of a record that it had read before
    /// @param foreign records among them that no producer of this lesson sent
    public record Consumed(long records, long duplicates, long foreign) {}

    /// A producer hands over its next record.
    RecordId sending(String producer, String topic) {
        synchronized (lock) {
            RecordId id = new RecordId(producer, lastNumbers.merge(producer, 1L, Long::sum));
            countsOf(producer).sent++;
            fates.put(id, RecordFate.sent(id, topic));
            if (fates.size() > RECORDS_MAX) {
                fates.pollFirstEntry();
            }
            return id;
        }
    }

    void acknowledged(RecordId id, int partition, long offset) {
        synchronized (lock) {
            countsOf(id.producer()).acknowledged++;
            change(id, fate -> fate.acknowledged(partition, offset));
        }
    }

    void failed(RecordId id, String error) {
        synchronized (lock) {
            countsOf(id.producer()).failed++;
            change(id, fate -> fate.failed(error));
        }
    }

    /// A consumer read a record.
    ///
    /// @param id null when no producer of this lesson sent it
    void read(String consumer, @Nullable RecordId id, String topic, int partition, long offset) {
        synchronized (lock) {
            Reads mine = reads.computeIfAbsent(consumer, _ -> new Reads());
            mine.records++;
            if (id == null || !fates.containsKey(id)) {
                mine.foreign++;
                return;
            }
            if (mine.times.merge(id, 1, Integer::sum) > 1) {
                mine.duplicates++;
            }
            mine.inOrder.add(new Read(id, topic, partition, offset));
            if (mine.inOrder.size() > READS_MAX) {
                mine.times.remove(mine.inOrder.removeFirst().id());
            }
            change(id, RecordFate::read);
        }
    }

    /// The acknowledged records of a partition, for an audit that begins now.
    Set<RecordId> acknowledged(String topic, int partition) {
        synchronized (lock) {
            Set<RecordId> found = new HashSet<>();
            for (RecordFate fate : fates.values()) {
                if (fate.isAcknowledged()
                        && fate.partition() == partition
                        && fate.topic().equals(topic)) {
                    found.add(fate.id());
                }
            }
            return found;
        }
    }

    /// An audit read the whole of a partition up to its high watermark.
    ///
    /// 1. A record counts the copies that were found.
    /// 2. An acknowledged record that was not found, and whose offset lies below the high watermark
    ///    or beyond the end of the leader's log, is lost.
    /// 3. One between the two is not committed yet: nothing is said of it.
    /// 4. A lost record that was found is not lost.
    /// 5. Of a record that was acknowledged only after the audit began, nothing is said either.
    ///
    /// @param judged what was acknowledged when the audit began
    /// @param copies how often each record was found
    /// @return the records that this audit newly found lost, by offset
    List<RecordFate> audited(
            String topic,
            int partition,
            Set<RecordId> judged,
            Map<RecordId, Integer> copies,
            long highWatermark,
            long leaderLogEnd) {
        List<RecordFate> newlyLost = new ArrayList<>();
        synchronized (lock) {
            for (Map.Entry<RecordId, RecordFate> entry : fates.entrySet()) {
                RecordFate fate = entry.getValue();
                if (!fate.topic().equals(topic)) {
                    continue;
                }
                int found = copies.getOrDefault(fate.id(), 0);
                if (fate.partition() != partition) {
                    if (found > 0) {
                        entry.setValue(fate.audited(fate.state(), found));
                    }
                    continue;
                }
                boolean missing = found == 0 && fate.offset() >= 0 && judged.contains(fate.id());
                boolean decided = fate.offset() < highWatermark || fate.offset() >= leaderLogEnd;
                State state = fate.state();
                if (missing && decided) {
                    state = State.LOST;
                } else if (found > 0 && state == State.LOST) {
                    state = State.ACKNOWLEDGED;
                }
                if (state == State.LOST && fate.state() != State.LOST) {
                    newlyLost.add(fate);
                }
                entry.setValue(fate.audited(state, found));
            }
        }
        newlyLost.sort((a, b) -> Long.compare(a.offset(), b.offset()));
        return newlyLost;
    }

    // ---- questions -----------------------------------------------------------------------------

    /// Whether a producer of this name ever sent.
    public boolean knowsProducer(String producer) {
        synchronized (lock) {
            return counts.containsKey(producer);
        }
    }

    public Produced produced(String producer) {
        synchronized (lock) {
            Counts mine = counts.getOrDefault(producer, new Counts());
            long lost = 0;
            long duplicates = 0;
            for (RecordFate fate : fates.values()) {
                if (fate.id().producer().equals(producer)) {
                    lost += fate.state() == State.LOST ? 1 : 0;
                    duplicates += fate.duplicates();
                }
            }
            long pending = mine.sent - mine.acknowledged - mine.failed;
            return new Produced(
                    mine.sent, mine.acknowledged, mine.failed, pending, lost, duplicates);
        }
    }

    /// The totals alone, which cost nothing; lost and duplicates are 0 in them.
    Produced progress(String producer) {
        synchronized (lock) {
            Counts mine = counts.getOrDefault(producer, new Counts());
            long pending = mine.sent - mine.acknowledged - mine.failed;
            return new Produced(mine.sent, mine.acknowledged, mine.failed, pending, 0, 0);
        }
    }

    public Consumed consumed(String consumer) {
        synchronized (lock) {
            Reads mine = reads.getOrDefault(consumer, new Reads());
            return new Consumed(mine.records, mine.duplicates, mine.foreign);
        }
    }

    /// What a consumer read of this lesson's records, in order, at most the last [#READS_MAX].
    public List<Read> reads(String consumer) {
        synchronized (lock) {
            Reads mine = reads.get(consumer);
            return mine == null ? List.of() : List.copyOf(mine.inOrder);
        }
    }

    /// What all consumers read of a partition, at most the last [#READS_MAX] of each.
    public List<Read> readsOf(String topic, int partition) {
        List<Read> found = new ArrayList<>();
        synchronized (lock) {
            for (Reads each : reads.values()) {
                for (Read read : each.inOrder) {
                    if (read.partition() == partition && read.topic().equals(topic)) {
                        found.add(read);
                    }
                }
            }
        }
        return found;
    }

    /// The fates of a topic's records, oldest first, at most the last [#RECORDS_MAX] of all topics.
    public List<RecordFate> fates(String topic) {
        return fates(fate -> fate.topic().equals(topic));
    }

    /// The fates of the records that meet a condition, oldest first.
    public List<RecordFate> fates(Predicate<RecordFate> condition) {
        synchronized (lock) {
            return fates.values().stream().filter(condition).toList();
        }
    }

    public @Nullable RecordFate fate(RecordId id) {
        synchronized (lock) {
            return fates.get(id);
        }
    }

    private Counts countsOf(String producer) {
        return counts.computeIfAbsent(producer, _ -> new Counts());
    }

    private void change(RecordId id, UnaryOperator<RecordFate> change) {
        fates.computeIfPresent(id, (_, fate) -> change.apply(fate));
    }
}
