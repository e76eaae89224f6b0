package dev.vitrine.group;

import dev.vitrine.env.Environment;
import dev.vitrine.env.Invariant;
import dev.vitrine.group.JoinGroup.Protocol;

import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/// What a JoinGroup does. The cases, after Kafka's `GroupMetadataManager.classicGroupJoin`:
///
/// 1. no id, dynamic: it is given one and sent away to come back with it (KIP-394), or, before
///    version 4, joins at once;
/// 2. no id, but an instance id: a static member that is new joins; one that is known replaces its
///    former self, in a stable group without a rebalance (KIP-345);
/// 3. an id that was handed out: joins;
/// 4. a member: joins the rebalance that is under way; begins one if it leads a stable group or its
///    protocols changed; is otherwise told its generation again.
final class ClassicJoin {
    /// Characters of the client's id, or the instance id, that a member id begins with.
    private static final int MEMBER_ID_PREFIX_MAX = 1_000;

    private final GroupConfig config;
    private final Environment env;
    private final ClassicRebalance rebalance;
    private final GroupEvents events;

    ClassicJoin(
            GroupConfig config, Environment env, ClassicRebalance rebalance, GroupEvents events) {
        this.config = config;
        this.env = env;
        this.rebalance = rebalance;
        this.events = events;
    }

    void join(Shard shard, JoinGroup request, Consumer<JoinGroupResult> reply) {
        ClassicGroup group = shard.classic(request.groupId());
        boolean hasId = !request.memberId().isEmpty();
        if (group == null && hasId) {
            refuse(reply, Errors.UNKNOWN_MEMBER_ID, request.memberId());
        } else if (group == null) {
            joinNewGroup(shard, request, reply);
        } else if (group.isDeadOrDeleting()) {
            refuse(reply, Errors.COORDINATOR_NOT_AVAILABLE, request.memberId());
        } else if (!hasRoom(group, request.memberId())) {
            // It may have been a member, or about to be one: no longer.
            evict(group, request.memberId());
            refuse(reply, Errors.GROUP_MAX_SIZE_REACHED, "");
        } else if (!group.accepts(request.protocolType(), request.protocols())) {
            refuse(reply, Errors.INCONSISTENT_GROUP_PROTOCOL, request.memberId());
        } else if (hasId) {
            joinWithId(group, request, reply);
        } else {
            joinWithoutId(group, request, reply);
        }
        if (group != null) {
            events.changed(group);
        }
    }

    /// A group comes into being with the first request of a member without an id. That it exists is
    /// stored, as Kafka does, so that it can be listed and deleted before it ever settled.
    private void joinNewGroup(Shard shard, JoinGroup request, Consumer<JoinGroupResult> reply) {
        if (shard.groups.size() >= GroupConfig.GROUPS_MAX) {
            refuse(reply, Errors.COORDINATOR_NOT_AVAILABLE, "");
            return;
        }
        ClassicGroup group = new ClassicGroup(request.groupId(), shard, env.clock().nowMs());
        shard.groups.put(request.groupId(), group);
        if (group.accepts(request.protocolType(), request.protocols())) {
            storeNewGroup(shard, group);
            joinWithoutId(group, request, reply);
        } else {
            // As in Kafka it is there all the same, until the next look for what has ended.
            refuse(reply, Errors.INCONSISTENT_GROUP_PROTOCOL, "");
        }
        events.changed(group);
    }

    private void storeNewGroup(Shard shard, ClassicGroup group) {
        shard.append(
                group.groupId(),
                List.of(group.stored(Collections.emptySortedMap())),
                error -> {
                    boolean begun = group.generation() > 0;
                    if (error != Errors.NONE && !begun && !group.is(ClassicState.DEAD)) {
                        rebalance.end(group, error);
                        shard.groups.remove(group.groupId(), group);
                        events.deleted(group.groupId(), "it could not be stored");
                    }
                });
    }

    /// Whether the group's size allows this one in. While members join, those who have joined are
    /// counted, so that the last to come back to a group that is too large stay out.
    private boolean hasRoom(ClassicGroup group, String memberId) {
        ClassicMember member = group.member(memberId);
        return switch (group.state()) {
            case EMPTY, DEAD -> true;
            case PREPARING_REBALANCE ->
                    member != null && member.isAwaitingJoin()
                            || group.awaitingJoinCount() < config.maxSize();
            case COMPLETING_REBALANCE, STABLE -> member != null || group.size() < config.maxSize();
        };
    }

