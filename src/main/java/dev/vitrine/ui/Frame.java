package dev.vitrine.ui;

import dev.vitrine.history.Snapshot;
import dev.vitrine.scenario.Timings;
import dev.vitrine.ui.model.CommandLines;
import dev.vitrine.ui.model.Forms;
import dev.vitrine.ui.model.Headline;
import dev.vitrine.ui.panel.PanelStyles;
import dev.vitrine.ui.panel.Sign;
import dev.vitrine.ui.theme.Styles;

import javafx.fxml.FXML;
import javafx.fxml.FXMLLoader;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SplitMenuButton;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.text.Text;
import javafx.scene.text.TextFlow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// The window's frame, as `window.fxml` lays it out: the bar at the top and places for the rest.
@SuppressWarnings("NullAway.Init")
final class Frame {
    @FXML private StackPane root;
    @FXML private BorderPane frame;
    @FXML private HBox topBar;
    @FXML private Label brand;
    @FXML private Label breadcrumb;
    @FXML private Label timings;
    @FXML private Label brokersDown;
    @FXML private Label offline;
    @FXML private Label underReplicated;
    @FXML private TextFlow controller;
    @FXML private Text controllerNode;
    @FXML private Text controllerEpoch;
    @FXML private SplitMenuButton bootstrap;
    @FXML private Button addBroker;
    @FXML private Button addTopic;
    @FXML private Button addProducer;
    @FXML private Button addConsumer;
    @FXML private MenuButton add;
    @FXML private MenuButton look;
    @FXML private StackPane stagePlace;

    /// The sign alone says whose window it is when there is little room.
    private static final double BRAND_FROM = 920;

    /// A chip with little room ends in an ellipsis.
    private static final double CHIP_MIN = 60;

    private Headline headline = Headline.of(Snapshot.EMPTY);

    private Frame() {}

    static Frame load() {
        URL file = Frame.class.getResource("window.fxml");
        if (file == null) {
            throw new IllegalStateException("the jar lacks window.fxml");
        }
        Frame made = new Frame();
        FXMLLoader loader = new FXMLLoader(file);
        loader.setController(made);
        try {
            loader.load();
        } catch (IOException e) {
            throw new UncheckedIOException("window.fxml cannot be read", e);
        }
        made.finish();
        return made;
    }

    private void finish() {
        for (Node chip : List.of(brokersDown, offline, underReplicated, breadcrumb, timings)) {
            Label label = (Label) chip;
            label.managedProperty().bind(label.visibleProperty());
            label.visibleProperty().bind(label.textProperty().isNotEmpty());
            if (label != breadcrumb) {
                label.setMinWidth(Region.USE_PREF_SIZE);
            }
        }
        controller.managedProperty().bind(controller.visibleProperty());
        controller.setMinWidth(Region.USE_PREF_SIZE);
        for (Node each : topBar.getChildren()) {
            if (each instanceof Button button) {
                button.setMinWidth(Region.USE_PREF_SIZE);
            }
        }
        bootstrap.setMinWidth(Region.USE_PREF_SIZE);
        bootstrap.setGraphic(Sign.COPY.node());
        breadcrumb.setText("Free play");
        for (Button button : adders()) {
            MenuItem item = new MenuItem(button.getText().replace("+", "").strip());
            item.setOnAction(event -> button.fire());
            add.getItems().add(item);
        }
        show(headline);
    }

    private List<Button> adders() {
        return List.of(addBroker, addTopic, addProducer, addConsumer);
    }

    /// Below a width one menu takes the place of the buttons that add something.
    void narrowsBelow(double width) {
        root.widthProperty()
                .subscribe(now -> {
                    boolean narrow = now.doubleValue() > 0 && now.doubleValue() < width;
                    adders().forEach(button -> show(button, !narrow));
                    show(add, narrow);
                    for (Label chip : List.of(brokersDown, offline, underReplicated, timings)) {
                        chip.setMinWidth(narrow ? CHIP_MIN : Region.USE_PREF_SIZE);
                    }
                    show(brand, !(now.doubleValue() > 0 && now.doubleValue() < BRAND_FROM));
                });
    }

