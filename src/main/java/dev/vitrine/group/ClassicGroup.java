package dev.vitrine.group;

import dev.vitrine.env.Invariant;
import dev.vitrine.group.GroupRecord.GroupStored;
import dev.vitrine.group.GroupRecord.StoredMember;
import dev.vitrine.group.JoinGroup.Protocol;

import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;

/// A group of the classic protocol (JoinGroup, SyncGroup, Heartbeat, LeaveGroup): its members, its
/// generation and its [ClassicState].
///
/// It knows no clock, no timers and no log. Members, protocols and the leader are soft state, lost
/// with the coordinator's broker; the log keeps a snapshot for each generation ([#stored]).
final class ClassicGroup implements Group {
    /// What `protocolType` consumers give.
    static final String CONSUMER = "consumer";

    private final String groupId;
    private final Shard shard;

    private ClassicState state = ClassicState.EMPTY;
    private ClassicState previousState = ClassicState.EMPTY;

    /// When it took up its state; -1 when unknown, as in records of long ago.
    private long stateSinceMs;

    private int generation;

    /// What the members have in common; kept when the last of them leaves.
    private @Nullable String protocolType;

    /// The protocol chosen for this generation; null without members.
    private @Nullable String protocolName;

    /// The member that assigns; always one of [#members], or null.
    private @Nullable String leaderId;

    /// By member id, in the order they joined.
    private final LinkedHashMap<String, ClassicMember> members = new LinkedHashMap<>();

    /// Member ids of static members by their instance id. Each is in [#members].
    private final LinkedHashMap<String, String> staticMembers = new LinkedHashMap<>();

    /// Ids handed out to members that have yet to come back with them (KIP-394). None is in
    /// [#members].
    private final LinkedHashSet<String> pendingJoin = new LinkedHashSet<>();

    /// Members that have not asked for the generation's assignment.
    private final LinkedHashSet<String> pendingSync = new LinkedHashSet<>();

    /// What the generation's members read, when all of them are consumers.
    private @Nullable SortedSet<String> subscribedTopics;

    /// Whether the first rebalance of an empty group has somebody new to wait for.
    boolean newMemberAdded;

    /// Whether the generation's assignment is on its way to the log.
    boolean assignmentInFlight;

    /// Whether the group's end is on its way to the log: it is as good as dead.
    boolean deleting;

    /// Records of a generation without members on their way to the log.
    int emptyStoresInFlight;

    /// Answers to those who left, until that is stored.
    private final List<Runnable> afterEmptyStored = new ArrayList<>();

    ClassicGroup(String groupId, Shard shard, long nowMs) {
        this.groupId = groupId;
        this.shard = shard;
        this.stateSinceMs = nowMs;
    }

    /// A group as the log has it: stable, or empty.
    static ClassicGroup of(GroupStored stored, Shard shard) {
        ClassicGroup group = new ClassicGroup(stored.group(), shard, stored.stateTimestampMs());
        String protocol = emptyToNull(stored.protocol());
        for (StoredMember m : stored.members()) {
            group.add(
                    new ClassicMember(
                            m.memberId(),
                            m.groupInstanceId(),
                            m.clientId(),
                            m.clientHost(),
                            m.rebalanceTimeoutMs() == -1
                                    ? m.sessionTimeoutMs()
                                    : m.rebalanceTimeoutMs(),
                            m.sessionTimeoutMs(),
                            List.of(
                                    new Protocol(
                                            protocol == null ? "" : protocol, m.subscription())),
                            m.assignment()),
                    stored.protocolType());
        }
        String leader = stored.leader();
        if (leader != null && group.members.containsKey(leader)) {
            group.leaderId = leader;
        }
        group.generation = stored.generation();
        group.protocolType = emptyToNull(stored.protocolType());
        group.protocolName = protocol;
        group.state = group.members.isEmpty() ? ClassicState.EMPTY : ClassicState.STABLE;
        group.previousState = group.state;
        group.subscribedTopics = group.subscriptions();
        return group;
    }

