package dev.vitrine.broker.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.config.Settings;
import dev.vitrine.log.LogConfig;
import dev.vitrine.replica.Read;

import org.apache.kafka.common.message.AlterReplicaLogDirsRequestData;
import org.apache.kafka.common.message.AlterReplicaLogDirsRequestData.AlterReplicaLogDir;
import org.apache.kafka.common.message.AlterReplicaLogDirsRequestData.AlterReplicaLogDirCollection;
import org.apache.kafka.common.message.AlterReplicaLogDirsRequestData.AlterReplicaLogDirTopic;
import org.apache.kafka.common.message.AlterReplicaLogDirsRequestData.AlterReplicaLogDirTopicCollection;
import org.apache.kafka.common.message.AlterReplicaLogDirsResponseData;
import org.apache.kafka.common.message.DeleteRecordsRequestData;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsPartition;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsTopic;
import org.apache.kafka.common.message.DeleteRecordsResponseData;
import org.apache.kafka.common.message.DeleteRecordsResponseData.DeleteRecordsPartitionResult;
import org.apache.kafka.common.message.DescribeLogDirsRequestData;
import org.apache.kafka.common.message.DescribeLogDirsResponseData;
import org.apache.kafka.common.message.DescribeLogDirsResponseData.DescribeLogDirsResult;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsPartitionResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// What clients ask of a broker's logs, answered as Apache Kafka 4.4.0 answered it.
final class StorageApisTest {
    private static final int LATEST_VERSION = 11;

    private final OneBroker broker = new OneBroker();

    StorageApisTest() {
        broker.serve(new DeleteRecordsApi(broker.knowledge, broker.replicas))
                .serve(new ListOffsetsApi(broker.knowledge, broker.replicas))
                .serve(new DescribeLogDirsApi(broker.replicas, broker.env.storage()))
                .serve(
                        new AlterReplicaLogDirsApi(
                                broker.knowledge, broker.replicas, broker.env.storage()));
    }

    // ---- DeleteRecords --------------------------------------------------------------------------

    private OneBroker.Asked<DeleteRecordsResponseData> delete(
            String topic, int timeoutMs, long... offsets) {
        List<DeleteRecordsPartition> partitions = new ArrayList<>();
        for (long offset : offsets) {
            partitions.add(new DeleteRecordsPartition().setPartitionIndex(0).setOffset(offset));
        }
        return broker.send(
                DeleteRecordsResponseData.class,
                ApiKeys.DELETE_RECORDS,
                2,
                new DeleteRecordsRequestData()
                        .setTimeoutMs(timeoutMs)
                        .setTopics(
                                List.of(
                                        new DeleteRecordsTopic()
                                                .setName(topic)
                                                .setPartitions(partitions))));
    }

    /// `error lowWatermark`
    private static String told(OneBroker.Asked<DeleteRecordsResponseData> asked) {
        DeleteRecordsPartitionResult result =
                asked.answer().topics().iterator().next().partitions().iterator().next();
        return Errors.forCode(result.errorCode()) + " " + result.lowWatermark();
    }

    private void follow(int follower, long endOffset, long startOffset) {
        broker.partition("orders")
                .read(
                        new Read.Ask(
                                follower,
                                -1,
                                endOffset,
                                startOffset,
                                -1,
                                -1,
                                0,
                                false,
                                true,
                                true));
    }

    private void append(String topic, int count) {
        for (int i = 0; i < count; i++) {
            broker.append(topic, 10);
        }
    }

    @Test
    void recordsAreDeletedUpToAnOffsetOrTheHighWatermark() {
        broker.topic("orders", 1);
        append("orders", 5);
        assertThat(told(delete("orders", 0, 3))).isEqualTo("NONE 3");
        assertThat(told(delete("orders", 0, 1))).isEqualTo("NONE 3");
        assertThat(told(delete("orders", 0, -1))).isEqualTo("NONE 5");
        assertThat(broker.partition("orders").log().logStartOffset()).isEqualTo(5);
    }

