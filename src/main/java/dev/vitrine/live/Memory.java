package dev.vitrine.live;

import java.util.Collection;
import java.util.Comparator;

/// The memory that the connections of one node take together, with what came and is not handed over
/// yet and what waits to be written. When it is too much, the connection that takes the most has to
/// go; the others do not notice.
final class Memory {
    private static final long MIB = 1 << 20;

    /// At least one frame of Kafka's largest size (`socket.request.max.bytes`), at most this much.
    static final long BYTES_MAX =
            Math.clamp(Runtime.getRuntime().maxMemory() / 8, 128 * MIB, 256 * MIB);

    private long bytes;

    /// Counts a connection anew.
    void count(Connection connection) {
        long now = connection.in.heldBytes() + connection.out.bytes();
        bytes += now - connection.countedBytes;
        connection.countedBytes = now;
    }

    boolean isTooMuch() {
        return bytes > BYTES_MAX;
    }

    static Connection largest(Collection<Connection> connections) {
        return connections.stream()
                .max(Comparator.comparingLong(connection -> connection.countedBytes))
                .orElseThrow();
    }
}
