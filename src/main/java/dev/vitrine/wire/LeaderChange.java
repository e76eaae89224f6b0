package dev.vitrine.wire;

import org.apache.kafka.common.message.LeaderChangeMessage;
import org.apache.kafka.common.record.internal.MemoryRecords;

import java.nio.ByteBuffer;
import java.util.List;

/// The control batch with which a leader of the metadata quorum opens its term (KIP-595).
public final class LeaderChange {
    private LeaderChange() {}

    /// Room for the batch; a voter takes some 20 bytes, twice.
    private static final int BATCH_BYTES_MAX = 4_096;

    /// @param granting the voters whose votes elected it
    public static MemoryRecords batch(
            long offset,
            long nowMs,
            int term,
            int leader,
            List<Integer> voters,
            List<Integer> granting) {
        LeaderChangeMessage message =
                new LeaderChangeMessage()
                        .setVersion((short) 0)
                        .setLeaderId(leader)
                        .setVoters(named(voters))
                        .setGrantingVoters(named(granting));
        return MemoryRecords.withLeaderChangeMessage(
                offset, nowMs, term, ByteBuffer.allocate(BATCH_BYTES_MAX), message);
    }

    private static List<LeaderChangeMessage.Voter> named(List<Integer> ids) {
        return ids.stream().map(id -> new LeaderChangeMessage.Voter().setVoterId(id)).toList();
    }
}
