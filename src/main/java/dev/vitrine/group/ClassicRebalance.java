package dev.vitrine.group;

import dev.vitrine.env.Clock;
import dev.vitrine.env.Invariant;
import dev.vitrine.group.Timers.Key;
import dev.vitrine.group.Timers.Kind;

import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.utils.Bytes;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// The moves of a classic group from generation to generation, and the timers that drive them.
/// Requests come in through [ClassicJoin] and [ClassicRequests].
///
/// A rebalance: everybody is told to join anew (`PreparingRebalance`). When all known members have,
/// or when the longest of their rebalance timeouts is over, a generation begins with those who did
/// (`CompletingRebalance`); static members stay in it until their session ends. The leader's
/// assignment is stored, and handed out when it is committed (`Stable`). Whoever does not fetch it
/// within the rebalance timeout is out, and the next rebalance begins.
final class ClassicRebalance {
    private final GroupConfig config;
    private final Clock clock;
    private final Timers timers;
    private final GroupEvents events;

    ClassicRebalance(GroupConfig config, Clock clock, Timers timers, GroupEvents events) {
        this.config = config;
        this.clock = clock;
        this.timers = timers;
        this.events = events;
    }

    // ---- joining --------------------------------------------------------------------------------

    /// Begins a rebalance where the state allows, else ends the one that is under way if nobody is
    /// missing.
    void prepareOrComplete(ClassicGroup group) {
        if (group.state().mayBecome(ClassicState.PREPARING_REBALANCE)) {
            prepare(group);
        } else {
            completeIfAllJoined(group);
        }
    }

    void prepare(ClassicGroup group) {
        if (group.is(ClassicState.COMPLETING_REBALANCE)) {
            refuseSyncs(group, Errors.REBALANCE_IN_PROGRESS);
        }
        group.clearPendingSync();
        timers.cancel(key(group, Kind.SYNC));
        boolean initial = group.is(ClassicState.EMPTY);
        group.become(ClassicState.PREPARING_REBALANCE, clock.nowMs());
        events.changed(group);
        if (initial) {
            // Give the others that are about to start a chance to be in the first generation.
            int delayMs = config.initialRebalanceDelayMs();
            int remainingMs = Math.max(group.rebalanceTimeoutMs() - delayMs, 0);
            scheduleInitial(group, delayMs, remainingMs);
        } else if (group.hasAllMembersJoined()) {
            complete(group);
        } else {
            schedule(key(group, Kind.JOIN), group.rebalanceTimeoutMs(), () -> complete(group));
        }
    }

    private void scheduleInitial(ClassicGroup group, int delayMs, int remainingMs) {
        schedule(
                key(group, Kind.JOIN),
                delayMs,
                () -> onInitialDelayOver(group, delayMs, remainingMs));
    }

    /// While new members keep coming the delay is extended, up to the rebalance timeout.
    private void onInitialDelayOver(ClassicGroup group, int delayMs, int remainingMs) {
        if (group.newMemberAdded && remainingMs > 0) {
            group.newMemberAdded = false;
            scheduleInitial(
                    group,
                    Math.min(config.initialRebalanceDelayMs(), remainingMs),
                    Math.max(remainingMs - delayMs, 0));
        } else {
            complete(group);
        }
    }

    /// Ends the joining when nobody is missing. The first rebalance of an empty group runs its full
    /// delay.
    void completeIfAllJoined(ClassicGroup group) {
        if (group.is(ClassicState.PREPARING_REBALANCE)
                && group.previousState() != ClassicState.EMPTY
                && group.hasAllMembersJoined()) {
            complete(group);
        }
    }

    /// Ends the joining with those who have joined.
    private void complete(ClassicGroup group) {
        timers.cancel(key(group, Kind.JOIN));
        List<ClassicMember> missing =
                group.members().stream().filter(m -> !m.isAwaitingJoin() && !m.isStatic()).toList();
        for (ClassicMember member : missing) {
            group.remove(member.memberId);
            timers.cancel(sessionKey(group, member.memberId));
            tellOverdue(group, member.memberId, "join anew");
        }
        if (group.is(ClassicState.DEAD)) {
            return;
        }
        if (!group.electLeaderAmongJoined() && group.size() > 0) {
            // Only static members are left, and none has come back. Their sessions will end, or
            // they
            // will come.
            schedule(key(group, Kind.JOIN), group.rebalanceTimeoutMs(), () -> complete(group));
            events.changed(group);
            return;
        }
        group.newMemberAdded = false;
        group.beginGeneration(clock.nowMs());
        events.changed(group);
        if (group.is(ClassicState.EMPTY)) {
            storeEmpty(group);
        } else {
            answerJoins(group);
        }
    }

