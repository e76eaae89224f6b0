package dev.vitrine.group;

import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/// A member of the consumer protocol joins, says that it lives, what changed of it and what it
/// owns, or leaves. What did not change is null.
///
/// @param memberEpoch 0 to join, -1 to leave, -2 for a static member that will be back
/// @param rebalanceTimeoutMs -1 when it did not change
/// @param owned the partitions that it owns
/// @param makesItsId whether it has to have made itself an id (version 1 and up)
public record ConsumerGroupHeartbeat(
        String groupId,
        String memberId,
        int memberEpoch,
        @Nullable String instanceId,
        @Nullable String rackId,
        int rebalanceTimeoutMs,
        @Nullable List<String> topics,
        @Nullable String regex,
        @Nullable String assignor,
        @Nullable SortedSet<PartitionId> owned,
        String clientId,
        String clientHost,
        boolean makesItsId) {
    public ConsumerGroupHeartbeat {
        topics = topics == null ? null : List.copyOf(topics);
        owned = owned == null ? null : Collections.unmodifiableSortedSet(new TreeSet<>(owned));
    }

    boolean joins() {
        return memberEpoch == 0;
    }

    boolean leaves() {
        return memberEpoch == ConsumerMember.LEAVE_EPOCH
                || memberEpoch == ConsumerMember.STATIC_LEAVE_EPOCH;
    }

    /// Whether it says all there is to say: it is told all there is, too.
    boolean isFull() {
        return rebalanceTimeoutMs != -1 && (topics != null || regex != null) && owned != null;
    }

    /// Checks what needs no group, in Kafka's order.
    ///
    /// @throws GroupRefused INVALID_REQUEST, or UNSUPPORTED_ASSIGNOR
    void validate(List<String> assignors) {
        if (makesItsId || memberEpoch > 0 || memberEpoch == ConsumerMember.LEAVE_EPOCH) {
            refuseIf(memberId.isEmpty(), "MemberId can't be empty.");
        }
        refuseIf(groupId.isEmpty(), "GroupId can't be empty.");
        refuseIf(instanceId != null && instanceId.isEmpty(), "InstanceId can't be empty.");
        refuseIf(rackId != null && rackId.isEmpty(), "RackId can't be empty.");
        if (joins()) {
            refuseIf(
                    rebalanceTimeoutMs == -1,
                    "RebalanceTimeoutMs must be provided in first request.");
            refuseIf(
                    owned == null || !owned.isEmpty(),
                    "TopicPartitions must be empty when (re-)joining.");
            refuseIf(
                    topics == null && regex == null,
                    "Either SubscribedTopicNames or SubscribedTopicRegex must be non-null when"
                            + " (re-)joining.");
        } else if (memberEpoch == ConsumerMember.STATIC_LEAVE_EPOCH) {
            refuseIf(instanceId == null, "InstanceId can't be null.");
        } else {
            refuseIf(memberEpoch < ConsumerMember.STATIC_LEAVE_EPOCH, "MemberEpoch is invalid.");
        }
        if (assignor != null && !assignors.contains(assignor)) {
            throw new GroupRefused(
                    Errors.UNSUPPORTED_ASSIGNOR,
                    "ServerAssignor "
                            + assignor
                            + " is not supported. Supported assignors: "
                            + String.join(", ", assignors)
                            + ".");
        }
    }

    private static void refuseIf(boolean wrong, String words) {
        if (wrong) {
            throw new GroupRefused(Errors.INVALID_REQUEST, words);
        }
    }

    /// The answer.
    ///
    /// @param message null without an error, or when the error says enough
    /// @param memberId null with an error
    /// @param assignment what the member is to own now; null when that did not change
    public record Result(
            Errors error,
            @Nullable String message,
            @Nullable String memberId,
            int memberEpoch,
            int heartbeatIntervalMs,
            @Nullable SortedSet<PartitionId> assignment) {
        public Result {
            assignment =
                    assignment == null
                            ? null
                            : Collections.unmodifiableSortedSet(new TreeSet<>(assignment));
        }

        static Result refused(Errors error, @Nullable String message) {
            return new Result(error, message, null, 0, 0, null);
        }

        static Result left(String memberId, int memberEpoch) {
            return new Result(Errors.NONE, null, memberId, memberEpoch, 0, null);
        }
    }
}
