package dev.vitrine.history;

import dev.vitrine.history.GroupPast.Hold;
import dev.vitrine.history.GroupPast.Ownership;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// Who has each partition of a group.
///
/// The coordinator says whose a partition is; that decides. A member of the app says in between
/// what its coordinator learns later or never: that it gave a partition up, that it paused. Such
/// words count until the coordinator gives the partition to another, or the member says that it has
/// it.
///
/// ```text
///              coordinator's word        member's word         seen as
///   nobody     –                         –                     UNOWNED
///   m          has it                    –                     OWNED
///   m          has it                    paused it             PAUSED
///   m          is to give it up          –                     REVOKING
///   m          either                    gave it up, or ended  UNOWNED
/// ```
final class OwnershipFold implements State {
    private final Ring<Hold> ended = new Ring<>(GroupPast.HOLDS_MAX);
    private final Map<TopicPartition, Lane> lanes = new TreeMap<>();
    private final Listener listener;
    private long lastMs = Long.MIN_VALUE;
    private int generation;
    private @Nullable List<Hold> openView = List.of();

    OwnershipFold(Listener listener) {
        this.listener = listener;
    }

    interface Listener extends State {
        /// A hold is over, perhaps without having lasted.
        ///
        /// @param lost whether its partition went from its owner
        void ended(Hold hold, boolean lost);
    }

    /// What the coordinator says of a partition.
    private static final class Lane implements State {
        String owner = "";
        boolean toGiveUp;

        /// What its owner says.
        boolean gaveUp;

        boolean paused;
        @Nullable Hold hold;

        void passTo(String next) {
            if (!owner.equals(next)) {
                owner = next;
                toGiveUp = false;
                gaveUp = false;
                paused = false;
            }
        }

        Ownership ownership() {
            if (owner.isEmpty() || gaveUp) {
                return Ownership.UNOWNED;
            }
            if (toGiveUp) {
                return Ownership.REVOKING;
            }
            return paused ? Ownership.PAUSED : Ownership.OWNED;
        }
    }

    void generation(int now) {
        generation = now;
    }

    // ---- the coordinator's word ----------------------------------------------------------------

    /// A member has these, to keep or to give up, and no others.
    void has(String member, Collection<TopicPartition> kept, Collection<TopicPartition> toGiveUp) {
        Set<TopicPartition> all = new TreeSet<>(kept);
        all.addAll(toGiveUp);
        lanes.forEach((id, lane) -> {
            if (lane.owner.equals(member) && !all.contains(id)) {
                lane.passTo("");
            }
        });
        for (TopicPartition id : all) {
            Lane lane = lane(id);
            if (lane != null) {
                lane.passTo(member);
                lane.toGiveUp = toGiveUp.contains(id);
            }
        }
    }

    /// A partition is a member's.
    void isOf(TopicPartition id, String member) {
        Lane lane = lane(id);
        if (lane != null) {
            lane.passTo(member);
        }
    }

    /// Whoever is not among these owners has nothing, but for what is kept for it.
    void takeFromAllBut(Map<TopicPartition, String> owners, Predicate<TopicPartition> keeps) {
        lanes.forEach((id, lane) -> {
            if (!lane.owner.equals(owners.getOrDefault(id, "")) && !keeps.test(id)) {
                lane.passTo("");
            }
        });
    }

    /// A member was not given again what it said it has: it is to give it up.
    void isToGiveUp(TopicPartition id) {
        Lane lane = lanes.get(id);
        if (lane != null) {
            lane.toGiveUp = true;
        }
    }

    boolean isToGiveUp(TopicPartition id, String member) {
        Lane lane = lanes.get(id);
        return lane != null && lane.toGiveUp && lane.owner.equals(member);
    }

    String owner(TopicPartition id) {
        Lane lane = lanes.get(id);
        return lane == null ? "" : lane.owner;
    }

    /// What a member has, to keep or to give up.
    List<TopicPartition> of(String member) {
        List<TopicPartition> its = new ArrayList<>();
        lanes.forEach((id, lane) -> {
            if (lane.owner.equals(member)) {
                its.add(id);
            }
        });
        return its;
    }

