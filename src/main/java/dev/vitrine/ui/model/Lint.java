package dev.vitrine.ui.model;

import dev.vitrine.history.Snapshot;
import dev.vitrine.history.Snapshot.ClientView;
import dev.vitrine.history.Snapshot.GroupView;
import dev.vitrine.history.Snapshot.PartitionView;
import dev.vitrine.history.Snapshot.TopicView;
import dev.vitrine.history.Subject;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Settings that contradict each other or the cluster, each with what will come of it.
///
/// @param brokerSettings Kafka's names, as the cluster was started with: what a topic goes by where
///   it says nothing itself
public record Lint(Snapshot snapshot, Map<String, String> brokerSettings) {
    private static final String MIN_IN_SYNC = PartitionInspector.MIN_IN_SYNC;
    private static final String UNCLEAN = "unclean.leader.election.enable";
    private static final String CLEANUP = "cleanup.policy";

    /// @param words short, for a chip
    /// @param consequence what will come of it, in a sentence
    public record Finding(String words, String consequence) {}

    /// What is to be said of a thing; nothing when all is well.
    public List<Finding> of(@Nullable Subject subject) {
        return switch (subject) {
            case Subject.OfTopic(String topic) -> ofTopic(snapshot.topic(topic));
            case Subject.OfPartition(String topic, int _) -> ofTopic(snapshot.topic(topic));
            case Subject.OfReplica(String topic, int _, int _) -> ofTopic(snapshot.topic(topic));
            case Subject.OfClient(String client) -> ofClient(snapshot.client(client));
            case Subject.OfGroup(String group) -> ofGroup(snapshot.group(group));
            case Subject.OfMember(String group, String _) -> ofGroup(snapshot.group(group));
            case null, default -> List.of();
        };
    }

    private List<Finding> ofTopic(@Nullable TopicView topic) {
        List<Finding> findings = new ArrayList<>();
        if (topic == null || topic.partitions().isEmpty()) {
            return findings;
        }
        int replicas =
                topic.partitions().stream()
                        .mapToInt(view -> view.replicas().size())
                        .min()
                        .orElse(0);
        int minimum = minInSync(topic);
        if (minimum > replicas) {
            findings.add(
                    new Finding(
                            MIN_IN_SYNC + " " + minimum + " > " + replicas + " replicas",
                            "Every produce with acks=all is refused with NOT_ENOUGH_REPLICAS:"
                                    + " there can never be "
                                    + minimum
                                    + " in sync."));
        } else if (minimum == replicas && replicas > 1) {
            findings.add(
                    new Finding(
                            "all replicas must be in sync",
                            "With one broker down every produce with acks=all is refused."));
        } else if (minimum == 1 && replicas > 1) {
            findings.add(
                    new Finding(
                            "acks=all may mean one copy",
                            "When the others have left the in-sync set, a record is acknowledged"
                                    + " that only the leader has; it is lost with the leader's"
                                    + " disk."));
        }
        if (replicas == 1) {
            findings.add(
                    new Finding(
                            "one replica",
                            "While its broker is down nobody can write or read the partition."));
        }
        if (value(topic, UNCLEAN, "false").equals("true")) {
            findings.add(
                    new Finding(
                            "unclean election",
                            "When nobody in sync is left, a replica that lacks records may lead:"
                                    + " what it lacks is lost, acknowledged or not."));
        }
        if (topic.partitions().stream().anyMatch(this::isBelowMinimum)) {
            findings.add(
                    new Finding(
                            "too few in sync now",
                            "A produce with acks=all is refused until "
                                    + minimum
                                    + " are in sync again."));
        }
        return findings;
    }

    private boolean isBelowMinimum(PartitionView view) {
        TopicView topic = snapshot.topic(view.id().topic());
        return topic != null && view.isr().size() < minInSync(topic);
    }

    private List<Finding> ofClient(@Nullable ClientView client) {
        List<Finding> findings = new ArrayList<>();
        if (client == null || !client.isHere()) {
            return findings;
        }
        String acks = client.settings().getOrDefault("acks", "");
        TopicView topic = snapshot.topic(client.topic());
        if (acks.equals("0")) {
            findings.add(
                    new Finding(
                            "acks=0",
                            "The producer never hears whether a record is stored; what is lost on"
                                    + " the way nobody is told."));
        } else if (acks.equals("1")) {
            boolean asks = topic != null && minInSync(topic) > 1;
            findings.add(
                    new Finding(
                            "acks=1",
                            "An acknowledged record is lost when the leader dies before its"
                                    + " followers have it"
                                    + (asks
                                            ? "; the topic's "
                                                    + MIN_IN_SYNC
                                                    + " counts for acks=all alone."
                                            : ".")));
        } else if (client.settings().getOrDefault("idempotence", "on").equals("off")) {
            findings.add(
                    new Finding(
                            "not idempotent",
                            "A record whose answer got lost is sent again and is in the log"
                                    + " twice."));
        }
        if (topic != null
                && client.produces()
                && client.inApp()
                && value(topic, CLEANUP, "delete").contains("compact")
                && !client.settings().containsKey("keys")) {
            findings.add(
                    new Finding(
                            "no key on a compacted topic",
                            "The broker refuses records without a key with INVALID_RECORD."));
        }
        if (client.settings().getOrDefault("commit", "").equals("never")) {
            findings.add(
                    new Finding(
                            "commits nothing",
                            "Whoever takes over a partition reads it from the start again."));
        }
        return findings;
    }

    private List<Finding> ofGroup(@Nullable GroupView group) {
        List<Finding> findings = new ArrayList<>();
        if (group == null) {
            return findings;
        }
        long idle =
                group.members().stream().filter(member -> member.assignment().isEmpty()).count();
        if (idle > 0 && group.state().equals("Stable")) {
            findings.add(
                    new Finding(
                            idle == 1 ? "one idle member" : idle + " idle members",
                            "There are more members than partitions; a partition has one reader in"
                                    + " a group."));
        }
        return findings;
    }

    private int minInSync(TopicView topic) {
        try {
            return Integer.parseInt(value(topic, MIN_IN_SYNC, "1"));
        } catch (NumberFormatException e) {
            return 1;
        }
    }

    private String value(TopicView topic, String name, String kafkas) {
        return topic.configs().getOrDefault(name, brokerSettings.getOrDefault(name, kafkas));
    }
}
