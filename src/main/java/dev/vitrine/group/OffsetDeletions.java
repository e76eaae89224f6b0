package dev.vitrine.group;

import dev.vitrine.env.Clock;
import dev.vitrine.group.GroupRecord.GroupForgotten;

import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/// How offsets and groups end: by request (OffsetDelete, DeleteGroups), or with their topic. (For
/// those that end by themselves see [OffsetExpiry].) All of it is decide, store, apply: nothing is
/// gone before that is committed.
final class OffsetDeletions {
    private static final String BY_REQUEST = "deleted by request";
    private static final String TOPIC_DELETED = "the topic was deleted";

    private final Clock clock;
    private final ClassicRebalance rebalance;
    private final ConsumerGroups consumers;
    private final GroupEvents events;

    private final AnswerDeadlines deadlines;

    OffsetDeletions(
            Clock clock,
            ClassicRebalance rebalance,
            ConsumerGroups consumers,
            AnswerDeadlines deadlines,
            GroupEvents events) {
        this.clock = clock;
        this.deadlines = deadlines;
        this.rebalance = rebalance;
        this.consumers = consumers;
        this.events = events;
    }

    // ---- by request -----------------------------------------------------------------------------

    void delete(Shard shard, OffsetDelete request, Consumer<OffsetDeleteResult> reply) {
        Group group = shard.groups.get(request.groupId());
        Errors refusal = refusal(group);
        if (group == null || refusal != Errors.NONE) {
            reply.accept(OffsetDeleteResult.refused(refusal));
            return;
        }
        if (!shard.mayWrite(request.groupId())) {
            reply.accept(OffsetDeleteResult.refused(Errors.COORDINATOR_NOT_AVAILABLE));
            return;
        }
        TreeMap<String, TreeSet<Integer>> chosen = new TreeMap<>();
        List<OffsetDeleteResult.Topic> topics = new ArrayList<>();
        for (OffsetDelete.Topic topic : request.topics()) {
            boolean read = group.isSubscribedTo(topic.name());
            Errors error = read ? Errors.GROUP_SUBSCRIBED_TO_TOPIC : Errors.NONE;
            List<OffsetDeleteResult.Partition> partitions = new ArrayList<>();
            for (int p : topic.partitions()) {
                partitions.add(new OffsetDeleteResult.Partition(p, error));
                if (!read) {
                    chosen.computeIfAbsent(topic.name(), _ -> new TreeSet<>()).add(p);
                }
            }
            topics.add(new OffsetDeleteResult.Topic(topic.name(), partitions));
        }
        OffsetDeleteResult result = new OffsetDeleteResult(Errors.NONE, topics);
        forget(
                shard,
                request.groupId(),
                tombstones(shard, request.groupId(), chosen),
                BY_REQUEST,
                error ->
                        reply.accept(
                                error == Errors.NONE ? result : OffsetDeleteResult.refused(error)));
    }

    private static Errors refusal(@Nullable Group group) {
        return switch (group) {
            case ConsumerGroup _ -> Errors.NONE;
            case ClassicGroup classic -> {
                if (classic.isDeadOrDeleting()) {
                    yield Errors.GROUP_ID_NOT_FOUND;
                }
                // Nobody knows what members read that are no consumers.
                yield classic.isEmpty() || classic.isConsumers()
                        ? Errors.NONE
                        : Errors.NON_EMPTY_GROUP;
            }
            case null -> Errors.GROUP_ID_NOT_FOUND;
        };
    }

    private static List<GroupRecord> tombstones(
            Shard shard, String groupId, TreeMap<String, TreeSet<Integer>> chosen) {
        GroupOffsets offsets = shard.offsets(groupId);
        return offsets == null
                ? List.of()
                : offsets.tombstones(
                        groupId,
                        (topic, p) -> {
                            TreeSet<Integer> of = chosen.get(topic);
                            return of != null && of.contains(p);
                        });
    }

