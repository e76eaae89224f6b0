package dev.vitrine.quorum;

import dev.vitrine.env.Node;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// Fetches that wait at the leader for something new: one a replica, [#FETCHES_MAX] in all.
final class ParkedFetches {
    static final int FETCHES_MAX = 64;

    record Parked(QuorumRequest.Fetch request, Consumer<QuorumResponse> reply, long untilMs) {}

    private final SortedMap<Integer, Parked> byReplica = new TreeMap<>();

    /// Parks a fetch.
    ///
    /// @return what has to be answered at once in its stead: the same replica's older fetch, whose
    ///   connection is gone, or this one when there is no room
    List<Parked> add(QuorumRequest.Fetch request, Consumer<QuorumResponse> reply, long untilMs) {
        Parked parked = new Parked(request, reply, untilMs);
        if (byReplica.size() >= FETCHES_MAX && !byReplica.containsKey(request.replicaId())) {
            return List.of(parked);
        }
        Parked older = byReplica.put(request.replicaId(), parked);
        return older == null ? List.of() : List.of(older);
    }

    /// Removes the fetches that are ready, those of lower ids first.
    List<Parked> take(Predicate<Parked> ready) {
        List<Parked> taken = new ArrayList<>();
        Iterator<Parked> all = byReplica.values().iterator();
        while (all.hasNext()) {
            Parked parked = all.next();
            if (ready.test(parked)) {
                all.remove();
                taken.add(parked);
            }
        }
        return taken;
    }

    long deadlineMs() {
        return byReplica.values().stream().mapToLong(Parked::untilMs).min().orElse(Node.NEVER);
    }
}
