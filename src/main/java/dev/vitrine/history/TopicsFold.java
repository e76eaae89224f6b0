package dev.vitrine.history;

import dev.vitrine.event.Event;
import dev.vitrine.history.Snapshot.PartitionView;
import dev.vitrine.history.Snapshot.Range;
import dev.vitrine.history.Snapshot.Tone;
import dev.vitrine.history.Snapshot.TopicView;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/// Topics, partitions and their logs.
///
/// Every node tells every change of metadata as it applies it. A topic's id and a partition's epoch
/// say which telling is the newest; the others are passed over.
final class TopicsFold implements State {
    /// Ids of deleted topics kept, so that a late node's telling does not bring one back.
    private static final int DELETED_MAX = 1_000;

    /// How the resource of a topic's configuration begins.
    private static final String TOPIC_RESOURCE = "topic ";

    private final Story story;
    private final NodesFold nodes;
    private final Map<String, Topic> topics = new TreeMap<>();
    private final Deque<String> deletedIds = new ArrayDeque<>();
    private final Rate appendRate = new Rate();
    private long recordsAppended;
    private long recordsLost;
    private long leaderChanges;
    private int nextOrdinal;
    private List<TopicView> view = List.of();
    private boolean changed;

    TopicsFold(Story story, NodesFold nodes) {
        this.story = story;
        this.nodes = nodes;
    }

    void topicCreated(Event.TopicCreated event) {
        if (deletedIds.contains(event.topicId())) {
            return;
        }
        Topic topic = topics.get(event.topic());
        if (topic == null || !topic.topicId.equals(event.topicId())) {
            topic = new Topic(event.topic(), event.topicId(), ordinal(event.topic()));
            topic.configs.putAll(event.configs());
            topics.put(event.topic(), topic);
            if (!topic.isInternal()) {
                story.tell(
                        event.atMs(),
                        Tone.GOOD,
                        new Subject.OfTopic(event.topic()),
                        "topic " + event.topic() + " is created");
            }
        }
        topic.idAtNode.put(event.node(), event.topicId());
        touch(topic);
    }

    private int ordinal(String topic) {
        return isInternal(topic) ? -1 : nextOrdinal++;
    }

    /// A topic that Kafka made for itself.
    static boolean isInternal(String topic) {
        return topic.startsWith("__");
    }

    void topicDeleted(Event.TopicDeleted event) {
        Topic topic = topics.get(event.topic());
        if (topic == null || !topic.topicId.equals(event.topicId())) {
            return;
        }
        topics.remove(event.topic());
        deletedIds.addLast(event.topicId());
        if (deletedIds.size() > DELETED_MAX) {
            deletedIds.removeFirst();
        }
        changed = true;
        story.tell(
                event.atMs(),
                Tone.WARNING,
                new Subject.OfTopic(event.topic()),
                "topic " + event.topic() + " is deleted");
    }

    void configChanged(Event.ConfigChanged event) {
        if (!nodes.isUpToDate(event.node())) {
            return;
        }
        Topic topic =
                event.resource().startsWith(TOPIC_RESOURCE)
                        ? topics.get(event.resource().substring(TOPIC_RESOURCE.length()))
                        : null;
        if (topic == null) {
            return;
        }
        String value = event.value();
        @Nullable String before =
                value == null
                        ? topic.configs.remove(event.key())
                        : topic.configs.put(event.key(), value);
        if (value == null ? before == null : value.equals(before)) {
            return;
        }
        touch(topic);
        story.tell(
                event.atMs(),
                Tone.PLAIN,
                new Subject.OfTopic(topic.name),
                topic.name
                        + ": "
                        + event.key()
                        + (value == null ? " is back to its default" : " = " + value));
    }

    void partitionChanged(Event.PartitionChanged event) {
        Topic topic = topics.get(event.topic());
        if (topic == null) {
            return;
        }
        String idThere = topic.idAtNode.get(event.node());
        if (idThere != null && !idThere.equals(topic.topicId)) {
            return;
        }
        PartitionFold partition = topic.partition(event.partition());
        if (!partition.isNews(event)) {
            return;
        }
        if (partition.isLedByAnother(event)) {
            leaderChanges++;
        }
        partition.changed(event, story);
        touch(topic, partition);
    }

    void replicaOpened(Event.ReplicaOpened event) {
        change(event.topic(), event.partition(), event.node(), replica -> replica.opened(event));
    }

    void roleTaken(Event.ReplicaRoleTaken event) {
        change(event.topic(), event.partition(), event.node(), replica -> replica.roleTaken(event));
    }

    void appended(Event.RecordsAppended event) {
        change(event.topic(), event.partition(), event.node(), replica -> replica.appended(event));
        Topic topic = topics.get(event.topic());
        if (topic != null && topic.partition(event.partition()).leader() == event.node()) {
            PartitionFold partition = topic.partition(event.partition());
            int count =
                    (int) Math.min(Integer.MAX_VALUE, event.lastOffset() - event.baseOffset() + 1);
            recordsAppended += count;
            appendRate.add(event.atMs(), count);
            partition.appended(event.atMs(), count);
        }
    }

    void highWatermarkMoved(Event.HighWatermarkMoved event) {
        change(
                event.topic(),
                event.partition(),
                event.node(),
                replica -> replica.highWatermarkMoved(event.highWatermark()));
    }

    void logStartMoved(Event.LogStartMoved event) {
        change(
                event.topic(),
                event.partition(),
                event.node(),
                replica -> replica.logStartMoved(event.logStartOffset()));
    }

