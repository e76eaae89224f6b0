package dev.vitrine.group;

import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

import java.util.List;

/// The answer to a [JoinGroup]: the generation that the member is in.
///
/// @param generationId -1 with an error
/// @param leader the member that assigns; empty with an error
/// @param skipAssignment the leader is to keep the assignment as it is
/// @param memberId the id to go by from now on
/// @param members everybody, for the leader; empty for the others
public record JoinGroupResult(
        Errors error,
        int generationId,
        @Nullable String protocolType,
        @Nullable String protocolName,
        String leader,
        boolean skipAssignment,
        String memberId,
        List<Member> members) {
    public JoinGroupResult {
        members = List.copyOf(members);
    }

    /// @param metadata what the member says of itself for the protocol chosen
    public record Member(String memberId, @Nullable String groupInstanceId, Bytes metadata) {}

    /// A refusal.
    static JoinGroupResult refused(Errors error, String memberId) {
        return new JoinGroupResult(error, -1, null, null, "", false, memberId, List.of());
    }
}