    private void evict(ClassicGroup group, String memberId) {
        ClassicMember member = group.member(memberId);
        if (member != null) {
            rebalance.takeOut(
                    group, member, "the group is full: group.max.size = " + config.maxSize());
        } else if (group.isPendingJoin(memberId)) {
            rebalance.takeOutPending(group, memberId);
        }
        rebalance.completeIfAllJoined(group);
    }

    // ---- without an id --------------------------------------------------------------------------

    private void joinWithoutId(
            ClassicGroup group, JoinGroup request, Consumer<JoinGroupResult> reply) {
        String instanceId = request.groupInstanceId();
        if (instanceId != null) {
            String memberId = newMemberId(instanceId);
            String known = group.staticMemberId(instanceId);
            if (known == null) {
                addAndRebalance(group, memberId, request, reply);
            } else {
                replaceStatic(group, instanceId, known, memberId, request, reply);
            }
            return;
        }
        String memberId = newMemberId(request.clientId());
        if (!request.requiresKnownMemberId()) {
            addAndRebalance(group, memberId, request, reply);
        } else if (group.pendingJoinCount() >= GroupConfig.PENDING_MEMBERS_MAX) {
            refuse(reply, Errors.GROUP_MAX_SIZE_REACHED, "");
        } else {
            rebalance.addPending(group, memberId, request.sessionTimeoutMs());
            refuse(reply, Errors.MEMBER_ID_REQUIRED, memberId);
        }
    }

