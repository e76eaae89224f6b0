package dev.vitrine.ui.model;

import dev.vitrine.history.Snapshot;
import dev.vitrine.history.Snapshot.NodeView;

import java.util.List;
import java.util.stream.Collectors;

/// What the bar at the top says of the cluster.
///
/// @param brokersDown `1 of 3 brokers down`; empty when none is
/// @param underReplicated `5 under-replicated`; empty when none is
/// @param offline `2 leaderless`; empty when all have one
/// @param controllerNode empty while there is none
/// @param controllerEpoch of the last controller known; empty before the first
/// @param bootstrap the brokers' addresses for a client, those that run first; empty before the
///   first
public record Headline(
        String brokersDown,
        String underReplicated,
        String offline,
        String controllerNode,
        String controllerEpoch,
        String bootstrap) {

    public static Headline of(Snapshot snapshot) {
        long brokers = snapshot.nodes().stream().filter(NodeView::broker).count();
        long down = snapshot.brokersDown();
        long behind = snapshot.underReplicated();
        long leaderless = snapshot.offline();
        boolean hadController = snapshot.controller().term() > 0;
        return new Headline(
                down == 0 ? "" : down + " of " + brokers + " brokers down",
                behind == 0 ? "" : behind + " under-replicated",
                leaderless == 0 ? "" : leaderless + " leaderless",
                snapshot.controller().isKnown()
                        ? Integer.toString(snapshot.controller().node())
                        : "",
                hadController ? Integer.toString(snapshot.controller().term()) : "",
                bootstrap(snapshot.nodes()));
    }

    private static String bootstrap(List<NodeView> nodes) {
        return nodes.stream()
                .filter(node -> node.broker() && node.brokerPort() > 0)
                .sorted((a, b) -> Boolean.compare(b.isUp(), a.isUp()))
                .map(node -> "127.0.0.1:" + node.brokerPort())
                .collect(Collectors.joining(","));
    }

    /// The first address, and how many more there are: `127.0.0.1:19092 +2`.
    public String bootstrapInShort() {
        String[] addresses = bootstrap.split(",");
        return addresses.length < 2 ? bootstrap : addresses[0] + "  +" + (addresses.length - 1);
    }
}
