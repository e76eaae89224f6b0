package dev.vitrine.ui.model;

/// A record as a consumer reads it, for a person.
///
/// @param leaderEpoch -1 when its batch does not tell
/// @param key `–` when it has none
/// @param value text, or how many bytes it has when it is none
public record RecordRow(long offset, int leaderEpoch, String key, String value) {}
