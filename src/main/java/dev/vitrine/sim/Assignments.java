package dev.vitrine.sim;

import org.apache.kafka.common.message.ConsumerProtocolAssignment;
import org.apache.kafka.common.message.ConsumerProtocolAssignment.TopicPartition;
import org.apache.kafka.common.message.ConsumerProtocolSubscription;
import org.apache.kafka.common.message.SyncGroupRequestData.SyncGroupRequestAssignment;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Message;
import org.apache.kafka.common.protocol.ObjectSerializationCache;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/// What members of a classic group tell one another, in the consumer protocol's bytes: a version,
/// then the message.
final class Assignments {
    private static final short VERSION = 1;

    private Assignments() {}

    static byte[] subscription(List<Place> places) {
        ConsumerProtocolSubscription subscription = new ConsumerProtocolSubscription();
        subscription.setTopics(places.stream().map(Place::topic).distinct().toList());
        return bytes(subscription);
    }

    /// Deals the partitions out in ranges, the first members getting one more.
    static List<SyncGroupRequestAssignment> range(List<String> members, List<Place> places) {
        List<String> sorted = new ArrayList<>(members);
        Collections.sort(sorted);
        List<SyncGroupRequestAssignment> dealt = new ArrayList<>();
        int each = places.size() / sorted.size();
        int more = places.size() % sorted.size();
        int next = 0;
        for (int i = 0; i < sorted.size(); i++) {
            ConsumerProtocolAssignment assignment = new ConsumerProtocolAssignment();
            int end = next + each + (i < more ? 1 : 0);
            for (Place place : places.subList(next, end)) {
                TopicPartition topic = assignment.assignedPartitions().find(place.topic());
                if (topic == null) {
                    topic = new TopicPartition().setTopic(place.topic());
                    assignment.assignedPartitions().add(topic);
                }
                topic.partitions().add(place.partition());
            }
            next = end;
            dealt.add(
                    new SyncGroupRequestAssignment()
                            .setMemberId(sorted.get(i))
                            .setAssignment(bytes(assignment)));
        }
        return dealt;
    }

    static SortedSet<Place> places(ByteBuffer bytes) {
        SortedSet<Place> places = new TreeSet<>();
        if (bytes.remaining() > 2) {
            short version = bytes.getShort();
            ConsumerProtocolAssignment assignment =
                    new ConsumerProtocolAssignment(new ByteBufferAccessor(bytes), version);
            assignment
                    .assignedPartitions()
                    .forEach(topic ->
                            topic.partitions()
                                    .forEach(p -> places.add(new Place(topic.topic(), p))));
        }
        return places;
    }

    private static byte[] bytes(Message message) {
        ObjectSerializationCache cache = new ObjectSerializationCache();
        ByteBufferAccessor writable =
                new ByteBufferAccessor(ByteBuffer.allocate(2 + message.size(cache, VERSION)));
        writable.writeShort(VERSION);
        message.write(writable, cache, VERSION);
        return writable.buffer().array();
    }
}
