package dev.vitrine.ui.draw;

import dev.vitrine.history.Snapshot.Range;
import dev.vitrine.history.TopicPartition;

import java.util.List;
import java.util.Map;

/// Records that a person asked to see, wherever they are drawn.
///
/// @param what in words: `5 acknowledged, lost`; empty for none
/// @param lost whether it is what was lost at these offsets that is meant, and not what lies there
///   now
/// @param ranges by partition, in order, at most [#RANGES_MAX] in all
public record Marks(String what, boolean lost, Map<TopicPartition, List<Range>> ranges) {
    public static final Marks NONE = new Marks("", false, Map.of());
    public static final int RANGES_MAX = 1_000;

    public List<Range> of(TopicPartition id) {
        return ranges.getOrDefault(id, List.of());
    }

    public boolean isEmpty() {
        return ranges.isEmpty();
    }
}
