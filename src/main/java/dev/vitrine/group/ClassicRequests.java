package dev.vitrine.group;

import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// What SyncGroup, Heartbeat and LeaveGroup do, after Kafka's `GroupMetadataManager.classicGroup…`.
final class ClassicRequests {
    private final ClassicRebalance rebalance;
    private final GroupEvents events;

    ClassicRequests(ClassicRebalance rebalance, GroupEvents events) {
        this.rebalance = rebalance;
        this.events = events;
    }

    // ---- sync -----------------------------------------------------------------------------------

    void sync(Shard shard, SyncGroup request, Consumer<SyncGroupResult> reply) {
        ClassicGroup group = shard.classic(request.groupId());
        if (group == null || group.isEmpty()) {
            reply.accept(SyncGroupResult.refused(Errors.UNKNOWN_MEMBER_ID));
            return;
        }
        Errors error = validateSync(group, request);
        ClassicMember member = group.member(request.memberId());
        if (error != Errors.NONE || member == null) {
            reply.accept(SyncGroupResult.refused(error));
            return;
        }
        switch (group.state()) {
            case COMPLETING_REBALANCE -> {
                member.awaitSync(reply);
                rebalance.syncReceived(group, member.memberId);
                // A leader that asks again while its assignment is stored waits for that one.
                if (group.isLeader(member.memberId) && !group.assignmentInFlight) {
                    rebalance.storeAssignment(group, request.assignments());
                }
            }
            case STABLE -> {
                rebalance.syncReceived(group, member.memberId);
                reply.accept(
                        new SyncGroupResult(
                                Errors.NONE,
                                group.protocolType(),
                                group.protocolName(),
                                member.assignment()));
            }
            case PREPARING_REBALANCE ->
                    reply.accept(SyncGroupResult.refused(Errors.REBALANCE_IN_PROGRESS));
            case EMPTY, DEAD -> reply.accept(SyncGroupResult.refused(Errors.UNKNOWN_MEMBER_ID));
        }
    }

    private static Errors validateSync(ClassicGroup group, SyncGroup request) {
        if (group.isDeadOrDeleting()) {
            return Errors.COORDINATOR_NOT_AVAILABLE;
        }
        Errors error = group.validateMember(request.memberId(), request.groupInstanceId());
        if (error != Errors.NONE) {
            return error;
        }
        if (request.generationId() != group.generation()) {
            return Errors.ILLEGAL_GENERATION;
        }
        return differs(request.protocolType(), group.protocolType())
                        || differs(request.protocolName(), group.protocolName())
                ? Errors.INCONSISTENT_GROUP_PROTOCOL
                : Errors.NONE;
    }

    private static boolean differs(@Nullable String theirs, @Nullable String ours) {
        return theirs != null && ours != null && !theirs.equals(ours);
    }

    // ---- heartbeat ------------------------------------------------------------------------------

    Errors heartbeat(Shard shard, Heartbeat request) {
        ClassicGroup group = shard.classic(request.groupId());
        if (group == null) {
            return Errors.UNKNOWN_MEMBER_ID;
        }
        if (group.isDeadOrDeleting()) {
            return Errors.COORDINATOR_NOT_AVAILABLE;
        }
        Errors error = group.validateMember(request.memberId(), request.groupInstanceId());
        ClassicMember member = group.member(request.memberId());
        if (error != Errors.NONE || member == null) {
            return error;
        }
        if (request.generationId() != group.generation()) {
            return Errors.ILLEGAL_GENERATION;
        }
        rebalance.restartSession(group, member);
        return group.is(ClassicState.PREPARING_REBALANCE)
                ? Errors.REBALANCE_IN_PROGRESS
                : Errors.NONE;
    }

    // ---- leave ----------------------------------------------------------------------------------

    /// Each member is answered for itself. When nobody is left, the answer waits until that is
    /// stored.
    void leave(Shard shard, LeaveGroup request, Consumer<LeaveGroupResult> reply) {
        ClassicGroup group = shard.classic(request.groupId());
        if (group != null && group.isDeadOrDeleting()) {
            reply.accept(LeaveGroupResult.refused(Errors.COORDINATOR_NOT_AVAILABLE));
            return;
        }
        List<LeaveGroupResult.Member> results = new ArrayList<>();
        boolean anyLeft = false;
        for (LeaveGroup.Member member : request.members()) {
            Errors error = group == null ? Errors.UNKNOWN_MEMBER_ID : takeOut(group, member);
            anyLeft |= error == Errors.NONE;
            results.add(
                    new LeaveGroupResult.Member(
                            member.memberId(), member.groupInstanceId(), error));
        }
        LeaveGroupResult result = new LeaveGroupResult(Errors.NONE, results);
        if (group == null) {
            reply.accept(result);
            return;
        }
        if (anyLeft) {
            switch (group.state()) {
                case STABLE, COMPLETING_REBALANCE -> rebalance.prepareOrComplete(group);
                case PREPARING_REBALANCE -> rebalance.completeIfAllJoined(group);
                case EMPTY, DEAD -> {}
            }
        }
        events.changed(group);
        group.afterEmptyStored(() -> reply.accept(result));
    }

    private Errors takeOut(ClassicGroup group, LeaveGroup.Member leaving) {
        String instanceId = leaving.groupInstanceId();
        String memberId = leaving.memberId();
        if (memberId.isEmpty()) {
            // An administrator names a static member by its instance alone.
            String known = instanceId == null ? null : group.staticMemberId(instanceId);
            if (known == null) {
                return Errors.UNKNOWN_MEMBER_ID;
            }
            memberId = known;
        } else if (group.isPendingJoin(memberId)) {
            rebalance.takeOutPending(group, memberId);
            return Errors.NONE;
        }
        Errors error = group.validateMember(memberId, instanceId);
        ClassicMember member = group.member(memberId);
        if (error == Errors.NONE && member != null) {
            rebalance.takeOut(group, member, "");
        }
        return error;
    }
}
