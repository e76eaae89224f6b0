package dev.vitrine.log;

import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/// What a log remembers of each idempotent producer: its epoch and its last batches (KIP-98). A
/// pure function of the batches in the log, so that leader, follower and a log that was opened
/// again agree.
final class Producers {
    /// How many batches of a producer can be recognised when they come again; also how many a
    /// producer may have in flight (`max.in.flight.requests.per.connection`).
    static final int BATCHES_KEPT = 5;

    /// How many producers are remembered; beyond that the one that has been silent for most batches
    /// is forgotten, and may then go on with any sequence.
    static final int PRODUCERS_MAX = 100_000;

    private static final int NO_SEQUENCE = -1;

    /// Producers by id, the one that appended last at the end.
    private final Map<Long, Producer> byId = new LinkedHashMap<>();

    /// What a batch is to the log. `FRESH` and `CONTROL` come without offsets or error.
    sealed interface Verdict {
        /// It comes next.
        record Fresh() implements Verdict {}

        /// It is in the log already, at these offsets and with this largest timestamp.
        record Duplicate(long baseOffset, long lastOffset, long maxTimestamp) implements Verdict {}

        record Refused(Errors error, String message) implements Verdict {}
    }

    static final Verdict FRESH = new Verdict.Fresh();

    /// Judges a batch of a producer, before it is appended. In order:
    ///
    /// 1. one of the last batches again is a duplicate;
    /// 2. an epoch older than the producer's is fenced;
    /// 3. a producer that is not known may begin with any sequence;
    /// 4. a new epoch begins with sequence 0;
    /// 5. otherwise sequences follow one another, 0 after the largest int.
    ///
    /// @param sequenced whether sequences count: they do for clients, not for coordinators
    Verdict judge(ByteBuffer bytes, int at, boolean sequenced) {
        long id = BatchHeader.producerId(bytes, at);
        @Nullable Producer producer = byId.get(id);
        if (id < 0 || producer == null) {
            return FRESH;
        }
        short epoch = BatchHeader.producerEpoch(bytes, at);
        int baseSequence = BatchHeader.baseSequence(bytes, at);
        if (sequenced && epoch == producer.epoch && !BatchHeader.isControl(bytes, at)) {
            int kept = producer.find(baseSequence, BatchHeader.lastSequence(bytes, at));
            if (kept >= 0) {
                return new Verdict.Duplicate(
                        producer.baseOffsets[kept],
                        producer.lastOffsets[kept],
                        producer.maxTimestamps[kept]);
            }
        }
        if (epoch < producer.epoch) {
            return new Verdict.Refused(
                    Errors.INVALID_PRODUCER_EPOCH,
                    "Epoch of producer "
                            + id
                            + " is "
                            + epoch
                            + ", which is smaller than the last seen epoch "
                            + producer.epoch);
        }
        if (!sequenced || BatchHeader.isControl(bytes, at)) {
            return FRESH;
        }
        int last = epoch > producer.epoch ? NO_SEQUENCE : producer.lastSequence();
        if (baseSequence == last + 1 || (baseSequence == 0 && last == Integer.MAX_VALUE)) {
            return FRESH;
        }
        return new Verdict.Refused(
                Errors.OUT_OF_ORDER_SEQUENCE_NUMBER,
                "Out of order sequence number for producer "
                        + id
                        + ": "
                        + baseSequence
                        + " (incoming seq. number), "
                        + last
                        + " (current end sequence number)");
    }

    /// Remembers a batch that is in the log now.
    void note(ByteBuffer bytes, int at) {
        long id = BatchHeader.producerId(bytes, at);
        if (id < 0) {
            return;
        }
        short epoch = BatchHeader.producerEpoch(bytes, at);
        @Nullable Producer producer = byId.remove(id);
        if (producer == null) {
            producer = new Producer(epoch);
            if (byId.size() >= PRODUCERS_MAX) {
                byId.remove(byId.keySet().iterator().next());
            }
        }
        byId.put(id, producer);
        if (epoch != producer.epoch) {
            producer.begin(epoch);
        }
        producer.lastTimestamp = BatchHeader.maxTimestamp(bytes, at);
        if (!BatchHeader.isControl(bytes, at)) {
            producer.keep(
                    BatchHeader.baseSequence(bytes, at),
                    BatchHeader.lastSequence(bytes, at),
                    BatchHeader.baseOffset(bytes, at),
                    BatchHeader.lastOffset(bytes, at),
                    producer.lastTimestamp);
        }
        producer.lastOffset = BatchHeader.lastOffset(bytes, at);
    }

