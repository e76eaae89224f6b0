package dev.vitrine.wire;

import dev.vitrine.event.Event;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.VoteRequestData;
import org.apache.kafka.common.protocol.ApiMessage;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// What a message is about, short enough for a label on a picture.
public final class Digest {
    /// Partitions named before the rest is counted.
    private static final int NAMED_MAX = 2;

    private Digest() {}

    /// What a request says that it is about.
    ///
    /// @param words the partitions, the group, the term; empty when there is nothing to say
    /// @param partitions by topic, in the order in which they come, the first
    ///   [Event#PARTITIONS_NAMED_MAX] of them
    public record About(String words, Map<String, List<Integer>> partitions) {
        static About words(@Nullable String words) {
            return new About(words == null ? "" : words, Collections.emptyMap());
        }
    }

    /// What a request says that it is about: the partitions, the group, the term.
    ///
    /// @param nameOf the name of a topic that a request names by id alone, as Produce does from
    ///   version 13 and Fetch from version 13 on; empty for one that is not known
    public static About about(ApiMessage request, Function<Uuid, String> nameOf) {
        return switch (request) {
            case ProduceRequestData produce -> {
                Names names = new Names();
                produce.topicData()
                        .forEach(topic ->
                                topic.partitionData()
                                        .forEach(p ->
                                                names.add(
                                                        topic.name().isEmpty()
                                                                ? nameOf.apply(topic.topicId())
                                                                : topic.name(),
                                                        p.index())));
                yield names.about();
            }
            case FetchRequestData fetch -> {
                Names names = new Names();
                fetch.topics()
                        .forEach(topic ->
                                topic.partitions()
                                        .forEach(p ->
                                                names.add(
                                                        topic.topic().isEmpty()
                                                                ? nameOf.apply(topic.topicId())
                                                                : topic.topic(),
                                                        p.partition())));
                yield names.about();
            }
            case JoinGroupRequestData join -> About.words(join.groupId());
            case SyncGroupRequestData sync -> About.words(sync.groupId());
            case HeartbeatRequestData heartbeat -> About.words(heartbeat.groupId());
            case LeaveGroupRequestData leave -> About.words(leave.groupId());
            case OffsetCommitRequestData commit -> About.words(commit.groupId());
            case OffsetFetchRequestData fetch ->
                    About.words(
                            fetch.groups().isEmpty()
                                    ? fetch.groupId()
                                    : fetch.groups().getFirst().groupId());
            case MetadataRequestData metadata -> About.words(topics(metadata));
            case ConsumerGroupHeartbeatRequestData heartbeat -> About.words(heartbeat.groupId());
            case FindCoordinatorRequestData find ->
                    About.words(
                            find.coordinatorKeys().isEmpty()
                                    ? find.key()
                                    : String.join(", ", find.coordinatorKeys()));
            case CreateTopicsRequestData create ->
                    About.words(
                            create.topics().isEmpty()
                                    ? ""
                                    : create.topics().iterator().next().name());
            case VoteRequestData vote ->
                    About.words(
                            vote.topics().isEmpty()
                                            || vote.topics().getFirst().partitions().isEmpty()
                                    ? ""
                                    : "term "
                                            + vote.topics()
                                                    .getFirst()
                                                    .partitions()
                                                    .getFirst()
                                                    .replicaEpoch());
            default -> About.words("");
        };
    }

    /// The topics that are asked for by name.
    private static String topics(MetadataRequestData request) {
        if (request.topics() == null) {
            return "all topics";
        }
        List<String> names = new ArrayList<>();
        request.topics().forEach(topic -> names.add(topic.name() == null ? "" : topic.name()));
        names.removeIf(String::isEmpty);
        String named = String.join(", ", names.subList(0, Math.min(NAMED_MAX, names.size())));
        return names.size() > NAMED_MAX
                ? named + " and " + (names.size() - NAMED_MAX) + " more"
                : named;
    }

    /// The bytes of the records that a response carries.
    public static int recordBytes(ApiMessage response) {
        if (!(response instanceof FetchResponseData fetch)) {
            return 0;
        }
        int bytes = 0;
        for (var topic : fetch.responses()) {
            for (var partition : topic.partitions()) {
                bytes += partition.records() == null ? 0 : partition.records().sizeInBytes();
            }
        }
        return bytes;
    }

    /// Names partitions, the first few by name.
    public static final class Names {
        private final StringBuilder text = new StringBuilder();
        private final Map<String, List<Integer>> partitions = new LinkedHashMap<>();
        private int count;

        public void add(String topic, int partition) {
            if (count < Event.PARTITIONS_NAMED_MAX && !topic.isEmpty()) {
                partitions.computeIfAbsent(topic, absent -> new ArrayList<>()).add(partition);
            }
            if (count++ < NAMED_MAX && !topic.isEmpty()) {
                text.append(text.isEmpty() ? "" : ", ").append(topic).append('-').append(partition);
            }
        }

        public About about() {
            return new About(
                    count > NAMED_MAX
                            ? text + " and " + (count - NAMED_MAX) + " more"
                            : text.toString(),
                    partitions);
        }
    }
}
