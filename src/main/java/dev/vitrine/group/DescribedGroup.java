package dev.vitrine.group;

import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.Function;

/// A classic group as an administrator sees it.
///
/// GROUP_ID_NOT_FOUND is known to clients of version 6 and up; older ones are shown a `Dead` group
/// without an error (KIP-1043).
///
/// @param errorMessage a sentence, null without an error
/// @param state Kafka's name of it, empty with an error other than GROUP_ID_NOT_FOUND
/// @param protocolData the assignor chosen, empty unless the group is `Stable`
public record DescribedGroup(
        String groupId,
        Errors error,
        @Nullable String errorMessage,
        String state,
        String protocolType,
        String protocolData,
        List<Member> members) {
    public DescribedGroup {
        members = List.copyOf(members);
    }

    /// @param metadata the member's subscription, empty unless the group is `Stable`
    /// @param assignment what it was given last; not known to be its own still unless the group is
    ///   `Stable`
    public record Member(
            String memberId,
            @Nullable String groupInstanceId,
            String clientId,
            String clientHost,
            Bytes metadata,
            Bytes assignment) {}

    /// Subscriptions are told in `Stable` only; assignments stay until another is made.
    static DescribedGroup of(ClassicGroup group) {
        boolean stable = group.is(ClassicState.STABLE);
        String protocol = group.protocolName();
        Function<ClassicMember, Member> member =
                m ->
                        new Member(
                                m.memberId,
                                m.groupInstanceId,
                                m.clientId,
                                m.clientHost,
                                stable ? m.metadata(protocol) : ClassicMember.NO_ASSIGNMENT,
                                m.assignment());
        return new DescribedGroup(
                group.groupId(),
                Errors.NONE,
                null,
                group.stateName(),
                group.protocolTypeName(),
                stable && protocol != null ? protocol : "",
                group.members().stream().map(member).toList());
    }

    static DescribedGroup refused(String groupId, Errors error) {
        return new DescribedGroup(groupId, error, null, "", "", "", List.of());
    }

    static DescribedGroup notFound(String groupId) {
        return notFound(groupId, "Group " + groupId + " not found.");
    }

    static DescribedGroup notClassic(String groupId) {
        return notFound(groupId, "Group " + groupId + " is not a classic group.");
    }

    private static DescribedGroup notFound(String groupId, String words) {
        return new DescribedGroup(
                groupId,
                Errors.GROUP_ID_NOT_FOUND,
                words,
                ClassicState.DEAD.kafkaName(),
                "",
                "",
                List.of());
    }
}