    @Test
    void ofAPartitionNamedTwiceTheLastOffsetCounts() {
        broker.topic("orders", 1);
        append("orders", 5);
        assertThat(told(delete("orders", 0, -7, 2))).isEqualTo("NONE 2");
    }

    @Test
    void whatCannotBeDeletedIsRefused() {
        broker.topic("orders", 1);
        broker.topic("elsewhere", 2, 1);
        broker.topic("__consumer_offsets", 1);
        broker.topic("compacted", 1);
        append("orders", 5);
        Settings settings = Settings.ofBroker(Map.of());
        broker.partition("compacted")
                .log()
                .configure(
                        LogConfig.ofTopic(
                                Settings.ofTopic(Map.of("cleanup.policy", "compact"), settings)));
        assertThat(told(delete("orders", 0, 6))).isEqualTo("OFFSET_OUT_OF_RANGE -1");
        assertThat(told(delete("orders", 0, -2))).isEqualTo("OFFSET_OUT_OF_RANGE -1");
        assertThat(told(delete("elsewhere", 0, 0))).isEqualTo("NOT_LEADER_OR_FOLLOWER -1");
        assertThat(told(delete("nothing", 0, 0))).isEqualTo("UNKNOWN_TOPIC_OR_PARTITION -1");
        assertThat(told(delete("__consumer_offsets", 0, 0)))
                .isEqualTo("INVALID_TOPIC_EXCEPTION -1");
        assertThat(told(delete("compacted", 0, 0))).isEqualTo("POLICY_VIOLATION -1");
    }

    @Test
    void theAnswerWaitsUntilEveryLivingReplicaStartsThere() {
        broker.topic("orders", 1, 2, 3);
        append("orders", 5);
        follow(2, 5, 0);
        follow(3, 5, 0);
        OneBroker.Asked<DeleteRecordsResponseData> asked = delete("orders", 10_000, 4);
        follow(2, 5, 4);
        assertThat(asked.isAnswered()).isFalse();
        follow(3, 5, 4);
        assertThat(told(asked)).isEqualTo("NONE 4");
    }

    @Test
    void theAnswerTimesOutThoughTheRecordsAreGone() {
        broker.topic("orders", 1, 2);
        append("orders", 5);
        follow(2, 5, 0);
        OneBroker.Asked<DeleteRecordsResponseData> asked = delete("orders", 1_000, 4);
        broker.pass(999);
        assertThat(asked.isAnswered()).isFalse();
        broker.pass(1);
        assertThat(told(asked)).isEqualTo("REQUEST_TIMED_OUT 0");
        assertThat(broker.partition("orders").log().logStartOffset()).isEqualTo(4);
    }

    @Test
    void whoWaitsIsToldWhenTheLeaderIsDeposed() {
        broker.topic("orders", 1, 2);
        append("orders", 5);
        follow(2, 5, 0);
        OneBroker.Asked<DeleteRecordsResponseData> asked = delete("orders", 1_000, 4);
        broker.elect("orders", 2, 1);
        assertThat(told(asked)).isEqualTo("NOT_LEADER_OR_FOLLOWER -1");
    }

    // ---- ListOffsets ----------------------------------------------------------------------------

    private ListOffsetsResponseData list(int version, byte isolation, ListOffsetsTopic... topics) {
        return broker.send(
                        ListOffsetsResponseData.class,
                        ApiKeys.LIST_OFFSETS,
                        version,
                        new ListOffsetsRequestData()
                                .setReplicaId(-1)
                                .setIsolationLevel(isolation)
                                .setTopics(List.of(topics)))
                .answer();
    }

    private static ListOffsetsTopic of(String topic, int leaderEpoch, long... timestamps) {
        return new ListOffsetsTopic()
                .setName(topic)
                .setPartitions(
                        Arrays.stream(timestamps)
                                .mapToObj(timestamp ->
                                        new ListOffsetsPartition()
                                                .setPartitionIndex(0)
                                                .setCurrentLeaderEpoch(leaderEpoch)
                                                .setTimestamp(timestamp))
                                .toList());
    }

