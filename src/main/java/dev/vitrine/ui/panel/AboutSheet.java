package dev.vitrine.ui.panel;

import dev.vitrine.ui.draw.Numbers;
import dev.vitrine.ui.model.Limits;
import dev.vitrine.ui.theme.Styles;

import javafx.geometry.HPos;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.VBox;

/// What this is, and what it keeps: every ring and buffer of the window with its limit.
public final class AboutSheet extends Sheet {
    private static final double WIDTH = 620;
    private static final double HEIGHT_MAX = 420;
    private static final double LIMIT_WIDTH = 80;

    public AboutSheet() {
        super("about-sheet", "About Vitrine", content());
    }

    private static VBox content() {
        Label what =
                new Label(
                        "A Kafka cluster behind glass: real brokers in this process, on loopback"
                                + " sockets, which any Kafka client may join.");
        what.setWrapText(true);
        Label versions =
                new Label(
                        "Vitrine "
                                + version()
                                + " · Kafka's protocol as of "
                                + Limits.KAFKA_VERSION
                                + " · Java "
                                + System.getProperty("java.version")
                                + " · JavaFX "
                                + System.getProperty("javafx.version"));
        versions.getStyleClass().add(Styles.MUTED);
        Label limits = PanelParts.heading("what it keeps, and no more");
        ScrollPane scroll = new ScrollPane(table());
        scroll.getStyleClass().add(PanelStyles.QUIET);
        scroll.setFitToWidth(true);
        scroll.setMaxHeight(HEIGHT_MAX);
        VBox content = new VBox(12, what, versions, limits, scroll);
        content.setPrefWidth(WIDTH);
        return content;
    }

    private static String version() {
        String version = AboutSheet.class.getPackage().getImplementationVersion();
        return version == null ? "(not packaged)" : version;
    }

    private static GridPane table() {
        GridPane grid = new GridPane();
        grid.setHgap(14);
        grid.setVgap(6);
        ColumnConstraints amounts = new ColumnConstraints(LIMIT_WIDTH);
        amounts.setHalignment(HPos.RIGHT);
        grid.getColumnConstraints().setAll(amounts, new ColumnConstraints());
        int row = 0;
        for (Limits.Limit limit : Limits.all()) {
            Label amount = new Label(Numbers.grouped(limit.most()));
            amount.getStyleClass().add(Styles.MONO);
            Label of = new Label(limit.of() + "; " + limit.beyond());
            of.setWrapText(true);
            grid.addRow(row++, amount, of);
        }
        return grid;
    }
}