    private void answerJoins(ClassicGroup group) {
        for (ClassicMember member : group.members()) {
            group.expectSync(member.memberId);
        }
        int generation = group.generation();
        schedule(
                key(group, Kind.SYNC),
                group.rebalanceTimeoutMs(),
                () -> onSyncOverdue(group, generation));
        for (ClassicMember member : List.copyOf(group.members())) {
            restartSession(group, member);
            member.settle();
            member.answerJoin(group.joined(member.memberId, false));
        }
    }

    /// A generation without members is stored, so that the next coordinator does not wake the dead.
    /// When it cannot be, the generation before comes back with the next coordinator, and times out
    /// there.
    private void storeEmpty(ClassicGroup group) {
        group.emptyStoresInFlight++;
        group.shard()
                .append(
                        group.groupId(),
                        List.of(group.stored(Collections.emptySortedMap())),
                        _ -> group.emptyStored());
    }

    // ---- assigning ------------------------------------------------------------------------------

    /// Stores the leader's assignment; hands it out when it is committed, unless another generation
    /// has begun by then.
    void storeAssignment(ClassicGroup group, SortedMap<String, Bytes> assignments) {
        int generation = group.generation();
        TreeMap<String, Bytes> chosen = new TreeMap<>(assignments);
        group.assignmentInFlight = true;
        group.shard()
                .append(
                        group.groupId(),
                        List.of(group.stored(chosen)),
                        error -> {
                            if (!group.is(ClassicState.COMPLETING_REBALANCE)
                                    || group.deleting
                                    || group.generation() != generation) {
                                return;
                            }
                            if (error == Errors.NONE) {
                                handOut(group, chosen);
                            } else {
                                group.assignmentInFlight = false;
                                refuseSyncs(group, error);
                                prepareOrComplete(group);
                                events.changed(group);
                            }
                        });
    }

    private void handOut(ClassicGroup group, SortedMap<String, Bytes> assignments) {
        for (ClassicMember member : group.members()) {
            member.assign(assignments.getOrDefault(member.memberId, ClassicMember.NO_ASSIGNMENT));
        }
        group.become(ClassicState.STABLE, clock.nowMs());
        events.changed(group);
        for (ClassicMember member : List.copyOf(group.members())) {
            answerSync(
                    group,
                    member,
                    new SyncGroupResult(
                            Errors.NONE,
                            group.protocolType(),
                            group.protocolName(),
                            member.assignment()));
        }
    }

    /// Takes the assignment back from everybody, and tells those who wait for it why.
    private void refuseSyncs(ClassicGroup group, Errors error) {
        Invariant.check(
                group.is(ClassicState.COMPLETING_REBALANCE),
                "assignments are refused while they are made",
                group.groupId(),
                group.state());
        for (ClassicMember member : List.copyOf(group.members())) {
            member.withdraw();
            answerSync(group, member, SyncGroupResult.refused(error));
        }
    }

    private void answerSync(ClassicGroup group, ClassicMember member, SyncGroupResult result) {
        if (member.answerSync(result)) {
            // Its session may have run out while it waited for us.
            restartSession(group, member);
        }
    }

    /// Members that have not fetched their assignment are taken for gone.
    private void onSyncOverdue(ClassicGroup group, int generation) {
        boolean assigning =
                group.is(ClassicState.COMPLETING_REBALANCE) || group.is(ClassicState.STABLE);
        if (generation != group.generation() || !assigning || group.pendingSync().isEmpty()) {
            return;
        }
        for (String memberId : List.copyOf(group.pendingSync())) {
            group.remove(memberId);
            timers.cancel(sessionKey(group, memberId));
            tellOverdue(group, memberId, "fetch its assignment");
        }
        prepare(group);
        events.changed(group);
    }

    private void tellOverdue(ClassicGroup group, String memberId, String what) {
        events.left(
                group.groupId(),
                memberId,
                "it did not " + what + " for max.poll.interval.ms = " + group.rebalanceTimeoutMs());
    }

    /// A member asked for its assignment.
    void syncReceived(ClassicGroup group, String memberId) {
        group.syncReceived(memberId);
        if (group.pendingSync().isEmpty()) {
            timers.cancel(key(group, Kind.SYNC));
        }
    }

    // ---- members --------------------------------------------------------------------------------

    /// A new member. Until it is answered it is given [GroupConfig#NEW_MEMBER_JOIN_TIMEOUT_MS].
    void add(ClassicGroup group, ClassicMember member, JoinGroup request) {
        if (group.is(ClassicState.PREPARING_REBALANCE)
                && group.previousState() == ClassicState.EMPTY) {
            group.newMemberAdded = true;
        }
        group.add(member, request.protocolType());
        schedule(
                sessionKey(group, member.memberId),
                GroupConfig.NEW_MEMBER_JOIN_TIMEOUT_MS,
                () -> onSessionOver(group, member.memberId));
    }

