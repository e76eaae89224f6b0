package dev.vitrine.group;

import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

import java.util.List;

/// Somebody wants to be a member of a group, or comes back for another generation.
///
/// @param memberId empty for a member that has none yet
/// @param groupInstanceId a static member's own name (KIP-345), null for a dynamic member
/// @param clientHost as Kafka writes it: `/127.0.0.1`
/// @param protocolType `consumer` for consumers; all members agree on it
/// @param protocols the ways to assign that the member knows, the dearest first
/// @param sessionTimeoutMs how long the member may be silent
/// @param rebalanceTimeoutMs how long the others wait for it in a rebalance
/// @param reason in the client's words, null when it gives none
/// @param requiresKnownMemberId whether a dynamic member without an id is sent away with one first
///   (KIP-394, version 4 and up)
/// @param supportsSkippingAssignment whether the leader can be told not to assign (KIP-814, version
///   9)
public record JoinGroup(
        String groupId,
        String memberId,
        @Nullable String groupInstanceId,
        String clientId,
        String clientHost,
        String protocolType,
        List<Protocol> protocols,
        int sessionTimeoutMs,
        int rebalanceTimeoutMs,
        @Nullable String reason,
        boolean requiresKnownMemberId,
        boolean supportsSkippingAssignment) {
    public JoinGroup {
        protocols = List.copyOf(protocols);
    }

    /// A way to assign, and what the assigning member is told of this one (its subscription).
    public record Protocol(String name, Bytes metadata) {}
}
