package dev.vitrine.group;

import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/// The answer to a [SyncGroup].
///
/// @param assignment empty with an error
public record SyncGroupResult(
        Errors error,
        @Nullable String protocolType,
        @Nullable String protocolName,
        Bytes assignment) {

    /// A refusal.
    static SyncGroupResult refused(Errors error) {
        return new SyncGroupResult(error, null, null, ClassicMember.NO_ASSIGNMENT);
    }
}
