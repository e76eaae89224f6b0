package dev.vitrine.ui.stage;

import dev.vitrine.history.Snapshot;
import dev.vitrine.history.Subject;
import dev.vitrine.ui.theme.Theme;

import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.geometry.Point2D;
import javafx.scene.AccessibleRole;
import javafx.scene.Cursor;
import javafx.scene.canvas.Canvas;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.Region;
import javafx.util.Duration;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/// The stage as a node of the window.
///
/// Shows the last snapshot it was given; whoever owns the pulse calls [#show]. A click selects, or
/// presses a button; with the keyboard focus on the stage, Tab and the arrows walk through what is
/// on it and Enter selects or presses. All methods are for the JavaFX thread.
public final class StageView extends Region {
    /// How long a request is on its way in the picture while the clock runs at full speed.
    public static final double TRAVEL_MS = 700;

    private static final double WIDTH_MIN = 480;
    private static final double HEIGHT_MIN = 320;
    private static final double WIDTH_PREFERRED = 980;
    private static final double HEIGHT_PREFERRED = 770;
    private static final double TIP_DELAY_MS = 350;
    private static final double FOCUS_RING = 2;

    private final Canvas canvas = new Canvas();
    private final FontMeasure measure = new FontMeasure();
    private final StageLayout layout = new StageLayout(measure);
    private final Tooltip tooltip = new Tooltip();
    private final ObjectProperty<@Nullable Subject> selection =
            new SimpleObjectProperty<>(this, "selection");

    private Theme theme = Theme.DARK;
    private Snapshot snapshot = Snapshot.EMPTY;
    private long nowMs;
    private double travelMs = TRAVEL_MS;
    private double zoom = 1;
    private Consumer<Action> onAction = action -> {};
    private StageScene scene = new StageScene(0, 0, List.of(), List.of());
    private @Nullable String focusedFact;
    private @Nullable Fact hovered;

    public StageView() {
        getChildren().add(canvas);
        canvas.setManaged(false);
        setMinSize(WIDTH_MIN, HEIGHT_MIN);
        setPrefSize(WIDTH_PREFERRED, HEIGHT_PREFERRED);
        setFocusTraversable(true);
        setAccessibleRole(AccessibleRole.PARENT);
        setAccessibleText("The stage: no brokers yet");
        tooltip.setShowDelay(Duration.millis(TIP_DELAY_MS));
        selection.subscribe(this::redraw);
        focusedProperty().subscribe(this::redraw);
        setOnMouseMoved(this::hover);
        setOnMouseExited(event -> hoverOver(null));
        setOnMouseClicked(this::click);
        addEventHandler(KeyEvent.KEY_PRESSED, this::key);
    }

    /// Shows a snapshot.
    ///
    /// @param nowMs the engine's time; ages and requests on their way follow it
    public void show(Snapshot snapshot, long nowMs) {
        this.snapshot = snapshot;
        this.nowMs = Math.max(nowMs, snapshot.atMs());
        redraw();
    }

    /// What is selected, here or elsewhere in the window; null for nothing.
    public ObjectProperty<@Nullable Subject> selectionProperty() {
        return selection;
    }

    /// Who carries out kill, stop and restart.
    public void setOnAction(Consumer<Action> onAction) {
        this.onAction = onAction;
    }

    public void setTheme(Theme theme) {
        this.theme = theme;
        redraw();
    }

    /// How long, of the engine's time, a request is on its way in the picture: [#TRAVEL_MS] at full
    /// speed, less by as much as the clock is slowed. Zero or less shows none on their way.
    public void setTravelMs(double travelMs) {
        this.travelMs = travelMs;
        redraw();
    }

    /// Everything so many times as large, for a projector.
    public void setZoom(double zoom) {
        this.zoom = Homes.clamp(zoom, 0.5, 4);
        requestLayout();
        redraw();
    }

    /// What is on the stage now, in pixels at 100 %.
    public StageScene scene() {
        return scene;
    }

