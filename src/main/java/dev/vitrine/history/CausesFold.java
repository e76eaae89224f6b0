package dev.vitrine.history;

import dev.vitrine.event.Event;
import dev.vitrine.event.Event.PartitionChanged;
import dev.vitrine.history.Happening.Kind;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Links each change to the one that led to it.
///
/// Who decides says why ([Event]); [Reasons] reads from that which happening it was. Nothing is
/// guessed: what nobody told stays untold.
///
/// Every node tells every change of metadata as it applies it. The first that tells of an offset is
/// listened to: what a node tells between two [Event.MetadataApplied] is what the second of them
/// changed.
final class CausesFold {
    /// An error that goes on is a happening again after so long.
    private static final long SAME_ERROR_MS = 5_000;

    /// Kinds of errors by client that are remembered for that.
    private static final int ERRORS_MAX = 1_000;

    /// Changes that one record of metadata makes; there are fewer.
    private static final int CHANGES_PER_RECORD_MAX = 8;

    private static final Pattern SETTING = Pattern.compile("([a-z]+(?:\\.[a-z]+)+) ?= ?(\\w+)");

    private final SettingsFold settings;
    private final ArrayRing<Happening> happenings = new ArrayRing<>(Projector.HAPPENINGS_MAX);

    /// The newest happening of each name, as `end 2`; names of what fell out are forgotten.
    private final Map<String, Long> newest = new TreeMap<>();

    private final Map<Integer, List<Event>> untold = new TreeMap<>();
    private final Map<String, PartitionChanged> partitions = new TreeMap<>();
    private final Map<String, Map<String, String>> members = new TreeMap<>();
    private final Map<String, Event.GroupChanged> groups = new TreeMap<>();
    private final Map<String, Long> errors = new TreeMap<>();
    private final OpenRequests open = new OpenRequests();

    /// Changes of partitions that await the fencing that is told in the next record, by broker.
    private final Map<Integer, List<Long>> awaitFencing = new TreeMap<>();

    private final TreeSet<Integer> brokers = new TreeSet<>();
    private final Map<Integer, Boolean> fenced = new TreeMap<>();
    private long furthest = -1;

    CausesFold(SettingsFold settings) {
        this.settings = settings;
    }

    List<Happening> view() {
        return happenings.view();
    }

    /// The newest happening of that name, [Happening#NOT_TOLD] when there is none.
    long newest(String name) {
        return newest.getOrDefault(name, Happening.NOT_TOLD);
    }

    void apply(Event event) {
        switch (event) {
            case Event.NodeStarted e -> {
                if (e.broker()) {
                    brokers.add(e.node());
                }
                node(e.atMs(), e.node(), " starts", "start ");
            }
            case Event.NodeConfigured e -> settings.configured(e);
            case Event.NodeStopping e -> node(e.atMs(), e.node(), " is told to stop", "stop ");
            case Event.NodePaused e ->
                    node(
                            e.atMs(),
                            e.node(),
                            e.paused() ? " is paused" : " goes on",
                            e.paused() ? "pause " : "resume ");
            case Event.NodeEnded e -> ended(e);
            case Event.FaultInjected e -> fault(e);
            case Event.QuorumRoleTaken e -> roleTaken(e);
            case Event.ControllerActivated e ->
                    add(
                            e.atMs(),
                            Kind.CONTROLLER,
                            node(e.node()),
                            name(e.node()) + " is the controller, epoch " + e.term(),
                            "",
                            newest("lead " + e.node() + " " + e.term()),
                            "controller");
            case Event.BrokerRegistered e -> untold(e);
            case Event.BrokerFencingChanged e -> untold(e);
            case Event.BrokerUnregistered e -> untold(e);
            case Event.TopicCreated e -> untold(e);
            case Event.TopicDeleted e -> untold(e);
            case PartitionChanged e -> untold(e);
            case Event.ConfigChanged e -> untold(e);
            case Event.MetadataApplied e -> applied(e);
            case Event.IsrProposed e -> proposed(e);
            case Event.LogTruncated e -> truncated(e);
            case Event.RecordsLost e -> lost(e);
            case Event.GroupMemberJoined e ->
                    joined(e.atMs(), e.group(), e.memberId(), e.clientId());
            case Event.GroupMemberLeft e -> left(e);
            case Event.GroupChanged e -> groupChanged(e);
            case Event.GroupDeleted e -> {
                members.remove(e.group());
                groups.remove(e.group());
            }
            case Event.ClientStarted e -> {
                newest.remove("client-stop " + e.client());
                client(e.atMs(), e.client(), " starts", "client ");
            }
            case Event.ClientStopped e ->
                    client(
                            e.atMs(),
                            e.client(),
                            " stops" + (e.why().isEmpty() ? "" : ": " + e.why()),
                            "client-stop ");
            case Event.RequestReceived e -> open.received(e);
            case Event.ClientDisconnected e -> open.disconnected(e);
            case Event.ResponseSent e -> answered(e);
            default -> {}
        }
    }