    /// The group reads these, whoever has them.
    void reads(Collection<TopicPartition> ids) {
        ids.forEach(this::lane);
    }

    /// The group reads no others any more, but for those that somebody still has.
    void readsOnly(Predicate<TopicPartition> read, long atMs) {
        List<TopicPartition> unread =
                lanes.entrySet().stream()
                        .filter(entry -> entry.getValue().owner.isEmpty())
                        .map(Map.Entry::getKey)
                        .filter(read.negate())
                        .toList();
        forget(unread, atMs);
    }

    /// The group reads nothing any more.
    void forgetAll(long atMs) {
        forget(List.copyOf(lanes.keySet()), atMs);
    }

    void forget(Collection<TopicPartition> ids, long atMs) {
        long now = clock(atMs);
        for (TopicPartition id : ids) {
            Lane lane = lanes.remove(id);
            if (lane != null && lane.hold != null) {
                end(lane.hold, now, !lane.hold.memberId().isEmpty());
            }
        }
    }

    // ---- a member's word -----------------------------------------------------------------------

    void gaveUp(String member, Collection<TopicPartition> ids) {
        its(member, ids, lane -> lane.gaveUp = true);
    }

    /// It has them from now on, whatever it said before.
    void tookUp(String member, Collection<TopicPartition> ids) {
        its(member, ids, lane -> lane.gaveUp = false);
    }

    void paused(String member, Collection<TopicPartition> ids) {
        lanes.forEach((id, lane) -> {
            if (lane.owner.equals(member)) {
                lane.paused = ids.contains(id);
            }
        });
    }

    private void its(String member, Collection<TopicPartition> ids, Consumer<Lane> change) {
        for (TopicPartition id : ids) {
            Lane lane = lanes.get(id);
            if (lane != null && lane.owner.equals(member) && !member.isEmpty()) {
                change.accept(lane);
            }
        }
    }

    // ---- holds ---------------------------------------------------------------------------------

    /// Takes note of what changed by a moment.
    void settle(long atMs) {
        long now = clock(atMs);
        lanes.forEach((id, lane) -> {
            Ownership ownership = lane.ownership();
            String member = ownership == Ownership.UNOWNED ? "" : lane.owner;
            Hold hold = lane.hold;
            if (hold == null || hold.ownership() != ownership || !hold.memberId().equals(member)) {
                if (hold != null) {
                    boolean had = !hold.memberId().isEmpty();
                    end(hold, now, had && !hold.memberId().equals(member));
                }
                lane.hold = new Hold(id, member, ownership, generation, now, Hold.OPEN);
                openView = null;
            }
        });
    }

    private void end(Hold hold, long now, boolean lost) {
        openView = null;
        Hold done =
                new Hold(
                        hold.id(),
                        hold.memberId(),
                        hold.ownership(),
                        hold.generation(),
                        hold.fromMs(),
                        now);
        if (done.toMs() > done.fromMs()) {
            ended.add(done);
        }
        listener.ended(done, lost);
    }

    /// Members and coordinator tell on threads of their own; a moment that is told late is as late
    /// as the one before.
    private long clock(long atMs) {
        lastMs = Math.max(lastMs, atMs);
        return lastMs;
    }

    private @Nullable Lane lane(TopicPartition id) {
        Lane known = lanes.get(id);
        if (known != null || lanes.size() >= GroupPast.PARTITIONS_MAX) {
            return known;
        }
        Lane lane = new Lane();
        lanes.put(id, lane);
        return lane;
    }

    List<Hold> ended() {
        return ended.view();
    }

    List<Hold> open() {
        List<Hold> known = openView;
        if (known == null) {
            List<Hold> holds = new ArrayList<>();
            for (Lane lane : lanes.values()) {
                if (lane.hold != null) {
                    holds.add(lane.hold);
                }
            }
            known = List.copyOf(holds);
            openView = known;
        }
        return known;
    }
}
