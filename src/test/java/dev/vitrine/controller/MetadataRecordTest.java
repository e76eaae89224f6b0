package dev.vitrine.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

class MetadataRecordTest {
    private static final String ID = "AAAAAAAAAAEAAAAAAAAAAQ";

    static Stream<Arguments> records() {
        return Stream.of(
                Arguments.of(
                        new MetadataRecord.BrokerRegistered(
                                2, 7, "x", "127.0.0.1", 9092, "B", true, false),
                        "broker 2 registered at 127.0.0.1:9092 in rack B with broker epoch 7,"
                                + " still fenced"),
                Arguments.of(
                        new MetadataRecord.BrokerFenced(2, 7, "no heartbeat in time"),
                        "broker 2 is fenced: no heartbeat in time"),
                Arguments.of(
                        new MetadataRecord.BrokerUnfenced(2, 7), "broker 2 is alive and may lead"),
                Arguments.of(
                        new MetadataRecord.BrokerInControlledShutdown(2, 7),
                        "broker 2 wants to stop and hands over what it leads"),
                Arguments.of(
                        new MetadataRecord.BrokerUnregistered(2, 7),
                        "broker 2 is no longer part of the cluster"),
                Arguments.of(
                        new MetadataRecord.TopicCreated(
                                "orders", ID, new TreeMap<>(Map.of("min.insync.replicas", "2"))),
                        "topic orders is created with min.insync.replicas=2"),
                Arguments.of(
                        new MetadataRecord.TopicDeleted("orders", ID), "topic orders is deleted"),
                Arguments.of(
                        new MetadataRecord.PartitionCreated(
                                "orders", ID, 1, List.of(3, 1), List.of(3, 1), 3, 0, 0),
                        "partition orders-1 is created on brokers 3,1, led by broker 3, epoch 0,"
                                + " in sync 3,1"),
                Arguments.of(
                        new MetadataRecord.PartitionChanged(
                                "orders",
                                ID,
                                1,
                                List.of(3, 1),
                                List.of(),
                                List.of(),
                                List.of(1),
                                List.of(),
                                List.of(),
                                -1,
                                5,
                                6,
                                "broker 1 was fenced"),
                        "orders-1 has no leader, epoch 5, in sync 1: broker 1 was fenced"),
                Arguments.of(
                        new MetadataRecord.PartitionChanged(
                                "orders",
                                ID,
                                1,
                                List.of(3, 4, 1),
                                List.of(4),
                                List.of(1),
                                List.of(),
                                List.of(3),
                                List.of(1),
                                -1,
                                5,
                                6,
                                "broker 1 was fenced"),
                        "orders-1 has no leader, epoch 5, in sync nobody, eligible 3, adding 4,"
                                + " removing 1: broker 1 was fenced"),
                Arguments.of(
                        new MetadataRecord.ConfigSet(
                                ResourceType.TOPIC, "orders", "retention.ms", "1"),
                        "retention.ms of topic orders is set to 1"),
                Arguments.of(
                        new MetadataRecord.ConfigSet(
                                ResourceType.BROKER, "", "num.partitions", null),
                        "num.partitions of all brokers goes back to its default"),
                Arguments.of(
                        new MetadataRecord.ProducerIdsAllocated(1, 7, 2000),
                        "broker 1 may hand out producer ids up to 1999"));
    }

    @ParameterizedTest
    @MethodSource("records")
    void comesBackFromItsJsonAndSpeaksPlainly(MetadataRecord record, String words) {
        byte[] json = record.encode();

        assertThat(new String(json, StandardCharsets.UTF_8))
                .startsWith("{\"type\":\"" + record.type() + "\",");
        assertThat(MetadataRecord.decode(ByteBuffer.wrap(json))).isEqualTo(record);
        assertThat(record.words()).isEqualTo(words);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"PartitionPainted\"}",
                "{\"brokerId\":1}",
                "{\"type\":\"BrokerUnfenced\",\"brokerId\":1}",
                "{\"type\":\"BrokerUnfenced\",\"brokerId\":1,\"brokerEpoch\":1,\"colour\":2}",
                "{\"type\":\"BrokerUnfenced\",\"brokerId\":1,\"brokerEpoch\":1} more",
                "not json",
                ""
            })
    void refusesWhatItDoesNotKnow(String json) {
        ByteBuffer bytes = ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> MetadataRecord.decode(bytes))
                .isInstanceOf(BadMetadataRecord.class)
                .hasMessageContaining("metadata record");
    }

    @Test
    void readsRecordsOfBeforePartitionsCouldBeMoved() {
        String json =
                "{\"type\":\"PartitionChanged\",\"topic\":\"orders\",\"topicId\":\""
                        + ID
                        + "\",\"partition\":1,\"replicas\":[3,1],\"isr\":[3],\"leader\":3,"
                        + "\"leaderEpoch\":0,\"partitionEpoch\":1,\"why\":\"so\"}";

        MetadataRecord record =
                MetadataRecord.decode(ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8)));

        assertThat(record)
                .isEqualTo(
                        new MetadataRecord.PartitionChanged(
                                "orders",
                                ID,
                                1,
                                List.of(3, 1),
                                List.of(),
                                List.of(),
                                List.of(3),
                                List.of(),
                                List.of(),
                                3,
                                0,
                                1,
                                "so"));
        assertThat(new String(record.encode(), StandardCharsets.UTF_8)).isEqualTo(json);
    }
}
