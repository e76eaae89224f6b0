package dev.vitrine.group;

import dev.vitrine.env.Clock;
import dev.vitrine.group.GroupRecord.OffsetCommitted;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// What OffsetCommit and OffsetFetch do, after Kafka's `OffsetMetadataManager`. It is decide,
/// store, apply: nothing is visible before it is committed.
final class OffsetRequests {
    private final GroupConfig config;
    private final Clock clock;
    private final TopicCatalog catalog;
    private final ClassicRebalance rebalance;
    private final GroupEvents events;

    private final AnswerDeadlines deadlines;

    OffsetRequests(
            GroupConfig config,
            Clock clock,
            TopicCatalog catalog,
            ClassicRebalance rebalance,
            AnswerDeadlines deadlines,
            GroupEvents events) {
        this.config = config;
        this.deadlines = deadlines;
        this.clock = clock;
        this.catalog = catalog;
        this.rebalance = rebalance;
        this.events = events;
    }

    // ---- commit ---------------------------------------------------------------------------------

    void commit(Shard shard, OffsetCommit request, Consumer<OffsetCommitResult> reply) {
        ConsumerGroup consumer = shard.consumer(request.groupId());
        ClassicGroup group = shard.classic(request.groupId());
        Errors refusal =
                consumer == null
                        ? validateCommit(shard, group, request)
                        : validateCommit(shard, consumer, request);
        if (refusal != Errors.NONE) {
            reply.accept(OffsetCommitResult.refused(request, refusal));
            return;
        }
        keepSession(group, request.memberId());
        List<GroupRecord> records = new ArrayList<>();
        List<OffsetCommitResult.Topic> results = decide(request, records);
        if (records.isEmpty()) {
            reply.accept(new OffsetCommitResult(results));
            return;
        }
        Consumer<Errors> answer =
                error -> reply.accept(new OffsetCommitResult(failed(results, error)));
        AnswerDeadlines.Asker asker =
                deadlines.ask(
                        request.groupId(), () -> answer.accept(Errors.COORDINATOR_NOT_AVAILABLE));
        shard.append(
                request.groupId(),
                records,
                error -> {
                    if (error == Errors.NONE) {
                        apply(shard, records);
                    }
                    if (asker.isFirst()) {
                        answer.accept(error);
                    }
                });
    }

    private Errors validateCommit(Shard shard, ConsumerGroup group, OffsetCommit request) {
        return shard.mayWrite(request.groupId())
                ? new ConsumerOffsets(group, catalog).commitRefusal(request)
                : Errors.COORDINATOR_NOT_AVAILABLE;
    }

    private static Errors validateCommit(
            Shard shard, @Nullable ClassicGroup group, OffsetCommit request) {
        if (!shard.mayWrite(request.groupId())) {
            return Errors.COORDINATOR_NOT_AVAILABLE;
        }
        if (group == null) {
            // A client that uses the group's name only may be the first to.
            return request.generationId() < 0 ? Errors.NONE : Errors.GROUP_ID_NOT_FOUND;
        }
        if (group.isDeadOrDeleting()) {
            return Errors.COORDINATOR_NOT_AVAILABLE;
        }
        if (request.generationId() < 0 && group.isEmpty()) {
            return Errors.NONE;
        }
        boolean asMember =
                request.generationId() >= 0
                        || !request.memberId().isEmpty()
                        || request.groupInstanceId() != null;
        if (!asMember) {
            return Errors.UNKNOWN_MEMBER_ID;
        }
        Errors error = group.validateMember(request.memberId(), request.groupInstanceId());
        if (error != Errors.NONE) {
            return error;
        }
        if (request.generationId() != group.generation()) {
            return Errors.ILLEGAL_GENERATION;
        }
        // Who has joined must not commit before it knows its assignment, which may be another's
        // now.
        return group.is(ClassicState.COMPLETING_REBALANCE)
                ? Errors.REBALANCE_IN_PROGRESS
                : Errors.NONE;
    }

    /// A commit is a sign of life.
    private void keepSession(@Nullable ClassicGroup group, String memberId) {
        if (group == null
                || !group.is(ClassicState.STABLE) && !group.is(ClassicState.PREPARING_REBALANCE)) {
            return;
        }
        ClassicMember member = group.member(memberId);
        if (member != null) {
            rebalance.restartSession(group, member);
        }
    }

