package dev.vitrine.group;

import org.apache.kafka.common.Uuid;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Topics that come, grow and go.
public final class Topics implements TopicCatalog {
    private final TreeMap<String, Topic> byName = new TreeMap<>();
    private long version = 1;
    private long nextId = 1;

    /// A topic of that name with so many partitions; the same topic if it is there already.
    public Uuid have(String name, int partitions) {
        Topic before = byName.get(name);
        Uuid id = before == null ? new Uuid(7, nextId++) : before.id();
        List<SortedSet<String>> racks = new ArrayList<>();
        for (int i = 0; i < partitions; i++) {
            racks.add(Collections.emptySortedSet());
        }
        byName.put(name, new Topic(id, name, racks));
        version++;
        return id;
    }

    public void drop(String name) {
        byName.remove(name);
        version++;
    }

    @Override
    public long version() {
        return version;
    }

    @Override
    public SortedSet<String> names() {
        return new TreeSet<>(byName.keySet());
    }

    @Override
    public Optional<Topic> byName(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    @Override
    public Optional<Topic> byId(Uuid id) {
        return byName.values().stream().filter(t -> t.id().equals(id)).findFirst();
    }
}
