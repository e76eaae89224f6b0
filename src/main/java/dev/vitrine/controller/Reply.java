package dev.vitrine.controller;

import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/// How a request to the controller ended.
public sealed interface Reply<R> {
    /// It was decided, and what it changed is committed. The value may still hold errors of single
    /// topics or partitions.
    record Decided<R>(R value) implements Reply<R> {}

    /// It was refused as a whole and changed nothing, or timed out and may yet change what it asked
    /// for.
    record Refused<R>(Errors error, @Nullable String message) implements Reply<R> {}
}
