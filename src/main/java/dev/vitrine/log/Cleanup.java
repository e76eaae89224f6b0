package dev.vitrine.log;

import dev.vitrine.config.Settings;
import dev.vitrine.config.TopicSettings;

import java.util.Arrays;
import java.util.List;

/// What becomes of a log's old records (`cleanup.policy`).
///
/// @param delete whether old segments are deleted
/// @param compact whether only the last record of each key is kept
/// @param retentionMs how old a segment's newest record grows before it goes, -1 for no limit
///   (`retention.ms`)
/// @param retentionBytes how large a log grows before its oldest segments go, -1 for no limit
///   (`retention.bytes`)
/// @param fileDeleteDelayMs how long the files of a deleted segment stay (`file.delete.delay.ms`)
/// @param deleteRetentionMs how long a tombstone stays after its log was compacted
///   (`delete.retention.ms`)
/// @param compactionLagMinMs how long a record is safe from compaction (`min.compaction.lag.ms`)
/// @param compactionLagMaxMs how long a record waits for compaction at most
///   (`max.compaction.lag.ms`)
/// @param dirtyRatioMin how much of a log must be dirty before it is compacted
///   (`min.cleanable.dirty.ratio`)
public record Cleanup(
        boolean delete,
        boolean compact,
        long retentionMs,
        long retentionBytes,
        long fileDeleteDelayMs,
        long deleteRetentionMs,
        long compactionLagMinMs,
        long compactionLagMaxMs,
        double dirtyRatioMin) {

    /// Kafka 4.4's defaults.
    public static final Cleanup DEFAULT =
            new Cleanup(true, false, 604_800_000, -1, 60_000, 86_400_000, 0, Long.MAX_VALUE, 0.5);

    static Cleanup of(Settings topic) {
        List<String> policy =
                Arrays.stream(topic.stringOf(TopicSettings.CLEANUP_POLICY).split(","))
                        .map(String::strip)
                        .toList();
        return new Cleanup(
                policy.contains("delete"),
                policy.contains("compact"),
                topic.longOf(TopicSettings.RETENTION_MS),
                topic.longOf(TopicSettings.RETENTION_BYTES),
                topic.longOf(TopicSettings.FILE_DELETE_DELAY_MS),
                topic.longOf(TopicSettings.DELETE_RETENTION_MS),
                topic.longOf(TopicSettings.MIN_COMPACTION_LAG_MS),
                topic.longOf(TopicSettings.MAX_COMPACTION_LAG_MS),
                Double.parseDouble(
                        topic.stringOf(TopicSettings.MIN_CLEANABLE_DIRTY_RATIO).strip()));
    }
}
