package dev.vitrine.broker.api;

import dev.vitrine.env.Storage;
import dev.vitrine.replica.Replicas;

import org.apache.kafka.common.message.AlterReplicaLogDirsRequestData;
import org.apache.kafka.common.message.AlterReplicaLogDirsRequestData.AlterReplicaLogDir;
import org.apache.kafka.common.message.AlterReplicaLogDirsRequestData.AlterReplicaLogDirTopic;
import org.apache.kafka.common.message.AlterReplicaLogDirsResponseData;
import org.apache.kafka.common.message.AlterReplicaLogDirsResponseData.AlterReplicaLogDirPartitionResult;
import org.apache.kafka.common.message.AlterReplicaLogDirsResponseData.AlterReplicaLogDirTopicResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/// AlterReplicaLogDirs, as a broker with one log directory answers it.
///
/// - To where it is already: done, there is nothing to move. UNKNOWN_TOPIC_OR_PARTITION when there
///   is no such partition, REPLICA_NOT_AVAILABLE when this broker has none of its replicas.
/// - INVALID_TOPIC_EXCEPTION for a topic whose name leaves no room for Kafka's name of a folder
///   that is being moved to.
/// - Anywhere else: LOG_DIR_NOT_FOUND. A path is compared by its letters.
public final class AlterReplicaLogDirsApi implements Handler {
    /// The longest name of a folder, and what Kafka would append to it for the move: a dot, an id
    /// and `-future`.
    private static final int NAME_LENGTH_MAX = 255;

    private static final int SUFFIX_LENGTH = 40;

    private final Knowledge knowledge;
    private final Replicas replicas;
    private final Storage storage;

    public AlterReplicaLogDirsApi(Knowledge knowledge, Replicas replicas, Storage storage) {
        this.knowledge = knowledge;
        this.replicas = replicas;
        this.storage = storage;
    }

    @Override
    public Facts facts() {
        return Facts.real(ApiKeys.ALTER_REPLICA_LOG_DIRS, 1, 2);
    }

    @Override
    public void handle(Call call) {
        Map<String, TreeMap<Integer, Errors>> outcomes = new LinkedHashMap<>();
        for (AlterReplicaLogDir directory :
                call.body(AlterReplicaLogDirsRequestData.class).dirs()) {
            for (AlterReplicaLogDirTopic topic : directory.topics()) {
                for (int partition : topic.partitions()) {
                    outcomes.computeIfAbsent(topic.name(), name -> new TreeMap<>())
                            .put(partition, move(directory.path(), topic.name(), partition));
                }
            }
        }
        AlterReplicaLogDirsResponseData body = new AlterReplicaLogDirsResponseData();
        outcomes.forEach((name, partitions) -> {
            AlterReplicaLogDirTopicResult topic =
                    new AlterReplicaLogDirTopicResult().setTopicName(name);
            partitions.forEach((partition, error) ->
                    topic.partitions()
                            .add(
                                    new AlterReplicaLogDirPartitionResult()
                                            .setPartitionIndex(partition)
                                            .setErrorCode(error.code())));
            body.results().add(topic);
        });
        call.reply(body);
    }

    private Errors move(String path, String topic, int partition) {
        if ((topic + "-" + partition).length() + SUFFIX_LENGTH > NAME_LENGTH_MAX) {
            return Errors.INVALID_TOPIC_EXCEPTION;
        }
        if (!path.equals(storage.location())) {
            return Errors.LOG_DIR_NOT_FOUND;
        }
        if (replicas.find(topic, partition) != null) {
            return Errors.NONE;
        }
        return knowledge.image().partition(topic, partition).isPresent()
                ? Errors.REPLICA_NOT_AVAILABLE
                : Errors.UNKNOWN_TOPIC_OR_PARTITION;
    }
}
