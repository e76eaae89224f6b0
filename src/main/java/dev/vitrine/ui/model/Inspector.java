package dev.vitrine.ui.model;

import dev.vitrine.event.Event;
import dev.vitrine.fault.Fault;
import dev.vitrine.history.Snapshot;
import dev.vitrine.history.Snapshot.ClientView;
import dev.vitrine.history.Snapshot.Consumed;
import dev.vitrine.history.Snapshot.GroupView;
import dev.vitrine.history.Snapshot.Lag;
import dev.vitrine.history.Snapshot.Link;
import dev.vitrine.history.Snapshot.MemberView;
import dev.vitrine.history.Snapshot.Message;
import dev.vitrine.history.Snapshot.Produced;
import dev.vitrine.history.Snapshot.Tone;
import dev.vitrine.history.Snapshot.TopicView;
import dev.vitrine.history.Subject;
import dev.vitrine.history.TopicPartition;
import dev.vitrine.ui.draw.Numbers;
import dev.vitrine.ui.model.Inspection.Detail;
import dev.vitrine.ui.model.Inspection.Table;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Says what a snapshot holds of the thing that is selected.
///
/// @param brokerSettings Kafka's names, as the cluster was started with
/// @param faults those in effect that last
record Inspector(
        Snapshot snapshot,
        long nowMs,
        LeaderChanges changes,
        Map<String, String> brokerSettings,
        List<Fault> faults) {

    /// What is to be said of `subject`; of the cluster when there is no such thing (any more).
    Inspection of(@Nullable Subject subject) {
        Inspection found =
                switch (subject) {
                    case Subject.OfNode(int node) -> new NodeInspector(snapshot, nowMs).of(node);
                    case Subject.OfPartition(String topic, int partition) ->
                            partition(topic, partition);
                    case Subject.OfReplica(String topic, int partition, int _) ->
                            partition(topic, partition);
                    case Subject.OfTopic(String topic) -> topic(topic);
                    case Subject.OfClient(String client) -> client(client);
                    case Subject.OfGroup(String group) -> group(group);
                    case Subject.OfMember(String group, String member) -> member(group, member);
                    case Subject.OfMessage(long seq) -> message(seq);
                    case Subject.OfFrame(long frame) ->
                            new FrameInspector(snapshot, nowMs, faults).of(frame);
                    case Subject.OfCluster() -> null;
                    case null -> null;
                };
        return found == null
                ? cluster()
                : found.with(new Lint(snapshot, brokerSettings).of(subject));
    }

    /// Of a request there is a lens; here stands the partition that it is about, else who sent it.
    private @Nullable Inspection message(long seq) {
        Message message = snapshot.message(seq);
        if (message == null) {
            return null;
        }
        if (!message.about().isEmpty()) {
            TopicPartition id = message.about().getFirst();
            return partition(id.topic(), id.partition());
        }
        return message.fromNode() == Event.OUTSIDE
                ? client(message.from())
                : new NodeInspector(snapshot, nowMs).of(message.fromNode());
    }

    private @Nullable Inspection partition(String topic, int partition) {
        return new PartitionInspector(snapshot, changes, brokerSettings).of(topic, partition);
    }

    private @Nullable Inspection topic(String name) {
        TopicView topic = snapshot.topic(name);
        if (topic == null) {
            return null;
        }
        List<Detail> details = new ArrayList<>();
        details.add(Detail.of("Partitions", Integer.toString(topic.partitions().size())));
        topic.configs().forEach((key, value) -> details.add(Detail.of(key, value)));
        List<List<String>> rows =
                topic.partitions().stream()
                        .map(view ->
                                List.of(
                                        view.id().toString(),
                                        view.isOffline() ? "none" : "" + view.leader(),
                                        joined(view.isr()),
                                        Numbers.grouped(view.highWatermark())))
                        .toList();
        return new Inspection(
                "topic",
                name,
                details,
                null,
                List.of(
                        Table.of(
                                "partitions",
                                List.of("partition", "leader", "in-sync", "#committed"),
                                rows)));
    }

    private @Nullable Inspection group(String name) {
        GroupView group = snapshot.group(name);
        if (group == null) {
            return null;
        }
        List<Detail> details = new ArrayList<>();
        details.add(Detail.of("State", group.state()));
        details.add(
                Detail.of(
                        "Protocol",
                        group.protocolType(),
                        group.assignor().isEmpty() ? "" : group.assignor()));
        details.add(
                Detail.of(
                        group.protocolType().equals("consumer") ? "Epoch" : "Generation",
                        Integer.toString(group.generation())));
        details.add(Detail.of("Coordinator", "broker " + group.coordinator()));
        details.add(Detail.of("Members", Integer.toString(group.members().size())));
        details.add(Detail.of("Lag", Numbers.grouped(group.totalLag()), "records"));
        List<List<String>> members =
                group.members().stream()
                        .map(member -> List.of(nameOf(member), owned(member.assignment())))
                        .toList();
        List<List<String>> lags =
                group.lags().stream()
                        .map(lag ->
                                List.of(
                                        lag.id().toString(),
                                        known(lag.committed()),
                                        Numbers.grouped(lag.highWatermark()),
                                        known(lag.lag())))
                        .toList();
        return new Inspection(
                "consumer group",
                name,
                details,
                null,
                List.of(
                        Table.of("members", List.of("member", "owns"), members),
                        Table.of(
                                "committed offsets",
                                List.of("partition", "#committed", "#end", "#lag"),
                                lags)));
    }

    /// The client id; the member id tells two of the same apart only in the tip on the stage.
    private static String nameOf(MemberView member) {
        return member.clientId().isEmpty() ? member.memberId() : member.clientId();
    }

    private static String owned(List<TopicPartition> assignment) {
        return assignment.isEmpty()
                ? "nothing"
                : assignment.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    /// Its group, and what the member itself believes of it.
    private @Nullable Inspection member(String group, String memberId) {
        Inspection whole = group(group);
        GroupView view = snapshot.group(group);
        if (whole == null || view == null) {
            return whole;
        }
        BeliefInspector beliefs = new BeliefInspector(snapshot, nowMs);
        for (MemberView member : view.members()) {
            if (member.memberId().equals(memberId)) {
                return whole.with(
                        beliefs.details(member.clientId()), beliefs.tables(member.clientId()));
            }
        }
        return whole;
    }

    private static String known(long offset) {
        return offset == Lag.UNKNOWN ? "–" : Numbers.grouped(offset);
    }

    private @Nullable Inspection client(String name) {
        ClientView client = snapshot.client(name);
        if (client == null) {
            return null;
        }
        List<Detail> details = new ArrayList<>();
        details.add(Detail.of("Runs", client.inApp() ? "in this window" : "outside"));
        if (!client.isHere()) {
            details.add(
                    new Detail(
                            "Gone",
                            Numbers.duration(nowMs - client.goneAtMs()) + " ago",
                            client.gone(),
                            Tone.WARNING));
        }
        addUnlessEmpty(details, "Software", client.software());
        addUnlessEmpty(details, "Topic", client.topic());
        addUnlessEmpty(details, "Group", client.group());
        client.settings().forEach((key, value) -> details.add(Detail.of(key, value)));
        Produced produced = client.produced();
        if (produced != null) {
            details.add(Detail.of("Sent", Numbers.grouped(produced.sent()), "records"));
            details.add(Detail.of("Acknowledged", Numbers.grouped(produced.acknowledged())));
            details.add(
                    new Detail(
                            "Failed",
                            Numbers.grouped(produced.failed()),
                            "",
                            produced.failed() == 0 ? Tone.PLAIN : Tone.BAD));
            details.add(Detail.of("Pending", Numbers.grouped(produced.pending())));
        }
        Consumed consumed = client.consumed();
        if (consumed != null) {
            details.add(Detail.of("Consumed", Numbers.grouped(consumed.consumed()), "records"));
            details.add(Detail.of("Read twice", Numbers.grouped(consumed.duplicates())));
        }
        List<List<String>> links = client.links().stream().map(Inspector::link).toList();
        BeliefInspector beliefs = new BeliefInspector(snapshot, nowMs);
        Inspection told =
                new Inspection(
                        client.produces() ? "producer" : client.consumes() ? "consumer" : "client",
                        name,
                        details,
                        null,
                        List.of(
                                Table.of(
                                        "talks to",
                                        List.of("broker", "#open", "#req/s", "last request"),
                                        links)));
        return told.with(beliefs.details(name), beliefs.tables(name));
    }

    private static List<String> link(Link link) {
        return List.of(
                Integer.toString(link.node()),
                Integer.toString(link.connections()),
                Integer.toString(link.requestsPerSecond()),
                link.lastApi().isEmpty() ? "–" : link.lastApi());
    }

    private static void addUnlessEmpty(List<Detail> details, String name, String value) {
        if (!value.isEmpty()) {
            details.add(Detail.of(name, value));
        }
    }

    private Inspection cluster() {
        List<Detail> details = new ArrayList<>();
        int nodes = snapshot.nodes().size();
        long down = snapshot.brokersDown();
        details.add(
                new Detail(
                        "Brokers",
                        Integer.toString(nodes),
                        down == 0 ? "" : down + " down",
                        Tone.BAD));
        details.add(
                snapshot.controller().isKnown()
                        ? Detail.of(
                                "Controller",
                                "broker " + snapshot.controller().node(),
                                "epoch " + snapshot.controller().term())
                        : new Detail("Controller", "none", "being elected", Tone.WARNING));
        List<TopicView> topics =
                snapshot.topics().stream().filter(topic -> !topic.internal()).toList();
        details.add(Detail.of("Topics", Integer.toString(topics.size())));
        details.add(
                new Detail(
                        "Partitions",
                        Integer.toString(snapshot.partitions().size()),
                        snapshot.underReplicated() == 0
                                ? "all in sync"
                                : snapshot.underReplicated() + " under-replicated",
                        snapshot.underReplicated() == 0 ? Tone.PLAIN : Tone.BAD));
        details.add(
                Detail.of(
                        "Records",
                        Numbers.grouped(snapshot.counters().recordsAppended()),
                        Numbers.grouped(snapshot.counters().recordsPerSecond()) + " a second"));
        if (snapshot.counters().recordsLost() > 0) {
            details.add(
                    new Detail(
                            "Lost",
                            Numbers.grouped(snapshot.counters().recordsLost()),
                            "acknowledged, and gone",
                            Tone.BAD));
        }
        details.add(
                Detail.of("Leader changes", Numbers.grouped(snapshot.counters().leaderChanges())));
        List<List<String>> rows =
                topics.stream()
                        .map(topic ->
                                List.of(
                                        topic.name(),
                                        Integer.toString(topic.partitions().size()),
                                        topic.configs()
                                                .getOrDefault(PartitionInspector.MIN_IN_SYNC, "–")))
                        .toList();
        List<Table> tables =
                rows.isEmpty()
                        ? List.of()
                        : List.of(
                                Table.of(
                                        "topics",
                                        List.of("topic", "#partitions", "#min in-sync"),
                                        rows));
        return new Inspection("cluster", "The cluster", details, null, tables);
    }

    static String joined(List<Integer> ids) {
        return ids.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
}
