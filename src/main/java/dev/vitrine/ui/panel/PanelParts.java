package dev.vitrine.ui.panel;

import dev.vitrine.ui.theme.Styles;

import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;

import java.util.Locale;

/// What all panels are made of.
final class PanelParts {
    private PanelParts() {}

    /// Inter has no small capitals, so a heading is written in large ones with some air.
    static String capitals(String words) {
        return String.join("\u200A", words.toUpperCase(Locale.ROOT).split(""));
    }

    static Label heading(String words) {
        Label heading = new Label(capitals(words));
        heading.getStyleClass().add(Styles.HEADING);
        return heading;
    }

    /// A button that is only a sign.
    ///
    /// @param words what it does, for the mouse and for screen readers
    static Button iconButton(Sign sign, String words, Runnable action) {
        Button button = new Button();
        button.setGraphic(sign.node());
        button.getStyleClass().add(Styles.ICON);
        button.setAccessibleText(words);
        button.setTooltip(new Tooltip(words));
        button.setOnAction(event -> action.run());
        return button;
    }

    static Region gap() {
        Region gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        return gap;
    }
}
