package dev.vitrine.log;

import dev.vitrine.env.Storage;

import java.util.Random;

/// Opens logs of which nothing is written down elsewhere.
final class Logs {
    private Logs() {}

    static PartitionLog open(Storage storage, String directory, LogConfig config, long nowMs) {
        return open(storage, directory, config, PartitionLog.Known.NOTHING, nowMs);
    }

    static PartitionLog open(
            Storage storage,
            String directory,
            LogConfig config,
            PartitionLog.Known known,
            long nowMs) {
        return PartitionLog.open(storage, directory, config, known, nowMs, new Random(1));
    }
}