    /// `error timestamp offset@epoch`
    private static String told(ListOffsetsResponseData answer) {
        assertThat(answer.topics()).hasSize(1);
        assertThat(answer.topics().getFirst().partitions()).hasSize(1);
        ListOffsetsPartitionResponse found = answer.topics().getFirst().partitions().getFirst();
        return Errors.forCode(found.errorCode())
                + " "
                + found.timestamp()
                + " "
                + found.offset()
                + "@"
                + found.leaderEpoch();
    }

    @ParameterizedTest(name = "{0} v{1}")
    @CsvSource({
        "-1, 11, NONE -1 5@0",
        "-2, 11, NONE -1 3@0",
        "-3, 11, NONE 1000 0@0",
        "-4, 11, NONE -1 3@0",
        "-5, 11, NONE -1 -1@-1",
        "-6, 11, NONE -1 -1@-1",
        "-7, 11, UNSUPPORTED_VERSION -1 -1@-1",
        "-6, 10, UNSUPPORTED_VERSION -1 -1@-1",
        "-5, 9, NONE -1 -1@-1",
        "-5, 8, UNSUPPORTED_VERSION -1 -1@-1",
        "-4, 8, NONE -1 3@0",
        "-4, 7, UNSUPPORTED_VERSION -1 -1@-1",
        "-3, 7, NONE 1000 0@0",
        "-3, 6, UNSUPPORTED_VERSION -1 -1@-1",
        "-1, 1, NONE -1 5@-1",
        "-2, 1, NONE -1 3@-1",
        "0, 11, NONE 1000 3@0",
        "1001, 11, NONE -1 -1@-1"
    })
    void everyModeIsAnsweredInTheVersionsThatKnowIt(long timestamp, int version, String answer) {
        broker.topic("orders", 1);
        append("orders", 5);
        delete("orders", 0, 3);
        assertThat(told(list(version, (byte) 0, of("orders", -1, timestamp)))).isEqualTo(answer);
    }

    @Test
    void anEmptyLogHasAnEarliestAndALatestAndNoTimes() {
        broker.topic("orders", 1);
        assertThat(told(list(LATEST_VERSION, (byte) 1, of("orders", -1, -2))))
                .isEqualTo("NONE -1 0@0");
        assertThat(told(list(LATEST_VERSION, (byte) 1, of("orders", -1, -1))))
                .isEqualTo("NONE -1 0@0");
        assertThat(told(list(LATEST_VERSION, (byte) 1, of("orders", -1, -3))))
                .isEqualTo("NONE -1 -1@-1");
    }

    @Test
    void aFollowerAnswersOnlyWhoAsksForAnyReplica() {
        broker.topic("elsewhere", 2, 1);
        ListOffsetsRequestData request =
                new ListOffsetsRequestData()
                        .setReplicaId(-2)
                        .setTopics(List.of(of("elsewhere", -1, -1)));
        assertThat(
                        told(
                                broker.send(
                                                ListOffsetsResponseData.class,
                                                ApiKeys.LIST_OFFSETS,
                                                LATEST_VERSION,
                                                request)
                                        .answer()))
                .isEqualTo("NONE -1 0@0");
    }

    @Test
    void badQuestionsGetKafkasErrorsInItsOrder() {
        broker.topic("orders", 1);
        broker.topic("elsewhere", 2, 1);
        assertThat(told(list(LATEST_VERSION, (byte) 0, of("orders", 5, -1))))
                .startsWith("UNKNOWN_LEADER_EPOCH");
        assertThat(told(list(LATEST_VERSION, (byte) 0, of("orders", -2, -1))))
                .startsWith("FENCED_LEADER_EPOCH");
        assertThat(told(list(LATEST_VERSION, (byte) 0, of("nothing", 5, -9))))
                .startsWith("UNSUPPORTED_VERSION");
        assertThat(told(list(LATEST_VERSION, (byte) 0, of("nothing", -1, -1, -1))))
                .startsWith("INVALID_REQUEST");
        assertThat(told(list(LATEST_VERSION, (byte) 0, of("nothing", -1, -1))))
                .startsWith("UNKNOWN_TOPIC_OR_PARTITION");
        assertThat(told(list(LATEST_VERSION, (byte) 0, of("elsewhere", -1, -1))))
                .startsWith("NOT_LEADER_OR_FOLLOWER");
        assertThat(told(list(LATEST_VERSION, (byte) 7, of("orders", -1, -1))))
                .startsWith("UNKNOWN_SERVER_ERROR");
    }

