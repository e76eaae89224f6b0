package dev.vitrine.group;

import dev.vitrine.group.ConsumerGroupRecord.CurrentForgotten;
import dev.vitrine.group.ConsumerGroupRecord.CurrentStored;
import dev.vitrine.group.ConsumerGroupRecord.EpochStored;
import dev.vitrine.group.ConsumerGroupRecord.MemberForgotten;
import dev.vitrine.group.ConsumerGroupRecord.MemberStored;
import dev.vitrine.group.ConsumerGroupRecord.RegexForgotten;
import dev.vitrine.group.ConsumerGroupRecord.TargetEpochStored;
import dev.vitrine.group.ConsumerGroupRecord.TargetForgotten;
import dev.vitrine.group.ConsumerGroupRecord.TargetStored;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// What becomes of a group when one member of it joins or speaks, decided in Kafka's steps: the
/// member is found ([#find]), what it says is taken in and may call for another epoch of the group
/// ([#hear]), a target assignment is worked out for that ([#assign]), and the member goes a step
/// towards it ([#reconcile]). Each step adds records; none changes the group.
final class MemberUpdate {
    private final ConsumerGroup group;
    private final ConsumerGroupConfig config;
    private final TopicCatalog catalog;
    private final long nowMs;
    private final List<GroupRecord> records;

    /// The member before anything, and as it is by now.
    private ConsumerMember before;

    private ConsumerMember member;

    private int epoch;
    private int targetEpoch;
    private SortedSet<PartitionId> target;
    private boolean subscriptionChanged;
    private boolean stepped;

    /// Whether it takes the place of its former self.
    private boolean replaced;

    /// Whether somebody subscribes by an expression that nobody did before.
    private boolean newRegex;

    /// @param memberId with which the member comes, never empty
    /// @param records to add to
    MemberUpdate(
            ConsumerGroup group,
            ConsumerGroupConfig config,
            TopicCatalog catalog,
            long nowMs,
            String memberId,
            List<GroupRecord> records) {
        this.group = group;
        this.config = config;
        this.catalog = catalog;
        this.nowMs = nowMs;
        this.records = records;
        this.before = ConsumerMember.unknown(memberId);
        this.member = before;
        this.epoch = group.epoch();
        this.targetEpoch = group.targetEpoch();
        this.target = new TreeSet<>();
    }

    ConsumerMember member() {
        return member;
    }

    int epoch() {
        return epoch;
    }

    boolean subscriptionChanged() {
        return subscriptionChanged;
    }

    /// Whether the last step changed what the member owns, or its epoch.
    boolean stepped() {
        return stepped;
    }

    boolean hasNewRegex() {
        return newRegex;
    }

    /// Whether the member is to own and keep other partitions than before.
    boolean assignmentChanged() {
        return !before.current().assigned().keySet().equals(member.current().assigned().keySet());
    }

    // ---- find -----------------------------------------------------------------------------------

    /// The member, known or new. A static member that comes back takes the place of its former
    /// self.
    ///
    /// @param joins whether it may be new
    /// @throws GroupRefused UNKNOWN_MEMBER_ID, UNRELEASED_INSTANCE_ID, FENCED_INSTANCE_ID
    void find(@Nullable String instanceId, boolean joins, boolean speaksClassic) {
        String memberId = member.memberId();
        if (instanceId == null) {
            ConsumerMember known = group.member(memberId);
            if (known == null && !joins) {
                throw unknown(group, memberId);
            }
            become(known == null ? ConsumerMember.unknown(memberId) : known);
            return;
        }
        ConsumerMember former = group.staticMember(instanceId);
        if (!joins) {
            become(validStatic(group, instanceId, memberId));
        } else if (former == null) {
            ConsumerMember known = group.member(memberId);
            become(known == null ? ConsumerMember.unknown(memberId) : known);
        } else {
            if (!speaksClassic
                    && !former.isClassic()
                    && former.epoch() != ConsumerMember.STATIC_LEAVE_EPOCH) {
                throw new GroupRefused(
                        Errors.UNRELEASED_INSTANCE_ID,
                        "Static member "
                                + memberId
                                + " with instance id "
                                + instanceId
                                + " cannot join the group because the instance id is owned by "
                                + former.memberId()
                                + " member.");
            }
            replace(former, former.replacedBy(memberId));
        }
    }