    private List<OffsetCommitResult.Topic> decide(OffsetCommit request, List<GroupRecord> records) {
        long nowMs = clock.nowMs();
        long expireMs =
                request.retentionMs() < 0
                        ? -1
                        : nowMs + Math.min(request.retentionMs(), Long.MAX_VALUE - nowMs);
        List<OffsetCommitResult.Topic> results = new ArrayList<>();
        for (OffsetCommit.Topic topic : request.topics()) {
            List<OffsetCommitResult.Partition> partitions = new ArrayList<>();
            for (OffsetCommit.Partition p : topic.partitions()) {
                String metadata = p.metadata() == null ? "" : p.metadata();
                Errors error = Errors.NONE;
                if (metadata.length() > config.offsetMetadataMaxChars()) {
                    error = Errors.OFFSET_METADATA_TOO_LARGE;
                } else {
                    records.add(
                            new OffsetCommitted(
                                    request.groupId(),
                                    topic.name(),
                                    p.partition(),
                                    p.offset(),
                                    p.leaderEpoch(),
                                    metadata,
                                    nowMs,
                                    expireMs,
                                    topic.topicId()));
                }
                partitions.add(new OffsetCommitResult.Partition(p.partition(), error));
            }
            results.add(new OffsetCommitResult.Topic(topic.name(), topic.topicId(), partitions));
        }
        return results;
    }

    private void apply(Shard shard, List<GroupRecord> records) {
        for (GroupRecord record : records) {
            shard.replay(record, clock.nowMs());
            if (record instanceof OffsetCommitted r) {
                events.committed(
                        r.group(),
                        r.topic(),
                        r.partition(),
                        r.offset(),
                        r.commitTimestampMs(),
                        false);
            }
        }
    }

    /// The partitions that were to be stored failed; the others keep what they were told.
    private static List<OffsetCommitResult.Topic> failed(
            List<OffsetCommitResult.Topic> results, Errors error) {
        return results.stream()
                .map(topic ->
                        new OffsetCommitResult.Topic(
                                topic.name(),
                                topic.topicId(),
                                topic.partitions().stream()
                                        .map(p ->
                                                p.error() == Errors.NONE
                                                        ? new OffsetCommitResult.Partition(
                                                                p.partition(), error)
                                                        : p)
                                        .toList()))
                .toList();
    }

    // ---- fetch ----------------------------------------------------------------------------------

    /// A partition without an offset is no error. An epoch or a member id is checked of groups of
    /// the consumer protocol only.
    OffsetFetchResult fetch(Shard shard, OffsetFetch.Group request) {
        ConsumerGroup consumer = shard.consumer(request.groupId());
        Errors refusal =
                consumer == null
                        ? Errors.NONE
                        : new ConsumerOffsets(consumer, catalog)
                                .fetchRefusal(request.memberId(), request.memberEpoch());
        if (refusal != Errors.NONE) {
            return new OffsetFetchResult(request.groupId(), refusal, List.of());
        }
        GroupOffsets offsets = shard.offsets(request.groupId());
        List<OffsetFetch.Topic> asked = request.topics();
        List<OffsetFetchResult.Topic> topics = new ArrayList<>();
        if (asked != null) {
            for (OffsetFetch.Topic topic : asked) {
                List<OffsetFetchResult.Partition> partitions = new ArrayList<>();
                for (int p : topic.partitions()) {
                    CommittedOffset kept = offsets == null ? null : offsets.of(topic.name(), p);
                    boolean former = kept != null && differ(kept.topicId(), topic.topicId());
                    partitions.add(fetched(p, former ? null : kept));
                }
                topics.add(new OffsetFetchResult.Topic(topic.name(), partitions));
            }
        } else if (offsets != null) {
            offsets.all()
                    .forEach((topic, kept) -> {
                        List<OffsetFetchResult.Partition> partitions = new ArrayList<>();
                        kept.forEach((p, offset) -> partitions.add(fetched(p, offset)));
                        topics.add(new OffsetFetchResult.Topic(topic, partitions));
                    });
        }
        return new OffsetFetchResult(request.groupId(), Errors.NONE, topics);
    }

    private static boolean differ(Uuid stored, Uuid asked) {
        return !stored.equals(Uuid.ZERO_UUID)
                && !asked.equals(Uuid.ZERO_UUID)
                && !stored.equals(asked);
    }

    private static OffsetFetchResult.Partition fetched(
            int partition, @Nullable CommittedOffset kept) {
        return kept == null
                ? new OffsetFetchResult.Partition(
                        partition, OffsetFetchResult.NO_OFFSET, -1, "", Uuid.ZERO_UUID)
                : new OffsetFetchResult.Partition(
                        partition,
                        kept.offset(),
                        kept.leaderEpoch(),
                        kept.metadata(),
                        kept.topicId());
    }
}
