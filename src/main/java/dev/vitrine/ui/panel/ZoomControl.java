package dev.vitrine.ui.panel;

import dev.vitrine.ui.stage.Level;
import dev.vitrine.ui.stage.StageLayout;

import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;

import java.util.Locale;

/// How near the stage is looked at: farther, the level that is shown, nearer.
public final class ZoomControl extends HBox {
    /// Room for the longest level, so that the buttons stay under the hand.
    private static final double LEVEL_WIDTH = 92;

    private final StageLayout stage;
    private final Runnable redraw;
    private final Button level = new Button();

    /// @param redraw to be called when the level was changed here
    public ZoomControl(StageLayout stage, Runnable redraw) {
        this.stage = stage;
        this.redraw = redraw;
        setId("zoom");
        getStyleClass().add("v-zoom");
        setAlignment(Pos.CENTER);
        setMaxSize(Region.USE_PREF_SIZE, Region.USE_PREF_SIZE);
        level.setId("zoom-level");
        level.setOnAction(event -> zoom(0));
        level.setTooltip(new Tooltip("As near as has room"));
        level.setMinWidth(LEVEL_WIDTH);
        getChildren()
                .setAll(
                        button("zoom-out", "−", "Farther: less of more", -1),
                        level,
                        button("zoom-in", "+", "Nearer: more of less", 1));
        show();
        stage.setOnZoom(this::show);
    }

    private Button button(String id, String sign, String words, int step) {
        Button button = new Button(sign);
        button.setId(id);
        button.setAccessibleText(words);
        button.setTooltip(new Tooltip(words));
        button.setOnAction(event -> zoom(step));
        return button;
    }

    /// Goes a step nearer, for -1 farther, for 0 to what has room.
    public void zoom(int step) {
        if (step == 0) {
            stage.choose(null);
        } else {
            stage.zoom(step);
        }
        redraw.run();
    }

    /// Takes over the level that the stage shows.
    private void show() {
        Level shown = stage.level();
        boolean automatic = stage.chosen() == null;
        String words = shown.word() + (automatic ? " · auto" : "");
        if (!words.equals(level.getText())) {
            level.setText(words);
            level.setAccessibleText(
                    "Zoom: "
                            + shown.word().toLowerCase(Locale.ROOT)
                            + ", "
                            + shown.purpose()
                            + (automatic ? ", as has room" : ""));
        }
    }
}
