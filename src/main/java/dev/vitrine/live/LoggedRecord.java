package dev.vitrine.live;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// A record as it lies in a node's log.
///
/// @param key null for none
/// @param value null for a tombstone
/// @param headers at most [LogReader#HEADERS_MAX]
/// @param producerId -1 when its producer is not idempotent
/// @param sequence its number among that producer's in this partition, -1 likewise
/// @param control whether it is a marker of Kafka's own, that no consumer is given
public record LoggedRecord(
        long offset,
        int leaderEpoch,
        long timestampMs,
        @Nullable Payload key,
        @Nullable Payload value,
        List<Header> headers,
        long producerId,
        int sequence,
        boolean transactional,
        boolean control) {

    /// @param value null for none
    public record Header(String key, @Nullable Payload value) {}
}
