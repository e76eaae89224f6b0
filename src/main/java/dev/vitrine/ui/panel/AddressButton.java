package dev.vitrine.ui.panel;

import dev.vitrine.ui.model.CommandLines;
import dev.vitrine.ui.model.Headline;
import dev.vitrine.ui.theme.Styles;

import javafx.scene.control.Label;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SplitMenuButton;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Where a client joins the cluster: a click copies all brokers' addresses, the menu has command
/// lines for common clients.
public final class AddressButton extends SplitMenuButton {
    /// How much of the address stands on it.
    public enum Size {
        /// `127.0.0.1:19092 +2`.
        ADDRESS,
        /// `:19092 +2`: the host is always this one.
        PORT,
        /// The sign for copying alone.
        SIGN
    }

    private static final double WHAT_WIDTH = 180;
    private static final double LINE_WIDTH = 560;

    private final Tooltip tip = new Tooltip();
    private Headline headline = Headline.NOTHING;
    private Size size = Size.ADDRESS;
    private Consumer<String> copy = text -> {};
    private Supplier<String> topic = () -> "";

    public AddressButton() {
        getStyleClass().add("v-bootstrap");
        managedProperty().bind(visibleProperty());
        setGraphic(Sign.COPY.node());
        setTooltip(tip);
        setOnAction(event -> copy.accept(headline.bootstrap()));
        setOnShowing(event -> getItems().setAll(lines()));
        // A menu without items does not open.
        getItems().setAll(new MenuItem(""));
        write();
    }

    /// @param copy puts a text on the clipboard
    /// @param topic the one that the command lines name
    public void setOnCopy(Consumer<String> copy, Supplier<String> topic) {
        this.copy = copy;
        this.topic = topic;
    }

    public void show(Headline next) {
        headline = next;
        write();
    }

    public void size(Size chosen) {
        size = chosen;
        write();
    }

    private void write() {
        boolean starting = headline.bootstrap().isEmpty();
        setDisable(starting);
        setText(
                switch (size) {
                    case ADDRESS -> starting ? "starting …" : headline.bootstrapInShort();
                    case PORT -> starting ? "starting …" : headline.portInShort();
                    case SIGN -> "";
                });
        String does =
                starting
                        ? "The brokers are starting"
                        : "Click to copy all brokers' addresses; the arrow has command lines for"
                                + " clients";
        tip.setText(starting ? does : headline.bootstrap().replace(",", "\n") + "\n" + does);
        setAccessibleText(starting ? does : headline.bootstrap() + ". " + does);
    }

    /// A menu item for each command line.
    public List<MenuItem> lines() {
        return CommandLines.of(headline.bootstrap(), topic.get()).stream().map(this::item).toList();
    }

    private MenuItem item(CommandLines.Line line) {
        Label what = new Label(line.what());
        what.setMinWidth(WHAT_WIDTH);
        Label text = new Label(line.text());
        text.getStyleClass().addAll(Styles.MONO, Styles.MUTED);
        text.setMaxWidth(LINE_WIDTH);
        MenuItem item = new MenuItem("", new HBox(12, what, text));
        item.getStyleClass().add(PanelStyles.QUIET);
        item.setOnAction(event -> copy.accept(line.text()));
        return item;
    }
}
