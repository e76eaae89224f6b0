package dev.vitrine.ui.draw;

import dev.vitrine.history.Snapshot;
import dev.vitrine.history.Subject;
import dev.vitrine.ui.draw.Artist.Gesture;
import dev.vitrine.ui.theme.Ink;
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
import javafx.scene.input.ScrollEvent;
import javafx.scene.layout.Region;
import javafx.scene.transform.Scale;
import javafx.util.Duration;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/// A drawing as a node of the window.
///
/// Shows the last snapshot it was given; whoever owns the pulse calls [#show]. A click selects, or
/// presses a button; with the keyboard focus here, Tab and the arrows walk through what is on it
/// and Enter selects or presses. A drawing that is higher than its place scrolls. All methods are
/// for the JavaFX thread.
public final class DrawingView extends Region {
    /// How long a request is on its way in the picture while the clock runs at full speed.
    public static final double TRAVEL_MS = 700;

    /// Pixels of the canvas for each of the drawing's, in each direction.
    private static final double RESOLUTION_MAX = 4;

    /// Parts painted before all is painted again: while the window is hidden a canvas keeps what it
    /// is to paint, and only a painting of all lets it forget.
    private static final int PARTS_MAX = 4_000;

    private static final double TIP_DELAY_MS = 350;
    private static final double FOCUS_RING = 2;
    private static final double SCROLL_BAR = 4;

    /// What a key moves, as much as a notch of the wheel.
    private static final double KEY_STEP = 40;

    private final Canvas canvas = new Canvas();
    private final Scale shrink = new Scale(1, 1);
    private final FontMeasure measure = new FontMeasure();
    private final Tooltip tooltip = new Tooltip();
    private final ObjectProperty<@Nullable Subject> selection =
            new SimpleObjectProperty<>(this, "selection");

    private final Ink ground;
    private Artist artist;
    private Theme theme = Theme.DARK;
    private Snapshot snapshot = Snapshot.EMPTY;
    private long nowMs;
    private double travelMs = TRAVEL_MS;
    private long frameMs = Moment.NO_PULSE;
    private double resolution = 1;
    private double scrollY;
    private Consumer<Action> onAction = action -> {};
    private Drawing drawing = Drawing.EMPTY;
    private Marks marks = Marks.NONE;
    private @Nullable String focusedFact;
    private @Nullable Look painted;
    private int partsPainted;
    private @Nullable Fact hovered;
    private @Nullable Point2D grip;
    private boolean dragged;

    /// Besides the drawing itself, what its pixels depend on.
    private record Look(
            Theme theme,
            double width,
            double height,
            double resolution,
            double scrollY,
            double drawingHeight,
            @Nullable Box focus) {}

    public DrawingView(Artist artist) {
        this(artist, Ink.STAGE);
    }

    /// @param ground what the artist draws on
    public DrawingView(Artist artist, Ink ground) {
        this.artist = artist;
        this.ground = ground;
        getChildren().add(canvas);
        canvas.setManaged(false);
        canvas.getTransforms().add(shrink);
        setFocusTraversable(true);
        setAccessibleRole(AccessibleRole.PARENT);
        setAccessibleText(artist.inWords(snapshot));
        tooltip.setShowDelay(Duration.millis(TIP_DELAY_MS));
        selection.subscribe(this::redraw);
        focusedProperty().subscribe(this::redraw);
        setOnMouseMoved(this::hover);
        setOnMouseExited(event -> hoverOver(null));
        setOnMousePressed(this::grip);
        setOnMouseDragged(this::drag);
        setOnMouseClicked(this::click);
        setOnScroll(this::scroll);
        addEventHandler(KeyEvent.KEY_PRESSED, this::key);
    }

    /// Puts another artist's drawings here.
    public void setArtist(Artist artist) {
        this.artist = artist;
        focusedFact = null;
        scrollY = 0;
        setAccessibleText(artist.inWords(snapshot));
        redraw();
    }

    /// Shows a snapshot.
    ///
    /// @param nowMs the engine's time; ages and requests on their way follow it
    public void show(Snapshot snapshot, long nowMs) {
        this.snapshot = snapshot;
        this.nowMs = Math.max(nowMs, snapshot.atMs());
        redraw();
    }

    /// A frame of the screen; what moves by itself goes on.
    ///
    /// @param frameMs the pulse's time
    public void frame(long frameMs) {
        this.frameMs = frameMs;
        if (artist.isMoving()) {
            redraw();
        }
    }

    /// Whether something on it moves by itself.
    public boolean isMoving() {
        return artist.isMoving();
    }

    /// What is selected, here or elsewhere in the window; null for nothing.
    public ObjectProperty<@Nullable Subject> selectionProperty() {
        return selection;
    }

    /// Who carries out what a button asks for.
    public void setOnAction(Consumer<Action> onAction) {
        this.onAction = onAction;
    }

