package dev.vitrine.workload;

/// What became of a record, as far as is known.
///
/// ```text
/// SENT ──► ACKNOWLEDGED ◄──► LOST, REMOVED
///   └────► FAILED
/// ```
///
/// @param partition -1 until it is acknowledged, or seen in a log
/// @param offset where the broker said it lies, and before that where it was seen; -1 while neither
///   is so, and with acks=0
/// @param error Kafka's name of what failed, or its text; empty unless it failed
/// @param copies how often it is in the log, as the last audit counted; -1 before the first
/// @param consumed how often the lesson's consumers read it, all groups together
/// @param committed whether its offset was seen below the high watermark
/// @param trace what was seen of it in the logs before it was acknowledged
public record RecordFate(
        RecordId id,
        String topic,
        int partition,
        long offset,
        State state,
        String error,
        int copies,
        int consumed,
        boolean committed,
        Trace trace) {
    public enum State {
        /// Handed to the producer; nobody has said anything yet.
        SENT,
        /// The producer was told that it is stored.
        ACKNOWLEDGED,
        /// The producer was told, or decided, that it is not. It may be in the log all the same.
        FAILED,
        /// The producer was told that it is stored, and it is in no log that may lead.
        LOST,
        /// It was stored, and retention or compaction has taken it.
        REMOVED
    }

    /// What was seen of a record of which nobody said that it is stored.
    public enum Trace {
        /// Nothing: it may be in a log or not.
        NONE,
        /// It lies in a log.
        STORED,
        /// It was cut from the last log that it was seen in.
        CUT
    }

    static RecordFate sent(RecordId id, String topic) {
        return new RecordFate(id, topic, -1, -1, State.SENT, "", -1, 0, false, Trace.NONE);
    }

    RecordFate acknowledged(int toPartition, long atOffset) {
        return new RecordFate(
                id,
                topic,
                toPartition,
                atOffset,
                State.ACKNOWLEDGED,
                "",
                copies,
                consumed,
                committed,
                Trace.NONE);
    }

    RecordFate failed(String why) {
        return new RecordFate(
                id,
                topic,
                partition,
                offset,
                State.FAILED,
                why,
                copies,
                consumed,
                committed,
                trace);
    }

    RecordFate audited(State found, int counted) {
        return new RecordFate(
                id, topic, partition, offset, found, error, counted, consumed, committed, trace);
    }

    RecordFate read() {
        return new RecordFate(
                id, topic, partition, offset, state, error, copies, consumed + 1, committed, trace);
    }

    RecordFate withCommitted() {
        return new RecordFate(
                id, topic, partition, offset, state, error, copies, consumed, true, trace);
    }

    /// It was seen in a log.
    RecordFate seen(int inPartition, long atOffset) {
        return new RecordFate(
                id,
                topic,
                inPartition,
                atOffset,
                state,
                error,
                copies,
                consumed,
                committed,
                Trace.STORED);
    }

    /// It was cut from the last log that it was seen in.
    RecordFate cut() {
        return new RecordFate(
                id, topic, partition, offset, state, error, copies, consumed, committed, Trace.CUT);
    }

    /// Whether the producer was told that it is stored, be that true or not.
    public boolean isAcknowledged() {
        return switch (state) {
            case ACKNOWLEDGED, LOST, REMOVED -> true;
            case SENT, FAILED -> false;
        };
    }

    /// Copies beyond the first.
    public int duplicates() {
        return Math.max(0, copies - 1);
    }

    public Standing standing() {
        return switch (state) {
            case SENT -> untold(Standing.PENDING, Standing.IN_LOG);
            case FAILED -> untold(Standing.FAILED, Standing.FAILED_YET_STORED);
            case LOST -> Standing.LOST;
            case REMOVED -> Standing.REMOVED;
            case ACKNOWLEDGED ->
                    consumed > 0
                            ? Standing.CONSUMED
                            : committed ? Standing.COMMITTED : Standing.ACKNOWLEDGED;
        };
    }

    /// What is committed is not cut any more, whatever became of another copy.
    private Standing untold(Standing unseen, Standing stored) {
        if (copies > 0) {
            return stored;
        }
        return switch (trace) {
            case NONE -> unseen;
            case STORED -> stored;
            case CUT -> Standing.TRUNCATED;
        };
    }
}
