package dev.vitrine.sim;

import dev.vitrine.env.Environment;

import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.HeartbeatResponseData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocol;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocolCollection;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupRequestData.SyncGroupRequestAssignment;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// A member of a consumer group of the classic protocol: it joins, reads what it is assigned,
/// commits, and now and then leaves and comes back.
///
/// ```
///   FINDING ──► JOINING ──► SYNCING ──► FETCHING_OFFSETS ──► STABLE
///      ▲           ▲            │               │               │
///      └───────────┴────────────┴───────────────┴───────────────┘
///        another coordinator, another generation
/// ```
final class SimClassicMember extends SimMember {
    private static final int COMMIT_VERSION = 8;

    private List<SyncGroupRequestAssignment> assignments = List.of();

    SimClassicMember(
            String name,
            String group,
            Environment env,
            Ledger ledger,
            List<Integer> brokers,
            List<Place> subscribed,
            Habits habits,
            long requestTimeoutMs) {
        super(name, group, env, ledger, brokers, subscribed, habits, requestTimeoutMs);
    }

    @Override
    boolean isSettled() {
        return state == State.STABLE;
    }

    @Override
    void leave() {
        if (state == State.STABLE) {
            LeaveGroupRequestData body = new LeaveGroupRequestData().setGroupId(group);
            body.members().add(new MemberIdentity().setMemberId(memberId));
            coordinate(ApiKeys.LEAVE_GROUP, 4, version -> body, answer -> {}, () -> {});
            memberId = "";
            become(State.JOINING);
        }
    }

    @Override
    long act(long nowMs) {
        if (nowMs < notBeforeMs) {
            return notBeforeMs;
        }
        if (state == State.STABLE) {
            return Math.min(beStable(nowMs), fetches.act(nowMs));
        }
        if (!asks) {
            asks = true;
            switch (state) {
                case FINDING -> find();
                case JOINING -> join();
                case SYNCING -> sync();
                case FETCHING_OFFSETS -> fetchOffsets();
                case STABLE -> {}
            }
        }
        return NEVER;
    }

    @Override
    void become(State newState) {
        super.become(newState);
        if (newState == State.JOINING || newState == State.FINDING) {
            owned = new TreeSet<>();
            fetches.assign(Map.of());
        }
    }

    @Override
    boolean isFine(String what, Errors error) {
        switch (error) {
            case NONE -> {
                return true;
            }
            case REBALANCE_IN_PROGRESS -> again(State.JOINING);
            case UNKNOWN_MEMBER_ID, ILLEGAL_GENERATION -> {
                if (error == Errors.UNKNOWN_MEMBER_ID) {
                    memberId = "";
                }
                again(State.JOINING);
            }
            default -> isNotFine(what, error);
        }
        ledger.retried(error);
        return false;
    }

    @Override
    void onFound() {
        become(State.JOINING);
    }

    // ---- on the way to an assignment ------------------------------------------------------------

    private void join() {
        JoinGroupRequestProtocolCollection protocols = new JoinGroupRequestProtocolCollection();
        protocols.add(
                new JoinGroupRequestProtocol()
                        .setName("range")
                        .setMetadata(Assignments.subscription(subscribed)));
        JoinGroupRequestData body =
                new JoinGroupRequestData()
                        .setGroupId(group)
                        .setSessionTimeoutMs(habits.sessionTimeoutMs())
                        .setRebalanceTimeoutMs(habits.rebalanceTimeoutMs())
                        .setMemberId(memberId)
                        .setProtocolType("consumer")
                        .setProtocols(protocols);
        coordinate(
                ApiKeys.JOIN_GROUP, 7, version -> body, this::joined, () -> again(State.FINDING));
    }

    private void joined(ApiMessage answer) {
        JoinGroupResponseData joined = (JoinGroupResponseData) answer;
        Errors error = Errors.forCode(joined.errorCode());
        if (error == Errors.MEMBER_ID_REQUIRED) {
            memberId = joined.memberId();
            become(State.JOINING);
            return;
        }
        if (!isFine("JoinGroup", error)) {
            return;
        }
        memberId = joined.memberId();
        generation = joined.generationId();
        assignments = List.of();
        if (joined.leader().equals(memberId)) {
            List<String> members = new ArrayList<>();
            joined.members().forEach(member -> members.add(member.memberId()));
            assignments = Assignments.range(members, subscribed);
        }
        become(State.SYNCING);
    }

    private void sync() {
        SyncGroupRequestData body =
                new SyncGroupRequestData()
                        .setGroupId(group)
                        .setGenerationId(generation)
                        .setMemberId(memberId)
                        .setProtocolType("consumer")
                        .setProtocolName("range")
                        .setAssignments(assignments);
        coordinate(
                ApiKeys.SYNC_GROUP,
                5,
                version -> body,
                answer -> {
                    SyncGroupResponseData synced = (SyncGroupResponseData) answer;
                    if (isFine("SyncGroup", Errors.forCode(synced.errorCode()))) {
                        owned = Assignments.places(ByteBuffer.wrap(synced.assignment()));
                        assigned(owned);
                        become(State.FETCHING_OFFSETS);
                    }
                },
                () -> again(State.FINDING));
    }

    private void fetchOffsets() {
        fetchOffsets(
                owned,
                new OffsetFetchRequestGroup(),
                8,
                positions -> {
                    committed.clear();
                    committed.putAll(positions);
                    fetches.assign(positions);
                    become(State.STABLE);
                });
    }

    // ---- with an assignment ---------------------------------------------------------------------

    private long beStable(long nowMs) {
        if (!heartbeatAsked && nowMs >= nextHeartbeatMs) {
            heartbeatAsked = true;
            nextHeartbeatMs = nowMs + habits.heartbeatMs();
            HeartbeatRequestData body =
                    new HeartbeatRequestData()
                            .setGroupId(group)
                            .setGenerationId(generation)
                            .setMemberId(memberId);
            coordinate(
                    ApiKeys.HEARTBEAT,
                    4,
                    version -> body,
                    answer -> {
                        heartbeatAsked = false;
                        isFine(
                                "Heartbeat",
                                Errors.forCode(((HeartbeatResponseData) answer).errorCode()));
                    },
                    () -> again(State.FINDING));
        }
        return Math.min(
                heartbeatAsked ? NEVER : nextHeartbeatMs, commitInTime(nowMs, COMMIT_VERSION));
    }
}