    // ---- what a hand does, and what becomes of nodes --------------------------------------------

    private void node(long atMs, int node, String does, String name) {
        root(atMs, Kind.NODE, node(node), name(node) + does, name + node);
    }

    private void ended(Event.NodeEnded e) {
        String words =
                switch (e.ending()) {
                    case STOPPED -> " has stopped";
                    case KILLED -> " is killed";
                    case POWER_LOST -> " loses power";
                    case FAILED -> " fails: " + e.detail();
                };
        boolean clean = e.ending() == Event.Ending.STOPPED;
        add(
                e.atMs(),
                Kind.NODE,
                node(e.node()),
                name(e.node()) + words,
                "",
                clean ? newest("stop " + e.node()) : Happening.ROOT,
                "end " + e.node());
        untold.remove(e.node());
    }

    private void fault(Event.FaultInjected e) {
        root(e.atMs(), Kind.FAULT, new Subject.OfCluster(), "fault: " + e.words(), "fault");
        String[] words = e.words().split(" ");
        if (words[0].equals("heal")) {
            newest.keySet().removeIf(name -> name.startsWith("cut "));
        } else if (words[0].startsWith("cut") && words.length == 3) {
            name("cut " + words[1] + " " + words[2]);
            name("cut " + words[2] + " " + words[1]);
        }
    }

    private void client(long atMs, String client, String does, String name) {
        root(atMs, Kind.CLIENT, new Subject.OfClient(client), client + does, name + client);
    }

    // ---- the quorum -----------------------------------------------------------------------------

    private void roleTaken(Event.QuorumRoleTaken e) {
        int node = e.node();
        switch (e.role()) {
            case FOLLOWER -> newest.put("follow " + node + " " + e.leader(), happenings.nextSeq());
            case PROSPECTIVE -> {
                long gone = leaderGone(e);
                // After an election that nobody won: whoever first missed the leader.
                long cause =
                        gone == Happening.NOT_TOLD ? latest(newest("controller"), "missed") : gone;
                quorum(e, " asks who would vote for it", cause, "stand " + node);
                if (gone != Happening.NOT_TOLD) {
                    newest.put("missed", newest("stand " + node));
                }
            }
            case CANDIDATE ->
                    quorum(
                            e,
                            " asks for votes, epoch " + e.term(),
                            newest("stand " + node),
                            "stand " + node);
            case LEADER ->
                    quorum(
                            e,
                            " is elected, epoch " + e.term(),
                            newest("stand " + node),
                            "lead " + node + " " + e.term());
            case RESIGNED -> {
                if (!Reasons.isStart(e.why())) {
                    quorum(
                            e,
                            " gives up the lead of epoch " + e.term(),
                            newest("stop " + node),
                            "resign " + node);
                }
            }
            case UNATTACHED, OBSERVER -> {}
        }
    }

    /// What happened to the leader that a follower no longer hears: only what came after it began
    /// to follow.
    private long leaderGone(Event.QuorumRoleTaken e) {
        int leader = Reasons.leaderIn(e.why());
        if (leader < 0) {
            return Happening.NOT_TOLD;
        }
        long since = newest("follow " + e.node() + " " + leader);
        return latest(
                since,
                "end " + leader,
                "stop " + leader,
                "pause " + leader,
                "resign " + leader,
                "cut " + e.node() + " " + leader);
    }

    private void quorum(Event.QuorumRoleTaken e, String does, long cause, String name) {
        add(e.atMs(), Kind.QUORUM, node(e.node()), name(e.node()) + does, e.why(), cause, name);
    }

    // ---- metadata -------------------------------------------------------------------------------