    static GroupRefused unknown(ConsumerGroup group, String memberId) {
        return new GroupRefused(
                Errors.UNKNOWN_MEMBER_ID,
                "Member " + memberId + " is not a member of group " + group.groupId() + ".");
    }

    /// The static member of that instance id, if it goes by that member id.
    static ConsumerMember validStatic(ConsumerGroup group, String instanceId, String memberId) {
        ConsumerMember known = group.staticMember(instanceId);
        if (known == null) {
            throw new GroupRefused(
                    Errors.UNKNOWN_MEMBER_ID, "Instance id " + instanceId + " is unknown.");
        }
        if (!known.memberId().equals(memberId)) {
            throw new GroupRefused(
                    Errors.FENCED_INSTANCE_ID,
                    "Static member "
                            + memberId
                            + " with instance id "
                            + instanceId
                            + " was fenced by member "
                            + known.memberId()
                            + ".");
        }
        return known;
    }

    private void become(ConsumerMember found) {
        before = found;
        member = found;
    }

    private void replace(ConsumerMember former, ConsumerMember replacement) {
        forget(group.groupId(), former.memberId(), records);
        String id = replacement.memberId();
        records.add(new MemberStored(group.groupId(), id, replacement.said()));
        records.add(new TargetStored(group.groupId(), id, group.target(former.memberId(), null)));
        records.add(new CurrentStored(group.groupId(), id, replacement.current()));
        become(replacement);
        replaced = true;
    }

    /// A member's records end in this order, as in Kafka.
    static void forget(String groupId, String memberId, List<GroupRecord> records) {
        records.add(new CurrentForgotten(groupId, memberId));
        records.add(new TargetForgotten(groupId, memberId));
        records.add(new MemberForgotten(groupId, memberId));
    }

    // ---- hear -----------------------------------------------------------------------------------

    /// Takes in what the member says of itself. The group's epoch grows when that, or a topic that
    /// the group reads, changes what the members should own. An expression that is yet to be
    /// resolved waits for that, unless the member speaks the classic protocol.
    ///
    /// @throws GroupRefused INVALID_REGULAR_EXPRESSION
    void hear(ConsumerMember.Said said) {
        member = before.with(said);
        boolean topicsDiffer = !said.topics().equals(before.said().topics());
        if (!said.equals(before.said())) {
            records.add(new MemberStored(group.groupId(), member.memberId(), said));
        }
        boolean regexDiffers = !said.regex().equals(before.said().regex());
        boolean regexResolved = regexDiffers && hearRegex(before.said().regex(), said.regex());
        subscriptionChanged = topicsDiffer || regexDiffers;
        boolean bump =
                member.isClassic()
                        ? subscriptionChanged
                        : topicsDiffer || regexResolved || assignorDiffers();
        if (bump || group.hasTopicsToCheck()) {
            long hash =
                    Subscriptions.hash(
                            Subscriptions.of(group.membersWith(member), group.regexes()), catalog);
            if (bump || hash != group.metadataHash()) {
                epoch++;
                records.add(new EpochStored(group.groupId(), epoch, hash));
            }
        }
    }

    /// @return whether what the new expression matches is known
    private boolean hearRegex(String old, String regex) {
        SortedMap<String, Integer> subscribers = group.regexSubscribers();
        if (!old.isEmpty() && subscribers.getOrDefault(old, 0) == 1) {
            records.add(new RegexForgotten(group.groupId(), old));
        }
        if (regex.isEmpty()) {
            return true;
        }
        if (subscribers.getOrDefault(regex, 0) == 0) {
            TopicRegex.validate(regex);
            newRegex = true;
            return false;
        }
        return group.regexes().containsKey(regex);
    }