    /// Ends an empty group and its offsets.
    void deleteGroup(Shard shard, String groupId, Consumer<Errors> done) {
        if (shard.consumer(groupId) != null || shard.turns.isTaken(groupId)) {
            consumers.delete(
                    shard,
                    groupId,
                    BY_REQUEST,
                    done,
                    () -> deleteClassicGroup(shard, groupId, done));
        } else {
            deleteClassicGroup(shard, groupId, done);
        }
    }

    private void deleteClassicGroup(Shard shard, String groupId, Consumer<Errors> done) {
        ClassicGroup group = shard.classic(groupId);
        if (group == null || group.isDeadOrDeleting()) {
            done.accept(Errors.GROUP_ID_NOT_FOUND);
            return;
        }
        if (!group.isEmpty()) {
            done.accept(Errors.NON_EMPTY_GROUP);
            return;
        }
        GroupOffsets offsets = shard.offsets(groupId);
        List<GroupRecord> tombstones =
                offsets == null ? List.of() : offsets.tombstones(groupId, (_, _) -> true);
        end(shard, group, tombstones, BY_REQUEST, done);
    }

    // ---- with the topic -------------------------------------------------------------------------

    /// A topic is gone, and with it what its groups remember of it. Nobody waits for an answer.
    void onTopicDeleted(Shard shard, String topic) {
        for (String groupId : List.copyOf(shard.groups.keySet())) {
            GroupOffsets offsets = shard.offsets(groupId);
            if (offsets != null) {
                List<GroupRecord> tombstones =
                        offsets.tombstones(groupId, (t, _) -> t.equals(topic));
                forget(shard, groupId, tombstones, TOPIC_DELETED, _ -> {});
            }
        }
    }

    // ---- common ---------------------------------------------------------------------------------

    /// Ends some offsets of a group.
    ///
    /// @param why in words, for those who watch
    void forget(
            Shard shard,
            String groupId,
            List<GroupRecord> tombstones,
            String why,
            Consumer<Errors> done) {
        if (tombstones.isEmpty()) {
            done.accept(Errors.NONE);
            return;
        }
        Consumer<Errors> inTime = inTime(groupId, done);
        shard.append(
                groupId,
                tombstones,
                error -> {
                    if (error == Errors.NONE) {
                        tombstones.forEach(record -> shard.replay(record, clock.nowMs()));
                        events.forgotten(groupId, tombstones, why);
                    }
                    inTime.accept(error);
                });
    }

    /// Ends an empty group of the consumer protocol with its offsets, when it is its turn.
    ///
    /// @param why in words, for those who watch
    void end(Shard shard, ConsumerGroup group, String why) {
        consumers.delete(shard, group.groupId(), why, _ -> {}, () -> {});
    }

    /// Ends an empty group with what is left of its offsets. Until that is stored nobody may join
    /// it or commit.
    void end(
            Shard shard,
            ClassicGroup group,
            List<GroupRecord> tombstones,
            String why,
            Consumer<Errors> done) {
        List<GroupRecord> records = new ArrayList<>(tombstones);
        records.add(new GroupForgotten(group.groupId()));
        group.deleting = true;
        Consumer<Errors> inTime = inTime(group.groupId(), done);
        shard.append(
                group.groupId(),
                records,
                error -> {
                    group.deleting = false;
                    if (error == Errors.NONE) {
                        rebalance.end(group, Errors.COORDINATOR_NOT_AVAILABLE);
                        records.forEach(record -> shard.replay(record, clock.nowMs()));
                        events.deleted(group.groupId(), why);
                    }
                    inTime.accept(error);
                });
    }

    private Consumer<Errors> inTime(String groupId, Consumer<Errors> done) {
        AnswerDeadlines.Asker asker =
                deadlines.ask(groupId, () -> done.accept(Errors.COORDINATOR_NOT_AVAILABLE));
        return error -> {
            if (asker.isFirst()) {
                done.accept(error);
            }
        };
    }
}
