package dev.vitrine.group;

import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

import java.util.List;

/// The answer to a [LeaveGroup].
///
/// @param members as asked, in order; empty when `error` is not NONE
public record LeaveGroupResult(Errors error, List<Member> members) {
    public LeaveGroupResult {
        members = List.copyOf(members);
    }

    public record Member(String memberId, @Nullable String groupInstanceId, Errors error) {}

    /// A refusal.
    static LeaveGroupResult refused(Errors error) {
        return new LeaveGroupResult(error, List.of());
    }
}
