package dev.vitrine.group;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Members leave a group, or an administrator takes them out.
public record LeaveGroup(String groupId, List<Member> members) {
    public LeaveGroup {
        members = List.copyOf(members);
    }

    /// @param memberId empty when an administrator names a static member by its instance alone
    /// @param reason null when none was given
    public record Member(
            String memberId, @Nullable String groupInstanceId, @Nullable String reason) {}
}
