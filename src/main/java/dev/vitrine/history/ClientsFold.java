package dev.vitrine.history;

import dev.vitrine.event.Event;
import dev.vitrine.history.Snapshot.ClientView;
import dev.vitrine.history.Snapshot.Consumed;
import dev.vitrine.history.Snapshot.Produced;
import dev.vitrine.history.Snapshot.Tone;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Who talks to the brokers: the lesson's clients by their own telling, outside ones by the
/// requests they send. What an outside client is, producer or consumer, is told by those and by
/// nothing else.
final class ClientsFold implements State {
    private static final List<String> PRODUCE = List.of("produce");
    private static final List<String> CONSUME =
            List.of("fetch", "joingroup", "consumergroupheartbeat", "sharefetch");
    private static final List<String> ADMINISTER =
            List.of(
                    "createtopics",
                    "deletetopics",
                    "createpartitions",
                    "deleterecords",
                    "deletegroups",
                    "alterconfigs",
                    "incrementalalterconfigs",
                    "describeconfigs",
                    "describecluster",
                    "describegroups",
                    "describelogdirs",
                    "describequorum",
                    "electleaders",
                    "listgroups",
                    "alterpartitionreassignments",
                    "listpartitionreassignments");

    private static final long FORGET_EVERY_MS = 500;

    private final Story story;
    private final Map<String, Client> clients = new LinkedHashMap<>();
    private final Map<Wire, String> connections = new LinkedHashMap<>();
    private boolean overflowTold;
    private long nextForgetMs;

    ClientsFold(Story story) {
        this.story = story;
    }

    /// A connection of a node: numbers are the node's own.
    record Wire(int node, long connection) {}

    void started(Event.ClientStarted event) {
        Client client = new Client(event.client(), true);
        client.produces = event.kind() == Event.ClientKind.PRODUCER;
        client.consumes = event.kind() == Event.ClientKind.CONSUMER;
        client.topic = event.topic();
        client.group = event.group();
        client.settings = new LinkedHashMap<>(event.settings());
        clients.remove(event.client());
        clients.put(event.client(), client);
        String kind = client.produces ? "producer " : "consumer ";
        story.tell(
                event.atMs(),
                Tone.GOOD,
                new Subject.OfClient(event.client()),
                kind + event.client() + " starts on " + event.topic());
    }

    void stopped(Event.ClientStopped event) {
        Client client = clients.get(event.client());
        if (client == null) {
            return;
        }
        client.goneAtMs = event.atMs();
        client.gone = event.why();
        story.tell(
                event.atMs(),
                Tone.WARNING,
                new Subject.OfClient(event.client()),
                event.client() + " stopped" + (event.why().isEmpty() ? "" : ": " + event.why()));
    }

    void produced(Event.ProducerProgressed event) {
        Client client = clients.get(event.client());
        if (client != null) {
            client.produced =
                    new Produced(
                            event.sent(), event.acknowledged(), event.failed(), event.pending());
        }
    }

    void consumed(Event.ConsumerProgressed event) {
        Client client = clients.get(event.client());
        if (client != null) {
            client.consumed = new Consumed(event.consumed(), event.duplicates());
        }
    }

    void connected(Event.ClientConnected event) {
        if (event.fromNode() != Event.OUTSIDE || isOurs(event.clientId())) {
            return;
        }
        Client client = seen(event.clientId(), event.atMs());
        if (client == null || connections.size() >= Projector.CONNECTIONS_MAX) {
            return;
        }
        client.software = event.software();
        connections.put(new Wire(event.node(), event.connection()), event.clientId());
        client.link(event.node()).connections++;
    }

    /// Whose connection it is; empty when it is a node's, one of our own, or nobody has said.
    String nameOf(int node, long connection) {
        return connections.getOrDefault(new Wire(node, connection), "");
    }

    void disconnected(int node, long connection, long atMs) {
        String name = connections.remove(new Wire(node, connection));
        Client client = name == null ? null : clients.get(name);
        if (client == null) {
            return;
        }
        LinkFold link = client.link(node);
        link.connections = Math.max(0, link.connections - 1);
        boolean silent = client.links.values().stream().allMatch(each -> each.connections == 0);
        if (!client.inApp && silent && client.goneAtMs == ClientView.HERE) {
            client.goneAtMs = atMs;
            client.gone = "left";
            story.tell(
                    atMs,
                    Tone.PLAIN,
                    new Subject.OfClient(client.name),
                    "outside client " + client.name + " left");
        }
    }

    void gaveUp(Event.ClientGaveUp event, String node) {
        String name = connections.get(new Wire(event.node(), event.connection()));
        if (name != null) {
            story.tell(
                    event.atMs(),
                    Tone.WARNING,
                    new Subject.OfClient(name),
                    name + " gave up waiting for " + node);
        }
    }

    void nodeEnded(int node, long atMs) {
        List<Wire> cut = connections.keySet().stream().filter(wire -> wire.node() == node).toList();
        for (Wire wire : cut) {
            disconnected(node, wire.connection(), atMs);
        }
    }

