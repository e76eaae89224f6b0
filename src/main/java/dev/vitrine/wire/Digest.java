package dev.vitrine.wire;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.AllocateProducerIdsResponseData;
import org.apache.kafka.common.message.AlterConfigsResponseData;
import org.apache.kafka.common.message.AlterPartitionReassignmentsResponseData;
import org.apache.kafka.common.message.AlterPartitionResponseData;
import org.apache.kafka.common.message.BrokerHeartbeatResponseData;
import org.apache.kafka.common.message.BrokerRegistrationResponseData;
import org.apache.kafka.common.message.CreatePartitionsResponseData;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.DeleteTopicsResponseData;
import org.apache.kafka.common.message.ElectLeadersResponseData;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.HeartbeatResponseData;
import org.apache.kafka.common.message.IncrementalAlterConfigsResponseData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupResponseData;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.ListPartitionReassignmentsResponseData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.OffsetFetchResponseData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.message.UnregisterBrokerResponseData;
import org.apache.kafka.common.message.UpdateFeaturesResponseData;
import org.apache.kafka.common.message.VoteRequestData;
import org.apache.kafka.common.message.VoteResponseData;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;

import java.util.function.Function;

/// What a message is about, short enough for a label on a picture.
public final class Digest {
    /// Partitions named before the rest is counted.
    private static final int NAMED_MAX = 2;

    private Digest() {}

    /// What a request is about: the partitions, the group, the term. Empty when there is nothing to
    /// say.
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

    /// The first error in a response, by Kafka's name, or `NONE`.
    public static String firstError(ApiMessage response) {
        return Errors.forCode(firstErrorCode(response)).name();
    }

    private static short firstErrorCode(ApiMessage response) {
        return switch (response) {
            case ProduceResponseData produce -> {
                for (var topic : produce.responses()) {
                    for (var partition : topic.partitionResponses()) {
                        if (partition.errorCode() != 0) {
                            yield partition.errorCode();
                        }
                    }
                }
                yield 0;
            }
            case FetchResponseData fetch -> {
                for (var topic : fetch.responses()) {
                    for (var partition : topic.partitions()) {
                        if (partition.errorCode() != 0) {
                            yield partition.errorCode();
                        }
                    }
                }
                yield fetch.errorCode();
            }
            case MetadataResponseData metadata -> {
                for (var topic : metadata.topics()) {
                    if (topic.errorCode() != 0) {
                        yield topic.errorCode();
                    }
                }
                yield 0;
            }
            case ListOffsetsResponseData list -> {
                for (var topic : list.topics()) {
                    for (var partition : topic.partitions()) {
                        if (partition.errorCode() != 0) {
                            yield partition.errorCode();
                        }
                    }
                }
                yield 0;
            }
            case FindCoordinatorResponseData find -> {
                for (var coordinator : find.coordinators()) {
                    if (coordinator.errorCode() != 0) {
                        yield coordinator.errorCode();
                    }
                }
                yield find.errorCode();
            }
            case OffsetCommitResponseData commit -> {
                for (var topic : commit.topics()) {
                    for (var partition : topic.partitions()) {
                        if (partition.errorCode() != 0) {
                            yield partition.errorCode();
                        }
                    }
                }
                yield 0;
            }
            case OffsetFetchResponseData fetch -> {
                for (var group : fetch.groups()) {
                    if (group.errorCode() != 0) {
                        yield group.errorCode();
                    }
                }
                yield fetch.errorCode();
            }
            case CreateTopicsResponseData create -> {
                for (var topic : create.topics()) {
                    if (topic.errorCode() != 0) {
                        yield topic.errorCode();
                    }
                }
                yield 0;
            }
            case DeleteTopicsResponseData delete -> {
                for (var topic : delete.responses()) {
                    if (topic.errorCode() != 0) {
                        yield topic.errorCode();
                    }
                }
                yield 0;
            }
            case CreatePartitionsResponseData create -> {
                for (var topic : create.results()) {
                    if (topic.errorCode() != 0) {
                        yield topic.errorCode();
                    }
                }
                yield 0;
            }
            case ElectLeadersResponseData elect -> {
                for (var topic : elect.replicaElectionResults()) {
                    for (var partition : topic.partitionResult()) {
                        if (partition.errorCode() != 0) {
                            yield partition.errorCode();
                        }
                    }
                }
                yield elect.errorCode();
            }
            case IncrementalAlterConfigsResponseData alter -> {
                for (var resource : alter.responses()) {
                    if (resource.errorCode() != 0) {
                        yield resource.errorCode();
                    }
                }
                yield 0;
            }
            case AlterConfigsResponseData alter -> {
                for (var resource : alter.responses()) {
                    if (resource.errorCode() != 0) {
                        yield resource.errorCode();
                    }
                }
                yield 0;
            }
            case AlterPartitionResponseData alter -> {
                for (var topic : alter.topics()) {
                    for (var partition : topic.partitions()) {
                        if (partition.errorCode() != 0) {
                            yield partition.errorCode();
                        }
                    }
                }
                yield alter.errorCode();
            }
            case AlterPartitionReassignmentsResponseData alter -> {
                for (var topic : alter.responses()) {
                    for (var partition : topic.partitions()) {
                        if (partition.errorCode() != 0) {
                            yield partition.errorCode();
                        }
                    }
                }
                yield alter.errorCode();
            }
            case VoteResponseData vote -> {
                for (var topic : vote.topics()) {
                    for (var partition : topic.partitions()) {
                        if (partition.errorCode() != 0) {
                            yield partition.errorCode();
                        }
                    }
                }
                yield vote.errorCode();
            }
            case JoinGroupResponseData join -> join.errorCode();
            case SyncGroupResponseData sync -> sync.errorCode();
            case HeartbeatResponseData heartbeat -> heartbeat.errorCode();
            case LeaveGroupResponseData leave -> leave.errorCode();
            case InitProducerIdResponseData init -> init.errorCode();
            case BrokerHeartbeatResponseData heartbeat -> heartbeat.errorCode();
            case BrokerRegistrationResponseData registration -> registration.errorCode();
            case AllocateProducerIdsResponseData allocate -> allocate.errorCode();
            case ListPartitionReassignmentsResponseData list -> list.errorCode();
            case UpdateFeaturesResponseData update -> update.errorCode();
            case UnregisterBrokerResponseData unregister -> unregister.errorCode();
            default -> 0;
        };
    }

    private static final class Names {
        private final StringBuilder text = new StringBuilder();
        private int count;

        void add(String topic, int partition) {
            if (count++ < NAMED_MAX && !topic.isEmpty()) {
                text.append(text.isEmpty() ? "" : ", ").append(topic).append('-').append(partition);
            }
        }

        String text() {
            return count > NAMED_MAX
                    ? text + " and " + (count - NAMED_MAX) + " more"
                    : text.toString();
        }
    }
}