    private static @Nullable String emptyToNull(@Nullable String value) {
        return value == null || value.isEmpty() ? null : value;
    }

    // ---- queries --------------------------------------------------------------------------------

    @Override
    public String groupId() {
        return groupId;
    }

    @Override
    public String type() {
        return "classic";
    }

    @Override
    public String protocolTypeName() {
        return protocolType == null ? "" : protocolType;
    }

    @Override
    public String stateName() {
        return state.kafkaName();
    }

    @Override
    public boolean isEmpty() {
        return state == ClassicState.EMPTY;
    }

    /// The partition that keeps it.
    Shard shard() {
        return shard;
    }

    ClassicState state() {
        return state;
    }

    boolean is(ClassicState other) {
        return state == other;
    }

    /// Whether its members should look for another coordinator, or for this group later.
    boolean isDeadOrDeleting() {
        return state == ClassicState.DEAD || deleting;
    }

    ClassicState previousState() {
        return previousState;
    }

    int generation() {
        return generation;
    }

    @Nullable String protocolType() {
        return protocolType;
    }

    @Nullable String protocolName() {
        return protocolName;
    }

    @Nullable String leaderId() {
        return leaderId;
    }

    boolean isLeader(String memberId) {
        return memberId.equals(leaderId);
    }

    Collection<ClassicMember> members() {
        return Collections.unmodifiableCollection(members.values());
    }

    int size() {
        return members.size();
    }

    @Nullable ClassicMember member(String memberId) {
        return members.get(memberId);
    }

    boolean has(String memberId) {
        return members.containsKey(memberId);
    }

    @Nullable String staticMemberId(String groupInstanceId) {
        return staticMembers.get(groupInstanceId);
    }

    boolean isPendingJoin(String memberId) {
        return pendingJoin.contains(memberId);
    }

    int pendingJoinCount() {
        return pendingJoin.size();
    }

    Set<String> pendingSync() {
        return Collections.unmodifiableSet(pendingSync);
    }

    int awaitingJoinCount() {
        return (int) members.values().stream().filter(ClassicMember::isAwaitingJoin).count();
    }

    /// Whether everybody that is known is here: all members have joined, and nobody is to come back
    /// with an id it was given.
    boolean hasAllMembersJoined() {
        return pendingJoin.isEmpty() && awaitingJoinCount() == members.size();
    }

    /// The longest time that any member asks the others to wait for it.
    int rebalanceTimeoutMs() {
        return members.values().stream()
                .mapToInt(ClassicMember::rebalanceTimeoutMs)
                .max()
                .orElse(0);
    }

    boolean isConsumers() {
        return CONSUMER.equals(protocolType);
    }

    /// True too when its members are consumers but do not say what they read, for then they may.
    @Override
    public boolean isSubscribedTo(String topic) {
        return subscribedTopics != null ? subscribedTopics.contains(topic) : isConsumers();
    }

    /// 1. A group that only lends its name to commits: since the commit.
    /// 2. A group without members: since the last of them left.
    /// 3. A settled group of consumers that say what they read: since the commit.
    /// 4. Else its members may still say that they read the topic.
    @Override
    public OptionalLong unusedSinceMs(CommittedOffset offset) {
        if (protocolType == null) {
            return OptionalLong.of(offset.commitTimestampMs());
        }
        if (state == ClassicState.EMPTY) {
            return OptionalLong.of(stateSinceMs == -1 ? offset.commitTimestampMs() : stateSinceMs);
        }
        return state == ClassicState.STABLE && subscribedTopics != null
                ? OptionalLong.of(offset.commitTimestampMs())
                : OptionalLong.empty();
    }

