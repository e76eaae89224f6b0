package dev.vitrine.quorum;

import org.apache.kafka.common.record.internal.MemoryRecords;
import org.jspecify.annotations.Nullable;

/// The answer to a [QuorumRequest]. Every answer carries the term and leader its sender knows, so
/// that whoever asked in an old term, or the wrong node, learns better.
public sealed interface QuorumResponse {
    String NONE = "NONE";

    /// Kafka's name of the error, or [#NONE].
    String error();

    /// The term of who answers.
    int term();

    /// The leader of that term, -1 when unknown.
    int leader();

    record Vote(String error, int term, int leader, boolean granted) implements QuorumResponse {}

    record BeginEpoch(String error, int term, int leader) implements QuorumResponse {}

    record EndEpoch(String error, int term, int leader) implements QuorumResponse {}

    /// @param diverging set when the replica's log disagrees with the leader's; there are no
    ///   records then
    /// @param records whole batches, the first of which begins at the fetch offset
    /// @param highWatermark the leader's, -1 with an error
    record Fetch(
            String error,
            int term,
            int leader,
            @Nullable Diverging diverging,
            MemoryRecords records,
            long highWatermark,
            long logStartOffset)
            implements QuorumResponse {}

    /// The leader's log has records of terms up to `epoch` before `endOffset`; what the replica has
    /// of `epoch` at or after that offset, and of later terms, is not the leader's.
    record Diverging(int epoch, long endOffset) {}
}