    /// An id is handed out; it is kept for a session's length.
    void addPending(ClassicGroup group, String memberId, int sessionTimeoutMs) {
        group.addPendingJoin(memberId);
        schedule(
                sessionKey(group, memberId),
                sessionTimeoutMs,
                () -> onSessionOver(group, memberId));
    }

    /// The member was heard from.
    void restartSession(ClassicGroup group, ClassicMember member) {
        schedule(
                sessionKey(group, member.memberId),
                member.sessionTimeoutMs(),
                () -> onSessionOver(group, member.memberId));
    }

    /// Nobody goes by that id any more.
    void forgetSession(ClassicGroup group, String memberId) {
        timers.cancel(sessionKey(group, memberId));
    }

    private void onSessionOver(ClassicGroup group, String memberId) {
        if (group.is(ClassicState.DEAD)) {
            return;
        }
        ClassicMember member = group.member(memberId);
        if (member == null) {
            if (group.isPendingJoin(memberId)) {
                group.remove(memberId);
                completeIfJoinedAtLast(group);
            }
        } else if (!member.hasSatisfiedHeartbeat()) {
            takeOut(
                    group,
                    member,
                    "no heartbeat for session.timeout.ms = " + member.sessionTimeoutMs());
            if (group.is(ClassicState.PREPARING_REBALANCE)) {
                completeIfJoinedAtLast(group);
            } else {
                prepareOrComplete(group);
            }
        }
        events.changed(group);
    }

    /// The one that was missing is out: those who are left may be all there are, also in an empty
    /// group's first rebalance.
    private void completeIfJoinedAtLast(ClassicGroup group) {
        if (group.is(ClassicState.PREPARING_REBALANCE) && group.hasAllMembersJoined()) {
            complete(group);
        }
    }

    /// Removes a member, telling it so if it waits for us. What becomes of the group is the
    /// caller's.
    ///
    /// @param why empty when it asked to go
    void takeOut(ClassicGroup group, ClassicMember member, String why) {
        timers.cancel(sessionKey(group, member.memberId));
        member.answerJoin(JoinGroupResult.refused(Errors.UNKNOWN_MEMBER_ID, ""));
        member.answerSync(SyncGroupResult.refused(Errors.UNKNOWN_MEMBER_ID));
        group.remove(member.memberId);
        events.left(group.groupId(), member.memberId, why);
    }

    void takeOutPending(ClassicGroup group, String memberId) {
        timers.cancel(sessionKey(group, memberId));
        group.remove(memberId);
    }

    // ---- the group's end, or its coming
    // ----------------------------------------------------------

    /// The group was loaded: its members have a session's time to show themselves.
    void onLoaded(ClassicGroup group) {
        group.members().forEach(m -> restartSession(group, m));
        if (group.size() > config.maxSize()) {
            prepare(group);
        }
    }

    /// The group is about to become one of the consumer protocol: those who wait are to join anew,
    /// and nothing happens here until it has, or cannot.
    void suspend(ClassicGroup group) {
        timers.cancelAll(group.groupId());
        group.deleting = true;
        for (ClassicMember member : List.copyOf(group.members())) {
            member.answerJoin(
                    JoinGroupResult.refused(Errors.REBALANCE_IN_PROGRESS, member.memberId));
            member.answerSync(SyncGroupResult.refused(Errors.REBALANCE_IN_PROGRESS));
        }
    }

    /// It stays a classic group after all, and settles anew.
    void resume(ClassicGroup group) {
        group.deleting = false;
        onLoaded(group);
        if (group.size() > 0) {
            if (group.state().mayBecome(ClassicState.PREPARING_REBALANCE)) {
                prepare(group);
            } else {
                schedule(key(group, Kind.JOIN), group.rebalanceTimeoutMs(), () -> complete(group));
            }
        }
    }

    /// This broker no longer leads the group's partition, or the group was deleted.
    void end(ClassicGroup group, Errors error) {
        timers.cancelAll(group.groupId());
        group.become(ClassicState.DEAD, clock.nowMs());
        for (ClassicMember member : List.copyOf(group.members())) {
            member.answerJoin(JoinGroupResult.refused(error, member.memberId));
            member.answerSync(SyncGroupResult.refused(error));
        }
    }

    private void schedule(Key key, long delayMs, Runnable task) {
        timers.schedule(key, clock.nowMs(), delayMs, task);
    }

    private static Key key(ClassicGroup group, Kind kind) {
        return new Key(group.groupId(), kind, "");
    }

    private static Key sessionKey(ClassicGroup group, String memberId) {
        return new Key(group.groupId(), Kind.SESSION, memberId);
    }
}
