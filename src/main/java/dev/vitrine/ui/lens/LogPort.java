package dev.vitrine.ui.lens;

import dev.vitrine.history.TopicPartition;
import dev.vitrine.ui.model.LogStretch;
import dev.vitrine.workload.RecordFate;
import dev.vitrine.workload.RecordId;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CompletableFuture;

/// What a snapshot does not hold of logs: the records themselves, and what became of those of the
/// lesson. Asked on the JavaFX thread.
public interface LogPort {
    /// Reads a node's own log.
    ///
    /// @return completes on the JavaFX thread; fails when the node does not answer
    CompletableFuture<LogStretch> read(
            TopicPartition id, int node, long fromOffset, int recordsMax);

    /// Answers at once; null when nothing is known.
    @Nullable RecordFate fate(RecordId id);

    /// Knows nothing.
    LogPort NONE =
            new LogPort() {
                @Override
                public CompletableFuture<LogStretch> read(
                        TopicPartition id, int node, long fromOffset, int recordsMax) {
                    return CompletableFuture.failedFuture(new IllegalStateException("no cluster"));
                }

                @Override
                public @Nullable RecordFate fate(RecordId id) {
                    return null;
                }
            };
}
