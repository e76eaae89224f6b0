package dev.vitrine.history;

import dev.vitrine.event.Event;
import dev.vitrine.event.Event.EpochStart;
import dev.vitrine.event.Event.ReplicaRole;
import dev.vitrine.history.Snapshot.Ghost;
import dev.vitrine.history.Snapshot.Range;
import dev.vitrine.history.Snapshot.ReplicaView;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// One copy of a partition.
final class ReplicaFold implements State {
    private final TopicPartition id;
    private final int node;
    private ReplicaRole role = ReplicaRole.OFFLINE;
    private int leaderEpoch = -1;
    private long logStart;
    private long highWatermark;
    private long logEnd;
    private List<EpochStart> epochs = List.of();
    private List<Ghost> ghosts = List.of();
    private List<Range> lost = List.of();
    private long compactedTo;
    private @Nullable ReplicaView view;

    ReplicaFold(TopicPartition id, int node) {
        this.id = id;
        this.node = node;
    }

    void opened(Event.ReplicaOpened event) {
        logStart = event.logStartOffset();
        highWatermark = event.highWatermark();
        logEnd = event.logEndOffset();
        epochs = List.copyOf(event.epochs());
        view = null;
    }

    void roleTaken(Event.ReplicaRoleTaken event) {
        role = event.role();
        leaderEpoch = event.leaderEpoch();
        view = null;
    }

    void appended(Event.RecordsAppended event) {
        if (epochs.isEmpty() || epochs.getLast().leaderEpoch() < event.leaderEpoch()) {
            List<EpochStart> more = new ArrayList<>(epochs);
            more.add(new EpochStart(event.leaderEpoch(), event.baseOffset()));
            epochs = List.copyOf(more);
        }
        logEnd = event.lastOffset() + 1;
        view = null;
    }

    void highWatermarkMoved(long to) {
        highWatermark = to;
        view = null;
    }

    void logStartMoved(long to) {
        logStart = to;
        logEnd = Math.max(logEnd, to);
        view = null;
    }

    void compacted(long to) {
        compactedTo = Math.max(compactedTo, to);
        view = null;
    }

    void truncated(Event.LogTruncated event, List<Range> lostOfPartition) {
        Range cut = new Range(event.toOffset(), event.oldEndOffset());
        List<EpochStart> before = epochs;
        logEnd = event.toOffset();
        highWatermark = Math.min(highWatermark, logEnd);
        compactedTo = Math.min(compactedTo, logEnd);
        epochs = epochs.stream().filter(start -> start.startOffset() < event.toOffset()).toList();
        if (cut.size() > 0) {
            List<Ghost> more = new ArrayList<>(ghosts);
            more.add(
                    new Ghost(
                            cut,
                            event.atMs(),
                            within(lostOfPartition, cut),
                            spanning(before, cut)));
            ghosts =
                    List.copyOf(
                            more.subList(
                                    Math.max(0, more.size() - Projector.GHOSTS_MAX), more.size()));
        }
        view = null;
    }

    /// Tells which of the partition's lost records this log still holds or had to cut: those from
    /// the offset on at which it and the leader's log part.
    void recordsLost(List<Range> lostOfPartition, @Nullable ReplicaFold leader) {
        ghosts =
                ghosts.stream()
                        .map(ghost ->
                                new Ghost(
                                        ghost.range(),
                                        ghost.atMs(),
                                        within(lostOfPartition, ghost.range()),
                                        ghost.epochs()))
                        .toList();
        lost =
                leader == null || leader == this
                        ? List.of()
                        : within(lostOfPartition, new Range(partsFrom(leader), logEnd));
        view = null;
    }

    /// The first offset at which this log and another may differ (KIP-101): where the last epoch
    /// that both know ends in the shorter of the two.
    private long partsFrom(ReplicaFold other) {
        long same = Math.min(logEnd, other.logEnd);
        for (EpochStart mine : epochs) {
            boolean shared = other.epochs.contains(mine) || mine.startOffset() < other.logStart;
            if (!shared) {
                return Math.min(same, mine.startOffset());
            }
        }
        for (EpochStart theirs : other.epochs) {
            boolean shared = epochs.contains(theirs) || theirs.startOffset() < logStart;
            if (!shared) {
                return Math.min(same, theirs.startOffset());
            }
        }
        return same;
    }

    private static List<Range> within(List<Range> ranges, Range bounds) {
        List<Range> cut = new ArrayList<>();
        for (Range range : ranges) {
            long from = Math.max(range.from(), bounds.from());
            long to = Math.min(range.to(), bounds.to());
            if (from < to) {
                cut.add(new Range(from, to));
            }
        }
        return List.copyOf(cut);
    }

    /// The epochs that have records between these bounds.
    private static List<EpochStart> spanning(List<EpochStart> epochs, Range bounds) {
        List<EpochStart> found = new ArrayList<>();
        for (int i = 0; i < epochs.size(); i++) {
            boolean begins = epochs.get(i).startOffset() < bounds.to();
            boolean ends =
                    i + 1 < epochs.size() && epochs.get(i + 1).startOffset() <= bounds.from();
            if (begins && !ends) {
                found.add(epochs.get(i));
            }
        }
        return List.copyOf(found);
    }

    int node() {
        return node;
    }

    ReplicaView view() {
        ReplicaView made = view;
        if (made == null) {
            made =
                    new ReplicaView(
                            id,
                            node,
                            role,
                            leaderEpoch,
                            logStart,
                            highWatermark,
                            logEnd,
                            epochs,
                            ghosts,
                            lost,
                            compactedTo);
            view = made;
        }
        return made;
    }
}