    /// Is this one of ours? NONE, UNKNOWN_MEMBER_ID, or FENCED_INSTANCE_ID when another process
    /// took over the instance id (KIP-345).
    Errors validateMember(String memberId, @Nullable String groupInstanceId) {
        if (groupInstanceId != null) {
            String owner = staticMembers.get(groupInstanceId);
            if (owner == null) {
                return Errors.UNKNOWN_MEMBER_ID;
            }
            if (!owner.equals(memberId)) {
                return Errors.FENCED_INSTANCE_ID;
            }
        }
        return members.containsKey(memberId) ? Errors.NONE : Errors.UNKNOWN_MEMBER_ID;
    }

    /// Whether a member with these protocols could be in the group: it shares the type and at least
    /// one protocol with everybody.
    boolean accepts(String type, List<Protocol> protocols) {
        if (state == ClassicState.EMPTY) {
            return !type.isEmpty() && !protocols.isEmpty();
        }
        return type.equals(protocolType)
                && protocols.stream()
                        .anyMatch(
                                p -> members.values().stream().allMatch(m -> m.supports(p.name())));
    }

    /// The protocol that most members prefer among those that all of them know. On a tie, the one
    /// whose [#bucket] is lowest.
    String electProtocol() {
        Map<String, Integer> votes = new LinkedHashMap<>();
        for (ClassicMember member : members.values()) {
            for (Protocol p : member.protocols()) {
                if (members.values().stream().allMatch(m -> m.supports(p.name()))) {
                    votes.merge(p.name(), 1, Integer::sum);
                    break;
                }
            }
        }
        return votes.entrySet().stream()
                .min(
                        Map.Entry.<String, Integer>comparingByValue()
                                .reversed()
                                .thenComparing(vote -> bucket(vote.getKey())))
                .map(Map.Entry::getKey)
                .orElse("");
    }

    /// Where Java's hash table of few entries keeps a name. Kafka counts votes in one, and the
    /// first of the winners wins: of `range` and `roundrobin` always the same.
    private static int bucket(String name) {
        int hash = name.hashCode();
        return (hash ^ hash >>> 16) & 0xF;
    }

    /// What the leader is told of everybody.
    List<JoinGroupResult.Member> membersForLeader() {
        return members.values().stream()
                .map(m ->
                        new JoinGroupResult.Member(
                                m.memberId, m.groupInstanceId, m.metadata(protocolName)))
                .toList();
    }

    /// The answer to a member of this generation.
    JoinGroupResult joined(String memberId, boolean skipAssignment) {
        return new JoinGroupResult(
                Errors.NONE,
                generation,
                protocolType,
                protocolName,
                leaderId == null ? "" : leaderId,
                skipAssignment,
                memberId,
                isLeader(memberId) ? membersForLeader() : List.of());
    }

    /// The record of this generation with these assignments. A member without one gets none.
    GroupStored stored(SortedMap<String, Bytes> assignments) {
        return new GroupStored(
                groupId,
                protocolType == null ? "" : protocolType,
                generation,
                protocolName,
                leaderId,
                stateSinceMs,
                members.values().stream()
                        .map(m ->
                                new StoredMember(
                                        m.memberId,
                                        m.groupInstanceId,
                                        m.clientId,
                                        m.clientHost,
                                        m.rebalanceTimeoutMs(),
                                        m.sessionTimeoutMs(),
                                        m.metadata(protocolName),
                                        assignments.getOrDefault(
                                                m.memberId, ClassicMember.NO_ASSIGNMENT)))
                        .toList());
    }

    // ---- changes --------------------------------------------------------------------------------

    void become(ClassicState next, long nowMs) {
        Invariant.check(
                state.mayBecome(next), "a group's states follow one another", groupId, state, next);
        previousState = state;
        state = next;
        stateSinceMs = nowMs;
        if (next != ClassicState.COMPLETING_REBALANCE) {
            assignmentInFlight = false;
        }
    }

