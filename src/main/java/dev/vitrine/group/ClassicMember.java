package dev.vitrine.group;

import dev.vitrine.group.JoinGroup.Protocol;

import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.Consumer;

/// A member of a classic group. It holds at most one JoinGroup and one SyncGroup that wait for an
/// answer; an answer is given once.
final class ClassicMember {
    static final Bytes NO_ASSIGNMENT = Bytes.wrap(new byte[0]);

    final String memberId;
    final @Nullable String groupInstanceId;
    final String clientId;
    final String clientHost;

    private int rebalanceTimeoutMs;
    private int sessionTimeoutMs;
    private List<Protocol> protocols;
    private Bytes assignment;

    /// Whether it has asked to join since the assignment was made: what it owns now is what its
    /// subscription says.
    private boolean rejoined;

    /// Whether it waits for the answer to its first JoinGroup, and so cannot send heartbeats.
    private boolean isNew;

    private @Nullable Consumer<JoinGroupResult> awaitingJoin;
    private @Nullable Consumer<SyncGroupResult> awaitingSync;

    ClassicMember(
            String memberId,
            @Nullable String groupInstanceId,
            String clientId,
            String clientHost,
            int rebalanceTimeoutMs,
            int sessionTimeoutMs,
            List<Protocol> protocols,
            Bytes assignment) {
        this.memberId = memberId;
        this.groupInstanceId = groupInstanceId;
        this.clientId = clientId;
        this.clientHost = clientHost;
        this.rebalanceTimeoutMs = rebalanceTimeoutMs;
        this.sessionTimeoutMs = sessionTimeoutMs;
        this.protocols = protocols;
        this.assignment = assignment;
    }

    /// A member that joins for the first time.
    static ClassicMember joining(String memberId, JoinGroup request) {
        ClassicMember member =
                new ClassicMember(
                        memberId,
                        request.groupInstanceId(),
                        request.clientId(),
                        request.clientHost(),
                        request.rebalanceTimeoutMs(),
                        request.sessionTimeoutMs(),
                        request.protocols(),
                        NO_ASSIGNMENT);
        member.isNew = true;
        return member;
    }

    /// The same member under another id: a static member that was restarted.
    ClassicMember under(String newMemberId) {
        ClassicMember member =
                new ClassicMember(
                        newMemberId,
                        groupInstanceId,
                        clientId,
                        clientHost,
                        rebalanceTimeoutMs,
                        sessionTimeoutMs,
                        protocols,
                        assignment);
        member.rejoined = rejoined;
        return member;
    }

    boolean isStatic() {
        return groupInstanceId != null;
    }

    int rebalanceTimeoutMs() {
        return rebalanceTimeoutMs;
    }

    int sessionTimeoutMs() {
        return sessionTimeoutMs;
    }

    List<Protocol> protocols() {
        return protocols;
    }

    Bytes assignment() {
        return assignment;
    }

    boolean hasRejoined() {
        return rejoined;
    }

    void update(List<Protocol> newProtocols, int newRebalanceTimeoutMs, int newSessionTimeoutMs) {
        protocols = newProtocols;
        rebalanceTimeoutMs = newRebalanceTimeoutMs;
        sessionTimeoutMs = newSessionTimeoutMs;
    }

    void assign(Bytes newAssignment) {
        assignment = newAssignment;
        rejoined = false;
    }

    /// Takes its assignment back, for another is to be made.
    void withdraw() {
        assignment = NO_ASSIGNMENT;
    }

    /// Whether it would join with the very same protocols.
    boolean matches(List<Protocol> others) {
        return protocols.equals(others);
    }

    boolean supports(String protocol) {
        return protocols.stream().anyMatch(p -> p.name().equals(protocol));
    }

    /// What it says of itself for a protocol.
    Bytes metadata(@Nullable String protocol) {
        for (Protocol p : protocols) {
            if (p.name().equals(protocol)) {
                return p.metadata();
            }
        }
        return NO_ASSIGNMENT;
    }

    // ---- requests that wait ---------------------------------------------------------------------

    boolean isAwaitingJoin() {
        return awaitingJoin != null;
    }

    /// Parks a JoinGroup. One that waits already came over a connection that is dead by now; it is
    /// told to try again rather than left without an answer.
    void awaitJoin(Consumer<JoinGroupResult> reply) {
        answerJoin(JoinGroupResult.refused(Errors.REBALANCE_IN_PROGRESS, memberId));
        awaitingJoin = reply;
        rejoined = true;
    }

    /// Parks the JoinGroup of a static member that takes its former self's place, assignment and
    /// all.
    void awaitReplacement(Consumer<JoinGroupResult> reply) {
        awaitingJoin = reply;
    }

    /// Answers the JoinGroup that waits, if any.
    void answerJoin(JoinGroupResult result) {
        Consumer<JoinGroupResult> reply = awaitingJoin;
        if (reply != null) {
            awaitingJoin = null;
            reply.accept(result);
        }
    }

    /// It is in a generation now, and heard from by its heartbeats.
    void settle() {
        isNew = false;
    }

    /// Parks a SyncGroup, as [#awaitJoin].
    void awaitSync(Consumer<SyncGroupResult> reply) {
        answerSync(SyncGroupResult.refused(Errors.REBALANCE_IN_PROGRESS));
        awaitingSync = reply;
    }

    /// Answers the SyncGroup that waits.
    ///
    /// @return whether one did
    boolean answerSync(SyncGroupResult result) {
        Consumer<SyncGroupResult> reply = awaitingSync;
        if (reply == null) {
            return false;
        }
        awaitingSync = null;
        reply.accept(result);
        return true;
    }

    /// Whether silence is no fault of its own: it waits for our answer. A new member may be given
    /// up nevertheless, for it cannot be heard from.
    boolean hasSatisfiedHeartbeat() {
        return !isNew && (awaitingJoin != null || awaitingSync != null);
    }
}
