package dev.vitrine.group;

import org.apache.kafka.common.Uuid;

/// How far a group has read a partition. The fields are those of [GroupRecord.OffsetCommitted].
record CommittedOffset(
        long offset,
        int leaderEpoch,
        String metadata,
        long commitTimestampMs,
        long expireTimestampMs,
        Uuid topicId) {}
