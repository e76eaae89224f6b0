package dev.vitrine.workload;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/// The acknowledged records of a partition, in the order in which that was told. Not for several
/// threads.
final class Acknowledged {
    private final Deque<RecordId> inOrder = new ArrayDeque<>();
    private Set<RecordId> untold = Set.of();
    private long until;

    void add(RecordId id) {
        inOrder.addLast(id);
        until++;
    }

    /// Those whose fates are not kept go, from the oldest on up to the first that is kept. Fates
    /// are forgotten in the order in which records were sent, so that what was acknowledged out of
    /// that order stays a little longer.
    void forget(Predicate<RecordId> isKept) {
        while (!inOrder.isEmpty() && !isKept.test(inOrder.getFirst())) {
            inOrder.removeFirst();
        }
    }

    /// An audit found records in the partition of which nobody was told that they are stored there.
    ///
    /// @return those, and those that the last audit found and this one did not
    Set<RecordId> found(Set<RecordId> now) {
        Set<RecordId> changed = new HashSet<>(untold);
        changed.addAll(now);
        untold = now;
        return changed;
    }

    boolean isEmpty() {
        return inOrder.isEmpty();
    }

    /// Oldest first; of some the fate may not be kept any more.
    Collection<RecordId> inOrder() {
        return Collections.unmodifiableCollection(inOrder);
    }

    /// How many there ever were.
    long until() {
        return until;
    }
}
