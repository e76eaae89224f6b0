package dev.vitrine.sim;

import dev.vitrine.env.Environment;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Reads the partitions it was given from their beginning, without a group.
final class SimConsumer extends SimClient {
    private final FetchLoop fetches;

    SimConsumer(
            String name,
            Environment env,
            Ledger ledger,
            List<Integer> brokers,
            List<Place> places,
            FetchLoop.Habits habits,
            long requestTimeoutMs) {
        super(
                name,
                env,
                ledger,
                brokers,
                places.stream().map(Place::topic).distinct().toList(),
                requestTimeoutMs);
        fetches = new FetchLoop(this, habits);
        Map<Place, Long> beginnings = new TreeMap<>();
        places.forEach(place -> beginnings.put(place, 0L));
        fetches.assign(beginnings);
    }

    Map<Place, Long> positions() {
        return fetches.positions();
    }

    @Override
    long act(long nowMs) {
        return fetches.act(nowMs);
    }
}
