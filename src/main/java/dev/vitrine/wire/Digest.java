package dev.vitrine.wire;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.VoteRequestData;
import org.apache.kafka.common.protocol.ApiMessage;

import java.util.function.Function;

/// What a message is about, short enough for a label on a picture.
public final class Digest {
    /// Partitions named before the rest is counted.
    private static final int NAMED_MAX = 2;

    private Digest() {}

    /// What a request says that it is about: the partitions, the group, the term. Empty when there
    /// is nothing to say.
    ///
    /// @param nameOf the name of a topic that a request names by id alone, as Produce does from
    ///   version 13 and Fetch from version 13 on; empty for one that is not known
    public static String subject(ApiMessage request, Function<Uuid, String> nameOf) {
        return switch (request) {
            case ProduceRequestData produce -> {
                Names names = new Names();
                produce.topicData()
                        .forEach(topic ->
                                topic.partitionData()
                                        .forEach(p ->
                                                names.add(
                                                        topic.name().isEmpty()
                                                                ? nameOf.apply(topic.topicId())
                                                                : topic.name(),
                                                        p.index())));
                yield names.text();
            }
            case FetchRequestData fetch -> {
                Names names = new Names();
                fetch.topics()
                        .forEach(topic ->
                                topic.partitions()
                                        .forEach(p ->
                                                names.add(
                                                        topic.topic().isEmpty()
                                                                ? nameOf.apply(topic.topicId())
                                                                : topic.topic(),
                                                        p.partition())));
                yield names.text();
            }
            case JoinGroupRequestData join -> join.groupId();
            case SyncGroupRequestData sync -> sync.groupId();
            case HeartbeatRequestData heartbeat -> heartbeat.groupId();
            case LeaveGroupRequestData leave -> leave.groupId();
            case OffsetCommitRequestData commit -> commit.groupId();
            case FindCoordinatorRequestData find ->
                    find.coordinatorKeys().isEmpty()
                            ? find.key()
                            : String.join(", ", find.coordinatorKeys());
            case CreateTopicsRequestData create ->
                    create.topics().isEmpty() ? "" : create.topics().iterator().next().name();
            case VoteRequestData vote ->
                    vote.topics().isEmpty() || vote.topics().getFirst().partitions().isEmpty()
                            ? ""
                            : "term "
                                    + vote.topics()
                                            .getFirst()
                                            .partitions()
                                            .getFirst()
                                            .replicaEpoch();
            default -> "";
        };
    }

    /// Names partitions, the first few by name.
    public static final class Names {
        private final StringBuilder text = new StringBuilder();
        private int count;

        public void add(String topic, int partition) {
            if (count++ < NAMED_MAX && !topic.isEmpty()) {
                text.append(text.isEmpty() ? "" : ", ").append(topic).append('-').append(partition);
            }
        }

        public String text() {
            return count > NAMED_MAX
                    ? text + " and " + (count - NAMED_MAX) + " more"
                    : text.toString();
        }
    }
}
