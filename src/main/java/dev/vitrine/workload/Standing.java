package dev.vitrine.workload;

/// How far a record has come. Each record of a producer has one: together they are all that it
/// sent.
public enum Standing {
    /// Handed to the producer; nobody has said anything yet.
    PENDING,
    /// Nobody has said anything yet, and it lies in a log, where it was seen.
    IN_LOG,
    /// The producer was told that it is stored; that it is committed is not known yet.
    ACKNOWLEDGED,
    /// And it lies below the high watermark.
    COMMITTED,
    /// And a consumer of the lesson has read it.
    CONSUMED,
    /// It was acknowledged, and retention or compaction has taken it since, as the settings say.
    REMOVED,
    /// The producer was told, or decided, that it is not stored.
    FAILED,
    /// It failed for its producer, and lies in the log all the same.
    FAILED_YET_STORED,
    /// It was seen in a log, was cut from it before its producer was told that it is stored, and is
    /// in no log now. Its producer may try again.
    TRUNCATED,
    /// The producer was told that it is stored, and it is in no log that may lead.
    LOST
}