    /// Where a fact is, in this node's coordinates: what a test's mouse aims at.
    public @Nullable Point2D centreOf(String factId) {
        Fact fact = scene.fact(factId);
        return fact == null
                ? null
                : new Point2D(fact.bounds().centreX() * zoom, fact.bounds().centreY() * zoom);
    }

    @Override
    protected void layoutChildren() {
        if (canvas.getWidth() != getWidth() || canvas.getHeight() != getHeight()) {
            canvas.setWidth(getWidth());
            canvas.setHeight(getHeight());
            redraw();
        }
    }

    private void redraw() {
        double width = canvas.getWidth() / zoom;
        double height = canvas.getHeight() / zoom;
        if (width <= 0 || height <= 0) {
            return;
        }
        scene =
                layout.frame(
                        new StageLayout.View(
                                snapshot,
                                width,
                                height,
                                nowMs,
                                travelMs,
                                selection.get(),
                                theme.palette()));
        GraphicsContext g = canvas.getGraphicsContext2D();
        g.save();
        g.scale(zoom, zoom);
        StagePainter painter = new StagePainter(g, theme.palette(), measure);
        painter.paint(scene);
        Fact focus = focusedFact == null || !isFocused() ? null : scene.fact(focusedFact);
        if (focus != null) {
            painter.focusRing(focus.bounds(), FOCUS_RING);
        }
        g.restore();
        if (getAccessibleText() == null || focusedFact == null) {
            setAccessibleText(summary());
        }
    }

    private String summary() {
        return "The stage: "
                + snapshot.nodes().size()
                + " brokers, "
                + snapshot.brokersDown()
                + " down, "
                + snapshot.underReplicated()
                + " partitions under-replicated";
    }

    private void hover(MouseEvent event) {
        hoverOver(scene.at(event.getX() / zoom, event.getY() / zoom));
    }

    private void hoverOver(@Nullable Fact fact) {
        if (Objects.equals(fact, hovered)) {
            return;
        }
        hovered = fact;
        setCursor(fact != null && fact.action() != null ? Cursor.HAND : Cursor.DEFAULT);
        if (fact == null || fact.tip().isEmpty()) {
            Tooltip.uninstall(this, tooltip);
        } else {
            tooltip.setText(fact.tip());
            Tooltip.install(this, tooltip);
        }
    }

    private void click(MouseEvent event) {
        requestFocus();
        press(scene.at(event.getX() / zoom, event.getY() / zoom));
    }

    private void press(@Nullable Fact fact) {
        if (fact == null) {
            selection.set(null);
        } else if (fact.action() != null) {
            onAction.accept(fact.action());
        } else if (fact.subject() != null) {
            selection.set(fact.subject());
        }
    }

    private void key(KeyEvent event) {
        KeyCode code = event.getCode();
        if (code == KeyCode.TAB || code == KeyCode.DOWN || code == KeyCode.UP) {
            int step = code == KeyCode.UP || event.isShiftDown() ? -1 : 1;
            if (walk(step)) {
                event.consume();
            }
        } else if (code == KeyCode.ENTER && focusedFact != null) {
            press(scene.fact(focusedFact));
            event.consume();
        } else if (code == KeyCode.ESCAPE && selection.get() != null) {
            selection.set(null);
            event.consume();
        }
    }

    /// Moves the focus to the next or previous thing that can be selected or pressed.
    ///
    /// @return whether there was one; past the ends the window's next node gets the focus
    private boolean walk(int step) {
        List<Fact> stops =
                scene.facts().stream().filter(fact -> fact.role() != Fact.Role.MESSAGE).toList();
        int at = -1;
        for (int i = 0; i < stops.size(); i++) {
            if (stops.get(i).id().equals(focusedFact)) {
                at = i;
            }
        }
        int next = at < 0 ? (step > 0 ? 0 : stops.size() - 1) : at + step;
        if (next < 0 || next >= stops.size()) {
            focusedFact = null;
            redraw();
            return false;
        }
        Fact fact = stops.get(next);
        focusedFact = fact.id();
        setAccessibleText(fact.tip());
        redraw();
        return true;
    }
}
