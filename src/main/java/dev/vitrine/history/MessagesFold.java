package dev.vitrine.history;

import dev.vitrine.event.Event;
import dev.vitrine.history.Snapshot.Message;
import dev.vitrine.history.Snapshot.Outcome;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Requests on the wire and what became of them. A connection has one request in flight, as Kafka
/// mutes it until the answer; a next one says that the one before was never going to be answered.
final class MessagesFold implements State {
    private static final long STILL_WAITING = -1;

    /// No more than the lanes hold.
    private static final int FRESH_BEATS_MAX = 2 * Projector.MESSAGES_MAX;

    private final Lane ofClients = new Lane();
    private final Lane ofNodes = new Lane();
    private final Map<ClientsFold.Wire, Cell> waiting = new LinkedHashMap<>();
    private final Deque<Cell> freshBeats = new ArrayDeque<>();
    private final BeatsFold beats = new BeatsFold();
    private final FlowFold flow = new FlowFold();
    private Timeline timeline = Timeline.EMPTY;
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
        flow.requested(event.node(), ofNode, event.atMs());
        ClientsFold.Wire wire = new ClientsFold.Wire(event.node(), event.connection());
        end(wire, event.atMs(), Outcome.UNANSWERED, "", 0, 0);
        Cell cell =
                new Cell(
                        ofNode ? ofNodes : ofClients,
                        new Message(
                                nextSeq++,
                                ofNode ? "broker " + event.fromNode() : event.clientId(),
                                event.fromNode(),
                                event.node(),
                                event.api(),
                                event.version(),
                                event.connection(),
                                event.correlationId(),
                                event.subject(),
                                about,
                                event.bytes(),
                                0,
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
        end(
                wire,
                event.atMs(),
                event.bytes() == 0 ? Outcome.UNANSWERED : Outcome.ANSWERED,
                event.error(),
                event.bytes(),
                event.recordBytes());
    }

    void disconnected(int node, long connection, long atMs) {
        end(new ClientsFold.Wire(node, connection), atMs, Outcome.CUT, "", 0, 0);
    }

    void nodeEnded(int node, long atMs) {
        List<ClientsFold.Wire> cut =
                waiting.keySet().stream().filter(wire -> wire.node() == node).toList();
        for (ClientsFold.Wire wire : cut) {
            end(wire, atMs, Outcome.CUT, "", 0, 0);
        }
    }

    /// Takes the beats that are no longer fresh out of the lanes, into their runs.
    void timePassed(long atMs) {
        for (Cell cell = freshBeats.peekFirst();
                cell != null && cell.message.endedAtMs() <= atMs - Projector.BEAT_FRESH_MS;
                cell = freshBeats.peekFirst()) {
            freshBeats.removeFirst();
            if (cell.lane.remove(cell)) {
                beats.add(cell.message);
            }
        }
    }

    private void end(
            ClientsFold.Wire wire,
            long atMs,
            Outcome outcome,
            String error,
            int responseBytes,
            int recordBytes) {
        Cell cell = waiting.remove(wire);
        if (cell == null) {
            return;
        }
        Message was = cell.message;
        Message ended =
                new Message(
                        was.seq(),
                        was.from(),
                        was.fromNode(),
                        was.to(),
                        was.api(),
                        was.version(),
                        was.connection(),
                        was.correlationId(),
                        was.subject(),
                        was.about(),
                        was.requestBytes(),
                        responseBytes,
                        recordBytes,
                        was.atMs(),
                        outcome,
                        atMs,
                        error);
        cell.message = ended;
        cell.lane.view = null;
        if (ended.isError()) {
            flow.failed(ended.to(), atMs);
        } else if (BeatsFold.isBeat(ended)) {
            freshBeats.addLast(cell);
            if (freshBeats.size() > FRESH_BEATS_MAX) {
                freshBeats.removeFirst();
            }
        }
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

    Timeline timeline(List<Timeline.LifeChange> lives) {
        List<Timeline.Beats> runs = beats.view();
        List<Timeline.Flow> flows = flow.view();
        if (runs != timeline.beats() || flows != timeline.flow() || lives != timeline.lives()) {
            timeline = new Timeline(runs, flows, lives);
        }
        return timeline;
    }

    /// Whether a client's request had to make room before it was a second old, within the last
    /// second.
    boolean isSampled(long nowMs) {
        return nowMs <= ofClients.sampledUntilMs;
    }

    private static final class Cell implements State {
        final Lane lane;
        Message message;

        Cell(Lane lane, Message message) {
            this.lane = lane;
            this.message = message;
        }
    }

    private static final class Lane implements State {
        private static final long SECOND_MS = 1_000;

        /// By sequence number, which is also the order in which they came.
        final Map<Long, Cell> cells = new LinkedHashMap<>();

        @Nullable List<Message> view = List.of();
        long sampledUntilMs = Long.MIN_VALUE;

        void add(Cell cell, long nowMs) {
            cells.put(cell.message.seq(), cell);
            view = null;
            if (cells.size() > Projector.MESSAGES_MAX) {
                Iterator<Cell> all = cells.values().iterator();
                Cell oldest = all.next();
                all.remove();
                if (nowMs - oldest.message.atMs() < SECOND_MS) {
                    sampledUntilMs = nowMs + SECOND_MS;
                }
            }
        }

        /// @return whether it was still here
        boolean remove(Cell cell) {
            boolean was = cells.remove(cell.message.seq()) != null;
            if (was) {
                view = null;
            }
            return was;
        }

        List<Message> view() {
            List<Message> made = view;
            if (made == null) {
                made = cells.values().stream().map(cell -> cell.message).toList();
                view = made;
            }
            return made;
        }
    }
}
