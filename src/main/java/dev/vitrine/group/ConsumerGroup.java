package dev.vitrine.group;

import dev.vitrine.group.ConsumerGroupRecord.CurrentForgotten;
import dev.vitrine.group.ConsumerGroupRecord.CurrentStored;
import dev.vitrine.group.ConsumerGroupRecord.EpochForgotten;
import dev.vitrine.group.ConsumerGroupRecord.EpochStored;
import dev.vitrine.group.ConsumerGroupRecord.MemberForgotten;
import dev.vitrine.group.ConsumerGroupRecord.MemberStored;
import dev.vitrine.group.ConsumerGroupRecord.RegexForgotten;
import dev.vitrine.group.ConsumerGroupRecord.RegexStored;
import dev.vitrine.group.ConsumerGroupRecord.TargetEpochForgotten;
import dev.vitrine.group.ConsumerGroupRecord.TargetEpochStored;
import dev.vitrine.group.ConsumerGroupRecord.TargetForgotten;
import dev.vitrine.group.ConsumerGroupRecord.TargetStored;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// A group of the consumer protocol (KIP-848): three things that follow one another.
///
/// ```
///   the group's epoch     grows when a member, a subscription or a topic changes
///         │
///         ▼
///   the target assignment is worked out for an epoch of the group
///         │
///         ▼
///   each member's epoch   follows the target's when the member has given up what it must
/// ```
///
/// All of it is folded from committed records ([#replay]); who was heard from when is elsewhere. It
/// knows no clock, no timers and no log.
final class ConsumerGroup implements Group {
    static final String TYPE = "consumer";

    /// What a group's epochs begin with.
    private static final int FIRST_EPOCH = 1;

    private final String groupId;
    private int epoch = FIRST_EPOCH;
    private long metadataHash;
    private int targetEpoch = FIRST_EPOCH;
    private long targetTimestampMs;
    private boolean dead;

    /// By member id.
    private final TreeMap<String, ConsumerMember> members = new TreeMap<>();

    /// Member ids by instance id. Each is in [#members].
    private final TreeMap<String, String> staticMembers = new TreeMap<>();

    /// What each member is to own, by member id.
    private final TreeMap<String, SortedSet<PartitionId>> targets = new TreeMap<>();

    /// What the members' regular expressions matched.
    private final TreeMap<String, ResolvedRegex> regexes = new TreeMap<>();

    /// Who owns each partition, whether to keep or to give up: the member id.
    private final TreeMap<PartitionId, String> owners = new TreeMap<>();

    /// The version of the topics that the epoch was last checked against; soft, and -1 after a
    /// load.
    private long topicsSeen = -1;

    /// The version in which topics of the group changed last.
    private long topicsChanged;

    ConsumerGroup(String groupId) {
        this.groupId = groupId;
    }

    // ---- queries --------------------------------------------------------------------------------

