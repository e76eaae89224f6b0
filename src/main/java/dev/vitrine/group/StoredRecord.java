package dev.vitrine.group;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;

/// A record as it lies in a partition of `__consumer_offsets`.
///
/// @param value null for a tombstone
public record StoredRecord(long offset, @Nullable ByteBuffer key, @Nullable ByteBuffer value) {}