    private void untold(Event change) {
        List<Event> changes = untold.computeIfAbsent(change.node(), _ -> new ArrayList<>());
        if (changes.size() < CHANGES_PER_RECORD_MAX) {
            changes.add(change);
        }
    }

    private void applied(Event.MetadataApplied e) {
        List<Event> changes = untold.remove(e.node());
        if (e.offset() <= furthest) {
            return;
        }
        furthest = e.offset();
        if (changes == null) {
            return;
        }
        for (Event change : changes) {
            switch (change) {
                case Event.BrokerRegistered c ->
                        add(
                                c.atMs(),
                                Kind.FENCING,
                                node(c.broker()),
                                "broker " + c.broker() + " registers",
                                "",
                                newest("start " + c.broker()),
                                "register " + c.broker());
                case Event.BrokerFencingChanged c -> fencing(c, e.why());
                case Event.BrokerUnregistered c ->
                        root(
                                c.atMs(),
                                Kind.FENCING,
                                node(c.broker()),
                                "broker " + c.broker() + " is unregistered",
                                "unregister " + c.broker());
                case Event.TopicCreated c -> {
                    settings.topicCreated(c);
                    topic(c.atMs(), c.topic(), " is created");
                }
                case Event.TopicDeleted c -> {
                    settings.topicDeleted(c);
                    partitions.keySet().removeIf(key -> isOf(key, c.topic()));
                    topic(c.atMs(), c.topic(), " is deleted");
                }
                case PartitionChanged c -> partition(c, e.why());
                case Event.ConfigChanged c -> config(c);
                default -> {}
            }
        }
    }

    private static boolean isOf(String partition, String topic) {
        return partition.lastIndexOf('-') == topic.length() && partition.startsWith(topic);
    }

    private void topic(long atMs, String topic, String does) {
        root(
                atMs,
                Kind.TOPIC,
                new Subject.OfTopic(topic),
                "topic " + topic + does,
                "topic " + topic);
    }

    private void config(Event.ConfigChanged c) {
        settings.changed(c);
        String value = c.value();
        Subject about =
                c.resource().startsWith("topic ")
                        ? new Subject.OfTopic(c.resource().substring("topic ".length()))
                        : new Subject.OfCluster();
        root(
                c.atMs(),
                Kind.CONFIG,
                about,
                c.key()
                        + " of "
                        + c.resource()
                        + (value == null ? " goes back to its default" : " is set to " + value),
                "config " + c.resource() + " " + c.key());
    }

    /// The record of a registration tells it too; only what is new is a happening.
    private void fencing(Event.BrokerFencingChanged c, String why) {
        int broker = c.broker();
        Boolean before = fenced.put(broker, c.fenced());
        if (before != null && before == c.fenced()) {
            return;
        }
        if (!c.fenced()) {
            add(
                    c.atMs(),
                    Kind.FENCING,
                    node(broker),
                    "the controller lets in broker " + broker,
                    why,
                    newest("register " + broker),
                    "let-in " + broker);
            return;
        }
        if (before == null) {
            return;
        }
        long cause =
                latest(
                        newest("let-in " + broker),
                        "end " + broker,
                        "stop " + broker,
                        "pause " + broker);
        long seq =
                add(
                        c.atMs(),
                        Kind.FENCING,
                        node(broker),
                        "the controller fences broker " + broker,
                        why,
                        cause,
                        "fence " + broker);
        List<Long> waiting = awaitFencing.remove(broker);
        if (waiting != null) {
            for (long each : waiting) {
                happenings.replace(each, happening -> happening.causedBy(seq));
            }
        }
    }

