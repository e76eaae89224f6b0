package dev.vitrine.sim;

import org.apache.kafka.common.protocol.Errors;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;

/// Every promise that clients were given, checked against what the cluster holds.
final class Ledger {
    /// What a broken promise is reported to.
    interface Report {
        void broken(String invariant, String words);
    }

    /// One record's fate.
    ///
    /// @param offset where it is, -1 when it was not told
    private static final class Sent {
        private final int producer;
        private final Place place;
        private final int acks;
        private final boolean idempotent;
        private boolean acknowledged;
        private long offset = -1;

        Sent(int producer, Place place, int acks, boolean idempotent) {
            this.producer = producer;
            this.place = place;
            this.acks = acks;
            this.idempotent = idempotent;
        }
    }

    private record GroupPlace(String group, Place place) implements Comparable<GroupPlace> {
        @Override
        public int compareTo(GroupPlace other) {
            int byGroup = group.compareTo(other.group);
            return byGroup != 0 ? byGroup : place.compareTo(other.place);
        }
    }

    private record Commit(int generation, long offset) {}

    /// What a coordinator has promised up to a moment, by partition: the newest commit
    /// acknowledged.
    record Promise(Map<Place, Long> offsets, Map<Place, Integer> generations) {}

    private final Report report;
    private final CommittedLogs logs;
    private final List<Sent> records = new ArrayList<>();
    private final Map<String, Map<Place, String>> owners = new TreeMap<>();
    private final Map<GroupPlace, Commit> promised = new TreeMap<>();
    private final Map<GroupPlace, List<Commit>> sentCommits = new TreeMap<>();
    private final Map<Long, String> producerIds = new TreeMap<>();
    private final Map<String, Integer> errors = new TreeMap<>();
    private long acknowledgedCount;
    private long readCount;

    Ledger(CommittedLogs logs, Report report) {
        this.logs = logs;
        this.report = report;
    }

    void broken(String invariant, String words) {
        report.broken(invariant, words);
    }

    long acknowledgedCount() {
        return acknowledgedCount;
    }

    long readCount() {
        return readCount;
    }

    /// Errors that clients lived with, by name.
    Map<String, Integer> errors() {
        return errors;
    }

    void retried(Errors error) {
        errors.merge(error.name(), 1, Integer::sum);
    }

    // ---- records -------------------------------------------------------------------------------

    /// A record is about to be sent.
    ///
    /// @return its id, counted from 0
    long newRecord(int producer, Place place, int acks, boolean idempotent) {
        records.add(new Sent(producer, place, acks, idempotent));
        return records.size() - 1;
    }

    void gotProducerId(String producer, long producerId, short epoch) {
        String other = producerIds.put(producerId, producer);
        if (other != null && !other.equals(producer)) {
            broken("producer ids are unique", producerId + " for " + producer + " and " + other);
        }
    }

    void acknowledged(String producer, Place place, long[] ids, long baseOffset, int acks) {
        for (int i = 0; i < ids.length; i++) {
            Sent sent = records.get((int) ids[i]);
            sent.acknowledged = true;
            sent.offset = baseOffset < 0 ? -1 : baseOffset + i;
            acknowledgedCount++;
            if (acks == -1) {
                mustBeCommitted(ids[i], sent, "when " + producer + " was told so");
            }
        }
    }

    /// Checks all that was acknowledged with acks=all against what is committed.
    void checkNothingLost() {
        for (int id = 0; id < records.size(); id++) {
            Sent sent = records.get(id);
            if (sent.acks == -1 && sent.acknowledged) {
                mustBeCommitted(id, sent, "in the end");
            }
        }
    }

    private void mustBeCommitted(long id, Sent sent, String when) {
        long found = logs.offsetOf(sent.place, id);
        if (found < 0 || (sent.offset >= 0 && found != sent.offset && sent.idempotent)) {
            broken(
                    "no record acknowledged with acks=all is lost",
                    "record "
                            + id
                            + " of producer "
                            + sent.producer
                            + ", acknowledged at "
                            + sent.place
                            + "@"
                            + sent.offset
                            + ", is committed at "
                            + found
                            + " "
                            + when);
        }
    }

