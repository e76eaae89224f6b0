package dev.vitrine.sim;

import org.apache.kafka.common.message.AlterPartitionReassignmentsRequestData;
import org.apache.kafka.common.message.AlterPartitionReassignmentsRequestData.ReassignablePartition;
import org.apache.kafka.common.message.AlterPartitionReassignmentsRequestData.ReassignableTopic;
import org.apache.kafka.common.message.AlterPartitionReassignmentsResponseData;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopicConfig;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.DeleteRecordsRequestData;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.DeleteTopicsRequestData.DeleteTopicState;
import org.apache.kafka.common.message.DeleteTopicsResponseData;
import org.apache.kafka.common.message.ElectLeadersRequestData;
import org.apache.kafka.common.message.ElectLeadersResponseData;
import org.apache.kafka.common.message.ListPartitionReassignmentsRequestData;
import org.apache.kafka.common.message.ListPartitionReassignmentsResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/// Something an administrator wants of the cluster, asked again and again until it is so.
sealed interface AdminTask {
    /// What an answer means for the task.
    ///
    /// @param error what was answered
    /// @param done whether there is nothing left to ask for
    /// @param lawful whether the error is one that may come, and asking again may help
    record Verdict(Errors error, boolean done, boolean lawful) {
        static Verdict of(short code, Errors... settling) {
            Errors error = Errors.forCode(code);
            boolean done = error == Errors.NONE || List.of(settling).contains(error);
            return new Verdict(error, done, done || SimProducer.isRetriable(error));
        }

        /// Also lawful with this error, for now.
        Verdict orFor(Errors passing) {
            return new Verdict(error, done, lawful || error == passing);
        }
    }

    ApiKeys api();

    int versionMax();

    ApiMessage body();

    Verdict judge(ApiMessage answer);

    record CreateTopic(String topic, int partitions, short replicas, Map<String, String> configs)
            implements AdminTask {
        @Override
        public ApiKeys api() {
            return ApiKeys.CREATE_TOPICS;
        }

        @Override
        public int versionMax() {
            return 7;
        }

        @Override
        public ApiMessage body() {
            CreatableTopic wanted =
                    new CreatableTopic()
                            .setName(topic)
                            .setNumPartitions(partitions)
                            .setReplicationFactor(replicas);
            configs.forEach((name, value) ->
                    wanted.configs().add(new CreatableTopicConfig().setName(name).setValue(value)));
            CreateTopicsRequestData body = new CreateTopicsRequestData().setTimeoutMs(1_000);
            body.topics().add(wanted);
            return body;
        }

        /// Too few brokers may live for the replication factor, just now.
        @Override
        public Verdict judge(ApiMessage answer) {
            var topics = ((CreateTopicsResponseData) answer).topics();
            return Verdict.of(topics.iterator().next().errorCode(), Errors.TOPIC_ALREADY_EXISTS)
                    .orFor(Errors.INVALID_REPLICATION_FACTOR);
        }
    }

    record DeleteTopic(String topic) implements AdminTask {
        @Override
        public ApiKeys api() {
            return ApiKeys.DELETE_TOPICS;
        }

        @Override
        public int versionMax() {
            return 6;
        }

        @Override
        public ApiMessage body() {
            DeleteTopicsRequestData body = new DeleteTopicsRequestData().setTimeoutMs(1_000);
            body.topics().add(new DeleteTopicState().setName(topic));
            return body;
        }

        @Override
        public Verdict judge(ApiMessage answer) {
            var topics = ((DeleteTopicsResponseData) answer).responses();
            return Verdict.of(
                    topics.iterator().next().errorCode(), Errors.UNKNOWN_TOPIC_OR_PARTITION);
        }
    }

    /// Moves a partition to other brokers (KIP-455), or calls its move off.
    ///
    /// @param replicas where it is to be, null to stay where it was
    record Reassign(Place place, @Nullable List<Integer> replicas) implements AdminTask {
        @Override
        public ApiKeys api() {
            return ApiKeys.ALTER_PARTITION_REASSIGNMENTS;
        }

        @Override
        public int versionMax() {
            return 1;
        }

        @Override
        public ApiMessage body() {
            ReassignableTopic topic = new ReassignableTopic().setName(place.topic());
            topic.partitions()
                    .add(
                            new ReassignablePartition()
                                    .setPartitionIndex(place.partition())
                                    .setReplicas(replicas));
            AlterPartitionReassignmentsRequestData body =
                    new AlterPartitionReassignmentsRequestData().setTimeoutMs(1_000);
            body.topics().add(topic);
            return body;
        }

        /// A broker that has never started is no place to move to.
        @Override
        public Verdict judge(ApiMessage answer) {
            var response = (AlterPartitionReassignmentsResponseData) answer;
            if (response.errorCode() != Errors.NONE.code()) {
                return Verdict.of(response.errorCode());
            }
            return Verdict.of(
                    response.responses().getFirst().partitions().getFirst().errorCode(),
                    Errors.INVALID_REPLICA_ASSIGNMENT,
                    Errors.NO_REASSIGNMENT_IN_PROGRESS);
        }
    }

    /// Waits until no partition is on the move.
    record AwaitReassigned() implements AdminTask {
        @Override
        public ApiKeys api() {
            return ApiKeys.LIST_PARTITION_REASSIGNMENTS;
        }

        @Override
        public int versionMax() {
            return 0;
        }

        @Override
        public ApiMessage body() {
            return new ListPartitionReassignmentsRequestData().setTimeoutMs(1_000).setTopics(null);
        }

        @Override
        public Verdict judge(ApiMessage answer) {
            var response = (ListPartitionReassignmentsResponseData) answer;
            Errors error = Errors.forCode(response.errorCode());
            boolean none = error == Errors.NONE && response.topics().isEmpty();
            return new Verdict(error, none, error == Errors.NONE || SimProducer.isRetriable(error));
        }
    }

    /// Lets every partition's first replica lead where it can.
    record ElectPreferred() implements AdminTask {
        @Override
        public ApiKeys api() {
            return ApiKeys.ELECT_LEADERS;
        }

        @Override
        public int versionMax() {
            return 2;
        }

        @Override
        public ApiMessage body() {
            return new ElectLeadersRequestData()
                    .setElectionType((byte) 0)
                    .setTimeoutMs(1_000)
                    .setTopicPartitions(null);
        }

        @Override
        public Verdict judge(ApiMessage answer) {
            return Verdict.of(((ElectLeadersResponseData) answer).errorCode());
        }
    }

    /// Deletes the records of a partition up to where its leader's high watermark is. Asked of any
    /// broker, and so not always of the leader: then nothing is deleted, and it is done.
    record DeleteRecords(Place place) implements AdminTask {
        @Override
        public ApiKeys api() {
            return ApiKeys.DELETE_RECORDS;
        }

        @Override
        public int versionMax() {
            return 2;
        }

        @Override
        public ApiMessage body() {
            var topic = new DeleteRecordsRequestData.DeleteRecordsTopic().setName(place.topic());
            topic.partitions()
                    .add(
                            new DeleteRecordsRequestData.DeleteRecordsPartition()
                                    .setPartitionIndex(place.partition())
                                    .setOffset(-1));
            DeleteRecordsRequestData body = new DeleteRecordsRequestData().setTimeoutMs(1_000);
            body.topics().add(topic);
            return body;
        }

        @Override
        public Verdict judge(ApiMessage answer) {
            return new Verdict(Errors.NONE, true, true);
        }
    }
}
