package dev.vitrine.ui.model;

import dev.vitrine.workload.RecordId;

import org.jspecify.annotations.Nullable;

/// A record of a log, for a person.
///
/// @param key `–` when it has none
/// @param value text, or hexadecimal digits, cut with an ellipsis; `(tombstone)` when it has none
/// @param headers `trace=17, run=x`, cut likewise; empty for none
/// @param producer `producer 7, sequence 12`; empty when it was not idempotent
/// @param control whether it is a marker of Kafka's own
/// @param id which of the lesson's records it is; null for others
public record RecordRow(
        long offset,
        int leaderEpoch,
        long timestampMs,
        String key,
        String value,
        String headers,
        String producer,
        boolean control,
        @Nullable RecordId id) {}
