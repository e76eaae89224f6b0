package dev.vitrine.quorum;

import dev.vitrine.env.Invariant;
import dev.vitrine.log.EpochEnd;
import dev.vitrine.log.Origin;
import dev.vitrine.log.PartitionLog;
import dev.vitrine.log.RecordsRefused;
import dev.vitrine.wire.LeaderChange;

import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;

import java.util.List;
import java.util.Optional;

/// The metadata log as Raft sees it: which of two logs reaches further, where they part, and how
/// much is durable.
final class MetadataLog {
    /// How much one fetch returns, but for a first batch that is larger. Kafka's
    /// `MAX_FETCH_SIZE_BYTES`.
    static final int FETCH_BYTES_MAX = 8 * 1024 * 1024;

    private final PartitionLog log;

    MetadataLog(PartitionLog log) {
        this.log = log;
        // What a crashed process wrote may not be durable yet, and the first fetch claims it is.
        log.flush();
    }

    long startOffset() {
        return log.logStartOffset();
    }

    long endOffset() {
        return log.logEndOffset();
    }

    /// One past the last record that survives the loss of power.
    long durableEnd() {
        return log.flushedOffset();
    }

    /// The term of the last record, 0 when there is none.
    int lastEpoch() {
        return endOffset() == 0 ? 0 : Math.max(0, log.latestEpoch());
    }

    /// Whether another log reaches at least as far as this one: its last term is higher, or the
    /// same with an end that is not before ours (Raft 5.4.1).
    boolean isReachedBy(int otherLastEpoch, long otherEndOffset) {
        return otherLastEpoch != lastEpoch()
                ? otherLastEpoch > lastEpoch()
                : otherEndOffset >= endOffset();
    }

    /// Opens a term.
    void appendLeaderChange(
            int term, int leader, List<Integer> voters, List<Integer> granting, long nowMs) {
        append(LeaderChange.batch(endOffset(), nowMs, term, leader, voters, granting), term, nowMs);
    }

    /// Appends records as one batch.
    ///
    /// @return the offset of the last
    long append(int term, List<byte[]> records, long nowMs) {
        SimpleRecord[] all =
                records.stream()
                        .map(value -> new SimpleRecord(nowMs, value))
                        .toArray(SimpleRecord[]::new);
        append(MemoryRecords.withRecords(endOffset(), Compression.NONE, term, all), term, nowMs);
        return endOffset() - 1;
    }

    private void append(MemoryRecords batch, int term, long nowMs) {
        try {
            log.appendAsLeader(batch, term, nowMs, Origin.QUORUM);
        } catch (RecordsRefused e) {
            throw new IllegalStateException("the metadata log refused its own leader's batch", e);
        }
    }

    /// Appends what the leader answered a fetch with.
    ///
    /// @return whether this log grew: damaged batches, and such as do not continue it, are not
    ///   taken
    boolean appendFetched(MemoryRecords records, long nowMs) {
        return log.appendAsFollower(records, nowMs).bytes() > 0;
    }

    void flush() {
        log.flush();
    }

    /// Where a replica whose log ends with a record of `lastFetchedEpoch` at `fetchOffset` parts
    /// from this one. Empty when it is a prefix of this log.
    Optional<QuorumResponse.Diverging> divergence(long fetchOffset, int lastFetchedEpoch) {
        if (fetchOffset == 0) {
            return Optional.empty();
        }
        QuorumResponse.Diverging end = endOf(lastFetchedEpoch);
        return end.epoch() == lastFetchedEpoch && fetchOffset <= end.endOffset()
                ? Optional.empty()
                : Optional.of(end);
    }

    /// Cuts this log back to where it may agree with the leader's.
    ///
    /// @param committed an offset that no leader may disagree below
    void truncateToAgreeWith(QuorumResponse.Diverging leaders, long committed, long nowMs) {
        // Beyond either end the records' terms differ.
        long to = Math.min(endOf(leaders.epoch()).endOffset(), leaders.endOffset());
        Invariant.check(
                to >= committed, "committed metadata is never cut off", to, committed, leaders);
        if (to < endOffset()) {
            log.truncateTo(to, nowMs);
        }
    }

    /// The last term up to `epoch` in this log, and where its records end.
    private QuorumResponse.Diverging endOf(int epoch) {
        if (epoch >= lastEpoch()) {
            return new QuorumResponse.Diverging(lastEpoch(), endOffset());
        }
        EpochEnd end = log.endOffsetFor(epoch);
        return new QuorumResponse.Diverging(end.leaderEpoch(), end.endOffset());
    }

    /// Whole batches from an offset on, below `upTo`.
    MemoryRecords read(long from, long upTo) {
        return from >= upTo ? MemoryRecords.EMPTY : log.read(from, FETCH_BYTES_MAX, true, upTo);
    }

    MemoryRecords read(long from, int maxBytes, long upTo) {
        return from >= upTo ? MemoryRecords.EMPTY : log.read(from, maxBytes, false, upTo);
    }

    void close() {
        log.close();
    }
}
