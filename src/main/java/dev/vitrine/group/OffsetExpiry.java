package dev.vitrine.group;

import dev.vitrine.env.Clock;
import dev.vitrine.group.GroupRecord.OffsetForgotten;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/// Ends offsets that nobody has used for long, and groups of which nothing is left (KIP-211).
///
/// Once in a while it looks at every group. An offset of a topic that the group does not read ends
/// `offsets.retention.minutes` after it was last of use ([Group#unusedSinceMs]); one whose commit
/// asked for a time of its own (OffsetCommit 2 to 4) ends then. A group without members and without
/// offsets ends too.
final class OffsetExpiry {
    /// Offsets of one group that end in one look, so that they fit in a batch; the rest end in the
    /// next.
    static final int TOMBSTONES_MAX = 5_000;

    private static final String UNUSED = "not used for as long as offsets are kept";
    private static final String NOTHING_LEFT = "it has no members and no offsets";

    private final GroupConfig config;
    private final Clock clock;
    private final OffsetDeletions deletions;

    OffsetExpiry(GroupConfig config, Clock clock, OffsetDeletions deletions) {
        this.config = config;
        this.clock = clock;
        this.deletions = deletions;
    }

    void sweep(Shard shard) {
        for (Group group : List.copyOf(shard.groups.values())) {
            GroupOffsets offsets = shard.offsets(group.groupId());
            if (offsets == null) {
                endIfEmpty(shard, group, List.of());
            } else if (offsets.writesInFlight == 0) {
                List<GroupRecord> expired = expired(group, offsets);
                if (expired.size() == offsets.size() && group.isEmpty()) {
                    endIfEmpty(shard, group, expired);
                } else {
                    deletions.forget(shard, group.groupId(), expired, UNUSED, _ -> {});
                }
            }
            // A group that is being written to is of use to somebody.
        }
    }

    private void endIfEmpty(Shard shard, Group group, List<GroupRecord> expired) {
        switch (group) {
            case ClassicGroup classic -> {
                if (classic.isEmpty() && !classic.isDeadOrDeleting()) {
                    deletions.end(shard, classic, expired, NOTHING_LEFT, _ -> {});
                }
            }
            case ConsumerGroup consumer -> {
                if (consumer.isEmpty()) {
                    deletions.end(shard, consumer, NOTHING_LEFT);
                }
            }
        }
    }

    private List<GroupRecord> expired(Group group, GroupOffsets offsets) {
        List<GroupRecord> expired = new ArrayList<>();
        offsets.all()
                .forEach((topic, partitions) -> {
                    if (group.isSubscribedTo(topic)) {
                        return;
                    }
                    partitions.forEach((p, offset) -> {
                        if (expired.size() < TOMBSTONES_MAX && isOver(group, offset)) {
                            expired.add(new OffsetForgotten(group.groupId(), topic, p));
                        }
                    });
                });
        return expired;
    }

    private boolean isOver(Group group, CommittedOffset offset) {
        OptionalLong unusedSinceMs = group.unusedSinceMs(offset);
        if (unusedSinceMs.isEmpty()) {
            return false;
        }
        return offset.expireTimestampMs() != -1
                ? clock.nowMs() >= offset.expireTimestampMs()
                : clock.nowMs() - unusedSinceMs.getAsLong() >= config.offsetsRetentionMs();
    }
}
