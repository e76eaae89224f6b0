package dev.vitrine.ui.lens;

import dev.vitrine.history.Snapshot;
import dev.vitrine.history.Snapshot.Telling;
import dev.vitrine.ui.draw.Drawing;
import dev.vitrine.ui.draw.Moment;
import dev.vitrine.ui.draw.SvgPainter;
import dev.vitrine.ui.draw.TextMeasure;
import dev.vitrine.ui.theme.Ink;

import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Who asked whom what, and when: the space-time diagram.
public final class TimelineLens implements Lens {
    private static final double FILTER_WIDTH = 190;

    /// Where what is exported goes.
    public interface Saver {
        /// Asks a person for a place, and writes it there.
        ///
        /// @param kind what such files are called
        /// @param fileName a suggestion; its ending is the kind's
        void save(String kind, String fileName, String content);
    }

    private final Saver saver;
    private final TimelineLook look = new TimelineLook();
    private final ToggleTools tools = new ToggleTools();
    private Runnable onChange = () -> {};
    private @Nullable Moment last;
    private @Nullable Drawing lastDrawing;
    private long startMs;

    public TimelineLens(Saver saver) {
        this.saver = saver;
    }

    @Override
    public String id() {
        return "timeline";
    }

    @Override
    public String title() {
        return "Timeline";
    }

    @Override
    public String purpose() {
        return "Who asked whom what, and when";
    }

    @Override
    public String inWords(Snapshot snapshot) {
        int requests = snapshot.messages().size() + snapshot.nodeMessages().size();
        return "The space-time timeline: the last " + requests + " requests, and what happened";
    }

    @Override
    public Drawing draw(Moment moment, TextMeasure measure) {
        List<Telling> story = moment.snapshot().story();
        if (!story.isEmpty() && (startMs == 0 || story.getFirst().seq() == 0)) {
            startMs = story.getFirst().atMs();
        }
        Drawing drawing = new TimelineDrawing(look, moment, measure, startMs).draw();
        last = moment;
        lastDrawing = drawing;
        return drawing;
    }

    @Override
    public boolean moved(Gesture gesture) {
        switch (gesture.kind()) {
            case ZOOM -> look.zoom(gesture.x(), gesture.dy());
            case DRAG -> look.pan(gesture.dx());
            case SCROLL -> {
                boolean isSideways = Math.abs(gesture.dx()) > Math.abs(gesture.dy());
                if (!isSideways && isHigher()) {
                    return false;
                }
                look.pan(isSideways ? gesture.dx() : gesture.dy());
            }
            case HOME -> look.show(startMs, startMs + TimelineLook.SPAN_MS);
            case END -> look.follow(true);
        }
        tools.follows(look.follows());
        return true;
    }

    private boolean isHigher() {
        Moment moment = last;
        Drawing drawing = lastDrawing;
        return moment != null && drawing != null && drawing.height() > moment.height();
    }

    // ---- how it is looked at, for tests and the gallery too ------------------------------------

    /// Shows this stretch of the engine's time, and no longer follows.
    public void show(long fromMs, long toMs) {
        look.show(fromMs, toMs);
        changed();
    }

    /// Shows what is newest, as it comes.
    public void follow(boolean follow) {
        look.follow(follow);
        changed();
    }

    /// Shows only requests that every word of `words` is in: an API, a client, a partition, an
    /// error.
    public void filter(String words) {
        look.filter(words);
        changed();
    }

    public void errorsOnly(boolean only) {
        look.errorsOnly(only);
        changed();
    }

    private void changed() {
        tools.follows(look.follows());
        onChange.run();
    }

    // ---- exports -------------------------------------------------------------------------------

    /// The last drawing as SVG; empty before the first.
    public String svg() {
        Moment moment = last;
        Drawing drawing = lastDrawing;
        return moment == null || drawing == null
                ? ""
                : SvgPainter.of(drawing, moment.palette(), Ink.STAGE, "Vitrine: timeline");
    }

    /// What the last drawing shows as a Mermaid sequence diagram; empty before the first.
    public String mermaid() {
        Moment moment = last;
        if (moment == null) {
            return "";
        }
        TimeAxis axis = look.axis(moment.nowMs(), TimelineDrawing.NAMES, moment.width());
        return MermaidSequence.of(moment.snapshot(), look, axis);
    }

    // ---- tools ---------------------------------------------------------------------------------

    @Override
    public List<Node> tools() {
        return tools.all();
    }

    @Override
    public void onChange(Runnable redraw) {
        onChange = redraw;
    }

    /// Made when first asked for: a lens without a window needs none.
    private final class ToggleTools {
        private @Nullable ToggleButton follow;
        private List<Node> all = List.of();

        void follows(boolean now) {
            if (follow != null) {
                follow.setSelected(now);
            }
        }

        List<Node> all() {
            if (all.isEmpty()) {
                all = make();
            }
            return all;
        }

        private List<Node> make() {
            TextField filter = new TextField(look.filter());
            filter.setId("timeline-filter");
            filter.setPromptText("Filter: Produce orders-0 …");
            filter.setAccessibleText(
                    "Show only requests with these words in API, client, partition or error");
            filter.setPrefWidth(FILTER_WIDTH);
            filter.textProperty().subscribe(words -> TimelineLens.this.filter(words));
            ToggleButton errors = new ToggleButton("Errors only");
            errors.setId("timeline-errors");
            errors.selectedProperty().subscribe(only -> errorsOnly(only));
            ToggleButton following = new ToggleButton("Follow");
            following.setId("timeline-follow");
            following.setTooltip(new Tooltip("Show what is newest, as it comes (End)"));
            following.setSelected(look.follows());
            following.setOnAction(event -> follow(following.isSelected()));
            follow = following;
            Button svg = new Button("SVG");
            svg.setId("timeline-svg");
            svg.setTooltip(new Tooltip("Save this picture as SVG"));
            svg.setOnAction(event -> saver.save("SVG picture", "timeline.svg", svg()));
            Button mermaid = new Button("Mermaid");
            mermaid.setId("timeline-mermaid");
            mermaid.setTooltip(new Tooltip("Save this stretch as a Mermaid sequence diagram"));
            mermaid.setOnAction(event -> saver.save("Mermaid diagram", "timeline.mmd", mermaid()));
            return List.of(filter, errors, following, svg, mermaid);
        }
    }
}
