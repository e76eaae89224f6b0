package dev.vitrine.group;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// A member of a group of the consumer protocol (KIP-848): what it said of itself, and what it
/// owns. A value; each part is a record of `__consumer_offsets`.
public record ConsumerMember(String memberId, Said said, Current current) {
    /// The epoch of a static member that went away and will be back (KIP-848).
    static final int STATIC_LEAVE_EPOCH = -2;

    /// The epoch by which a member says that it leaves.
    static final int LEAVE_EPOCH = -1;

    /// A member that nobody knows yet.
    static ConsumerMember unknown(String memberId) {
        return new ConsumerMember(memberId, Said.NOTHING, Current.NOTHING);
    }

    /// What a member said of itself.
    ///
    /// @param instanceId a static member's own name, null for a dynamic member
    /// @param regex empty when it subscribes by names only
    /// @param rebalanceTimeoutMs how long it may take to give partitions up, -1 before it said so
    /// @param assignor the server's assignor that it would like, null when any
    /// @param classic how it speaks, when it speaks the classic protocol
    public record Said(
            @Nullable String instanceId,
            @Nullable String rackId,
            String clientId,
            String clientHost,
            SortedSet<String> topics,
            String regex,
            int rebalanceTimeoutMs,
            @Nullable String assignor,
            @Nullable Classic classic) {
        static final Said NOTHING =
                new Said(null, null, "", "", new TreeSet<>(), "", -1, null, null);

        public Said {
            topics = Collections.unmodifiableSortedSet(new TreeSet<>(topics));
        }
    }

    /// How a member of the classic protocol speaks, while its group is being migrated.
    ///
    /// @param protocols as it joined with them, never empty
    record Classic(int sessionTimeoutMs, List<JoinGroup.Protocol> protocols) {
        Classic {
            protocols = List.copyOf(protocols);
        }
    }

    /// What a member owns.
    ///
    /// @param epoch of the target assignment that it is in, 0 before it is in any
    /// @param previousEpoch the one before; who lost our answer comes with it
    /// @param assigned what it owns and keeps, with the epoch in which each was given to it
    /// @param pendingRevocation what it owns and is to give up
    public record Current(
            int epoch,
            int previousEpoch,
            MemberState state,
            SortedMap<PartitionId, Integer> assigned,
            SortedMap<PartitionId, Integer> pendingRevocation) {
        static final Current NOTHING =
                new Current(0, -1, MemberState.STABLE, new TreeMap<>(), new TreeMap<>());

        public Current {
            assigned = Collections.unmodifiableSortedMap(new TreeMap<>(assigned));
            pendingRevocation = Collections.unmodifiableSortedMap(new TreeMap<>(pendingRevocation));
        }
    }

    ConsumerMember with(Said newSaid) {
        return new ConsumerMember(memberId, newSaid, current);
    }

    ConsumerMember with(Current newCurrent) {
        return new ConsumerMember(memberId, said, newCurrent);
    }

    int epoch() {
        return current.epoch();
    }

    MemberState state() {
        return current.state();
    }

    @Nullable String instanceId() {
        return said.instanceId();
    }

    boolean isClassic() {
        return said.classic() != null;
    }

    boolean isReconciledTo(int targetEpoch) {
        return state() == MemberState.STABLE && epoch() == targetEpoch;
    }

    /// Everything it owns, to keep and to give up.
    SortedSet<PartitionId> owned() {
        SortedSet<PartitionId> owned = new TreeSet<>(current.assigned().keySet());
        owned.addAll(current.pendingRevocation().keySet());
        return owned;
    }

    /// This static member's place, taken by the process that came back for it. It owns what its
    /// former self was to own, and has yet to be told.
    ConsumerMember replacedBy(String newMemberId) {
        return new ConsumerMember(
                newMemberId,
                said,
                new Current(
                        0, 0, current.state(), current.assigned(), current.pendingRevocation()));
    }

    /// This static member, gone for a while. What it owns waits for it, whatever its epoch when it
    /// comes back.
    ConsumerMember away() {
        SortedMap<PartitionId, Integer> kept = new TreeMap<>();
        current.assigned().keySet().forEach(p -> kept.put(p, 0));
        return with(
                new Current(
                        STATIC_LEAVE_EPOCH,
                        current.previousEpoch(),
                        current.state(),
                        kept,
                        new TreeMap<>()));
    }
}
