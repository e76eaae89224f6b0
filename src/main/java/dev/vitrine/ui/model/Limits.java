package dev.vitrine.ui.model;

import dev.vitrine.history.Projector;
import dev.vitrine.live.Cluster;
import dev.vitrine.live.EventHub;
import dev.vitrine.workload.Ledger;
import dev.vitrine.workload.LessonProducer;
import dev.vitrine.workload.Workload;

import java.util.List;

/// How much the window and its clients keep, at most, and what happens beyond: the about page shows
/// it. None of it grows with the length of a run.
public final class Limits {
    /// The release whose behaviour is followed.
    public static final String KAFKA_VERSION = "4.4";

    private Limits() {}

    /// @param constant where it is written: `Projector.STORY_MAX`
    /// @param of what there are so many of
    /// @param beyond what happens to more
    public record Limit(String constant, long most, String of, String beyond) {}

    public static List<Limit> all() {
        return List.of(
                new Limit("Cluster.NODES_MAX", Cluster.NODES_MAX, "nodes", "no more can be added"),
                new Limit(
                        "Workload.CLIENTS_MAX",
                        Workload.CLIENTS_MAX,
                        "clients in this process",
                        "no more can be started"),
                new Limit(
                        "LessonProducer.SEND_MAX",
                        LessonProducer.SEND_MAX,
                        "records asked of a producer at once",
                        "more are refused"),
                new Limit(
                        "LessonProducer.PENDING_MAX",
                        LessonProducer.PENDING_MAX,
                        "records of a producer on their way",
                        "it waits"),
                new Limit(
                        "Ledger.RECORDS_MAX",
                        Ledger.RECORDS_MAX,
                        "records whose fate is kept",
                        "the oldest stay in the totals alone"),
                new Limit(
                        "Ledger.READS_MAX",
                        Ledger.READS_MAX,
                        "reads kept of a consumer",
                        "the oldest are forgotten"),
                new Limit(
                        "EventHub.SUBSCRIPTIONS_MAX",
                        EventHub.SUBSCRIPTIONS_MAX,
                        "readers of the events",
                        "no more can be opened"),
                new Limit(
                        "Projector.MESSAGES_MAX",
                        Projector.MESSAGES_MAX,
                        "requests of clients in view, and as many of nodes",
                        "older ones go, and the picture says sampled"),
                new Limit(
                        "Projector.STORY_MAX",
                        Projector.STORY_MAX,
                        "lines of what happened",
                        "the oldest go"),
                new Limit(
                        "Projector.GHOSTS_MAX",
                        Projector.GHOSTS_MAX,
                        "truncations remembered of a log",
                        "the oldest go"),
                new Limit(
                        "Projector.CLIENTS_MAX",
                        Projector.CLIENTS_MAX,
                        "clients in view",
                        "more are left out, and the events say so"),
                new Limit(
                        "Projector.CONNECTIONS_MAX",
                        Projector.CONNECTIONS_MAX,
                        "connections followed",
                        "beyond it links and answers go unseen"),
                new Limit(
                        "Projector.GROUPS_MAX",
                        Projector.GROUPS_MAX,
                        "groups in view",
                        "more are left out"),
                new Limit(
                        "Projector.GROUP_PARTITIONS_MAX",
                        Projector.GROUP_PARTITIONS_MAX,
                        "partitions with commits of a group",
                        "more are left out"),
                new Limit(
                        "Projector.LINK_PARTITIONS_MAX",
                        Projector.LINK_PARTITIONS_MAX,
                        "partitions named on a wire, each way",
                        "more are left out"),
                new Limit(
                        "Projector.LAG_SAMPLES_MAX",
                        Projector.LAG_SAMPLES_MAX,
                        "samples of a group's lag",
                        "the oldest go"));
    }
}