    /// Whether the batch that ends at `offset` is the last that a producer sent: its sequence is
    /// the one to go on from.
    boolean isLast(long id, long offset) {
        @Nullable Producer producer = byId.get(id);
        return producer != null && producer.lastDataOffset() == offset;
    }

    /// Whether anything that is remembered came from `offset` or later.
    boolean reachOver(long offset) {
        for (Producer producer : byId.values()) {
            if (producer.lastOffset >= offset) {
                return true;
            }
        }
        return false;
    }

    /// Forgets the producers whose last batch is older than that, by its own timestamp
    /// (`producer.id.expiration.ms`). A batch without a timestamp never grows old.
    void expire(long olderThanMs) {
        byId.values()
                .removeIf(producer ->
                        producer.lastTimestamp >= 0 && producer.lastTimestamp < olderThanMs);
    }

    void clear() {
        byId.clear();
    }

    int count() {
        return byId.size();
    }

    /// Everything remembered, in the order of the last appends: one line for each producer.
    String describe() {
        StringBuilder text = new StringBuilder();
        byId.forEach((id, producer) -> text.append(id).append(' ').append(producer).append('\n'));
        return text.toString();
    }

    /// One producer. Its batches lie in a ring; the newest is the one before `next`.
    private static final class Producer {
        private final int[] baseSequences = new int[BATCHES_KEPT];
        private final int[] lastSequences = new int[BATCHES_KEPT];
        private final long[] baseOffsets = new long[BATCHES_KEPT];
        private final long[] lastOffsets = new long[BATCHES_KEPT];
        private final long[] maxTimestamps = new long[BATCHES_KEPT];
        private int kept;
        private int next;
        private short epoch;
        private long lastTimestamp;
        private long lastOffset;

        Producer(short epoch) {
            this.epoch = epoch;
        }

        void begin(short newEpoch) {
            epoch = newEpoch;
            kept = 0;
            next = 0;
        }

        void keep(
                int baseSequence,
                int lastSequence,
                long baseOffset,
                long lastOffset,
                long maxTimestamp) {
            baseSequences[next] = baseSequence;
            lastSequences[next] = lastSequence;
            baseOffsets[next] = baseOffset;
            lastOffsets[next] = lastOffset;
            maxTimestamps[next] = maxTimestamp;
            next = (next + 1) % BATCHES_KEPT;
            kept = Math.min(kept + 1, BATCHES_KEPT);
        }

        int lastSequence() {
            return kept == 0 ? NO_SEQUENCE : lastSequences[newest(0)];
        }

        long lastDataOffset() {
            return kept == 0 ? lastOffset : lastOffsets[newest(0)];
        }

        /// Where in the ring that range of sequences is, -1 when nowhere.
        int find(int baseSequence, int lastSequence) {
            for (int back = 0; back < kept; back++) {
                int entry = newest(back);
                if (baseSequences[entry] == baseSequence && lastSequences[entry] == lastSequence) {
                    return entry;
                }
            }
            return -1;
        }

        private int newest(int back) {
            return (next - 1 - back + 2 * BATCHES_KEPT) % BATCHES_KEPT;
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder("epoch ").append(epoch);
            for (int back = kept - 1; back >= 0; back--) {
                int entry = newest(back);
                text.append(' ')
                        .append(baseSequences[entry])
                        .append("..")
                        .append(lastSequences[entry])
                        .append('@')
                        .append(baseOffsets[entry])
                        .append("..")
                        .append(lastOffsets[entry]);
            }
            return text.toString();
        }
    }
}
