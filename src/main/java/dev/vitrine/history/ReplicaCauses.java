package dev.vitrine.history;

import dev.vitrine.event.Event;
import dev.vitrine.history.Happening.Kind;

/// What led to a leader's wish for another in-sync set, and to records that are cut off or lost.
final class ReplicaCauses implements State {
    private final Happenings happenings;

    ReplicaCauses(Happenings happenings) {
        this.happenings = happenings;
    }

    void proposed(Event.IsrProposed e) {
        String id = e.topic() + "-" + e.partition();
        int follower = Reasons.followerIn(e.why());
        long cause =
                e.why().contains("caught up to")
                        ? happenings.latest(
                                happenings.newest("drop " + id + " " + follower),
                                "let-in " + follower,
                                "resume " + follower)
                        : happenings.latest(
                                Math.max(
                                        happenings.newest("let-in " + follower),
                                        happenings.newest("resume " + follower)),
                                "end " + follower,
                                "pause " + follower,
                                "cut " + follower + " " + e.node());
        happenings.add(
                e.atMs(),
                Kind.PROPOSAL,
                new Subject.OfPartition(e.topic(), e.partition()),
                "broker "
                        + e.node()
                        + " asks that "
                        + id
                        + " be in sync on "
                        + Reasons.ids(e.isr()),
                e.why(),
                cause,
                "propose " + id);
    }

    void truncated(Event.LogTruncated e) {
        if (e.oldEndOffset() <= e.toOffset()) {
            return;
        }
        String id = e.topic() + "-" + e.partition();
        happenings.add(
                e.atMs(),
                Kind.TRUNCATION,
                new Subject.OfReplica(e.topic(), e.partition(), e.node()),
                "broker "
                        + e.node()
                        + " cuts "
                        + id
                        + " back from "
                        + e.oldEndOffset()
                        + " to "
                        + e.toOffset(),
                "its leader has other records from there on",
                happenings.newest("leader " + id),
                "truncate " + id);
    }

    void lost(Event.RecordsLost e) {
        String id = e.topic() + "-" + e.partition();
        long count = e.lastOffset() - e.baseOffset() + 1;
        long truncation = happenings.newest("truncate " + id);
        happenings.add(
                e.atMs(),
                Kind.LOSS,
                new Subject.OfPartition(e.topic(), e.partition()),
                count
                        + (count == 1 ? " record" : " records")
                        + " of "
                        + e.client()
                        + " in "
                        + id
                        + ", acknowledged, are lost, from "
                        + e.baseOffset(),
                "",
                truncation == Happening.NOT_TOLD ? happenings.newest("leader " + id) : truncation,
                "loss " + id);
    }
}
