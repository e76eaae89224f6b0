package dev.vitrine.ui;

import dev.vitrine.ui.panel.PanelStyles;
import dev.vitrine.ui.theme.Theme;

import javafx.application.ColorScheme;
import javafx.application.Platform;
import javafx.scene.Scene;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/// How the window looks: its theme, how large everything is, whether things move. What a person
/// chose is remembered; what nobody chose follows the system.
final class Appearance {
    /// How large everything may be, in percent.
    static final List<Integer> PERCENTS = List.of(100, 125, 150, 175, 200);

    /// Type in windows of their own, such as tooltips and menus, in pixels at 100 %.
    private static final double POPUP_TYPE = 13;

    /// What the parts of the window are to look like.
    ///
    /// @param factor pixels for each of a drawing's
    /// @param still whether movement is replaced with steps
    record Dress(Theme theme, double factor, boolean still) {}

    private final Scene scene;
    private final Enlarged root;
    private final WindowMemory memory;
    private final List<Consumer<Dress>> dressed = new ArrayList<>();
    private boolean projector;
    private double sharpness = 1;

    Appearance(Scene scene, Enlarged root, WindowMemory memory) {
        this.scene = scene;
        this.root = root;
        this.memory = memory;
        root.factorProperty().subscribe((was, now) -> dress());
        Platform.getPreferences().colorSchemeProperty().subscribe((was, now) -> dress());
        Platform.getPreferences().reducedMotionProperty().subscribe((was, now) -> dress());
        resize();
        dress();
    }

    /// @param part puts on what it is given, now and whenever it is another
    void dresses(Consumer<Dress> part) {
        dressed.add(part);
        part.accept(dressNow());
    }

    /// Draws so many times as fine, for a picture.
    void sharpen(double times) {
        sharpness = times;
        Dress now = dressNow();
        dressed.forEach(part -> part.accept(now));
        root.layout();
    }

    private Dress dressNow() {
        return new Dress(theme(), root.factorProperty().get() * sharpness, isStill());
    }

    private void dress() {
        Dress now = dressNow();
        now.theme().dress(scene);
        scene.getStylesheets().addAll(PanelStyles.sheet(), popups(root.factorProperty().get()));
        dressed.forEach(part -> part.accept(now));
    }

    /// Tooltips and menus are windows of their own and do not grow with the root.
    private static String popups(double factor) {
        String css =
                String.format(
                        Locale.ROOT,
                        ".tooltip, .context-menu { -fx-font-size: %.1fpx; }",
                        POPUP_TYPE * factor);
        return "data:text/css;base64,"
                + Base64.getEncoder().encodeToString(css.getBytes(StandardCharsets.UTF_8));
    }

    Theme theme() {
        return switch (memory.look()) {
            case DARK -> Theme.DARK;
            case LIGHT -> Theme.LIGHT;
            case SYSTEM ->
                    Platform.getPreferences().getColorScheme() == ColorScheme.LIGHT
                            ? Theme.LIGHT
                            : Theme.DARK;
        };
    }

    WindowMemory.Look look() {
        return memory.look();
    }

    void wear(WindowMemory.Look chosen) {
        memory.look(chosen);
        dress();
    }

    void toggleTheme() {
        wear(theme() == Theme.DARK ? WindowMemory.Look.LIGHT : WindowMemory.Look.DARK);
    }

    int percent() {
        return memory.percent();
    }

    /// @param percent one of [#PERCENTS]
    void enlarge(int percent) {
        memory.percent(percent);
        resize();
    }

    /// To the next larger size, or with -1 the next smaller one.
    void enlargeBy(int step) {
        int at = PERCENTS.indexOf(percent());
        enlarge(PERCENTS.get(Math.clamp(at + step, 0, PERCENTS.size() - 1)));
    }

    boolean isForProjector() {
        return projector;
    }

    /// For a projector every letter is at least a fiftieth of the window's height.
    void forProjector(boolean chosen) {
        projector = chosen;
        resize();
    }

    private void resize() {
        root.enlarge(percent() / 100.0, projector);
    }

    WindowMemory.Motion motion() {
        return memory.motion();
    }

    void move(WindowMemory.Motion chosen) {
        memory.motion(chosen);
        dress();
    }

    private boolean isStill() {
        return switch (memory.motion()) {
            case REDUCED -> true;
            case FULL -> false;
            case SYSTEM -> Platform.getPreferences().isReducedMotion();
        };
    }
}