    private boolean assignorDiffers() {
        String now = group.preferredAssignor();
        String next = ConsumerGroup.preferredAssignor(group.membersWith(member));
        return !config.assignorOr(now).equals(config.assignorOr(next));
    }

    // ---- assign ---------------------------------------------------------------------------------

    /// Takes the target assignment that there is.
    void follow() {
        targetEpoch = group.targetEpoch();
        target = group.target(member.memberId(), member.instanceId());
    }

    /// Works out a target assignment if the group's epoch has grown past the last one, but not
    /// before the assignment interval is over: many that join at once are assigned at once.
    void assign() {
        follow();
        if (epoch <= targetEpoch || !mayAssign()) {
            return;
        }
        List<ConsumerMember> members = group.membersWith(member);
        Assignor assignor = config.assignor(ConsumerGroup.preferredAssignor(members));
        SortedMap<String, SortedSet<PartitionId>> former = new TreeMap<>(group.targets());
        former.keySet().retainAll(members.stream().map(ConsumerMember::memberId).toList());
        if (replaced) {
            former.put(member.memberId(), target);
        }
        var assignment = assignor.assign(task(members, former));
        assignment.forEach((id, partitions) -> {
            if (!partitions.equals(former.get(id))) {
                records.add(new TargetStored(group.groupId(), id, partitions));
            }
        });
        records.add(new TargetEpochStored(group.groupId(), epoch, nowMs));
        targetEpoch = epoch;
        target = assignment.getOrDefault(member.memberId(), new TreeSet<>());
    }

    private boolean mayAssign() {
        int intervalMs = config.assignmentIntervalMs(group.groupId());
        return group.targetTimestampMs() == 0
                || intervalMs == 0
                || nowMs >= group.targetTimestampMs() + intervalMs;
    }

    private Assignor.Task task(
            List<ConsumerMember> members, SortedMap<String, SortedSet<PartitionId>> former) {
        SortedMap<String, Assignor.Member> tasked = new TreeMap<>();
        SortedMap<Uuid, Integer> partitions = new TreeMap<>();
        for (ConsumerMember each : members) {
            SortedSet<Uuid> topics =
                    Subscriptions.ids(Subscriptions.of(each, group.regexes()), catalog);
            topics.forEach(id ->
                    catalog.byId(id).ifPresent(topic -> partitions.put(id, topic.partitions())));
            tasked.put(
                    each.memberId(),
                    new Assignor.Member(
                            each.instanceId(),
                            topics,
                            former.getOrDefault(each.memberId(), new TreeSet<>())));
        }
        return new Assignor.Task(tasked, partitions);
    }

    // ---- reconcile ------------------------------------------------------------------------------

    /// A step towards the target, when the member is not there.
    void reconcile(@Nullable SortedSet<PartitionId> owned) {
        if (!subscriptionChanged && member.isReconciledTo(targetEpoch)) {
            return;
        }
        ConsumerMember former = group.staticMember(member.instanceId());
        ConsumerMember next =
                new Reconciliation(
                                member,
                                targetEpoch,
                                target,
                                owned,
                                Subscriptions.ids(
                                        Subscriptions.of(member, group.regexes()), catalog),
                                subscriptionChanged,
                                id -> isTaken(group.owner(id), former))
                        .step();
        stepped = !next.current().equals(member.current());
        if (stepped) {
            records.add(new CurrentStored(group.groupId(), next.memberId(), next.current()));
        }
        member = next;
    }

    private boolean isTaken(@Nullable String owner, @Nullable ConsumerMember former) {
        return owner != null
                && !owner.equals(member.memberId())
                && (former == null || !owner.equals(former.memberId()));
    }
}
