package dev.vitrine.ui.lens;

import dev.vitrine.event.Event;
import dev.vitrine.history.Snapshot;
import dev.vitrine.history.Snapshot.ClientView;
import dev.vitrine.history.Snapshot.GroupView;
import dev.vitrine.history.Snapshot.Message;
import dev.vitrine.history.Snapshot.NodeView;
import dev.vitrine.history.Subject;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// The lifelines, from top to bottom: nodes, clients, groups.
final class TimelineRows {
    /// Clients and groups that get a lifeline; the others are counted.
    static final int CLIENTS_MAX = 16;

    static final int GROUPS_MAX = 8;

    enum Kind {
        NODE,
        CLIENT,
        GROUP
    }

    /// @param key `node 2`, `client checkout`, `group billing`
    record Row(String key, Kind kind, String name, Subject subject) {}

    private final Map<String, Row> rows = new LinkedHashMap<>();
    private int left;

    TimelineRows(Snapshot snapshot, TimeAxis axis) {
        for (NodeView node : snapshot.nodes()) {
            String word = node.broker() ? "Broker " : "Controller ";
            put(Kind.NODE, "" + node.id(), word + node.id(), new Subject.OfNode(node.id()));
        }
        int clients = 0;
        for (ClientView client : snapshot.clients()) {
            boolean isThere = client.isHere() || client.goneAtMs() >= axis.fromMs();
            if (isThere && clients++ < CLIENTS_MAX) {
                String name = client.name().isEmpty() ? "(no name)" : client.name();
                put(Kind.CLIENT, client.name(), name, new Subject.OfClient(client.name()));
            }
        }
        int groups = 0;
        for (GroupView group : snapshot.groups()) {
            if (groups++ < GROUPS_MAX) {
                put(Kind.GROUP, group.name(), group.name(), new Subject.OfGroup(group.name()));
            }
        }
        left = Math.max(0, clients - CLIENTS_MAX) + Math.max(0, groups - GROUPS_MAX);
    }

    private void put(Kind kind, String id, String name, Subject subject) {
        String key = key(kind, id);
        rows.put(key, new Row(key, kind, name, subject));
    }

    static String key(Kind kind, String id) {
        return kind.name().toLowerCase(Locale.ROOT) + " " + id;
    }

    Map<String, Row> rows() {
        return rows;
    }

    /// Clients and groups without a lifeline.
    int left() {
        return left;
    }

    static String from(Message message) {
        return from(message.from(), message.fromNode());
    }

    static String from(String from, int fromNode) {
        return fromNode == Event.OUTSIDE
                ? key(Kind.CLIENT, from)
                : key(Kind.NODE, Integer.toString(fromNode));
    }

    static String to(Message message) {
        return key(Kind.NODE, Integer.toString(message.to()));
    }

    /// Whose lifeline a thing that happened belongs to; null for the axis.
    static @Nullable String of(Subject subject) {
        return switch (subject) {
            case Subject.OfNode(int node) -> key(Kind.NODE, Integer.toString(node));
            case Subject.OfReplica(String _, int _, int node) ->
                    key(Kind.NODE, Integer.toString(node));
            case Subject.OfClient(String client) -> key(Kind.CLIENT, client);
            case Subject.OfGroup(String group) -> key(Kind.GROUP, group);
            case Subject.OfMember(String group, String _) -> key(Kind.GROUP, group);
            default -> null;
        };
    }
}
