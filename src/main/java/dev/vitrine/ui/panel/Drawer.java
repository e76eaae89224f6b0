package dev.vitrine.ui.panel;

import dev.vitrine.history.Snapshot;
import dev.vitrine.history.Snapshot.Telling;
import dev.vitrine.ui.draw.Action;
import dev.vitrine.ui.draw.DrawingView;
import dev.vitrine.ui.lens.Lens;
import dev.vitrine.ui.model.WindowModel;
import dev.vitrine.ui.theme.Styles;
import dev.vitrine.ui.theme.Theme;

import javafx.beans.binding.Bindings;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.Cursor;
import javafx.scene.Node;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;

/// What is below the stage: the events in words, and the lenses, one at a time. Its upper edge can
/// be dragged.
public final class Drawer extends BorderPane {
    /// The tab of the events in words.
    public static final String STORY = "story";

    public static final double HEIGHT = 172;
    private static final double HEIGHT_MIN = 120;

    /// What the stage keeps at least when the edge is dragged up.
    private static final double STAGE_MIN = 260;

    private static final double EDGE = 5;
    private static final double TAB_GAP = 4;

    /// Of tabs that stand close together for want of room.
    private static final PseudoClass CLOSE = PseudoClass.getPseudoClass("close");

    private final StoryPanel story;
    private final Map<String, Lens> lenses = new LinkedHashMap<>();
    private final Map<String, ToggleButton> tabs = new LinkedHashMap<>();
    private final DrawingView view;
    private final HBox tools = new HBox(8);
    private final FittingRow head = new FittingRow();
    private final ReadOnlyStringWrapper shown = new ReadOnlyStringWrapper(this, "shown", "");
    private DoubleConsumer onHeight = height -> {};
    private Snapshot snapshot = Snapshot.EMPTY;
    private long nowMs;

    /// @param lenses in the order of their tabs, at least one
    public Drawer(WindowModel model, List<Lens> lenses) {
        setId("drawer");
        getStyleClass().add(Styles.BOTTOM_BAR);
        story = new StoryPanel(model);
        view = new DrawingView(lenses.getFirst());
        view.setId("lens");
        view.selectionProperty().bindBidirectional(model.selectionProperty());
        model.marksProperty().subscribe(view::setMarks);
        ToggleGroup group = new ToggleGroup();
        HBox row = new HBox(TAB_GAP);
        row.setAlignment(Pos.CENTER_LEFT);
        row.getStyleClass().add("v-tabs");
        row.setMinWidth(Region.USE_PREF_SIZE);
        row.getChildren().add(tab(group, STORY, "What happened", "Every event in words"));
        for (Lens lens : lenses) {
            this.lenses.put(lens.id(), lens);
            row.getChildren().add(tab(group, lens.id(), lens.title(), lens.purpose()));
            lens.onChange(view::redraw);
        }
        tools.setId("drawer-tools");
        tools.setAlignment(Pos.CENTER_RIGHT);
        Region foldRoom = new Region();
        foldRoom.setMinWidth(30);
        HBox besideTabs = new HBox(tools);
        HBox belowTabs = new HBox();
        for (HBox place : List.of(besideTabs, belowTabs)) {
            place.setAlignment(Pos.CENTER_RIGHT);
            place.managedProperty()
                    .bind(Bindings.isNotEmpty(place.getChildren()).and(tools.managedProperty()));
        }
        head.setId("drawer-head");
        head.setSpacing(8);
        head.setAlignment(Pos.CENTER_LEFT);
        head.getChildren().setAll(row, PanelParts.gap(), besideTabs, foldRoom);
        head.setSteps(
                List.of(
                        below -> (below ? belowTabs : besideTabs).getChildren().setAll(tools),
                        close -> {
                            row.setSpacing(close ? 0 : TAB_GAP);
                            row.pseudoClassStateChanged(CLOSE, close);
                        }));
        VBox heads = new VBox(6, head, belowTabs);
        heads.getStyleClass().add("v-drawer-head");
        setTop(heads);
        height(HEIGHT);
        setOnMouseMoved(event -> setCursor(event.getY() < EDGE ? Cursor.V_RESIZE : null));
        setOnMouseDragged(event -> {
            if (getCursor() == Cursor.V_RESIZE) {
                height(getHeight() - event.getY());
                onHeight.accept(getPrefHeight());
            }
        });
        open(STORY);
    }

    private ToggleButton tab(ToggleGroup group, String id, String title, String purpose) {
        ToggleButton tab = new ToggleButton(title);
        tab.setId("tab-" + id);
        tab.getStyleClass().add("v-tab");
        tab.setTooltip(new Tooltip(purpose));
        tab.setAccessibleText(title + ". " + purpose);
        tab.setToggleGroup(group);
        tab.setMinWidth(Region.USE_PREF_SIZE);
        tab.setOnAction(event -> open(id));
        tabs.put(id, tab);
        return tab;
    }

    private static void keepWhole(Node tool) {
        if (tool instanceof Region region && region.getMinWidth() == Region.USE_COMPUTED_SIZE) {
            region.setMinWidth(Region.USE_PREF_SIZE);
        }
    }

    /// Which tab is open: [#STORY] or a lens's id.
    public ReadOnlyStringProperty shownProperty() {
        return shown.getReadOnlyProperty();
    }

    /// The tabs' ids, in their order.
    public List<String> ids() {
        return List.copyOf(tabs.keySet());
    }

    /// Opens a tab; one that there is not opens the events.
    public void open(String id) {
        Lens lens = lenses.get(id);
        ToggleButton tab = tabs.get(lens == null ? STORY : id);
        if (tab != null) {
            tab.setSelected(true);
        }
        List<Node> its = lens == null ? story.tools() : lens.tools();
        tools.getChildren().setAll(its);
        tools.setManaged(!its.isEmpty());
        its.forEach(Drawer::keepWhole);
        head.fit();
        if (lens == null) {
            setCenter(story);
        } else {
            view.setArtist(lens);
            setCenter(view);
            view.show(snapshot, nowMs);
        }
        shown.set(lens == null ? STORY : id);
    }

    public void show(Snapshot snapshot, long nowMs) {
        this.snapshot = snapshot;
        this.nowMs = nowMs;
        if (getCenter() == view) {
            view.show(snapshot, nowMs);
        }
    }

    /// @param onWhy asks why what a line tells happened
    public void setOnWhy(Consumer<Telling> onWhy) {
        story.setOnWhy(onWhy);
    }

    public void setTheme(Theme theme) {
        view.setTheme(theme);
    }

    public void setOnAction(Consumer<Action> onAction) {
        view.setOnAction(onAction);
    }

    /// The lens's drawing, for tests, pictures and the window's scale.
    public DrawingView view() {
        return view;
    }

    public void height(double wanted) {
        double most =
                getScene() == null
                        ? wanted
                        : Math.max(HEIGHT_MIN, getScene().getHeight() - STAGE_MIN);
        double height = Math.clamp(wanted, HEIGHT_MIN, Math.max(HEIGHT_MIN, most));
        setMinHeight(height);
        setPrefHeight(height);
        setMaxHeight(height);
    }

    /// @param onHeight hears of each new height that a person gave it
    public void setOnHeight(DoubleConsumer onHeight) {
        this.onHeight = onHeight;
    }
}