    @Override
    public String groupId() {
        return groupId;
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public String protocolTypeName() {
        return ClassicGroup.CONSUMER;
    }

    @Override
    public String stateName() {
        return state().kafkaName();
    }

    @Override
    public boolean isEmpty() {
        return members.isEmpty();
    }

    /// Since the commit: what members read is known at all times.
    @Override
    public OptionalLong unusedSinceMs(CommittedOffset offset) {
        return OptionalLong.of(offset.commitTimestampMs());
    }

    ConsumerGroupState state() {
        if (dead) {
            return ConsumerGroupState.DEAD;
        }
        if (members.isEmpty()) {
            return ConsumerGroupState.EMPTY;
        }
        if (epoch > targetEpoch) {
            return ConsumerGroupState.ASSIGNING;
        }
        return members.values().stream().allMatch(m -> m.isReconciledTo(targetEpoch))
                ? ConsumerGroupState.STABLE
                : ConsumerGroupState.RECONCILING;
    }

    int epoch() {
        return epoch;
    }

    long metadataHash() {
        return metadataHash;
    }

    int targetEpoch() {
        return targetEpoch;
    }

    long targetTimestampMs() {
        return targetTimestampMs;
    }

    Collection<ConsumerMember> members() {
        return Collections.unmodifiableCollection(members.values());
    }

    int size() {
        return members.size();
    }

    @Nullable ConsumerMember member(String memberId) {
        return members.get(memberId);
    }

    @Nullable ConsumerMember staticMember(@Nullable String instanceId) {
        String memberId = instanceId == null ? null : staticMembers.get(instanceId);
        return memberId == null ? null : members.get(memberId);
    }

    /// What a member is to own, or what the static member that it takes the place of is.
    SortedSet<PartitionId> target(String memberId, @Nullable String instanceId) {
        ConsumerMember former = staticMember(instanceId);
        SortedSet<PartitionId> target = targets.get(former == null ? memberId : former.memberId());
        return target == null ? Collections.emptySortedSet() : target;
    }

    SortedMap<String, SortedSet<PartitionId>> targets() {
        return Collections.unmodifiableSortedMap(targets);
    }

    /// The member that owns a partition, to keep or to give up; null when it is free.
    @Nullable String owner(PartitionId id) {
        return owners.get(id);
    }

    SortedMap<String, ResolvedRegex> regexes() {
        return Collections.unmodifiableSortedMap(regexes);
    }

    /// How many members subscribe by each regular expression.
    SortedMap<String, Integer> regexSubscribers() {
        SortedMap<String, Integer> count = new TreeMap<>();
        for (ConsumerMember member : members.values()) {
            if (!member.said().regex().isEmpty()) {
                count.merge(member.said().regex(), 1, Integer::sum);
            }
        }
        return count;
    }

    /// When regular expressions were resolved last, [Long#MIN_VALUE] when never.
    long regexesResolvedMs() {
        return regexes.values().stream()
                .mapToLong(ResolvedRegex::timestampMs)
                .min()
                .orElse(Long.MIN_VALUE);
    }

    /// The oldest version of the topics that a regular expression was resolved against.
    long regexesVersion() {
        return regexes.values().stream().mapToLong(ResolvedRegex::version).min().orElse(0);
    }

    int classicMembers() {
        return (int) members.values().stream().filter(ConsumerMember::isClassic).count();
    }

    /// By its name or by a regular expression.
    @Override
    public boolean isSubscribedTo(String topic) {
        return Subscriptions.of(members.values(), regexes).contains(topic);
    }

    /// The assignor that most members ask for, null when nobody does. On a tie the first by name.
    @Nullable String preferredAssignor() {
        return preferredAssignor(members.values());
    }

    static @Nullable String preferredAssignor(Collection<ConsumerMember> members) {
        SortedMap<String, Integer> votes = new TreeMap<>();
        for (ConsumerMember member : members) {
            String assignor = member.said().assignor();
            if (assignor != null) {
                votes.merge(assignor, 1, Integer::sum);
            }
        }
        String preferred = null;
        int most = 0;
        for (var vote : votes.entrySet()) {
            if (vote.getValue() > most) {
                preferred = vote.getKey();
                most = vote.getValue();
            }
        }
        return preferred;
    }

    /// The members as they would be with one more or changed, in the place of its former self if it
    /// is a static member.
    List<ConsumerMember> membersWith(ConsumerMember updated) {
        ConsumerMember former = staticMember(updated.instanceId());
        List<ConsumerMember> all = new ArrayList<>();
        for (ConsumerMember member : members.values()) {
            boolean replaced = former != null && former.memberId().equals(member.memberId());
            if (!replaced && !member.memberId().equals(updated.memberId())) {
                all.add(member);
            }
        }
        all.add(updated);
        return all;
    }

    /// Whether topics of the group changed since its epoch was checked against them.
    boolean hasTopicsToCheck() {
        return topicsSeen < 0 || topicsSeen < topicsChanged;
    }

    // ---- changes --------------------------------------------------------------------------------

    void topicsChanged(long version) {
        topicsChanged = version;
    }

    void topicsSeen(long version) {
        topicsSeen = version;
    }

    /// Its partition has another leader now, or it is deleted or was converted.
    void end() {
        dead = true;
    }

    /// Applies a committed record of this group.
    void replay(ConsumerGroupRecord record) {
        switch (record) {
            case EpochStored r -> {
                epoch = r.epoch();
                metadataHash = r.metadataHash();
            }
            case EpochForgotten _ -> end();
            case MemberStored r -> put(known(r.memberId()).with(r.said()));
            case MemberForgotten r -> remove(r.memberId());
            case TargetEpochStored r -> {
                targetEpoch = r.epoch();
                targetTimestampMs = r.timestampMs();
            }
            case TargetEpochForgotten _ -> {
                targetEpoch = FIRST_EPOCH;
                targetTimestampMs = 0;
            }
            case TargetStored r -> targets.put(r.memberId(), r.partitions());
            case TargetForgotten r -> targets.remove(r.memberId());
            case CurrentStored r -> put(known(r.memberId()).with(r.current()));
            case CurrentForgotten r -> {
                ConsumerMember member = members.get(r.memberId());
                if (member != null) {
                    put(member.with(ConsumerMember.Current.NOTHING));
                }
            }
            case RegexStored r -> regexes.put(r.regex(), r.resolved());
            case RegexForgotten r -> regexes.remove(r.regex());
        }
    }

    private ConsumerMember known(String memberId) {
        ConsumerMember member = members.get(memberId);
        return member == null ? ConsumerMember.unknown(memberId) : member;
    }

    private void put(ConsumerMember member) {
        ConsumerMember before = members.put(member.memberId(), member);
        if (before != null) {
            release(before);
        }
        member.owned().forEach(id -> owners.put(id, member.memberId()));
        String instanceId = member.instanceId();
        if (instanceId != null) {
            staticMembers.put(instanceId, member.memberId());
        }
    }

    private void remove(String memberId) {
        ConsumerMember member = members.remove(memberId);
        if (member != null) {
            release(member);
            if (member.instanceId() != null) {
                staticMembers.remove(member.instanceId(), memberId);
            }
        }
    }

    private void release(ConsumerMember member) {
        member.owned().forEach(id -> owners.remove(id, member.memberId()));
    }

    /// The ends of everything there is of the group, in Kafka's order.
    List<GroupRecord> tombstones() {
        List<GroupRecord> records = new ArrayList<>();
        members.keySet().forEach(id -> records.add(new CurrentForgotten(groupId, id)));
        members.keySet().forEach(id -> records.add(new TargetForgotten(groupId, id)));
        records.add(new TargetEpochForgotten(groupId));
        members.keySet().forEach(id -> records.add(new MemberForgotten(groupId, id)));
        regexes.keySet().forEach(regex -> records.add(new RegexForgotten(groupId, regex)));
        records.add(new EpochForgotten(groupId));
        return records;
    }

    /// Everything there is of the group, in Kafka's order.
    List<GroupRecord> records() {
        List<GroupRecord> records = new ArrayList<>();
        members.values()
                .forEach(m -> records.add(new MemberStored(groupId, m.memberId(), m.said())));
        records.add(new EpochStored(groupId, epoch, metadataHash));
        targets.forEach((id, target) -> records.add(new TargetStored(groupId, id, target)));
        records.add(new TargetEpochStored(groupId, targetEpoch, targetTimestampMs));
        members.values()
                .forEach(m -> records.add(new CurrentStored(groupId, m.memberId(), m.current())));
        return records;
    }

    /// All the partitions that somebody owns, for checks.
    SortedSet<PartitionId> ownedPartitions() {
        return new TreeSet<>(owners.keySet());
    }
}
