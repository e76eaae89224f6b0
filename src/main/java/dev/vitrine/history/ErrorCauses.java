package dev.vitrine.history;

import dev.vitrine.event.Event;
import dev.vitrine.history.Happening.Kind;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What led to an error that a client is answered.
final class ErrorCauses implements State {
    /// An error that goes on is a happening again after so long.
    private static final long SAME_ERROR_MS = 5_000;

    private static final String OFFSETS_TOPIC = "__consumer_offsets";

    /// Kinds of errors, and of requests, by client that are remembered.
    private static final int ERRORS_MAX = 1_000;

    private final Happenings happenings;
    private final SettingsFold settings;
    private final MetadataCauses metadata;
    private final Map<String, Long> told = new TreeMap<>();

    /// The partitions that a client's last request of an API named.
    private final Map<String, Map<String, List<Integer>>> askedLast = new TreeMap<>();

    private final OpenRequests open = new OpenRequests();

    ErrorCauses(Happenings happenings, SettingsFold settings, MetadataCauses metadata) {
        this.happenings = happenings;
        this.settings = settings;
        this.metadata = metadata;
    }

    void received(Event.RequestReceived e) {
        open.received(e);
    }

    void disconnected(Event.ClientDisconnected e) {
        open.disconnected(e);
    }

    void answered(Event.ResponseSent e) {
        Event.RequestReceived asked = open.answered(e);
        if (asked == null
                || e.toNode() != Event.OUTSIDE
                || e.clientId().startsWith(Projector.HIDDEN_CLIENT_PREFIX)) {
            return;
        }
        Map<String, List<Integer>> about = about(asked);
        if (e.error().equals("NONE") || isToldAlready(e)) {
            return;
        }
        Explained explained = explain(e, asked, partitions(about));
        happenings.add(
                e.atMs(),
                Kind.ERROR,
                new Subject.OfClient(e.clientId()),
                "broker "
                        + e.node()
                        + " answers "
                        + e.clientId()
                        + "'s "
                        + e.api()
                        + (explained.of.isEmpty() ? "" : " of " + explained.of)
                        + ": "
                        + e.error(),
                explained.why,
                explained.cause,
                "error " + e.clientId());
    }

    private boolean isToldAlready(Event.ResponseSent e) {
        String which = e.clientId() + " " + e.api() + " " + e.error() + " " + e.node();
        if (e.atMs() - told.getOrDefault(which, Long.MIN_VALUE / 2) < SAME_ERROR_MS) {
            return true;
        }
        if (told.size() >= ERRORS_MAX) {
            told.clear();
        }
        told.put(which, e.atMs());
        return false;
    }

    /// The partitions that a request names. One that names a topic by an id that its broker has
    /// forgotten is taken to be about what the client asked for last.
    private Map<String, List<Integer>> about(Event.RequestReceived asked) {
        String whose = asked.clientId() + " " + asked.api();
        if (asked.partitions().isEmpty()) {
            return askedLast.getOrDefault(whose, Map.of());
        }
        if (askedLast.size() >= ERRORS_MAX) {
            askedLast.clear();
        }
        askedLast.put(whose, asked.partitions());
        return asked.partitions();
    }

    private static List<TopicPartition> partitions(Map<String, List<Integer>> named) {
        List<TopicPartition> all = new ArrayList<>();
        named.forEach((topic, numbers) ->
                numbers.forEach(number -> all.add(new TopicPartition(topic, number))));
        return all;
    }

    /// What an error is about, why it came, and which happening led to it.
    private record Explained(String of, String why, long cause) {}

    private Explained explain(
            Event.ResponseSent e, Event.RequestReceived asked, List<TopicPartition> about) {
        String of = asked.partitions().isEmpty() ? "" : asked.subject();
        String why = "";
        for (ErrorTable.Row row : ErrorTable.rowsOf(e.error())) {
            Explained best = null;
            for (Meant meant : meant(row, e, asked, about)) {
                long cause =
                        happenings.latest(
                                Happening.NOT_TOLD,
                                row.names().stream()
                                        .filter(meant::isNamed)
                                        .map(meant::name)
                                        .toArray(String[]::new));
                why = why.isEmpty() ? why(row, meant) : why;
                if (cause >= 0 && (best == null || cause > best.cause)) {
                    best = new Explained(meant.partition, why(row, meant), cause);
                }
            }
            if (best != null) {
                return best;
            }
        }
        return new Explained(of, why, Happening.NOT_TOLD);
    }

    private String why(ErrorTable.Row row, Meant meant) {
        return row.setting().isEmpty()
                ? ""
                : row.words()
                        + row.setting()
                        + " = "
                        + settings.ofTopic(meant.topic, row.setting(), unlessSet(row, meant.topic));
    }

    /// What holds for a topic without a setting of its own: a broker has another name for it, or
    /// Kafka's default.
    private String unlessSet(ErrorTable.Row row, String topic) {
        return row.setting().equals(SettingsFold.MIN_INSYNC_REPLICAS)
                ? "1"
                : settings.ofTopic(topic, "message.max.bytes", "1048588");
    }

    /// What may be meant by an error: one for each partition that it may be about, or one for a
    /// request that names none.
    private List<Meant> meant(
            ErrorTable.Row row,
            Event.ResponseSent e,
            Event.RequestReceived asked,
            List<TopicPartition> about) {
        String subject = asked.subject();
        String client = e.clientId();
        if (about.isEmpty()) {
            // A topic, or a group: a name that is not one leads nowhere.
            return Stream.of(subject.split(", "))
                    .map(name -> new Meant("", name, subject, coordinatorOf(subject), client))
                    .toList();
        }
        List<TopicPartition> fitting =
                about.stream().filter(id -> fits(row.fits(), id, e.node())).toList();
        return (fitting.isEmpty() ? about : fitting)
                .stream().map(id -> new Meant(id.toString(), id.topic(), "", "", client)).toList();
    }

    private boolean fits(ErrorTable.Fits fits, TopicPartition id, int node) {
        Event.PartitionChanged now = metadata.partition(id.toString());
        return now != null
                && switch (fits) {
                    case LED_ELSEWHERE -> now.leader() != node;
                    case UNDER_MIN_ISR ->
                            now.isr().size()
                                    < settings.minInSync(id.topic(), now.replicas().size());
                    case ANY -> true;
                };
    }

    /// The partition whose leader coordinates a group, as Kafka chooses it; empty for a name that
    /// is no group's.
    private String coordinatorOf(String group) {
        int count = metadata.partitionsOf(OFFSETS_TOPIC);
        boolean known =
                happenings.newest("member " + group) >= 0
                        || happenings.newest("group " + group) >= 0;
        return count == 0 || !known ? "" : OFFSETS_TOPIC + "-" + Math.abs(group.hashCode() % count);
    }

    /// What stands in a row for its signs; empty for what it is not about.
    private record Meant(
            String partition, String topic, String group, String coordinator, String client) {
        boolean isNamed(String name) {
            return !(name.contains("@") && partition.isEmpty()
                    || name.contains("%") && topic.isEmpty()
                    || name.contains("$") && group.isEmpty()
                    || name.contains("!") && coordinator.isEmpty());
        }

        String name(String name) {
            return name.replace("@", partition)
                    .replace("%", topic)
                    .replace("$", group)
                    .replace("!", coordinator)
                    .replace("&", client);
        }
    }
}