    /// A name that people know, then 128 random bits in the shape of a UUID.
    private String newMemberId(String prefix) {
        long most = (env.random().nextLong() & 0xFFFF_FFFF_FFFF_0FFFL) | 0x4000L;
        long least = (env.random().nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        HexFormat hex = HexFormat.of();
        return String.join(
                "-",
                prefix.substring(0, Math.min(prefix.length(), MEMBER_ID_PREFIX_MAX)),
                hex.toHexDigits(most >>> 32, 8),
                hex.toHexDigits(most >>> 16, 4),
                hex.toHexDigits(most, 4),
                hex.toHexDigits(least >>> 48, 4),
                hex.toHexDigits(least, 12));
    }

    private void addAndRebalance(
            ClassicGroup group,
            String memberId,
            JoinGroup request,
            Consumer<JoinGroupResult> reply) {
        ClassicMember member = ClassicMember.joining(memberId, request);
        rebalance.add(group, member, request);
        member.awaitJoin(reply);
        rebalance.prepareOrComplete(group);
    }

    /// A static member was restarted: its former self's place, with the same assignment.
    ///
    /// 1. `Stable`, and its protocols choose the same one: no rebalance. Its new id is stored, then
    ///    it is answered; when it cannot be stored, the former id is put back.
    /// 2. `Stable`, but the choice would change: a rebalance.
    /// 3. `CompletingRebalance`: a rebalance, for the leader may be assigning to the former id.
    /// 4. `PreparingRebalance`: it has joined.
    private void replaceStatic(
            ClassicGroup group,
            String instanceId,
            String oldMemberId,
            String memberId,
            JoinGroup request,
            Consumer<JoinGroupResult> reply) {
        Former former = Former.of(group, oldMemberId);
        ClassicMember member = group.replaceStatic(instanceId, oldMemberId, memberId);
        rebalance.forgetSession(group, oldMemberId);
        update(member, request);
        rebalance.restartSession(group, member);
        switch (group.state()) {
            case STABLE -> {
                if (group.electProtocol().equals(group.protocolName())) {
                    storeReplacement(group, member, former, request, reply);
                } else {
                    member.awaitJoin(reply);
                    rebalance.prepareOrComplete(group);
                }
            }
            case COMPLETING_REBALANCE -> {
                member.awaitJoin(reply);
                rebalance.prepare(group);
            }
            case PREPARING_REBALANCE -> {
                member.awaitJoin(reply);
                rebalance.completeIfAllJoined(group);
            }
            case EMPTY, DEAD ->
                    Invariant.check(false, "a group with a member is not empty", group.groupId());
        }
    }

    /// What a static member was before it was replaced.
    private record Former(
            String memberId,
            @Nullable String leaderId,
            List<Protocol> protocols,
            int rebalanceTimeoutMs,
            int sessionTimeoutMs) {
        static Former of(ClassicGroup group, String memberId) {
            ClassicMember member = group.member(memberId);
            Invariant.check(
                    member != null, "a static member is a member", group.groupId(), memberId);
            return member == null
                    ? new Former(memberId, null, List.of(), 0, 0)
                    : new Former(
                            memberId,
                            group.leaderId(),
                            member.protocols(),
                            member.rebalanceTimeoutMs(),
                            member.sessionTimeoutMs());
        }
    }

    private void storeReplacement(
            ClassicGroup group,
            ClassicMember member,
            Former former,
            JoinGroup request,
            Consumer<JoinGroupResult> reply) {
        member.awaitReplacement(reply);
        group.shard()
                .append(
                        group.groupId(),
                        List.of(group.stored(assignments(group))),
                        error -> {
                            // A rebalance that began meanwhile answers it, whatever became of the
                            // record.
                            if (!group.is(ClassicState.STABLE)
                                    || group.member(member.memberId) != member) {
                                return;
                            }
                            if (error != Errors.NONE) {
                                putBack(group, member, former, error);
                            } else {
                                answerReplacement(group, member, former, request);
                            }
                            events.changed(group);
                        });
    }

    private void answerReplacement(
            ClassicGroup group, ClassicMember member, Former former, JoinGroup request) {
        JoinGroupResult joined = group.joined(member.memberId, group.isLeader(member.memberId));
        member.settle();
        if (request.supportsSkippingAssignment()) {
            member.answerJoin(joined);
            return;
        }
        // An old client that reads it leads would assign anew, and nobody would ask for that. It is
        // told
        // that its former self leads (KIP-345).
        String leader = former.leaderId == null ? "" : former.leaderId;
        member.answerJoin(
                new JoinGroupResult(
                        Errors.NONE,
                        joined.generationId(),
                        joined.protocolType(),
                        joined.protocolName(),
                        leader,
                        false,
                        member.memberId,
                        List.of()));
    }

    private void putBack(ClassicGroup group, ClassicMember member, Former former, Errors error) {
        String instanceId = member.groupInstanceId;
        if (instanceId == null) {
            return;
        }
        member.answerJoin(JoinGroupResult.refused(error, ""));
        rebalance.forgetSession(group, member.memberId);
        ClassicMember old = group.replaceStatic(instanceId, member.memberId, former.memberId);
        old.update(former.protocols, former.rebalanceTimeoutMs, former.sessionTimeoutMs);
        rebalance.restartSession(group, old);
    }

    private static SortedMap<String, Bytes> assignments(ClassicGroup group) {
        SortedMap<String, Bytes> assignments = new TreeMap<>();
        group.members().forEach(m -> assignments.put(m.memberId, m.assignment()));
        return assignments;
    }

    // ---- with an id -----------------------------------------------------------------------------

    private void joinWithId(
            ClassicGroup group, JoinGroup request, Consumer<JoinGroupResult> reply) {
        String memberId = request.memberId();
        if (group.isPendingJoin(memberId)) {
            if (request.groupInstanceId() != null) {
                // Only dynamic members are sent away with an id. Kafka takes this for a bug of its
                // own.
                refuse(reply, Errors.UNKNOWN_SERVER_ERROR, "");
            } else {
                addAndRebalance(group, memberId, request, reply);
            }
            return;
        }
        Errors error = group.validateMember(memberId, request.groupInstanceId());
        ClassicMember member = group.member(memberId);
        if (error != Errors.NONE || member == null) {
            refuse(reply, error == Errors.NONE ? Errors.UNKNOWN_MEMBER_ID : error, memberId);
            return;
        }
        boolean same = member.matches(request.protocols());
        boolean rejoins =
                switch (group.state()) {
                    case PREPARING_REBALANCE -> true;
                    // Probably it did not get our answer.
                    case COMPLETING_REBALANCE -> !same;
                    // A leader may know of changes that no member's protocols show, such as new
                    // partitions.
                    case STABLE -> group.isLeader(memberId) || !same;
                    case EMPTY, DEAD -> false;
                };
        if (rejoins) {
            update(member, request);
            member.awaitJoin(reply);
            rebalance.prepareOrComplete(group);
        } else if (group.is(ClassicState.EMPTY) || group.is(ClassicState.DEAD)) {
            refuse(reply, Errors.UNKNOWN_MEMBER_ID, memberId);
        } else {
            reply.accept(group.joined(memberId, false));
        }
    }

    private static void update(ClassicMember member, JoinGroup request) {
        member.update(
                request.protocols(), request.rebalanceTimeoutMs(), request.sessionTimeoutMs());
    }

    private static void refuse(Consumer<JoinGroupResult> reply, Errors error, String memberId) {
        reply.accept(JoinGroupResult.refused(error, memberId));
    }
}