    public void setTheme(Theme theme) {
        this.theme = theme;
        redraw();
    }

    /// Records to show among the others.
    public void setMarks(Marks marks) {
        this.marks = marks;
        redraw();
    }

    /// How long, of the engine's time, a request is on its way in the picture: [#TRAVEL_MS] at full
    /// speed, less by as much as the clock is slowed. Zero or less shows none on their way.
    public void setTravelMs(double travelMs) {
        this.travelMs = travelMs;
        redraw();
    }

    /// So many pixels for each of the drawing's: what the window is enlarged by, so that letters
    /// stay sharp.
    public void setResolution(double resolution) {
        this.resolution = Math.clamp(resolution, 1, RESOLUTION_MAX);
        requestLayout();
        redraw();
    }

    /// How high the drawing would be at a width, for a place that is to show all of it.
    public double heightAt(double width) {
        return artist.draw(moment(width, 0), measure).height();
    }

    /// What is drawn now, in pixels at 100 %.
    public Drawing drawing() {
        return drawing;
    }

    /// Where a fact is, in this node's coordinates: what a test's mouse aims at.
    public @Nullable Point2D centreOf(String factId) {
        Fact fact = drawing.fact(factId);
        return fact == null
                ? null
                : new Point2D(fact.bounds().centreX(), fact.bounds().centreY() - scrollY);
    }

    /// Draws again, as after a change of how the artist looks at things.
    public void redraw() {
        double width = getWidth();
        double height = getHeight();
        if (width <= 0 || height <= 0 || canvas.getWidth() <= 0) {
            return;
        }
        Drawing before = drawing;
        drawing = artist.draw(moment(width, height), measure);
        scrollY = Math.clamp(scrollY, 0, Math.max(0, drawing.height() - height));
        paint(before, width, height);
        if (getAccessibleText() == null || focusedFact == null) {
            setAccessibleText(artist.inWords(snapshot));
        }
    }

    /// Paints what changed, or all when the whole is looked at otherwise.
    private Moment moment(double width, double height) {
        return new Moment(
                snapshot,
                nowMs,
                width,
                height,
                travelMs,
                selection.get(),
                marks,
                theme.palette(),
                frameMs);
    }

    private void paint(Drawing before, double width, double height) {
        Fact fact = focusedFact == null || !isFocused() ? null : drawing.fact(focusedFact);
        Box focus = fact == null ? null : fact.bounds();
        Look look = new Look(theme, width, height, resolution, scrollY, drawing.height(), focus);
        List<Box> areas =
                look.equals(painted) && partsPainted < PARTS_MAX
                        ? Damage.between(before.shapes(), drawing.shapes())
                        : null;
        painted = look;
        if (areas == null) {
            partsPainted = 0;
            paint(look, new Box(0, 0, width, drawing.height()), false);
        } else {
            for (Box area : areas) {
                partsPainted++;
                paint(look, wholePixels(area), true);
            }
        }
    }

    /// @param partly whether `area` is less than what is seen
    private void paint(Look look, Box area, boolean partly) {
        GraphicsContext g = canvas.getGraphicsContext2D();
        g.save();
        g.scale(resolution, resolution);
        g.translate(0, -scrollY);
        if (partly) {
            g.beginPath();
            g.rect(area.x(), area.y(), area.width(), area.height());
            g.clip();
        }
        g.setFill(theme.palette().color(ground));
        g.fillRect(0, scrollY, look.width(), look.height());
        Painter painter = new Painter(g, theme.palette(), measure);
        painter.paint(drawing, area);
        if (look.focus() != null) {
            painter.focusRing(look.focus(), FOCUS_RING);
        }
        g.translate(0, scrollY);
        if (drawing.height() > look.height()) {
            double share = look.height() / drawing.height();
            g.setFill(theme.palette().color(Ink.FAINT));
            g.fillRoundRect(
                    look.width() - SCROLL_BAR - 2,
                    scrollY * share,
                    SCROLL_BAR,
                    look.height() * share,
                    SCROLL_BAR,
                    SCROLL_BAR);
        }
        g.restore();
    }

    /// So that no pixel of the canvas is painted in part.
    private Box wholePixels(Box area) {
        double left = Math.floor(area.x() * resolution) / resolution;
        double right = Math.ceil(area.right() * resolution) / resolution;
        double top = Math.floor((area.y() - scrollY) * resolution) / resolution + scrollY;
        double bottom = Math.ceil((area.bottom() - scrollY) * resolution) / resolution + scrollY;
        return new Box(left, top, right - left, bottom - top);
    }

    @Override
    protected void layoutChildren() {
        double width = Math.ceil(getWidth() * resolution);
        double height = Math.ceil(getHeight() * resolution);
        if (canvas.getWidth() != width || canvas.getHeight() != height) {
            canvas.setWidth(width);
            canvas.setHeight(height);
            painted = null;
            shrink.setX(1 / resolution);
            shrink.setY(1 / resolution);
            redraw();
        }
    }