    /// A record came to be committed.
    ///
    /// @param before the record of the same producer that was committed there before, -1 when none
    void becameCommitted(Place place, long id, long offset, boolean again) {
        if (id < 0 || id >= records.size() || !records.get((int) id).place.equals(place)) {
            broken("only what was sent is stored", "record " + id + " at " + place + "@" + offset);
            return;
        }
        Sent sent = records.get((int) id);
        if (again && sent.idempotent) {
            broken(
                    "an idempotent producer's record is stored once",
                    "record "
                            + id
                            + " of producer "
                            + sent.producer
                            + " again at "
                            + place
                            + "@"
                            + offset);
        }
    }

    /// Whether the records of a producer keep their order.
    boolean isIdempotent(long id) {
        return records.get((int) id).idempotent;
    }

    int producerOf(long id) {
        return records.get((int) id).producer;
    }

    void read(String consumer, Place place, long position, long offset, long id) {
        readCount++;
        if (offset < position) {
            broken(
                    "a consumer reads in order",
                    consumer + " at " + place + "@" + position + " got offset " + offset);
        }
        long committed = logs.recordAt(place, offset);
        if (committed != id) {
            broken(
                    "a consumer reads only what is committed",
                    consumer
                            + " read record "
                            + id
                            + " at "
                            + place
                            + "@"
                            + offset
                            + ", committed there is "
                            + committed);
        }
    }

    // ---- groups --------------------------------------------------------------------------------

    void assigned(String group, int generation, String member, SortedSet<Place> places) {
        Map<Place, String> owned =
                owners.computeIfAbsent(group + "/" + generation, key -> new TreeMap<>());
        for (Place place : places) {
            String other = owned.put(place, member);
            if (other != null && !other.equals(member)) {
                broken(
                        "a partition has one owner in a generation",
                        group
                                + " generation "
                                + generation
                                + ": "
                                + place
                                + " belongs to "
                                + other
                                + " and "
                                + member);
            }
        }
    }

    void commitSent(String group, int generation, Map<Place, Long> offsets) {
        offsets.forEach((place, offset) ->
                sentCommits
                        .computeIfAbsent(new GroupPlace(group, place), key -> new ArrayList<>())
                        .add(new Commit(generation, offset)));
    }

    void committed(String group, int generation, Place place, long offset) {
        promised.merge(
                new GroupPlace(group, place),
                new Commit(generation, offset),
                (old, now) ->
                        now.generation > old.generation
                                        || (now.generation == old.generation
                                                && now.offset > old.offset)
                                ? now
                                : old);
    }

    Promise promiseOf(String group) {
        Map<Place, Long> offsets = new TreeMap<>();
        Map<Place, Integer> generations = new TreeMap<>();
        promised.forEach((key, commit) -> {
            if (key.group.equals(group)) {
                offsets.put(key.place, commit.offset);
                generations.put(key.place, commit.generation);
            }
        });
        return new Promise(offsets, generations);
    }

    /// An offset came back from a coordinator. It is the one promised or a newer one; a newer
    /// generation may have committed a smaller offset, even when its answer got lost.
    void offsetFetched(String member, String group, Place place, long offset, Promise promise) {
        long least = promise.offsets.getOrDefault(place, -1L);
        if (offset >= least) {
            return;
        }
        int generation = promise.generations.getOrDefault(place, -1);
        List<Commit> sent = sentCommits.getOrDefault(new GroupPlace(group, place), List.of());
        boolean byNewer =
                sent.stream().anyMatch(c -> c.generation > generation && c.offset == offset);
        if (!byNewer) {
            broken(
                    "a committed offset is never lost",
                    member
                            + " of "
                            + group
                            + " fetched "
                            + offset
                            + " for "
                            + place
                            + ", committed was "
                            + least
                            + " in generation "
                            + generation);
        }
    }
}
