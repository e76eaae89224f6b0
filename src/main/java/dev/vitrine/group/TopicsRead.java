package dev.vitrine.group;

import dev.vitrine.group.TopicCatalog.Topic;

import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// What groups read, as it was when their members were told last: says in words which topics are
/// others since.
final class TopicsRead {
    private final TopicCatalog catalog;
    private final TreeMap<String, Read> byGroup = new TreeMap<>();

    /// The version of the catalog in which each topic was there first, since this broker started.
    private final TreeMap<String, Long> since = new TreeMap<>();

    /// @param names what the members ask for
    /// @param topics those of them that exist
    private record Read(long version, SortedSet<String> names, SortedMap<String, Topic> topics) {}

    TopicsRead(TopicCatalog catalog) {
        this.catalog = catalog;
    }

    /// These were created, deleted or changed.
    void onChanged(SortedSet<String> topics) {
        for (String name : topics) {
            if (catalog.byName(name).isPresent()) {
                since.putIfAbsent(name, catalog.version());
            } else {
                since.remove(name);
            }
        }
    }

    /// Which of the topics that a group reads came, went or changed since this was asked last, in
    /// words, by topic. A topic that its members only begin to read is none of them.
    SortedMap<String, String> changes(String group, SortedSet<String> names) {
        TreeMap<String, Topic> topics = new TreeMap<>();
        names.forEach(name -> catalog.byName(name).ifPresent(topic -> topics.put(name, topic)));
        Read before = byGroup.put(group, new Read(catalog.version(), new TreeSet<>(names), topics));
        if (before == null) {
            return Collections.emptySortedMap();
        }
        TreeMap<String, String> changes = new TreeMap<>();
        before.topics.forEach((name, was) -> {
            Topic now = catalog.byName(name).orElse(null);
            if (now == null) {
                changes.put(name, "topic " + name + " is gone");
            } else if (!now.equals(was)) {
                changes.put(name, "topic " + name + difference(was, now));
            }
        });
        topics.forEach((name, now) -> {
            boolean isNew =
                    before.names.contains(name)
                            || since.getOrDefault(name, Long.MIN_VALUE) > before.version;
            if (isNew && !before.topics.containsKey(name)) {
                changes.put(name, "topic " + name + " is new, with " + counted(now.partitions()));
            }
        });
        return changes;
    }

    private static String difference(Topic was, Topic now) {
        if (!was.id().equals(now.id())) {
            return " was deleted and created anew";
        }
        return was.partitions() == now.partitions()
                ? " has its replicas in other racks"
                : " has " + counted(now.partitions()) + ", before " + was.partitions();
    }

    private static String counted(int partitions) {
        return partitions + (partitions == 1 ? " partition" : " partitions");
    }

    void forget(String group) {
        byGroup.remove(group);
    }
}
