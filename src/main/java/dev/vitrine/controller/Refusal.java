package dev.vitrine.controller;

import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/// A request, or a part of one, that must not be done. Never leaves this package.
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Errors error;
    private final @Nullable String words;

    /// @param words null where Kafka says nothing but the error
    Refusal(Errors error, @Nullable String words) {
        super(words, null, false, false);
        this.error = error;
        this.words = words;
    }

    Errors error() {
        return error;
    }

    @Nullable String words() {
        return words;
    }
}
