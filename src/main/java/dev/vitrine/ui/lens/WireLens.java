package dev.vitrine.ui.lens;

import dev.vitrine.anatomy.Anatomy;
import dev.vitrine.history.Snapshot;
import dev.vitrine.history.Snapshot.Message;
import dev.vitrine.history.Snapshot.Outcome;
import dev.vitrine.history.Subject;
import dev.vitrine.history.Transit.Parked;
import dev.vitrine.live.Cluster;
import dev.vitrine.live.Exchange;
import dev.vitrine.ui.draw.Drawing;
import dev.vitrine.ui.draw.Fact;
import dev.vitrine.ui.draw.Moment;
import dev.vitrine.ui.draw.TextMeasure;
import dev.vitrine.ui.model.FrameWords;

import javafx.scene.Node;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// One request and its answer, field by field and byte by byte. Shows the request that is selected,
/// else the newest one of a client that ended before the last full second, so that it can be read.
public final class WireLens implements Lens {
    private static final long NEWEST_STAYS_MS = 1_000;

    /// Where the bytes come from.
    public interface Bytes {
        /// What is kept of a request and its answer.
        ///
        /// @param node at which it was taken in, or at which it waits
        /// @param connection of that node
        Exchange of(int node, long connection, int correlationId);
    }

    /// What is known of one request's bytes.
    ///
    /// @param parked the frame that waits on its way; null for a request that a node took
    /// @param previous of the same client, node and API, when it is still kept
    record Decoded(
            Message message,
            @Nullable Parked parked,
            @Nullable Exchange exchange,
            @Nullable Anatomy request,
            @Nullable Anatomy answer,
            @Nullable Anatomy previous,
            List<FieldRows.Row> requestRows,
            List<FieldRows.Row> answerRows) {}

    private final Bytes bytes;
    private @Nullable ToggleGroup sides;
    private final WireLook look = new WireLook();
    private @Nullable Decoded decoded;
    private Runnable onChange = () -> {};

    public WireLens(Bytes bytes) {
        this.bytes = bytes;
    }

    @Override
    public String id() {
        return "wire";
    }

    @Override
    public String title() {
        return "Wire";
    }

    @Override
    public String purpose() {
        return "One request and its answer: every field, every byte";
    }

    @Override
    public String inWords(Snapshot snapshot) {
        Decoded shown = decoded;
        return shown == null
                ? "The wire inspector: no request yet"
                : "The wire inspector: " + WireDrawing.words(shown.message);
    }

    /// Shows another side of the request.
    public void show(WireSide side) {
        look.show(side);
        ToggleGroup group = sides;
        if (group != null) {
            group.getToggles().stream()
                    .filter(toggle -> toggle.getUserData() == side)
                    .forEach(toggle -> toggle.setSelected(true));
        }
        onChange.run();
    }

    /// Marks the bytes from `from` up to, and without, `to`, and their fields.
    public void mark(int from, int to) {
        look.press(WireLook.BYTES + "0-" + from + "-" + to);
        onChange.run();
    }

    @Override
    public List<Node> tools() {
        ToggleGroup group = new ToggleGroup();
        List<Node> tools = new ArrayList<>();
        for (WireSide side : WireSide.values()) {
            ToggleButton button = new ToggleButton(side.title());
            button.setId("wire-" + side.title().toLowerCase(Locale.ROOT));
            button.setUserData(side);
            button.setToggleGroup(group);
            button.setSelected(look.side() == side);
            button.setOnAction(event -> show(side));
            if (side == WireSide.DIFFERENCE) {
                button.setTooltip(
                        new Tooltip(
                                "From the previous request of the same client, broker and API"));
            }
            tools.add(button);
        }
        sides = group;
        return tools;
    }

    @Override
    public void onChange(Runnable redraw) {
        onChange = redraw;
    }

    @Override
    public Drawing draw(Moment moment, TextMeasure measure) {
        if (moment.selection() instanceof Subject.OfFrame(long number)) {
            return drawParked(number, moment, measure);
        }
        Message message = message(moment);
        if (message == null) {
            decoded = null;
            return WireDrawing.nothing(moment, measure);
        }
        Decoded known = decoded;
        if (known != null && known.message.seq() != message.seq()) {
            look.begin();
        }
        if (known == null || !known.message.equals(message)) {
            known = decode(message, moment.snapshot());
            decoded = known;
        }
        return new WireDrawing(known, look, moment, measure).draw();
    }