    void requested(Event.RequestReceived event, List<TopicPartition> about) {
        if (event.fromNode() != Event.OUTSIDE || isOurs(event.clientId())) {
            return;
        }
        Client client = seen(event.clientId(), event.atMs());
        if (client == null) {
            return;
        }
        String api = event.api().replace("_", "").toLowerCase(Locale.ROOT);
        LinkFold link = client.link(event.node());
        link.lastApi = event.api();
        link.lastAtMs = event.atMs();
        link.rate.add(event.atMs(), 1);
        if (PRODUCE.contains(api)) {
            client.produces = true;
            link.produced.seen(about, event.atMs());
        } else if (CONSUME.contains(api)) {
            client.consumes = true;
            link.fetched.seen(about, event.atMs());
        } else if (ADMINISTER.contains(api)) {
            client.administers = true;
        }
    }

    /// Members name the client; so a client from outside is known to be in a group.
    void groupTold(String group, List<Event.GroupMember> members) {
        for (Event.GroupMember member : members) {
            Client client = clients.get(member.clientId());
            if (client != null && !client.inApp) {
                client.group = group;
            }
        }
    }

    private static boolean isOurs(String clientId) {
        return clientId.startsWith(Projector.HIDDEN_CLIENT_PREFIX);
    }

    private @Nullable Client seen(String name, long atMs) {
        Client known = clients.get(name);
        if (known != null) {
            if (!known.inApp && known.goneAtMs != ClientView.HERE) {
                known.goneAtMs = ClientView.HERE;
                known.gone = "";
                tellJoined(name, atMs);
            }
            return known;
        }
        if (clients.size() >= Projector.CLIENTS_MAX) {
            if (!overflowTold) {
                overflowTold = true;
                story.tell(
                        atMs,
                        Tone.WARNING,
                        new Subject.OfCluster(),
                        "more than "
                                + Projector.CLIENTS_MAX
                                + " clients: the others are not shown");
            }
            return null;
        }
        Client client = new Client(name, false);
        clients.put(name, client);
        tellJoined(name, atMs);
        return client;
    }

    private void tellJoined(String name, long atMs) {
        story.tell(
                atMs, Tone.GOOD, new Subject.OfClient(name), "outside client " + name + " joined");
    }

    /// Forgets who is long gone.
    void timePassed(long nowMs) {
        if (nowMs < nextForgetMs) {
            return;
        }
        nextForgetMs = nowMs + FORGET_EVERY_MS;
        clients.values()
                .removeIf(client ->
                        client.goneAtMs != ClientView.HERE
                                && nowMs - client.goneAtMs > Projector.GONE_CLIENT_KEPT_MS);
    }

    List<ClientView> view(long nowMs) {
        return clients.values().stream().map(client -> client.view(nowMs)).toList();
    }

    private static final class Client implements State {
        final String name;
        final boolean inApp;
        final Map<Integer, LinkFold> links = new TreeMap<>();
        boolean produces;
        boolean consumes;
        boolean administers;
        String topic = "";
        String group = "";
        Map<String, String> settings = Map.of();
        String software = "";
        long goneAtMs = ClientView.HERE;
        String gone = "";
        @Nullable Produced produced;
        @Nullable Consumed consumed;

        Client(String name, boolean inApp) {
            this.name = name;
            this.inApp = inApp;
        }

        LinkFold link(int node) {
            return links.computeIfAbsent(node, absent -> new LinkFold());
        }

        ClientView view(long nowMs) {
            List<Snapshot.Link> linkViews =
                    links.entrySet().stream()
                            .map(entry -> entry.getValue().view(entry.getKey(), nowMs))
                            .toList();
            return new ClientView(
                    name,
                    inApp,
                    produces,
                    consumes,
                    administers,
                    topic,
                    group,
                    settings,
                    software,
                    goneAtMs,
                    gone,
                    linkViews,
                    produced,
                    consumed);
        }
    }

    private static final class LinkFold implements State {
        final Rate rate = new Rate();
        final Partitions produced = new Partitions();
        final Partitions fetched = new Partitions();
        int connections;
        String lastApi = "";
        long lastAtMs;

        Snapshot.Link view(int node, long nowMs) {
            return new Snapshot.Link(
                    node,
                    connections,
                    produced.fresh(nowMs),
                    fetched.fresh(nowMs),
                    rate.perSecond(nowMs),
                    lastApi,
                    lastAtMs);
        }
    }

    /// Partitions that requests lately named.
    private static final class Partitions implements State {
        private final Map<TopicPartition, Long> seenAtMs = new TreeMap<>();

        void seen(List<TopicPartition> about, long atMs) {
            if (seenAtMs.size() >= Projector.LINK_PARTITIONS_MAX) {
                seenAtMs.values().removeIf(seenMs -> isStale(seenMs, atMs));
            }
            for (TopicPartition id : about) {
                if (seenAtMs.size() < Projector.LINK_PARTITIONS_MAX || seenAtMs.containsKey(id)) {
                    seenAtMs.put(id, atMs);
                }
            }
        }

        List<TopicPartition> fresh(long nowMs) {
            List<TopicPartition> fresh = new ArrayList<>();
            seenAtMs.forEach((id, atMs) -> {
                if (!isStale(atMs, nowMs)) {
                    fresh.add(id);
                }
            });
            return List.copyOf(fresh);
        }

        private static boolean isStale(long atMs, long nowMs) {
            return nowMs - atMs > Projector.LINK_FRESH_MS;
        }
    }
}
