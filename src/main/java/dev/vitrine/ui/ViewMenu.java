package dev.vitrine.ui;

import dev.vitrine.ui.panel.Sign;

import javafx.scene.control.CheckMenuItem;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.ToggleGroup;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/// The menu that says how the window looks, and what it can show besides. It is made anew each time
/// it opens.
final class ViewMenu {
    /// What it asks for that is not a matter of looks.
    interface Deeds {
        void exportPicture();

        void toggleProjector();

        void showKeys();

        void showAbout();
    }

    private final Appearance appearance;
    private final Deeds deeds;

    ViewMenu(Appearance appearance, Deeds deeds) {
        this.appearance = appearance;
        this.deeds = deeds;
    }

    void fill(MenuButton button) {
        button.setGraphic(Sign.THEME.node());
        // A menu without items does not open.
        button.getItems().setAll(new MenuItem(""));
        button.setOnShowing(event -> button.getItems().setAll(items()));
    }

    private List<MenuItem> items() {
        List<MenuItem> items = new ArrayList<>();
        addChoices(
                items,
                List.of(WindowMemory.Look.values()),
                appearance.look(),
                each ->
                        switch (each) {
                            case SYSTEM -> "Colours as the system";
                            case DARK -> "Dark";
                            case LIGHT -> "Light";
                        },
                appearance::wear);
        items.add(new SeparatorMenuItem());
        addChoices(
                items,
                Appearance.PERCENTS,
                appearance.percent(),
                percent -> percent + " %",
                appearance::enlarge);
        CheckMenuItem projector = new CheckMenuItem("For a projector  (P)");
        projector.setSelected(appearance.isForProjector());
        projector.setOnAction(event -> deeds.toggleProjector());
        items.add(projector);
        items.add(new SeparatorMenuItem());
        addChoices(
                items,
                List.of(WindowMemory.Motion.values()),
                appearance.motion(),
                each ->
                        switch (each) {
                            case SYSTEM -> "Motion as the system";
                            case FULL -> "Things travel";
                            case REDUCED -> "Reduced motion";
                        },
                appearance::move);
        items.add(new SeparatorMenuItem());
        items.add(item("Save a picture …  (Ctrl+S)", deeds::exportPicture));
        items.add(item("Keys  (?)", deeds::showKeys));
        items.add(item("About Vitrine", deeds::showAbout));
        return items;
    }

    private static MenuItem item(String words, Runnable deed) {
        MenuItem item = new MenuItem(words);
        item.setOnAction(event -> deed.run());
        return item;
    }

    private static <T> void addChoices(
            List<MenuItem> items,
            List<T> choices,
            T now,
            Function<T, String> words,
            Consumer<T> chosen) {
        ToggleGroup group = new ToggleGroup();
        for (T each : choices) {
            RadioMenuItem item = new RadioMenuItem(words.apply(each));
            item.setToggleGroup(group);
            item.setSelected(each.equals(now));
            item.setOnAction(event -> chosen.accept(each));
            items.add(item);
        }
    }
}