    private void partition(PartitionChanged now, String why) {
        String id = now.topic() + "-" + now.partition();
        PartitionChanged before = partitions.put(id, now);
        Subject about = new Subject.OfPartition(now.topic(), now.partition());
        if (before == null) {
            add(
                    now.atMs(),
                    Kind.PARTITION,
                    about,
                    id + " is created, " + Reasons.led(now),
                    why,
                    newest("topic " + now.topic()),
                    "partition " + id);
            name("leader " + id);
            return;
        }
        boolean led = before.leader() != now.leader() || before.leaderEpoch() != now.leaderEpoch();
        Kind kind =
                led ? Kind.LEADER : before.isr().equals(now.isr()) ? Kind.PARTITION : Kind.IN_SYNC;
        Reasons.Cause cause = Reasons.of(why, now.topic(), id);
        long seq =
                add(
                        now.atMs(),
                        kind,
                        about,
                        Reasons.change(id, before, now),
                        why,
                        cause.names().isEmpty()
                                ? cause.otherwise()
                                : latest(Happening.NOT_TOLD, cause.names().toArray(String[]::new)),
                        "partition " + id);
        name("any partition");
        if (led) {
            name("leader " + id);
            name("any leader");
        }
        if (now.isr().size() != before.isr().size()) {
            name(now.isr().size() < before.isr().size() ? "isr shrank" : "isr grew");
        }
        if (why.contains("no replica in sync is alive")) {
            name("unclean leader");
        }
        for (int member : before.isr()) {
            if (!now.isr().contains(member)) {
                name("drop " + id + " " + member);
            }
        }
        if (cause.fencing() >= 0) {
            awaitFencing.computeIfAbsent(cause.fencing(), _ -> new ArrayList<>()).add(seq);
        }
    }

    // ---- replicas -------------------------------------------------------------------------------

    private void proposed(Event.IsrProposed e) {
        String id = e.topic() + "-" + e.partition();
        int follower = Reasons.followerIn(e.why());
        long cause =
                e.why().contains("caught up to")
                        ? latest(
                                newest("drop " + id + " " + follower),
                                "let-in " + follower,
                                "resume " + follower)
                        : latest(
                                Math.max(
                                        newest("let-in " + follower), newest("resume " + follower)),
                                "end " + follower,
                                "pause " + follower,
                                "cut " + follower + " " + e.node());
        add(
                e.atMs(),
                Kind.PROPOSAL,
                new Subject.OfPartition(e.topic(), e.partition()),
                "broker "
                        + e.node()
                        + " asks that "
                        + id
                        + " be in sync on "
                        + Reasons.ids(e.isr()),
                e.why(),
                cause,
                "propose " + id);
    }

    private void truncated(Event.LogTruncated e) {
        if (e.oldEndOffset() <= e.toOffset()) {
            return;
        }
        String id = e.topic() + "-" + e.partition();
        add(
                e.atMs(),
                Kind.TRUNCATION,
                new Subject.OfReplica(e.topic(), e.partition(), e.node()),
                "broker "
                        + e.node()
                        + " cuts "
                        + id
                        + " back from "
                        + e.oldEndOffset()
                        + " to "
                        + e.toOffset(),
                "its leader has other records from there on",
                newest("leader " + id),
                "truncate " + id);
    }

    private void lost(Event.RecordsLost e) {
        String id = e.topic() + "-" + e.partition();
        long count = e.lastOffset() - e.baseOffset() + 1;
        long truncation = newest("truncate " + id);
        add(
                e.atMs(),
                Kind.LOSS,
                new Subject.OfPartition(e.topic(), e.partition()),
                count
                        + (count == 1 ? " record" : " records")
                        + " of "
                        + e.client()
                        + " in "
                        + id
                        + ", acknowledged, are lost, from "
                        + e.baseOffset(),
                "",
                truncation == Happening.NOT_TOLD ? newest("leader " + id) : truncation,
                "loss " + id);
    }

    // ---- groups ---------------------------------------------------------------------------------

    private boolean isOneTooMany(String group) {
        return !members.containsKey(group) && members.size() >= Projector.GROUPS_MAX;
    }

    private void joined(long atMs, String group, String memberId, String clientId) {
        if (isOneTooMany(group)) {
            return;
        }
        Map<String, String> known = members.computeIfAbsent(group, _ -> new TreeMap<>());
        if (known.put(memberId, clientId) != null) {
            return;
        }
        add(
                atMs,
                Kind.MEMBER,
                new Subject.OfMember(group, memberId),
                clientId + " joins group " + group,
                "",
                newest("client " + clientId),
                "member " + group);
    }

    private void left(Event.GroupMemberLeft e) {
        Map<String, String> known = members.getOrDefault(e.group(), Map.of());
        String client = known.getOrDefault(e.memberId(), e.memberId());
        if (known.containsKey(e.memberId())) {
            known.remove(e.memberId());
        }
        long stopped = newest("client-stop " + client);
        add(
                e.atMs(),
                Kind.MEMBER,
                new Subject.OfMember(e.group(), e.memberId()),
                client
                        + (e.why().isEmpty() ? " leaves group " : " is put out of group ")
                        + e.group(),
                e.why(),
                stopped == Happening.NOT_TOLD && e.why().isEmpty() ? Happening.ROOT : stopped,
                "member " + e.group());
    }

