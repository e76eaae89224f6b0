package dev.vitrine.sim;

import dev.vitrine.env.Node;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Reads partitions from their leaders, one fetch in flight to each, and tells the ledger what it
/// read.
final class FetchLoop {
    static final long BACKOFF_MS = 30;

    /// The timestamp by which ListOffsets asks for the beginning of a log.
    private static final long EARLIEST = -2;

    /// @param maxBytes of a partition, and thrice that in all
    record Habits(int maxWaitMs, int minBytes, int maxBytes, int fetchVersionMax) {}

    private final SimClient client;
    private final Habits habits;

    /// The next offset to read of each partition that is read.
    private final Map<Place, Long> positions = new TreeMap<>();

    /// Leaders that owe an answer.
    private final Map<Integer, Boolean> asked = new TreeMap<>();

    private final Map<Place, Long> notBeforeMs = new TreeMap<>();

    /// Grows with each new assignment; answers to older ones do not count.
    private int assignment;

    FetchLoop(SimClient client, Habits habits) {
        this.client = client;
        this.habits = habits;
    }

    void assign(Map<Place, Long> newPositions) {
        assignment++;
        positions.clear();
        positions.putAll(newPositions);
        notBeforeMs.clear();
    }

    Map<Place, Long> positions() {
        return positions;
    }

    long act(long nowMs) {
        long next = Node.NEVER;
        Map<Integer, List<Place>> byLeader = new TreeMap<>();
        for (Place place : positions.keySet()) {
            long notBefore = notBeforeMs.getOrDefault(place, 0L);
            if (nowMs < notBefore) {
                next = Math.min(next, notBefore);
                continue;
            }
            SimClient.Leader leader = client.leader(place);
            if (leader == null || leader.node() < 0) {
                client.refreshMetadata();
                notBeforeMs.put(place, nowMs + BACKOFF_MS);
                next = Math.min(next, nowMs + BACKOFF_MS);
            } else if (!asked.containsKey(leader.node())) {
                byLeader.computeIfAbsent(leader.node(), n -> new ArrayList<>()).add(place);
            }
        }
        byLeader.forEach(this::fetch);
        return next;
    }

    private void fetch(int leader, List<Place> places) {
        asked.put(leader, true);
        int of = assignment;
        client.request(
                leader,
                SimClient.DATA,
                ApiKeys.FETCH,
                habits.fetchVersionMax,
                version -> body(places, version),
                answer -> {
                    asked.remove(leader);
                    if (of == assignment) {
                        got(places, answer);
                    }
                },
                () -> {
                    asked.remove(leader);
                    if (of == assignment) {
                        places.forEach(this::backOff);
                    }
                });
    }

    private ApiMessage body(List<Place> places, int version) {
        FetchRequestData body =
                new FetchRequestData()
                        .setMaxWaitMs(habits.maxWaitMs)
                        .setMinBytes(Math.min(habits.minBytes, habits.maxBytes))
                        .setMaxBytes(habits.maxBytes * 3);
        for (Place place : places) {
            SimClient.Leader leader = client.leader(place);
            FetchTopic topic = new FetchTopic();
            if (version >= 13) {
                topic.setTopicId(client.topicId(place.topic()));
            } else {
                topic.setTopic(place.topic());
            }
            topic.partitions()
                    .add(
                            new FetchPartition()
                                    .setPartition(place.partition())
                                    .setCurrentLeaderEpoch(leader == null ? -1 : leader.epoch())
                                    .setFetchOffset(positions.getOrDefault(place, 0L))
                                    .setPartitionMaxBytes(habits.maxBytes));
            body.topics().add(topic);
        }
        return body;
    }

    private void got(List<Place> places, ApiMessage answer) {
        FetchResponseData response = (FetchResponseData) answer;
        if (response.errorCode() != Errors.NONE.code()) {
            lawful("fetch", Errors.forCode(response.errorCode()));
            places.forEach(this::backOff);
            return;
        }
        if (habits.minBytes == 0) {
            // Answered at once even with nothing: without a pause it would ask all day long.
            long resumeMs = client.env.clock().nowMs() + BACKOFF_MS;
            places.forEach(place -> notBeforeMs.put(place, resumeMs));
        }
        response.responses()
                .forEach(topic -> {
                    Uuid id = topic.topicId();
                    String name = client.topicName(topic.topic(), id);
                    topic.partitions()
                            .forEach(data -> got(new Place(name, data.partitionIndex()), data));
                });
    }

    private void got(Place place, PartitionData data) {
        Long position = positions.get(place);
        if (position == null) {
            client.ledger.broken("an answer answers its request", client.name + " got " + place);
            return;
        }
        Errors error = Errors.forCode(data.errorCode());
        if (error == Errors.OFFSET_OUT_OF_RANGE) {
            findBeginning(place);
        }
        if (error != Errors.NONE) {
            lawful("fetch of " + place + " at " + position, error);
            backOff(place);
            return;
        }
        if (data.records() instanceof MemoryRecords records) {
            long next = position;
            for (RecordBatch batch : records.batches()) {
                batch.ensureValid();
                for (Record record : batch) {
                    if (record.offset() >= position && !batch.isControlBatch()) {
                        long id = RecordIds.id(record);
                        client.ledger.read(client.name, place, next, record.offset(), id);
                    }
                    next = Math.max(next, record.offset() + 1);
                }
                next = Math.max(next, batch.nextOffset());
            }
            positions.put(place, next);
        }
    }

    /// Goes on at the beginning of the log if that is further on: what is missing was deleted.
    private void findBeginning(Place place) {
        SimClient.Leader leader = client.leader(place);
        if (leader == null || leader.node() < 0) {
            return;
        }
        int of = assignment;
        ListOffsetsTopic topic = new ListOffsetsTopic().setName(place.topic());
        topic.partitions()
                .add(
                        new ListOffsetsPartition()
                                .setPartitionIndex(place.partition())
                                .setCurrentLeaderEpoch(leader.epoch())
                                .setTimestamp(EARLIEST));
        ListOffsetsRequestData body = new ListOffsetsRequestData().setReplicaId(-1);
        body.topics().add(topic);
        client.request(
                leader.node(),
                SimClient.DATA,
                ApiKeys.LIST_OFFSETS,
                7,
                version -> body,
                answer -> {
                    var found =
                            ((ListOffsetsResponseData) answer)
                                    .topics()
                                    .getFirst()
                                    .partitions()
                                    .getFirst();
                    if (of == assignment && found.errorCode() == Errors.NONE.code()) {
                        positions.merge(place, found.offset(), Math::max);
                    }
                },
                () -> {});
    }

    private void lawful(String what, Errors error) {
        // A leader that was deposed may not have what its successor committed.
        if (error != Errors.OFFSET_OUT_OF_RANGE && !SimProducer.isRetriable(error)) {
            client.ledger.broken("errors are lawful", client.name + " " + what + ": " + error);
        }
        client.ledger.retried(error);
    }

    private void backOff(Place place) {
        notBeforeMs.put(place, client.env.clock().nowMs() + BACKOFF_MS);
        client.refreshMetadata();
    }
}