    void truncated(Event.LogTruncated event) {
        Topic topic = topics.get(event.topic());
        if (topic == null) {
            return;
        }
        PartitionFold partition = topic.partition(event.partition());
        partition.truncated(event);
        touch(topic, partition);
        long count = event.oldEndOffset() - event.toOffset();
        if (count > 0 && !topic.isInternal()) {
            story.tell(
                    event.atMs(),
                    Tone.WARNING,
                    new Subject.OfReplica(event.topic(), event.partition(), event.node()),
                    nodes.words(event.node())
                            + " cuts "
                            + partition.id()
                            + " back to "
                            + event.toOffset()
                            + ": "
                            + count(count)
                            + " gone");
        }
    }

    void segmentDeleted(Event.SegmentDeleted event) {
        tellOfReplica(
                event.topic(),
                event.partition(),
                event.node(),
                event.atMs(),
                " deletes offsets " + event.baseOffset() + " to " + event.lastOffset() + " of ",
                ": " + event.why());
    }

    void compacted(Event.LogCompacted event) {
        change(
                event.topic(),
                event.partition(),
                event.node(),
                replica -> replica.compacted(event.toOffset()));
        tellOfReplica(
                event.topic(),
                event.partition(),
                event.node(),
                event.atMs(),
                " compacts ",
                " up to offset "
                        + event.toOffset()
                        + ": of "
                        + event.bytesBefore()
                        + " bytes "
                        + event.bytesAfter()
                        + " stay");
    }

    private void tellOfReplica(
            String name, int index, int node, long atMs, String does, String detail) {
        Topic topic = topics.get(name);
        if (topic != null && !topic.isInternal()) {
            story.tell(
                    atMs,
                    Tone.PLAIN,
                    new Subject.OfReplica(name, index, node),
                    nodes.words(node) + does + topic.partition(index).id() + detail);
        }
    }

    void replicaDeleted(Event.ReplicaDeleted event) {
        Topic topic = topics.get(event.topic());
        if (topic == null) {
            return;
        }
        PartitionFold partition = topic.partition(event.partition());
        partition.replicaDeleted(event.node());
        touch(topic, partition);
    }

    void recordsLost(Event.RecordsLost event) {
        Topic topic = topics.get(event.topic());
        if (topic == null) {
            return;
        }
        PartitionFold partition = topic.partition(event.partition());
        Range range = new Range(event.baseOffset(), event.lastOffset() + 1);
        partition.recordsLost(range);
        recordsLost += range.size();
        touch(topic, partition);
        story.tell(
                event.atMs(),
                Tone.BAD,
                new Subject.OfPartition(event.topic(), event.partition()),
                partition.id()
                        + ": "
                        + count(range.size())
                        + " of "
                        + event.client()
                        + " acknowledged and LOST, from "
                        + event.baseOffset());
    }

    private static String count(long records) {
        return records + (records == 1 ? " record" : " records");
    }

    private void change(String topicName, int number, int node, Consumer<ReplicaFold> change) {
        Topic topic = topics.get(topicName);
        if (topic == null) {
            return;
        }
        PartitionFold partition = topic.partition(number);
        change.accept(partition.replica(node));
        touch(topic, partition);
    }

    boolean leads(int node, String name, int number) {
        Topic topic = topics.get(name);
        PartitionFold partition = topic == null ? null : topic.partitions.get(number);
        return partition != null && partition.leader() == node;
    }

    /// The topic that goes by that name now, another one after it was deleted and made anew.
    String identity(String name) {
        Topic topic = topics.get(name);
        return topic == null ? name : name + "#" + topic.topicId;
    }

    boolean knows(TopicPartition id) {
        Topic topic = topics.get(id.topic());
        return topic != null && topic.partitions.containsKey(id.partition());
    }

    @Nullable PartitionView partition(TopicPartition id) {
        Topic topic = topics.get(id.topic());
        PartitionFold partition = topic == null ? null : topic.partitions.get(id.partition());
        return partition == null ? null : partition.view();
    }

    /// Who leads a partition, below zero for nobody; null when there is no such partition.
    @Nullable Integer leader(TopicPartition id) {
        Topic topic = topics.get(id.topic());
        PartitionFold partition = topic == null ? null : topic.partitions.get(id.partition());
        return partition == null ? null : partition.leader();
    }

    long recordsAppended() {
        return recordsAppended;
    }

    int recordsPerSecond(long nowMs) {
        return appendRate.perSecond(nowMs);
    }

    long recordsLost() {
        return recordsLost;
    }

    long leaderChanges() {
        return leaderChanges;
    }

    List<TopicView> view() {
        if (changed) {
            view = topics.values().stream().map(Topic::view).toList();
            changed = false;
        }
        return view;
    }

    private void touch(Topic topic) {
        topic.view = null;
        changed = true;
    }

    private void touch(Topic topic, PartitionFold partition) {
        partition.touch();
        touch(topic);
    }

    private static final class Topic implements State {
        final String name;
        final String topicId;
        final int ordinal;
        final Map<String, String> configs = new TreeMap<>();

        /// Which topic of this name each node has applied.
        final Map<Integer, String> idAtNode = new TreeMap<>();

        final Map<Integer, PartitionFold> partitions = new TreeMap<>();
        @Nullable TopicView view;

        Topic(String name, String topicId, int ordinal) {
            this.name = name;
            this.topicId = topicId;
            this.ordinal = ordinal;
        }

        boolean isInternal() {
            return TopicsFold.isInternal(name);
        }

        PartitionFold partition(int number) {
            return partitions.computeIfAbsent(
                    number, absent -> new PartitionFold(new TopicPartition(name, absent)));
        }

        TopicView view() {
            TopicView made = view;
            if (made == null) {
                made =
                        new TopicView(
                                name,
                                topicId,
                                ordinal,
                                isInternal(),
                                Map.copyOf(configs),
                                partitions.values().stream().map(PartitionFold::view).toList());
                view = made;
            }
            return made;
        }
    }
}
