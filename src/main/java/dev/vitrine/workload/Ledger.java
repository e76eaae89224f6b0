package dev.vitrine.workload;

import dev.vitrine.workload.RecordFate.State;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

    /// Records seen in a log before they are acknowledged. Beyond it nothing is said of more.
    public static final int SIGHTINGS_MAX = 10_000;

    private final Object lock = new Object();

    /// Guarded by [#lock], as all below; oldest first.
    private final LinkedHashMap<RecordId, RecordFate> fates = new LinkedHashMap<>();

    private final Map<String, Long> lastNumbers = new HashMap<>();
    private final Map<String, Tally> tallies = new TreeMap<>();
    private final Map<Place, Commits> commits = new HashMap<>();
    private final Map<Place, Acknowledged> acknowledged = new HashMap<>();
    private final Set<String> topics = new HashSet<>();
    private final Sightings sightings = new Sightings();
    private final Map<String, Reads> reads = new TreeMap<>();
    private final Map<Reader, Long> positions = new HashMap<>();

    private static final class Reads {
        final List<Read> inOrder = new ArrayList<>();
        final Map<RecordId, Integer> times = new HashMap<>();
        long records;
        long duplicates;
        long foreign;
        long passedOver;
    }

    private record Place(String topic, int partition) {}

    /// Where a group, or a consumer without one, goes on reading.
    private record Reader(String group, Place place) {}

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
    /// @param passedOver offsets between two reads that its group did not read: lost, compacted
    ///   away, or skipped
    public record Consumed(long records, long duplicates, long foreign, long passedOver) {}

    /// A producer's records by what became of them.
    ///
    /// @param totals of all that it sent
    /// @param standings of those whose fates are kept, without those that are none
    /// @param forgotten how many were too old to be kept
    /// @param errors how often each came, all since the start
    /// @param newest the fates of its last records, oldest first, at most [Tally#NEWEST_MAX]
    public record ProducerBook(
            String producer,
            Produced totals,
            Map<Standing, Long> standings,
            long forgotten,
            Map<String, Long> errors,
            List<RecordFate> newest) {}

    public record ConsumerBook(String consumer, Consumed totals) {}

    /// All producers and consumers at one moment, by name.
    public record Book(List<ProducerBook> producers, List<ConsumerBook> consumers) {
        public static final Book EMPTY = new Book(List.of(), List.of());
    }

    /// What is to be looked for by an audit that begins now.
    ///
    /// @param until how many records of the partition have been acknowledged
    /// @param from the lowest of their offsets, as far as their fates are kept
    record Judged(long until, long from) {}

    /// @param lost the records that were newly found lost, by offset
    /// @param undecided how many are neither found nor lost yet
    record Audited(List<RecordFate> lost, int undecided) {}

    /// A producer hands over its next record.
    RecordId sending(String producer, String topic) {
        synchronized (lock) {
            RecordId id = new RecordId(producer, lastNumbers.merge(producer, 1L, Long::sum));
            RecordFate fate = RecordFate.sent(id, topic);
            topics.add(topic);
            Tally tally = tallyOf(producer);
            tally.sent(id);
            tally.changed(null, fate);
            fates.put(id, fate);
            if (fates.size() > RECORDS_MAX) {
                RecordFate oldest = fates.pollFirstEntry().getValue();
                sightings.forget(oldest.id());
                tallyOf(oldest.id().producer()).forgotten(oldest);
                if (oldest.isAcknowledged()) {
                    acknowledgedOf(oldest.topic(), oldest.partition()).forget(fates::containsKey);
                }
            }
            return id;
        }
    }

    void acknowledged(RecordId id, int partition, long offset) {
        synchronized (lock) {
            tallyOf(id.producer()).acknowledged();
            sightings.forget(id);
            RecordFate fate = fates.get(id);
            if (fate != null) {
                boolean committed =
                        offset >= 0 && commitsOf(fate.topic(), partition).acknowledged(id, offset);
                acknowledgedOf(fate.topic(), partition).add(id);
                RecordFate now = fate.acknowledged(partition, offset);
                replace(fate, committed ? now.withCommitted() : now);
            }
        }
    }

    void failed(RecordId id, String error) {
        synchronized (lock) {
            tallyOf(id.producer()).failed(error);
            change(id, fate -> fate.failed(error));
        }
    }

    /// Records were seen in a node's log, above what is committed there. Only of those nobody spoke
    /// of yet, or that failed, is it noted.
    void seen(String topic, int partition, int node, Map<Long, RecordId> byOffset) {
        synchronized (lock) {
            byOffset.forEach((offset, id) -> {
                RecordFate fate = fates.get(id);
                if (fate != null
                        && !fate.isAcknowledged()
                        && sightings.seen(topic, partition, node, offset, id)) {
                    replace(fate, fate.seen(partition, offset));
                }
            });
        }
    }

    /// A node's log was cut from an offset on.
    void cut(String topic, int partition, int node, long from) {
        synchronized (lock) {
            sightings.cut(topic, partition, node, from).forEach(id -> change(id, RecordFate::cut));
        }
    }

    /// The high watermark of a partition's leader, while no audit of it is due.
    void highWatermark(String topic, int partition, long offset) {
        synchronized (lock) {
            commitsOf(topic, partition)
                    .highWatermark(offset, id -> change(id, RecordFate::withCommitted));
        }
    }

    /// A consumer read a record.
    ///
    /// @param group its group, empty for none
    /// @param id null when no producer of this lesson sent it
    void read(
            String consumer,
            String group,
            @Nullable RecordId id,
            String topic,
            int partition,
            long offset) {
        synchronized (lock) {
            Reads mine = reads.computeIfAbsent(consumer, _ -> new Reads());
            mine.records++;
            String whose = group.isEmpty() ? "consumer " + consumer : "group " + group;
            Long next = positions.put(new Reader(whose, new Place(topic, partition)), offset + 1);
            mine.passedOver += next == null ? 0 : Math.max(0, offset - next);
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
    Judged acknowledged(String topic, int partition) {
        synchronized (lock) {
            Acknowledged there = acknowledgedOf(topic, partition);
            long from = Long.MAX_VALUE;
            for (RecordId id : there.inOrder()) {
                RecordFate fate = fates.get(id);
                if (fate != null && fate.offset() >= 0) {
                    from = Math.min(from, fate.offset());
                }
            }
            return new Judged(there.until(), there.isEmpty() ? 0 : from);
        }
    }

    /// An audit read a partition up to its high watermark.
    ///
    /// 1. A record counts the copies that were found.
    /// 2. An acknowledged record that was not found is lost when another lies at its offset, or the
    ///    leader's log ends before it.
    /// 3. It is removed when the log starts after it, or nothing lies at its offset: retention or
    ///    compaction took it.
    /// 4. One between the high watermark and the log's end is not committed yet: nothing is said of
    ///    it.
    /// 5. A lost or removed record that was found is neither.
    /// 6. Of a record that was acknowledged only after the audit began, nothing is said either.
    ///
    /// It costs what the partition has of acknowledged records and what was found in it; the other
    /// partitions' are not looked at.
    ///
    /// @param judged what was acknowledged when the audit began
    Audited audited(String topic, int partition, Judged judged, Found found, long leaderLogEnd) {
        List<RecordFate> newlyLost = new ArrayList<>();
        int undecided = 0;
        synchronized (lock) {
            Acknowledged there = acknowledgedOf(topic, partition);
            for (RecordId id : there.found(untold(topic, partition, found))) {
                int copies = copies(found, id);
                // Of one that is told by now its own partition's audit says what is there.
                change(
                        id,
                        fate ->
                                copies == 0 && fate.isAcknowledged()
                                        ? fate
                                        : fate.audited(fate.state(), copies));
            }
            long number = there.until() - there.inOrder().size();
            for (RecordId id : there.inOrder()) {
                boolean before = number++ < judged.until();
                RecordFate fate = fates.get(id);
                if (fate == null) {
                    continue;
                }
                int copies = copies(found, id);
                State state = fate.state();
                boolean missing = copies == 0 && fate.offset() >= 0 && before;
                if (missing) {
                    boolean open =
                            fate.offset() >= found.highWatermark() && fate.offset() < leaderLogEnd;
                    undecided += open ? 1 : 0;
                    state = open || state == State.LOST ? state : verdict(fate, found);
                } else if (copies > 0 && (state == State.LOST || state == State.REMOVED)) {
                    state = State.ACKNOWLEDGED;
                }
                if (state == State.LOST && fate.state() != State.LOST) {
                    newlyLost.add(fate);
                }
                replace(fate, fate.audited(state, copies));
            }
        }
        newlyLost.sort((a, b) -> Long.compare(a.offset(), b.offset()));
        return new Audited(newlyLost, undecided);
    }

    /// Records that were found in a partition, though nobody was told that they are stored there.
    private Set<RecordId> untold(String topic, int partition, Found found) {
        Set<RecordId> untold = new HashSet<>();
        for (RecordId id : found.copies().keySet()) {
            RecordFate fate = fates.get(id);
            if (fate != null
                    && fate.topic().equals(topic)
                    && !(fate.isAcknowledged() && fate.partition() == partition)) {
                untold.add(id);
            }
        }
        return untold;
    }

    private static int copies(Found found, RecordId id) {
        return found.copies().getOrDefault(id, 0);
    }

    private static State verdict(RecordFate fate, Found found) {
        boolean beyond = fate.offset() >= found.highWatermark();
        boolean replaced = fate.offset() >= found.logStart() && found.isOccupied(fate.offset());
        return beyond || replaced ? State.LOST : State.REMOVED;
    }

    // ---- questions -----------------------------------------------------------------------------

    /// Whether a producer of this name ever sent.
    public boolean knowsProducer(String producer) {
        synchronized (lock) {
            return tallies.containsKey(producer);
        }
    }

    /// Whether a producer ever sent to a topic.
    boolean hasSentTo(String topic) {
        synchronized (lock) {
            return topics.contains(topic);
        }
    }

    public Produced produced(String producer) {
        synchronized (lock) {
            Tally mine = tallies.get(producer);
            return mine == null ? new Produced(0, 0, 0, 0, 0, 0) : mine.totals();
        }
    }

    /// Everything at one moment.
    public Book book() {
        synchronized (lock) {
            List<ProducerBook> producers = new ArrayList<>();
            tallies.forEach((producer, tally) ->
                    producers.add(
                            new ProducerBook(
                                    producer,
                                    tally.totals(),
                                    tally.standings(),
                                    tally.forgotten(),
                                    tally.errors(),
                                    tally.newest().stream()
                                            .map(fates::get)
                                            .filter(Objects::nonNull)
                                            .toList())));
            List<ConsumerBook> consumers = new ArrayList<>();
            reads.keySet().forEach(name -> consumers.add(new ConsumerBook(name, consumed(name))));
            return new Book(producers, consumers);
        }
    }

    public Consumed consumed(String consumer) {
        synchronized (lock) {
            Reads mine = reads.getOrDefault(consumer, new Reads());
            return new Consumed(mine.records, mine.duplicates, mine.foreign, mine.passedOver);
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

    private Tally tallyOf(String producer) {
        return tallies.computeIfAbsent(producer, _ -> new Tally());
    }

    private Commits commitsOf(String topic, int partition) {
        return commits.computeIfAbsent(new Place(topic, partition), _ -> new Commits());
    }

    private Acknowledged acknowledgedOf(String topic, int partition) {
        return acknowledged.computeIfAbsent(new Place(topic, partition), _ -> new Acknowledged());
    }

    private void change(RecordId id, UnaryOperator<RecordFate> change) {
        RecordFate fate = fates.get(id);
        if (fate != null) {
            replace(fate, change.apply(fate));
        }
    }

    private void replace(RecordFate before, RecordFate now) {
        if (!before.equals(now)) {
            fates.put(before.id(), now);
            tallyOf(before.id().producer()).changed(before, now);
        }
    }
}
