package dev.vitrine.group;

import org.apache.kafka.common.protocol.Errors;

import java.util.List;
import java.util.function.Consumer;

/// Where the coordinator's records go: the partitions of `__consumer_offsets` that this broker
/// leads.
public interface OffsetsLog {
    /// Appends records as one batch, as a produce with acks=all would.
    ///
    /// `done` is called exactly once, later, never within this call, and in the order of the
    /// appends of a partition: with NONE when the high watermark has passed the records, however
    /// long that takes; with NOT_LEADER_OR_FOLLOWER when another is to lead, who may yet commit
    /// them; or with the error for which nothing was appended (NOT_ENOUGH_REPLICAS,
    /// REQUEST_TIMED_OUT when too many wait, MESSAGE_TOO_LARGE, …).
    void append(int partition, List<GroupRecord> records, Consumer<Errors> done);
}
