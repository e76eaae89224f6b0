package dev.vitrine.group;

import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// A member of a new generation asks for its assignment; the leader brings everybody's.
///
/// @param protocolType null when the version has none (before 5)
/// @param protocolName the same
/// @param assignments by member id; empty but for the leader
public record SyncGroup(
        String groupId,
        int generationId,
        String memberId,
        @Nullable String groupInstanceId,
        @Nullable String protocolType,
        @Nullable String protocolName,
        SortedMap<String, Bytes> assignments) {
    public SyncGroup {
        assignments = Collections.unmodifiableSortedMap(new TreeMap<>(assignments));
    }
}
