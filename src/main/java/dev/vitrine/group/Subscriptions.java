package dev.vitrine.group;

import org.apache.kafka.common.Uuid;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/// What members subscribe to, by names and by what their regular expressions matched.
final class Subscriptions {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private Subscriptions() {}

    /// The topics of one member. A regular expression that is not resolved yet matches none.
    static SortedSet<String> of(ConsumerMember member, SortedMap<String, ResolvedRegex> regexes) {
        SortedSet<String> topics = new TreeSet<>(member.said().topics());
        ResolvedRegex resolved = regexes.get(member.said().regex());
        if (resolved != null) {
            topics.addAll(resolved.topics());
        }
        return topics;
    }

    /// The topics of all of them.
    static SortedSet<String> of(
            Collection<ConsumerMember> members, SortedMap<String, ResolvedRegex> regexes) {
        SortedSet<String> topics = new TreeSet<>();
        members.forEach(member -> topics.addAll(of(member, regexes)));
        return topics;
    }

    /// The ids of those that exist.
    static SortedSet<Uuid> ids(SortedSet<String> topics, TopicCatalog catalog) {
        SortedSet<Uuid> ids = new TreeSet<>();
        topics.forEach(name -> catalog.byName(name).ifPresent(topic -> ids.add(topic.id())));
        return ids;
    }

    /// A number that differs when these topics' ids, partitions or racks do (FNV-1a, where Kafka
    /// has XXH3; nobody compares the two). Topics that do not exist do not count; 0 when none does.
    static long hash(SortedSet<String> topics, TopicCatalog catalog) {
        StringBuilder words = new StringBuilder();
        for (String name : topics) {
            catalog.byName(name)
                    .ifPresent(topic ->
                            words.append(name)
                                    .append(' ')
                                    .append(topic.id())
                                    .append(topic.racks())
                                    .append('\n'));
        }
        if (words.isEmpty()) {
            return 0;
        }
        long hash = FNV_OFFSET;
        for (byte b : words.toString().getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xFF)) * FNV_PRIME;
        }
        return hash;
    }
}
