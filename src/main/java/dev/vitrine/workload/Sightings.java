package dev.vitrine.workload;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Records of which their producers were told nothing, where they were seen: on which node's log,
/// at which offset. Not for several threads.
final class Sightings {
    private record Log(String topic, int partition, int node) {}

    private record Place(Log log, long offset) {}

    private final Map<Log, NavigableMap<Long, RecordId>> logs = new HashMap<>();
    private final Map<RecordId, Set<Place>> places = new HashMap<>();
    private int size;

    /// @return whether there was room to keep it
    boolean seen(String topic, int partition, int node, long offset, RecordId id) {
        if (size >= Ledger.SIGHTINGS_MAX) {
            return false;
        }
        Place place = new Place(new Log(topic, partition, node), offset);
        RecordId before = logs.computeIfAbsent(place.log, _ -> new TreeMap<>()).put(offset, id);
        if (before != null) {
            leaves(before, place);
        }
        places.computeIfAbsent(id, _ -> new HashSet<>()).add(place);
        size++;
        return true;
    }

    /// A log was cut from an offset on.
    ///
    /// @return those that were seen there, and are seen nowhere now
    List<RecordId> cut(String topic, int partition, int node, long from) {
        Log log = new Log(topic, partition, node);
        NavigableMap<Long, RecordId> seen = logs.getOrDefault(log, new TreeMap<>());
        SortedMap<Long, RecordId> gone = seen.tailMap(from, true);
        List<RecordId> nowhere = new ArrayList<>();
        gone.forEach((offset, id) -> {
            if (leaves(id, new Place(log, offset))) {
                nowhere.add(id);
            }
        });
        gone.clear();
        return nowhere;
    }

    /// Nobody asks where this one was seen any more.
    void forget(RecordId id) {
        Set<Place> all = places.remove(id);
        if (all != null) {
            size -= all.size();
            all.forEach(
                    place -> logs.getOrDefault(place.log, new TreeMap<>()).remove(place.offset));
        }
    }

    /// @return whether that was its last place
    private boolean leaves(RecordId id, Place place) {
        Set<Place> all = places.get(id);
        if (all == null || !all.remove(place)) {
            return false;
        }
        size--;
        if (all.isEmpty()) {
            places.remove(id);
        }
        return all.isEmpty();
    }
}