    // ---- log directories ------------------------------------------------------------------------

    private DescribeLogDirsResult describe(String topic) {
        DescribeLogDirsRequestData request = new DescribeLogDirsRequestData().setTopics(null);
        if (topic != null) {
            request.setTopics(new DescribeLogDirsRequestData.DescribableLogDirTopicCollection());
            request.topics()
                    .add(
                            new DescribeLogDirsRequestData.DescribableLogDirTopic()
                                    .setTopic(topic)
                                    .setPartitions(List.of(0, 0, 7)));
        }
        return broker.send(DescribeLogDirsResponseData.class, ApiKeys.DESCRIBE_LOG_DIRS, 5, request)
                .answer()
                .results()
                .getFirst();
    }

    @Test
    void theOneDirectoryTellsWhatLiesInIt() {
        broker.topic("orders", 1);
        broker.topic("payments", 2, 1);
        append("orders", 2);
        DescribeLogDirsResult all = describe(null);
        assertThat(all.logDir()).isEqualTo(broker.env.storage().location());
        assertThat(all.totalBytes()).isEqualTo(broker.env.storage().space().totalBytes());
        assertThat(all.isCordoned()).isFalse();
        assertThat(all.topics()).hasSize(2);
        DescribeLogDirsResult one = describe("orders");
        assertThat(one.topics()).hasSize(1);
        assertThat(one.topics().getFirst().partitions()).hasSize(1);
        assertThat(one.topics().getFirst().partitions().getFirst().partitionSize())
                .isEqualTo(broker.partition("orders").log().sizeBytes());
        assertThat(describe("nothing").topics()).isEmpty();
    }

    private Errors move(String path, String topic) {
        AlterReplicaLogDirTopicCollection topics = new AlterReplicaLogDirTopicCollection();
        topics.add(new AlterReplicaLogDirTopic().setName(topic).setPartitions(List.of(0)));
        AlterReplicaLogDirCollection directories = new AlterReplicaLogDirCollection();
        directories.add(new AlterReplicaLogDir().setPath(path).setTopics(topics));
        return Errors.forCode(
                broker.send(
                                AlterReplicaLogDirsResponseData.class,
                                ApiKeys.ALTER_REPLICA_LOG_DIRS,
                                2,
                                new AlterReplicaLogDirsRequestData().setDirs(directories))
                        .answer()
                        .results()
                        .getFirst()
                        .partitions()
                        .getFirst()
                        .errorCode());
    }

    @Test
    void thereIsNowhereElseToMoveTo() {
        String here = broker.env.storage().location();
        broker.topic("orders", 1);
        broker.topic("elsewhere", 2, 3);
        assertThat(move(here, "orders")).isEqualTo(Errors.NONE);
        assertThat(move(here + "/", "orders")).isEqualTo(Errors.LOG_DIR_NOT_FOUND);
        assertThat(move("", "nothing")).isEqualTo(Errors.LOG_DIR_NOT_FOUND);
        assertThat(move("", "x".repeat(213))).isEqualTo(Errors.LOG_DIR_NOT_FOUND);
        assertThat(move("", "x".repeat(214))).isEqualTo(Errors.INVALID_TOPIC_EXCEPTION);
        assertThat(move(here, "nothing")).isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION);
        assertThat(move(here, "elsewhere")).isEqualTo(Errors.REPLICA_NOT_AVAILABLE);
    }
}
