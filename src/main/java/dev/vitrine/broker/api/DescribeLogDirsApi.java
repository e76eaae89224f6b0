package dev.vitrine.broker.api;

import dev.vitrine.env.Storage;
import dev.vitrine.replica.Partition;
import dev.vitrine.replica.Replicas;

import org.apache.kafka.common.message.DescribeLogDirsRequestData;
import org.apache.kafka.common.message.DescribeLogDirsRequestData.DescribableLogDirTopic;
import org.apache.kafka.common.message.DescribeLogDirsResponseData;
import org.apache.kafka.common.message.DescribeLogDirsResponseData.DescribeLogDirsPartition;
import org.apache.kafka.common.message.DescribeLogDirsResponseData.DescribeLogDirsResult;
import org.apache.kafka.common.message.DescribeLogDirsResponseData.DescribeLogDirsTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

import java.util.TreeMap;
import java.util.TreeSet;

/// DescribeLogDirs: what lies in this broker's one log directory.
///
/// - Null topics stand for all. What is not here is left out.
/// - The size is that of the segments' batches, indexes not counted. A replica's lag is how far its
///   log's end is behind the high watermark.
/// - Nothing is ever moved between directories, so no replica is a future one, and no directory is
///   cordoned.
public final class DescribeLogDirsApi implements Handler {
    private final Replicas replicas;
    private final Storage storage;

    public DescribeLogDirsApi(Replicas replicas, Storage storage) {
        this.replicas = replicas;
        this.storage = storage;
    }

    @Override
    public Facts facts() {
        return Facts.real(ApiKeys.DESCRIBE_LOG_DIRS, 1, 5);
    }

    @Override
    public void handle(Call call) {
        Storage.Space space = storage.space();
        DescribeLogDirsResult directory =
                new DescribeLogDirsResult()
                        .setLogDir(storage.location())
                        .setTotalBytes(space.totalBytes())
                        .setUsableBytes(space.usableBytes());
        @Nullable TreeMap<String, TreeSet<Integer>> asked =
                asked(call.body(DescribeLogDirsRequestData.class));
        for (TreeMap<Integer, Partition> partitions : replicas.byTopic()) {
            String name = partitions.firstEntry().getValue().assignment().topic();
            DescribeLogDirsTopic topic = new DescribeLogDirsTopic().setName(name);
            partitions.forEach((index, partition) -> {
                if (asked == null || asked.getOrDefault(name, new TreeSet<>()).contains(index)) {
                    topic.partitions().add(describe(index, partition));
                }
            });
            if (!topic.partitions().isEmpty()) {
                directory.topics().add(topic);
            }
        }
        DescribeLogDirsResponseData body = new DescribeLogDirsResponseData();
        body.setErrorCode(Errors.NONE.code()).results().add(directory);
        call.reply(body);
    }

    private static @Nullable TreeMap<String, TreeSet<Integer>> asked(
            DescribeLogDirsRequestData request) {
        if (request.topics() == null) {
            return null;
        }
        TreeMap<String, TreeSet<Integer>> asked = new TreeMap<>();
        for (DescribableLogDirTopic topic : request.topics()) {
            asked.computeIfAbsent(topic.topic(), name -> new TreeSet<>())
                    .addAll(topic.partitions());
        }
        return asked;
    }

    private static DescribeLogDirsPartition describe(int index, Partition partition) {
        return new DescribeLogDirsPartition()
                .setPartitionIndex(index)
                .setPartitionSize(partition.log().sizeBytes())
                .setOffsetLag(
                        Math.max(0, partition.highWatermark() - partition.log().logEndOffset()))
                .setIsFutureKey(false);
    }
}
