package dev.vitrine.group;

import org.apache.kafka.common.protocol.Errors;

import java.util.List;

/// Which groups does this broker coordinate?
///
/// @param states only groups in these states, whatever their case; all when empty
/// @param types only groups of these types (`classic`, `consumer`), whatever their case; all when
///   empty
public record ListGroups(List<String> states, List<String> types) {
    public ListGroups {
        states = List.copyOf(states);
        types = List.copyOf(types);
    }

    /// The answer.
    ///
    /// @param error COORDINATOR_LOAD_IN_PROGRESS when some groups are not known yet, with no groups
    public record Result(Errors error, List<Group> groups) {
        public Result {
            groups = List.copyOf(groups);
        }
    }

    /// @param protocolType `consumer` for consumers, empty for a group that never had members
    public record Group(String groupId, String protocolType, String state, String type) {}
}
