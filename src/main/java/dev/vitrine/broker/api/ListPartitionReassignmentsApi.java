package dev.vitrine.broker.api;

import dev.vitrine.controller.Controller;
import dev.vitrine.controller.PartitionRegistration;
import dev.vitrine.controller.Reply;
import dev.vitrine.controller.Request;
import dev.vitrine.controller.Request.ListReassignments.Partition;

import org.apache.kafka.common.message.ListPartitionReassignmentsRequestData;
import org.apache.kafka.common.message.ListPartitionReassignmentsRequestData.ListPartitionReassignmentsTopics;
import org.apache.kafka.common.message.ListPartitionReassignmentsResponseData;
import org.apache.kafka.common.message.ListPartitionReassignmentsResponseData.OngoingPartitionReassignment;
import org.apache.kafka.common.message.ListPartitionReassignmentsResponseData.OngoingTopicReassignment;
import org.apache.kafka.common.protocol.ApiKeys;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// ListPartitionReassignments (KIP-455): the partitions whose replicas are being moved, of those
/// that are asked about or of all. What is not being moved, or not there, is not mentioned.
public final class ListPartitionReassignmentsApi implements Handler {
    public static final Facts FACTS = Facts.real(ApiKeys.LIST_PARTITION_REASSIGNMENTS, 0, 0);

    private final Controller controller;

    public ListPartitionReassignmentsApi(Controller controller) {
        this.controller = controller;
    }

    @Override
    public Facts facts() {
        return FACTS;
    }

    @Override
    public void handle(Call call) {
        ListPartitionReassignmentsRequestData request =
                call.body(ListPartitionReassignmentsRequestData.class);
        controller.submit(
                new Request.ListReassignments(partitions(request)),
                reply ->
                        call.reply(
                                switch (reply) {
                                    case Reply.Decided<List<PartitionRegistration>>(var moved) ->
                                            response(moved);
                                    case Reply.Refused<List<PartitionRegistration>>(
                                                    var error,
                                                    var message) ->
                                            new ListPartitionReassignmentsResponseData()
                                                    .setErrorCode(error.code())
                                                    .setErrorMessage(message);
                                }));
    }

    private static @Nullable List<Partition> partitions(
            ListPartitionReassignmentsRequestData request) {
        if (request.topics() == null) {
            return null;
        }
        List<Partition> partitions = new ArrayList<>();
        for (ListPartitionReassignmentsTopics topic : request.topics()) {
            for (int partition : topic.partitionIndexes()) {
                partitions.add(new Partition(topic.name(), partition));
            }
        }
        return partitions;
    }

    private static ListPartitionReassignmentsResponseData response(
            List<PartitionRegistration> moved) {
        Map<String, OngoingTopicReassignment> topics = new LinkedHashMap<>();
        for (PartitionRegistration partition : moved) {
            topics.computeIfAbsent(
                            partition.topic(), name -> new OngoingTopicReassignment().setName(name))
                    .partitions()
                    .add(
                            new OngoingPartitionReassignment()
                                    .setPartitionIndex(partition.partition())
                                    .setReplicas(partition.replicas())
                                    .setAddingReplicas(partition.addingReplicas())
                                    .setRemovingReplicas(partition.removingReplicas()));
        }
        return new ListPartitionReassignmentsResponseData()
                .setErrorMessage(null)
                .setTopics(new ArrayList<>(topics.values()));
    }
}
