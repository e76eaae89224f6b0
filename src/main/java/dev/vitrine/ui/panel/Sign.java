package dev.vitrine.ui.panel;

import javafx.scene.layout.Region;
import javafx.scene.shape.SVGPath;

/// Signs drawn as paths, since the bundled fonts lack them.
public enum Sign {
    COPY(
            "M5 2h7a1 1 0 0 1 1 1v8h-1.5V3.5H5z M2 5h7a1 1 0 0 1 1 1v8a1 1 0 0 1-1 1H2a1 1 0 0"
                    + " 1-1-1V6a1 1 0 0 1 1-1z M2.5 6.5v7h6v-7z"),
    THEME("M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1z M8 2.5v11a5.5 5.5 0 0 1 0-11z"),
    TICK("M2.5 8.5l3.4 3.4 7.6-7.6-1.1-1.1-6.5 6.5-2.3-2.3z"),
    CROSS(
            "M3.2 4.3l3.7 3.7-3.7 3.7 1.1 1.1L8 9.1l3.7 3.7 1.1-1.1L9.1 8l3.7-3.7-1.1-1.1L8 6.9 4.3"
                    + " 3.2z"),
    LEFT("M9.9 3.2l1.1 1.1L7.3 8l3.7 3.7-1.1 1.1L5.1 8z"),
    RIGHT("M6.1 3.2L5 4.3 8.7 8 5 11.7l1.1 1.1L10.9 8z"),
    UP("M3.2 9.9l1.1 1.1L8 7.3l3.7 3.7 1.1-1.1L8 5.1z"),
    DOWN("M3.2 6.1L4.3 5 8 8.7 11.7 5l1.1 1.1L8 10.9z"),
    PAUSE("M4 2.5h3v11H4z M9 2.5h3v11H9z"),
    PLAY("M4 2.5l9 5.5-9 5.5z"),
    STEP("M3 2.5l7 5.5-7 5.5z M11 2.5h2v11h-2z"),
    REFRESH(
            "M8 2.5a5.5 5.5 0 1 0 5.5 5.5H12a4 4 0 1 1-1.2-2.8L8.6 7.4H14V2l-2.1 2.1A5.5 5.5 0 0 0"
                    + " 8 2.5z");

    private static final double SIZE = 14;

    private final String path;

    Sign(String path) {
        this.path = path;
    }

    /// A node that draws it in the colour of the text around it.
    public Region node() {
        SVGPath shape = new SVGPath();
        shape.setContent(path);
        shape.setFillRule(javafx.scene.shape.FillRule.EVEN_ODD);
        Region region = new Region();
        region.setShape(shape);
        region.setMinSize(SIZE, SIZE);
        region.setPrefSize(SIZE, SIZE);
        region.setMaxSize(SIZE, SIZE);
        region.getStyleClass().add(PanelStyles.SIGN);
        return region;
    }
}
