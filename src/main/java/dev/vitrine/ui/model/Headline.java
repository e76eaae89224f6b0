package dev.vitrine.ui.model;

import dev.vitrine.history.Snapshot;
import dev.vitrine.history.Snapshot.NodeView;

import java.util.List;
import java.util.stream.Collectors;

/// What the bar at the top says of the cluster.
///
/// @param violated `1 check violated`
/// @param brokersDown `1 of 3 brokers down`
/// @param underReplicated `5 under-replicated`
/// @param offline `2 leaderless`
/// @param controllerNode empty while there is none
/// @param controllerEpoch of the last controller known; empty before the first
/// @param bootstrap the brokers' addresses for a client, those that run first; empty before the
///   first
public record Headline(
        Trouble violated,
        Trouble brokersDown,
        Trouble underReplicated,
        Trouble offline,
        String controllerNode,
        String controllerEpoch,
        String bootstrap) {
    /// For whoever wonders what a controller is.
    public static final String CONTROLLER_MEANS =
            "It decides who leads which partition; each new one begins an epoch.";

    private static final String HOST = "127.0.0.1";

    /// Of a cluster of which nothing is known.
    public static final Headline NOTHING = of(Snapshot.EMPTY);

    /// Something that is not as it should be.
    ///
    /// @param words empty when all is well
    /// @param inShort where there is little room
    /// @param meaning in a sentence
    public record Trouble(String words, String inShort, String meaning) {
        private static final Trouble NONE = new Trouble("", "", "");

        private static Trouble of(long count, String words, String inShort, String meaning) {
            return count == 0 ? NONE : new Trouble(count + words, count + inShort, meaning);
        }
    }

    public static Headline of(Snapshot snapshot) {
        long brokers = snapshot.nodes().stream().filter(NodeView::broker).count();
        long violated = snapshot.insight().violated();
        boolean hadController = snapshot.controller().term() > 0;
        return new Headline(
                Trouble.of(
                        violated,
                        violated == 1 ? " check violated" : " checks violated",
                        " violated",
                        "What must always hold did not; press to see what, and where."),
                Trouble.of(
                        snapshot.brokersDown(),
                        " of " + brokers + " brokers down",
                        " down",
                        "They do not run, or the controller has not heard of them for too long."),
                Trouble.of(
                        snapshot.underReplicated(),
                        " under-replicated",
                        " under-repl.",
                        "Partitions with a replica that is not in sync with its leader."),
                Trouble.of(
                        snapshot.offline(),
                        " leaderless",
                        " leaderless",
                        "Partitions that can be neither written nor read until one leads them."),
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
                .map(node -> HOST + ":" + node.brokerPort())
                .collect(Collectors.joining(","));
    }

    /// `controller 3 · epoch 7`.
    public String controller() {
        return "controller "
                + (controllerNode.isEmpty() ? "none" : controllerNode)
                + " · epoch "
                + controllerEpoch;
    }

    /// The first address, and how many more there are: `127.0.0.1:19092 +2`.
    public String bootstrapInShort() {
        String[] addresses = bootstrap.split(",");
        return addresses.length < 2 ? bootstrap : addresses[0] + "  +" + (addresses.length - 1);
    }

    /// The same without the host, which is always this one: `:19092 +2`.
    public String portInShort() {
        return bootstrapInShort().replaceFirst("^" + HOST, "");
    }
}
