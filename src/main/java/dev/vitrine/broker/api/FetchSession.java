package dev.vitrine.broker.api;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.LinkedHashMap;

/// A fetch session (KIP-227): the partitions that one client reads, and what it was told of each
/// last, so that it need not name them again and hears only of those that have changed.
///
/// Partitions are read in the order in which they stand here; one that gave records goes to the
/// end, so that all have their turn when an answer has no room for all. A session that began with
/// topic ids goes on with topic ids.
final class FetchSession {
    /// How a request names a partition: by its topic's id, or in old versions by its name.
    record Key(Uuid topicId, String topic, int partition) {
        static Key of(FetchTopic topic, FetchPartition partition) {
            return new Key(topic.topicId(), topic.topic(), partition.partition());
        }

        boolean hasSameTopic(Key other) {
            return topicId.equals(other.topicId) && topic.equals(other.topic);
        }
    }

    /// A partition in a session.
    static final class Entry {
        private static final long UNTOLD = -1;

        private final Key key;

        /// The topic's name; empty as long as no topic of that id was known. It stays when the
        /// topic goes.
        private String name;

        private FetchPartition asked;
        private long highWatermarkTold = UNTOLD;
        private long logStartOffsetTold = UNTOLD;

        Entry(Key key, String name, FetchPartition asked) {
            this.key = key;
            this.name = name;
            this.asked = asked;
        }

        Key key() {
            return key;
        }

        String name() {
            return name;
        }

        void resolve(String known) {
            name = known;
        }

        FetchPartition asked() {
            return asked;
        }

        void ask(FetchPartition changed) {
            asked = changed;
        }

        /// Notes an answer about the partition.
        ///
        /// @return whether it tells the client anything new
        boolean tell(PartitionData answer) {
            boolean failed = answer.errorCode() != Errors.NONE.code();
            boolean news =
                    failed
                            || hasRecords(answer)
                            || highWatermarkTold != answer.highWatermark()
                            || logStartOffsetTold != answer.logStartOffset()
                            || answer.preferredReadReplica() >= 0
                            || answer.divergingEpoch().epoch() >= 0;
            // After an error the client is told again, whatever it knew before.
            highWatermarkTold = failed ? UNTOLD : answer.highWatermark();
            logStartOffsetTold = answer.logStartOffset();
            return news;
        }
    }

    static boolean hasRecords(PartitionData answer) {
        return answer.records() != null && answer.records().sizeInBytes() > 0;
    }

    private final int id;
    private final boolean privileged;
    private final boolean byId;
    private final long createdMs;
    private final LinkedHashMap<Key, Entry> entries = new LinkedHashMap<>();

    /// The epoch that the next request must have.
    private int epoch = FetchSessions.nextEpoch(FetchSessions.FULL);

    /// @param privileged whether it is a follower's
    /// @param byId whether topics are named by their ids
    FetchSession(int id, boolean privileged, boolean byId, long createdMs) {
        this.id = id;
        this.privileged = privileged;
        this.byId = byId;
        this.createdMs = createdMs;
    }

    int id() {
        return id;
    }

    boolean privileged() {
        return privileged;
    }

    boolean byId() {
        return byId;
    }

    long createdMs() {
        return createdMs;
    }

    int epoch() {
        return epoch;
    }

    void advance() {
        epoch = FetchSessions.nextEpoch(epoch);
    }

    int size() {
        return entries.size();
    }

    Collection<Entry> entries() {
        return entries.values();
    }

    @Nullable Entry find(Key key) {
        return entries.get(key);
    }

    void put(Entry entry) {
        entries.put(entry.key(), entry);
    }

    void remove(Key key) {
        entries.remove(key);
    }

    /// Lets the others go first the next time.
    void moveToEnd(Entry entry) {
        entries.remove(entry.key());
        entries.put(entry.key(), entry);
    }
}