    /// The first member decides what kind of group it is, and leads.
    void add(ClassicMember member, String type) {
        if (members.isEmpty()) {
            protocolType = type;
        }
        if (leaderId == null) {
            leaderId = member.memberId;
        }
        members.put(member.memberId, member);
        if (member.groupInstanceId != null) {
            staticMembers.put(member.groupInstanceId, member.memberId);
        }
        pendingJoin.remove(member.memberId);
    }

    void addPendingJoin(String memberId) {
        pendingJoin.add(memberId);
    }

    /// Takes a member out, or a pending one. When it led, the one that has been here longest does.
    void remove(String memberId) {
        ClassicMember member = members.remove(memberId);
        if (member != null && member.groupInstanceId != null) {
            staticMembers.remove(member.groupInstanceId, memberId);
        }
        if (memberId.equals(leaderId)) {
            leaderId = members.isEmpty() ? null : members.firstEntry().getKey();
        }
        pendingJoin.remove(memberId);
        pendingSync.remove(memberId);
    }

    /// A static member came back under another id. Whoever waits for an answer under the old one is
    /// another process with the same instance id: it is fenced.
    ClassicMember replaceStatic(String groupInstanceId, String oldMemberId, String newMemberId) {
        ClassicMember old = members.remove(oldMemberId);
        Invariant.check(
                old != null, "a static member is a member", groupId, groupInstanceId, oldMemberId);
        Objects.requireNonNull(old);
        old.answerJoin(JoinGroupResult.refused(Errors.FENCED_INSTANCE_ID, oldMemberId));
        old.answerSync(SyncGroupResult.refused(Errors.FENCED_INSTANCE_ID));
        ClassicMember replacement = old.under(newMemberId);
        members.put(newMemberId, replacement);
        staticMembers.put(groupInstanceId, newMemberId);
        if (oldMemberId.equals(leaderId)) {
            leaderId = newMemberId;
        }
        pendingSync.remove(oldMemberId);
        return replacement;
    }

    /// Makes sure that the leader is among those who joined.
    ///
    /// @return false when nobody did
    boolean electLeaderAmongJoined() {
        ClassicMember leader = leaderId == null ? null : members.get(leaderId);
        if (leader != null && leader.isAwaitingJoin()) {
            return true;
        }
        for (ClassicMember member : members.values()) {
            if (member.isAwaitingJoin()) {
                leaderId = member.memberId;
                return true;
            }
        }
        return false;
    }

    /// Begins a generation with those who are here, or an empty one.
    void beginGeneration(long nowMs) {
        generation++;
        if (members.isEmpty()) {
            protocolName = null;
            become(ClassicState.EMPTY, nowMs);
        } else {
            protocolName = electProtocol();
            become(ClassicState.COMPLETING_REBALANCE, nowMs);
        }
        subscribedTopics = subscriptions();
    }

    void expectSync(String memberId) {
        pendingSync.add(memberId);
    }

    void syncReceived(String memberId) {
        pendingSync.remove(memberId);
    }

    void clearPendingSync() {
        pendingSync.clear();
    }

    /// Runs something when the generation without members is stored, or now when none is on its
    /// way.
    void afterEmptyStored(Runnable then) {
        if (emptyStoresInFlight == 0) {
            then.run();
        } else {
            afterEmptyStored.add(then);
        }
    }

    void emptyStored() {
        emptyStoresInFlight--;
        if (emptyStoresInFlight == 0) {
            List<Runnable> waiting = List.copyOf(afterEmptyStored);
            afterEmptyStored.clear();
            waiting.forEach(Runnable::run);
        }
    }

    /// What all members read together; null when they are no consumers or one of them does not say.
    private @Nullable SortedSet<String> subscriptions() {
        if (!isConsumers() || protocolName == null && !members.isEmpty()) {
            return null;
        }
        return ConsumerBytes.topics(
                members.values().stream().map(m -> m.metadata(protocolName)).toList());
    }
}
