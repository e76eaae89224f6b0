package dev.vitrine.group;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/// The topics that a regular expression matched.
///
/// @param version of the [TopicCatalog] it was resolved against
record ResolvedRegex(SortedSet<String> topics, long version, long timestampMs) {
    ResolvedRegex {
        topics = Collections.unmodifiableSortedSet(new TreeSet<>(topics));
    }
}
