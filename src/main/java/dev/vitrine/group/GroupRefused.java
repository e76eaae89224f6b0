package dev.vitrine.group;

import org.apache.kafka.common.protocol.Errors;

/// A request that must not be done. Never leaves this package.
final class GroupRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Errors error;
    private final String words;

    GroupRefused(Errors error, String words) {
        super(words, null, false, false);
        this.error = error;
        this.words = words;
    }

    Errors error() {
        return error;
    }

    String words() {
        return words;
    }
}