    private static void show(Node node, boolean shown) {
        node.setVisible(shown);
        node.setManaged(shown);
    }

    /// Where a form comes up that a button opens.
    private Node placeOf(Button button) {
        return button.isVisible() ? button : add;
    }

    StackPane root() {
        return root;
    }

    BorderPane frame() {
        return frame;
    }

    StackPane stagePlace() {
        return stagePlace;
    }

    void onAddBroker(Runnable deed) {
        addBroker.setOnAction(event -> deed.run());
    }

    void onAddTopic(Consumer<Node> deed) {
        addTopic.setOnAction(event -> deed.accept(placeOf(addTopic)));
    }

    void onAddProducer(Consumer<Node> deed) {
        addProducer.setOnAction(event -> deed.accept(placeOf(addProducer)));
    }

    void onAddConsumer(Consumer<Node> deed) {
        addConsumer.setOnAction(event -> deed.accept(placeOf(addConsumer)));
    }

    /// @param where in a lesson, or `Free play`
    void breadcrumb(String where) {
        breadcrumb.setText(where);
        breadcrumb.setTooltip(new Tooltip(where));
    }

    /// Says that time is not Kafka's, and what was and is.
    void timings(Timings used) {
        timings.setText(used.word());
        String table =
                Timings.table().stream()
                        .map(row ->
                                row.setting()
                                        + "  "
                                        + row.productionMs()
                                        + " → "
                                        + row.ms(used)
                                        + " ms")
                        .collect(Collectors.joining("\n", "Timings: Kafka's default → here\n", ""));
        timings.setTooltip(new Tooltip(table));
    }

    void show(Headline next) {
        headline = next;
        brokersDown.setText(next.brokersDown());
        offline.setText(next.offline());
        underReplicated.setText(next.underReplicated());
        controller.setVisible(!next.controllerEpoch().isEmpty());
        controllerNode.setText(next.controllerNode().isEmpty() ? "none" : next.controllerNode());
        controllerEpoch.setText(next.controllerEpoch());
        bootstrap.setText(next.bootstrap().isEmpty() ? "starting …" : next.bootstrapInShort());
        bootstrap.setDisable(next.bootstrap().isEmpty());
        controller.setAccessibleText(
                "controller " + controllerNode.getText() + ", epoch " + next.controllerEpoch());
    }

    String bootstrap() {
        return headline.bootstrap();
    }

    /// @param copy puts a text on the clipboard
    /// @param snapshot names a topic for the command lines
    void onCopy(Consumer<String> copy, java.util.function.Supplier<Snapshot> snapshot) {
        bootstrap.setOnAction(event -> copy.accept(headline.bootstrap()));
        bootstrap.setOnShowing(event -> {
            String topic = Forms.topics(snapshot.get()).stream().findFirst().orElse("orders");
            bootstrap.getItems().clear();
            for (CommandLines.Line line : CommandLines.of(headline.bootstrap(), topic)) {
                bootstrap.getItems().add(copyItem(line, copy));
            }
        });
        // A menu without items does not open.
        bootstrap.getItems().setAll(new MenuItem(""));
    }

    private static MenuItem copyItem(CommandLines.Line line, Consumer<String> copy) {
        Label what = new Label(line.what());
        what.setMinWidth(180);
        Label text = new Label(line.text());
        text.getStyleClass().addAll(Styles.MONO, Styles.MUTED);
        text.setMaxWidth(560);
        HBox row = new HBox(12, what, text);
        MenuItem item = new MenuItem("", row);
        item.getStyleClass().add(PanelStyles.QUIET);
        item.setOnAction(event -> copy.accept(line.text()));
        return item;
    }

    MenuButton viewMenu() {
        return look;
    }
}
