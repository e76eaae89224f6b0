package dev.vitrine.log;

import dev.vitrine.event.Event;

import java.util.List;

/// What opening a log found and mended.
///
/// @param cuts where bytes that form no valid batch were cut off, and segments that were dropped
///   for it
/// @param indexesRebuilt index files that were missing or disagreed with their segment
/// @param bytesChecked bytes of segments whose checksums were verified
public record RecoveryReport(List<Cut> cuts, List<String> indexesRebuilt, long bytesChecked) {
    /// One cut.
    ///
    /// @param file the segment's file
    /// @param position the first byte cut off
    /// @param offset the log's end after the cut
    /// @param bytes how many bytes went
    /// @param why a sentence's worth
    /// @param tail whether it was the end of the last segment, as a crash leaves it; otherwise a
    ///   segment that had been flushed was damaged
    public record Cut(
            String file, long position, long offset, long bytes, String why, boolean tail) {}

    /// The cuts, as the node tells them.
    public List<Event> events(int node, long atMs, String topic, int partition) {
        return cuts.stream()
                .<Event>map(cut ->
                        new Event.LogCut(
                                node,
                                atMs,
                                topic,
                                partition,
                                cut.file,
                                cut.position,
                                cut.offset,
                                cut.bytes,
                                cut.why,
                                cut.tail))
                .toList();
    }

    /// Whether the log held no more than a crash can explain.
    public boolean onlyTheTailWasCut() {
        return cuts.stream().allMatch(Cut::tail);
    }
}
