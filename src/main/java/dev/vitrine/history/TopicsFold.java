package dev.vitrine.history;

import dev.vitrine.event.Event;
import dev.vitrine.history.Snapshot.PartitionView;
import dev.vitrine.history.Snapshot.Range;
import dev.vitrine.history.Snapshot.ReplicaView;
import dev.vitrine.history.Snapshot.Tone;
import dev.vitrine.history.Snapshot.TopicView;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/// Topics, partitions and their logs.
///
/// Every node tells every change of metadata as it applies it. A topic's id and a partition's epoch
/// say which telling is the newest; the others are passed over.
final class TopicsFold {
    /// Ids of deleted topics kept, so that a late node's telling does not bring one back.
    private static final int DELETED_MAX = 1_000;

    /// Lost ranges kept of a partition; beyond it the oldest go and the count stays.
    private static final int LOST_RANGES_MAX = 1_000;

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
        return Topic.isInternal(topic) ? -1 : nextOrdinal++;
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
        Partition partition = topic.partition(event.partition());
        if (event.partitionEpoch() <= partition.partitionEpoch) {
            return;
        }
        tellChange(partition, event);
        if (partition.partitionEpoch >= 0 && partition.leader != event.leader()) {
            leaderChanges++;
        }
        partition.replicas = List.copyOf(event.replicas());
        partition.moving = moving(event);
        partition.isr = List.copyOf(event.isr());
        partition.leader = event.leader();
        partition.leaderEpoch = event.leaderEpoch();
        partition.partitionEpoch = event.partitionEpoch();
        partition.recordsLost();
        touch(topic, partition);
    }

    private void tellChange(Partition before, Event.PartitionChanged now) {
        if (before.partitionEpoch < 0 || before.topic.isInternal()) {
            return;
        }
        Subject about = new Subject.OfPartition(now.topic(), now.partition());
        if (now.leader() != before.leader) {
            String who = now.leader() < 0 ? " has no leader" : " is led by broker " + now.leader();
            story.tell(
                    now.atMs(),
                    now.leader() < 0 ? Tone.BAD : Tone.GOOD,
                    about,
                    before.id + who + ", epoch " + now.leaderEpoch());
        }
        String moving = moving(now);
        if (!moving.equals(before.moving)) {
            story.tell(
                    now.atMs(),
                    Tone.PLAIN,
                    about,
                    before.id
                            + (moving.isEmpty()
                                    ? " lies on brokers " + numbers(now.replicas())
                                    : " moves: " + moving));
        }
        if (!now.isr().equals(before.isr)) {
            boolean shrinks = now.isr().size() < before.isr.size();
            story.tell(
                    now.atMs(),
                    shrinks ? Tone.WARNING : Tone.GOOD,
                    about,
                    before.id + " in sync: " + numbers(now.isr()));
        }
    }

    /// Which replicas come and go; empty when none does.
    private static String moving(Event.PartitionChanged event) {
        List<String> parts = new ArrayList<>();
        if (!event.addingReplicas().isEmpty()) {
            parts.add("adding " + numbers(event.addingReplicas()));
        }
        if (!event.removingReplicas().isEmpty()) {
            parts.add("removing " + numbers(event.removingReplicas()));
        }
        return String.join(", ", parts);
    }

    private static String numbers(List<Integer> ids) {
        return ids.isEmpty()
                ? "nobody"
                : String.join(", ", ids.stream().map(String::valueOf).toList());
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
        if (topic != null && topic.partition(event.partition()).leader == event.node()) {
            Partition partition = topic.partition(event.partition());
            int count =
                    (int) Math.min(Integer.MAX_VALUE, event.lastOffset() - event.baseOffset() + 1);
            recordsAppended += count;
            appendRate.add(event.atMs(), count);
            partition.rate.add(event.atMs(), count);
            partition.recordsPerSecond = partition.rate.perSecond(event.atMs());
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
        Partition partition = topic.partition(event.partition());
        partition.replica(event.node()).truncated(event, partition.lost);
        partition.recordsLost();
        touch(topic, partition);
        long count = event.oldEndOffset() - event.toOffset();
        if (count > 0 && !topic.isInternal()) {
            story.tell(
                    event.atMs(),
                    Tone.WARNING,
                    new Subject.OfReplica(event.topic(), event.partition(), event.node()),
                    nodes.words(event.node())
                            + " cuts "
                            + partition.id
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
                    nodes.words(node) + does + topic.partition(index).id + detail);
        }
    }

    void replicaDeleted(Event.ReplicaDeleted event) {
        Topic topic = topics.get(event.topic());
        if (topic == null) {
            return;
        }
        Partition partition = topic.partition(event.partition());
        partition.logs.remove(event.node());
        touch(topic, partition);
    }

    void recordsLost(Event.RecordsLost event) {
        Topic topic = topics.get(event.topic());
        if (topic == null) {
            return;
        }
        Partition partition = topic.partition(event.partition());
        Range range = new Range(event.baseOffset(), event.lastOffset() + 1);
        List<Range> more = new ArrayList<>(partition.lost);
        more.add(range);
        partition.lost =
                List.copyOf(more.subList(Math.max(0, more.size() - LOST_RANGES_MAX), more.size()));
        partition.recordsLost();
        recordsLost += range.size();
        touch(topic, partition);
        story.tell(
                event.atMs(),
                Tone.BAD,
                new Subject.OfPartition(event.topic(), event.partition()),
                partition.id
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
        Partition partition = topic.partition(number);
        change.accept(partition.replica(node));
        touch(topic, partition);
    }

    boolean knows(TopicPartition id) {
        Topic topic = topics.get(id.topic());
        return topic != null && topic.partitions.containsKey(id.partition());
    }

    @Nullable PartitionView partition(TopicPartition id) {
        Topic topic = topics.get(id.topic());
        Partition partition = topic == null ? null : topic.partitions.get(id.partition());
        return partition == null ? null : partition.view();
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

    private void touch(Topic topic, Partition partition) {
        partition.view = null;
        touch(topic);
    }

    private static final class Topic {
        final String name;
        final String topicId;
        final int ordinal;
        final Map<String, String> configs = new TreeMap<>();

        /// Which topic of this name each node has applied.
        final Map<Integer, String> idAtNode = new TreeMap<>();

        final Map<Integer, Partition> partitions = new TreeMap<>();
        @Nullable TopicView view;

        Topic(String name, String topicId, int ordinal) {
            this.name = name;
            this.topicId = topicId;
            this.ordinal = ordinal;
        }

        boolean isInternal() {
            return isInternal(name);
        }

        static boolean isInternal(String name) {
            return name.startsWith("__");
        }

        Partition partition(int number) {
            return partitions.computeIfAbsent(
                    number, absent -> new Partition(this, new TopicPartition(name, absent)));
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
                                partitions.values().stream().map(Partition::view).toList());
                view = made;
            }
            return made;
        }
    }

    private static final class Partition {
        final Topic topic;
        final TopicPartition id;
        final Map<Integer, ReplicaFold> logs = new TreeMap<>();
        List<Integer> replicas = List.of();
        String moving = "";
        List<Integer> isr = List.of();
        int leader = -1;
        int leaderEpoch = -1;
        int partitionEpoch = -1;
        List<Range> lost = List.of();
        final Rate rate = new Rate();
        int recordsPerSecond;
        @Nullable PartitionView view;

        Partition(Topic topic, TopicPartition id) {
            this.topic = topic;
            this.id = id;
        }

        ReplicaFold replica(int node) {
            return logs.computeIfAbsent(node, absent -> new ReplicaFold(id, absent));
        }

        void recordsLost() {
            if (lost.isEmpty()) {
                return;
            }
            ReplicaFold ofLeader = logs.get(leader);
            for (ReplicaFold log : logs.values()) {
                log.recordsLost(lost, ofLeader);
            }
        }

        PartitionView view() {
            PartitionView made = view;
            if (made == null) {
                List<ReplicaView> views = logs.values().stream().map(ReplicaFold::view).toList();
                made =
                        new PartitionView(
                                id,
                                replicas,
                                isr,
                                leader,
                                leaderEpoch,
                                partitionEpoch,
                                views,
                                lost,
                                recordsPerSecond);
                view = made;
            }
            return made;
        }
    }
}
