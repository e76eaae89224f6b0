package dev.vitrine.history;

import dev.vitrine.event.Event;
import dev.vitrine.history.Snapshot.Message;
import dev.vitrine.history.Snapshot.Outcome;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Requests on the wire and what became of them. A connection has one request in flight, as Kafka
/// mutes it until the answer; a next one says that the one before was never going to be answered.
final class MessagesFold {
    private static final long STILL_WAITING = -1;

    private final Lane ofClients = new Lane();
    private final Lane ofNodes = new Lane();
    private final Map<ClientsFold.Wire, Cell> waiting = new LinkedHashMap<>();
    private long nextSeq;
    private long requests;
    private long nodeRequests;

    void requested(Event.RequestReceived event, List<TopicPartition> about) {
        boolean ofNode = event.fromNode() != Event.OUTSIDE;
        if (ofNode) {
            nodeRequests++;
        } else {
            requests++;
        }
        if (!ofNode && event.clientId().startsWith(Projector.HIDDEN_CLIENT_PREFIX)) {
            return;
        }
        ClientsFold.Wire wire = new ClientsFold.Wire(event.node(), event.connection());
        end(wire, event.atMs(), Outcome.UNANSWERED, "", 0);
        Cell cell =
                new Cell(
                        ofNode ? ofNodes : ofClients,
                        new Message(
                                nextSeq++,
                                ofNode ? "broker " + event.fromNode() : event.clientId(),
                                event.fromNode(),
                                event.node(),
                                event.api(),
                                event.subject(),
                                about,
                                event.bytes(),
                                0,
                                event.atMs(),
                                Outcome.WAITING,
                                STILL_WAITING,
                                ""));
        cell.lane.add(cell, event.atMs());
        if (waiting.size() < Projector.CONNECTIONS_MAX) {
            waiting.put(wire, cell);
        }
    }

    void answered(Event.ResponseSent event) {
        ClientsFold.Wire wire = new ClientsFold.Wire(event.node(), event.connection());
        end(wire, event.atMs(), Outcome.ANSWERED, event.error(), event.bytes());
    }

    void disconnected(int node, long connection, long atMs) {
        end(new ClientsFold.Wire(node, connection), atMs, Outcome.CUT, "", 0);
    }

    void nodeEnded(int node, long atMs) {
        List<ClientsFold.Wire> cut =
                waiting.keySet().stream().filter(wire -> wire.node() == node).toList();
        for (ClientsFold.Wire wire : cut) {
            end(wire, atMs, Outcome.CUT, "", 0);
        }
    }

    private void end(
            ClientsFold.Wire wire, long atMs, Outcome outcome, String error, int responseBytes) {
        Cell cell = waiting.remove(wire);
        if (cell == null) {
            return;
        }
        Message was = cell.message;
        cell.message =
                new Message(
                        was.seq(),
                        was.from(),
                        was.fromNode(),
                        was.to(),
                        was.api(),
                        was.subject(),
                        was.about(),
                        was.requestBytes(),
                        responseBytes,
                        was.atMs(),
                        outcome,
                        atMs,
                        error);
        cell.lane.view = null;
    }

    long requests() {
        return requests;
    }

    long nodeRequests() {
        return nodeRequests;
    }

    List<Message> ofClients() {
        return ofClients.view();
    }

    List<Message> ofNodes() {
        return ofNodes.view();
    }

    /// Whether a client's request had to make room before it was a second old, within the last
    /// second.
    boolean isSampled(long nowMs) {
        return nowMs <= ofClients.sampledUntilMs;
    }

    private static final class Cell {
        final Lane lane;
        Message message;

        Cell(Lane lane, Message message) {
            this.lane = lane;
            this.message = message;
        }
    }

    private static final class Lane {
        private static final long SECOND_MS = 1_000;

        final Deque<Cell> cells = new ArrayDeque<>();
        @Nullable List<Message> view = List.of();
        long sampledUntilMs = Long.MIN_VALUE;

        void add(Cell cell, long nowMs) {
            cells.addLast(cell);
            view = null;
            if (cells.size() > Projector.MESSAGES_MAX) {
                Cell oldest = cells.removeFirst();
                if (nowMs - oldest.message.atMs() < SECOND_MS) {
                    sampledUntilMs = nowMs + SECOND_MS;
                }
            }
        }

        List<Message> view() {
            List<Message> made = view;
            if (made == null) {
                made = cells.stream().map(cell -> cell.message).toList();
                view = made;
            }
            return made;
        }
    }
}