    private void groupChanged(Event.GroupChanged e) {
        String group = e.group();
        if (isOneTooMany(group)) {
            return;
        }
        TreeSet<String> there = new TreeSet<>();
        for (Event.GroupMember member : e.members()) {
            there.add(member.memberId());
            joined(e.atMs(), group, member.memberId(), member.clientId());
        }
        members.computeIfAbsent(group, _ -> new TreeMap<>()).keySet().retainAll(there);
        Event.GroupChanged before = groups.put(group, e);
        if (before != null
                && before.state().equals(e.state())
                && before.generation() == e.generation()) {
            return;
        }
        long member = newest("member " + group);
        long step = newest("group " + group);
        add(
                e.atMs(),
                Kind.GROUP,
                new Subject.OfGroup(group),
                "group " + group + ": " + e.state() + ", generation " + e.generation(),
                "",
                Math.max(member, step),
                "group " + group);
    }

    // ---- errors ---------------------------------------------------------------------------------

    private void answered(Event.ResponseSent e) {
        Event.RequestReceived asked = open.answered(e);
        if (asked == null
                || e.error().equals("NONE")
                || e.toNode() != Event.OUTSIDE
                || e.clientId().startsWith(Projector.HIDDEN_CLIENT_PREFIX)) {
            return;
        }
        String which = e.clientId() + " " + e.api() + " " + e.error() + " " + e.node();
        if (e.atMs() - errors.getOrDefault(which, Long.MIN_VALUE / 2) < SAME_ERROR_MS) {
            return;
        }
        if (errors.size() >= ERRORS_MAX) {
            errors.clear();
        }
        errors.put(which, e.atMs());
        String id = Reasons.firstPartition(asked.partitions());
        String name = Reasons.causeOfError(e.error(), id, asked.subject());
        String why =
                e.error().startsWith("NOT_ENOUGH_REPLICAS") && !id.isEmpty()
                        ? "fewer are in sync than min.insync.replicas = "
                                + settings.ofTopic(
                                        id.substring(0, id.lastIndexOf('-')),
                                        SettingsFold.MIN_INSYNC_REPLICAS,
                                        "1")
                        : "";
        add(
                e.atMs(),
                Kind.ERROR,
                new Subject.OfClient(e.clientId()),
                "broker "
                        + e.node()
                        + " answers "
                        + e.clientId()
                        + "'s "
                        + e.api()
                        + (id.isEmpty() ? "" : " of " + id)
                        + ": "
                        + e.error(),
                why,
                name.isEmpty() ? Happening.NOT_TOLD : newest(name),
                "error " + e.clientId());
    }

    // ---- the ring -------------------------------------------------------------------------------

    private void root(long atMs, Kind kind, Subject about, String words, String name) {
        add(atMs, kind, about, words, "", Happening.ROOT, name);
    }

    private long add(
            long atMs,
            Kind kind,
            Subject about,
            String words,
            String why,
            long cause,
            String name) {
        long seq = happenings.nextSeq();
        happenings.add(new Happening(seq, atMs, kind, words, why, setting(why), about, cause));
        name(name);
        if (newest.size() > 2 * Projector.HAPPENINGS_MAX) {
            newest.values().removeIf(each -> each < happenings.firstSeq());
        }
        return seq;
    }

    /// The happening that was just added goes by this name, too.
    private void name(String name) {
        newest.put(name, happenings.nextSeq() - 1);
    }

    /// The newest of those names that came after another happening.
    private long latest(long after, String... names) {
        long latest = Happening.NOT_TOLD;
        for (String name : names) {
            long seq = newest(name);
            if (seq >= after) {
                latest = Math.max(latest, seq);
            }
        }
        return latest;
    }

    private static String setting(String why) {
        Matcher matcher = SETTING.matcher(why);
        return matcher.find() ? matcher.group(1) + " = " + matcher.group(2) : "";
    }

    private static Subject node(int node) {
        return new Subject.OfNode(node);
    }

    private String name(int node) {
        return (brokers.contains(node) ? "broker " : "controller ") + node;
    }
}
