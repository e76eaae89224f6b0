package dev.vitrine.ui.stage;

import dev.vitrine.history.Snapshot;
import dev.vitrine.history.Snapshot.ClientView;
import dev.vitrine.history.Snapshot.GroupView;
import dev.vitrine.history.Snapshot.Message;
import dev.vitrine.history.Snapshot.NodeView;
import dev.vitrine.history.Snapshot.PartitionView;
import dev.vitrine.history.Snapshot.ReplicaView;
import dev.vitrine.history.Snapshot.TopicView;
import dev.vitrine.history.Subject;
import dev.vitrine.history.Transit;
import dev.vitrine.ui.draw.Marks;
import dev.vitrine.ui.draw.Moment;
import dev.vitrine.ui.theme.Palette;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// What a drawing of the stage depends on, besides the time: as long as two are equal and little
/// time has passed, the drawing is the same.
///
/// @param parts of the snapshot; those that did not change are the same objects, so that comparing
///   them costs next to nothing
record Seen(
        List<Object> parts,
        double width,
        double height,
        double travelMs,
        @Nullable Subject selection,
        Marks marks,
        Palette palette,
        @Nullable Level chosen) {
    /// Ages in tips are in seconds.
    private static final long RESTING_MS = 1_000;

    /// Ages on cards are in tenths of a second; ghosts and stale badges go when their time is over.
    private static final long AGEING_MS = 100;

    /// How long a matrix may stay as it is while only numbers change that it does not show. Without
    /// this limit it would be drawn for each record.
    static final long GLANCE_MS = 100;

    static Seen of(Moment moment, @Nullable Level chosen) {
        Snapshot now = moment.snapshot();
        return of(
                moment,
                chosen,
                List.of(
                        now.nodes(),
                        now.controller(),
                        now.topics(),
                        now.clients(),
                        now.beliefs(),
                        now.groups(),
                        now.messages(),
                        now.transit(),
                        now.sampled()));
    }

    /// What is to be seen in a matrix at a glance: who is there, and how replicas are.
    static Seen atAGlance(Moment moment, @Nullable Level chosen) {
        Snapshot now = moment.snapshot();
        List<Object> parts = new ArrayList<>();
        parts.add(now.nodes());
        parts.add(now.controller());
        parts.add(now.transit());
        for (TopicView topic : now.topics()) {
            parts.add(topic.name());
            for (PartitionView partition : topic.partitions()) {
                parts.add(partition.leader());
                parts.add(partition.isr());
                parts.add(partition.replicas());
            }
        }
        for (ClientView client : now.clients()) {
            parts.add(client.name());
            parts.add(client.isHere());
        }
        for (GroupView group : now.groups()) {
            parts.add(group.name());
            parts.add(group.state());
            parts.add(group.members());
        }
        return of(moment, chosen, parts);
    }

    private static Seen of(Moment moment, @Nullable Level chosen, List<Object> parts) {
        return new Seen(
                parts,
                moment.width(),
                moment.height(),
                moment.travelMs(),
                moment.selection(),
                moment.marks(),
                moment.palette(),
                chosen);
    }

    /// Whether it is looked at as another is, whatever there is to see.
    boolean isSeenAs(Seen other) {
        return equals(
                new Seen(
                        parts,
                        other.width,
                        other.height,
                        other.travelMs,
                        other.selection,
                        other.marks,
                        other.palette,
                        other.chosen));
    }

    /// How long a drawing of this moment stays so when nothing happens; 0 while something moves.
    static long freshMs(Moment moment) {
        Snapshot now = moment.snapshot();
        for (Transit.Parked parked : now.transit().parked()) {
            if (parked.untilMs() > moment.nowMs()) {
                return 0;
            }
        }
        for (Message message : now.messages()) {
            long last = Math.max(message.atMs(), message.endedAtMs());
            if (moment.nowMs() - last <= moment.travelMs()) {
                return 0;
            }
        }
        boolean ages =
                now.nodes().stream().anyMatch(Seen::isDown)
                        || now.clients().stream().anyMatch(client -> isStale(client, moment))
                        || now.partitions().stream()
                                .flatMap(partition -> partition.logs().stream())
                                .anyMatch(log -> hasGhost(log, moment.nowMs()));
        return ages ? AGEING_MS : RESTING_MS;
    }

    private static boolean isStale(ClientView client, Moment moment) {
        return StaleBadge.of(moment.snapshot(), client.name(), moment.nowMs()) != null;
    }

    private static boolean isDown(NodeView node) {
        return !node.isUp();
    }

    private static boolean hasGhost(ReplicaView log, long nowMs) {
        return log.ghosts().stream().anyMatch(ghost -> LaneWindow.isFresh(ghost, nowMs));
    }
}
