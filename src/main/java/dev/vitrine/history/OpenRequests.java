package dev.vitrine.history;

import dev.vitrine.event.Event;

import org.jspecify.annotations.Nullable;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/// Requests that were taken and not answered yet. When there are too many the oldest go unseen.
final class OpenRequests implements State {
    private record Key(int node, long connection, int correlationId) {}

    private final Map<Key, Event.RequestReceived> open = new LinkedHashMap<>();

    void received(Event.RequestReceived event) {
        open.put(new Key(event.node(), event.connection(), event.correlationId()), event);
        if (open.size() > Projector.CONNECTIONS_MAX) {
            Iterator<Key> oldest = open.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    void disconnected(Event.ClientDisconnected event) {
        open.keySet()
                .removeIf(key -> key.node == event.node() && key.connection == event.connection());
    }

    /// The request of an answer, null when it is not known.
    Event.@Nullable RequestReceived answered(Event.ResponseSent event) {
        return open.remove(new Key(event.node(), event.connection(), event.correlationId()));
    }
}