    // ---- the mouse -----------------------------------------------------------------------------

    private @Nullable Fact at(double x, double y) {
        return drawing.at(x, y + scrollY);
    }

    private void hover(MouseEvent event) {
        hoverOver(at(event.getX(), event.getY()));
    }

    private void hoverOver(@Nullable Fact fact) {
        if (Objects.equals(fact, hovered)) {
            return;
        }
        hovered = fact;
        if (artist.hovered(fact)) {
            redraw();
        }
        setCursor(fact != null && fact.action() != null ? Cursor.HAND : Cursor.DEFAULT);
        if (fact == null || fact.tip().isEmpty()) {
            Tooltip.uninstall(this, tooltip);
        } else {
            tooltip.setText(fact.tip());
            Tooltip.install(this, tooltip);
        }
    }

    private void grip(MouseEvent event) {
        grip = new Point2D(event.getX(), event.getY());
        dragged = false;
    }

    private void drag(MouseEvent event) {
        Point2D from = grip;
        if (from == null) {
            return;
        }
        grip = new Point2D(event.getX(), event.getY());
        move(
                Gesture.Kind.DRAG,
                event.getX(),
                event.getY(),
                event.getX() - from.getX(),
                event.getY() - from.getY());
        dragged |= !event.isStillSincePress();
    }

    private boolean move(Gesture.Kind kind, double x, double y, double dx, double dy) {
        boolean moved = artist.moved(new Gesture(kind, x, y + scrollY, dx, dy));
        if (moved) {
            redraw();
        }
        return moved;
    }

    private void scroll(ScrollEvent event) {
        Gesture.Kind kind = event.isShortcutDown() ? Gesture.Kind.ZOOM : Gesture.Kind.SCROLL;
        if (!move(kind, event.getX(), event.getY(), event.getDeltaX(), event.getDeltaY())
                && drawing.height() > getHeight()) {
            scrollY -= event.getDeltaY();
            redraw();
        }
        event.consume();
    }

    private void click(MouseEvent event) {
        requestFocus();
        if (!dragged) {
            press(at(event.getX(), event.getY()));
        }
    }

    private void press(@Nullable Fact fact) {
        if (fact != null && artist.pressed(fact)) {
            redraw();
        } else if (fact == null) {
            selection.set(null);
        } else if (fact.action() != null) {
            onAction.accept(fact.action());
        } else if (fact.subject() != null) {
            selection.set(fact.subject());
        }
    }

    // ---- the keyboard --------------------------------------------------------------------------

    private void key(KeyEvent event) {
        KeyCode code = event.getCode();
        if (code == KeyCode.TAB || code == KeyCode.DOWN || code == KeyCode.UP) {
            int step = code == KeyCode.UP || event.isShiftDown() ? -1 : 1;
            if (walk(step)) {
                event.consume();
            }
        } else if (code == KeyCode.ENTER && focusedFact != null) {
            press(drawing.fact(focusedFact));
            event.consume();
        } else if (code == KeyCode.ESCAPE && selection.get() != null) {
            selection.set(null);
            event.consume();
        } else if (moveBy(code)) {
            event.consume();
        }
    }

    /// What the hand does with the wheel, from the keyboard; at the middle.
    private boolean moveBy(KeyCode code) {
        double x = getWidth() / 2;
        double y = getHeight() / 2;
        return switch (code) {
            case LEFT -> move(Gesture.Kind.SCROLL, x, y, KEY_STEP, 0);
            case RIGHT -> move(Gesture.Kind.SCROLL, x, y, -KEY_STEP, 0);
            case PLUS, ADD, EQUALS -> move(Gesture.Kind.ZOOM, x, y, 0, KEY_STEP);
            case MINUS, SUBTRACT -> move(Gesture.Kind.ZOOM, x, y, 0, -KEY_STEP);
            case HOME -> move(Gesture.Kind.HOME, x, y, 0, 0);
            case END -> move(Gesture.Kind.END, x, y, 0, 0);
            default -> false;
        };
    }

    private static boolean isStop(Fact fact) {
        return switch (fact.role()) {
            case MESSAGE, READING, RECORD -> false;
            default -> true;
        };
    }

    /// Moves the focus to the next or previous thing that can be selected or pressed.
    ///
    /// @return whether there was one; past the ends the window's next node gets the focus
    private boolean walk(int step) {
        List<Fact> stops = drawing.facts().stream().filter(DrawingView::isStop).toList();
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
        reveal(fact.bounds());
        redraw();
        return true;
    }

    private void reveal(Box box) {
        if (box.y() < scrollY) {
            scrollY = box.y();
        } else if (box.bottom() > scrollY + getHeight()) {
            scrollY = box.bottom() - getHeight();
        }
    }
}
