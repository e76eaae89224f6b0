package dev.vitrine.history;

import dev.vitrine.event.Event;
import dev.vitrine.history.Happening.Kind;

import java.util.Map;
import java.util.TreeMap;

/// What led to an error that a client is answered.
final class ErrorCauses {
    /// An error that goes on is a happening again after so long.
    private static final long SAME_ERROR_MS = 5_000;

    /// Kinds of errors by client that are remembered for that.
    private static final int ERRORS_MAX = 1_000;

    private final Happenings happenings;
    private final SettingsFold settings;
    private final Map<String, Long> told = new TreeMap<>();
    private final OpenRequests open = new OpenRequests();

    ErrorCauses(Happenings happenings, SettingsFold settings) {
        this.happenings = happenings;
        this.settings = settings;
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
                || e.error().equals("NONE")
                || e.toNode() != Event.OUTSIDE
                || e.clientId().startsWith(Projector.HIDDEN_CLIENT_PREFIX)) {
            return;
        }
        String which = e.clientId() + " " + e.api() + " " + e.error() + " " + e.node();
        if (e.atMs() - told.getOrDefault(which, Long.MIN_VALUE / 2) < SAME_ERROR_MS) {
            return;
        }
        if (told.size() >= ERRORS_MAX) {
            told.clear();
        }
        told.put(which, e.atMs());
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
                        + (id.isEmpty() ? "" : " of " + id)
                        + ": "
                        + e.error(),
                why,
                name.isEmpty() ? Happening.NOT_TOLD : happenings.newest(name),
                "error " + e.clientId());
    }
}
