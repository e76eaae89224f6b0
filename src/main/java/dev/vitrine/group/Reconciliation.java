package dev.vitrine.group;

import dev.vitrine.group.ConsumerMember.Current;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/// One step of a member from what it owns to what it is to own: gives up first, then waits for
/// others to have given up, then takes. A pure decision, after Kafka's `CurrentAssignmentBuilder`.
///
/// The cases, by the state that the member is in:
///
/// 1. `STABLE`, in the target's epoch: nothing to do, but what it no longer subscribes to is to be
///    given up at once (when the subscription has just changed).
/// 2. `STABLE`, in an earlier epoch: the next step.
/// 3. `UNREVOKED_PARTITIONS`, and it has not said that it gave all up: it waits. (As in case 1 what
///    it no longer subscribes to is to be given up too.)
/// 4. `UNREVOKED_PARTITIONS`, and it owns nothing any more that it was to give up: the next step.
/// 5. `UNRELEASED_PARTITIONS`: the next step, for what it waits for may be free.
/// 6. `UNKNOWN`: it is fenced unless it owns nothing, then it begins anew.
///
/// The next step, with *kept* = owned ∩ target, *given up* = owned − kept, *missing* = target −
/// kept, of which some are *free* and others are not:
///
/// 1. something is to be given up that it still owns: `UNREVOKED_PARTITIONS`, in its old epoch;
/// 2. something is free: it is assigned that, in the target's epoch; `UNRELEASED_PARTITIONS` when
///    some is not, else `STABLE`;
/// 3. nothing is free but something is missing: `UNRELEASED_PARTITIONS`, in the target's epoch;
/// 4. nothing is missing: `STABLE`, in the target's epoch.
///
/// @param owned what the member says that it owns, null when it does not say
/// @param subscribed the topics that it subscribes to
/// @param subscriptionChanged whether it has just changed them
/// @param taken whether a member other than this one owns a partition
record Reconciliation(
        ConsumerMember member,
        int targetEpoch,
        SortedSet<PartitionId> target,
        @Nullable SortedSet<PartitionId> owned,
        SortedSet<Uuid> subscribed,
        boolean subscriptionChanged,
        Predicate<PartitionId> taken) {

    /// The member after the step; the same when there is none to take.
    ConsumerMember step() {
        Current current = member.current();
        return switch (current.state()) {
            case STABLE -> {
                if (current.epoch() != targetEpoch) {
                    yield next(current.epoch());
                }
                yield subscriptionChanged ? giveUpUnsubscribed() : member;
            }
            case UNREVOKED_PARTITIONS -> {
                if (stillOwns(current.pendingRevocation())) {
                    yield subscriptionChanged ? giveUpUnsubscribed() : member;
                }
                yield next(current.epoch());
            }
            case UNRELEASED_PARTITIONS -> next(current.epoch());
            case UNKNOWN -> {
                if (owned == null || !owned.isEmpty()) {
                    throw new GroupRefused(
                            Errors.FENCED_MEMBER_EPOCH,
                            "The consumer group member is in a unknown state. The member must"
                                    + " abandon all its partitions and rejoin.");
                }
                yield next(targetEpoch);
            }
        };
    }

    private ConsumerMember next(int epoch) {
        Current current = member.current();
        SortedMap<PartitionId, Integer> kept = new TreeMap<>();
        SortedMap<PartitionId, Integer> givenUp = new TreeMap<>();
        current.assigned().forEach((id, since) -> (isTarget(id) ? kept : givenUp).put(id, since));
        SortedSet<PartitionId> free = new TreeSet<>();
        boolean waits = false;
        for (PartitionId id : target) {
            if (!kept.containsKey(id) && isTarget(id)) {
                if (taken.test(id)) {
                    waits = true;
                } else {
                    free.add(id);
                }
            }
        }
        if (!givenUp.isEmpty() && stillOwns(givenUp)) {
            return become(MemberState.UNREVOKED_PARTITIONS, epoch, kept, givenUp);
        }
        free.forEach(id -> kept.put(id, targetEpoch));
        return become(
                waits ? MemberState.UNRELEASED_PARTITIONS : MemberState.STABLE,
                targetEpoch,
                kept,
                new TreeMap<>());
    }

    /// What the member is to own of what it subscribes to: the target may be older than that.
    private boolean isTarget(PartitionId id) {
        return target.contains(id) && subscribed.contains(id.topicId());
    }

    private ConsumerMember giveUpUnsubscribed() {
        Current current = member.current();
        SortedMap<PartitionId, Integer> kept = new TreeMap<>();
        SortedMap<PartitionId, Integer> givenUp = new TreeMap<>(current.pendingRevocation());
        current.assigned()
                .forEach((id, since) ->
                        (subscribed.contains(id.topicId()) ? kept : givenUp).put(id, since));
        if (kept.size() == current.assigned().size()) {
            return member;
        }
        return stillOwns(givenUp)
                ? become(MemberState.UNREVOKED_PARTITIONS, current.epoch(), kept, givenUp)
                : become(current.state(), current.epoch(), kept, current.pendingRevocation());
    }

    /// Whether the member may own any of these; true when it does not say.
    private boolean stillOwns(SortedMap<PartitionId, Integer> partitions) {
        return owned == null || partitions.keySet().stream().anyMatch(owned::contains);
    }

    private ConsumerMember become(
            MemberState state,
            int epoch,
            SortedMap<PartitionId, Integer> assigned,
            SortedMap<PartitionId, Integer> pendingRevocation) {
        return member.with(new Current(epoch, member.epoch(), state, assigned, pendingRevocation));
    }
}