    /// A frame that waits; once it has moved on, as it was.
    private Drawing drawParked(long number, Moment moment, TextMeasure measure) {
        Parked frame = moment.snapshot().transit().frame(number);
        Decoded known = decoded;
        boolean isKnown = known != null && known.parked != null && known.parked.frame() == number;
        if (!isKnown && frame == null) {
            decoded = null;
            return WireDrawing.nothing(moment, measure);
        }
        if (known == null || !isKnown || (frame != null && !frame.equals(known.parked))) {
            if (!isKnown) {
                look.begin();
            }
            known = decode(Objects.requireNonNull(frame));
            decoded = known;
            if (!isKnown) {
                show(frame.isAnswer() ? WireSide.ANSWER : WireSide.REQUEST);
            }
        }
        return new WireDrawing(known, look, moment, measure).draw();
    }

    private Decoded decode(Parked frame) {
        Exchange exchange = bytes.of(frame.node(), frame.connection(), frame.correlationId());
        Anatomy request = Cluster.requestOf(exchange);
        Anatomy answer = Cluster.responseOf(exchange);
        return new Decoded(
                FrameWords.asMessage(frame, exchange),
                frame,
                exchange,
                request,
                answer,
                null,
                request == null ? List.of() : FieldRows.of(request),
                answer == null ? List.of() : FieldRows.of(answer));
    }

    private @Nullable Message message(Moment moment) {
        Snapshot snapshot = moment.snapshot();
        if (moment.selection() instanceof Subject.OfMessage(long seq)) {
            Message selected = snapshot.message(seq);
            if (selected != null) {
                return selected;
            }
            if (decoded != null && decoded.message.seq() == seq) {
                // It has made room for newer ones since, and is still known here.
                return decoded.message;
            }
        }
        List<Message> all =
                snapshot.messages().isEmpty() ? snapshot.nodeMessages() : snapshot.messages();
        long before = moment.nowMs() - Math.floorMod(moment.nowMs(), NEWEST_STAYS_MS);
        Message newest = null;
        for (Message each : all.reversed()) {
            newest = newest == null ? each : newest;
            if (each.outcome() != Outcome.WAITING && each.atMs() < before) {
                return each;
            }
        }
        return newest;
    }

    private Decoded decode(Message message, Snapshot snapshot) {
        Exchange exchange = bytes(message);
        Anatomy request = Cluster.requestOf(exchange);
        Anatomy answer = Cluster.responseOf(exchange);
        Message previous = previous(message, snapshot);
        return new Decoded(
                message,
                null,
                exchange,
                request,
                answer,
                previous == null ? null : Cluster.requestOf(bytes(previous)),
                request == null ? List.of() : FieldRows.of(request),
                answer == null ? List.of() : FieldRows.of(answer));
    }

    private Exchange bytes(Message message) {
        return bytes.of(message.to(), message.connection(), message.correlationId());
    }

    /// The one before, of the same client, node and API.
    private static @Nullable Message previous(Message message, Snapshot snapshot) {
        boolean ofNode = message.fromNode() >= 0;
        List<Message> all = ofNode ? snapshot.nodeMessages() : snapshot.messages();
        for (Message each : all.reversed()) {
            if (each.seq() < message.seq()
                    && each.to() == message.to()
                    && each.api().equals(message.api())
                    && each.from().equals(message.from())) {
                return each;
            }
        }
        return null;
    }

    @Override
    public boolean hovered(@Nullable Fact fact) {
        return look.point(fact == null ? null : fact.id());
    }

    @Override
    public boolean pressed(Fact fact) {
        return look.press(fact.id());
    }

    @Override
    public boolean moved(Gesture gesture) {
        return switch (gesture.kind()) {
            case SCROLL -> look.scroll(gesture.x(), gesture.dy());
            case HOME -> look.scrollTo(0);
            case END -> look.scrollTo(Integer.MAX_VALUE);
            case DRAG, ZOOM -> false;
        };
    }

    /// Names of topics by their ids, as the snapshot has them.
    static Map<String, String> topicNames(Snapshot snapshot) {
        Map<String, String> names = new TreeMap<>();
        snapshot.topics().forEach(topic -> names.put(topic.topicId(), topic.name()));
        return names;
    }
}
