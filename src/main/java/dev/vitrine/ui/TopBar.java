package dev.vitrine.ui;

import dev.vitrine.scenario.Timings;
import dev.vitrine.ui.model.Headline;
import dev.vitrine.ui.panel.AddressButton;
import dev.vitrine.ui.panel.AddressButton.Size;
import dev.vitrine.ui.panel.Chip;
import dev.vitrine.ui.panel.FittingRow;

import javafx.fxml.FXML;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.CustomMenuItem;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.Tooltip;
import javafx.scene.text.Text;
import javafx.scene.text.TextFlow;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// The bar at the top, as `top-bar.fxml` lays it out: where one is, what is wrong, who controls,
/// how to join, what can be added, how it looks. With little room it says less, in the order of
/// [#steps]; what has no room at all is in a menu.
@SuppressWarnings("NullAway.Init")
final class TopBar {
    /// A breadcrumb with little room ends in an ellipsis.
    private static final double BREADCRUMB_MIN = 110;

    @FXML private FittingRow row;
    @FXML private Label brand;
    @FXML private Chip breadcrumb;
    @FXML private Chip timings;
    @FXML private Chip violated;
    @FXML private Chip brokersDown;
    @FXML private Chip offline;
    @FXML private Chip underReplicated;
    @FXML private TextFlow controller;
    @FXML private Text controllerNode;
    @FXML private Text epochWord;
    @FXML private Text controllerEpoch;
    @FXML private AddressButton bootstrap;
    @FXML private MenuButton rest;
    @FXML private Button addBroker;
    @FXML private Button addTopic;
    @FXML private Button addProducer;
    @FXML private Button addConsumer;
    @FXML private MenuButton add;
    @FXML private MenuButton look;

    private final Tooltip controllerTip = new Tooltip();
    private Headline headline = Headline.NOTHING;
    private boolean controllerAway;

    TopBar() {
        Frame.load("top-bar.fxml", this);
        breadcrumb.shrinksTo(BREADCRUMB_MIN);
        Tooltip.install(controller, controllerTip);
        rest.setTooltip(new Tooltip(rest.getAccessibleText()));
        rest.setOnShowing(event -> rest.getItems().setAll(whatHasNoRoom()));
        // A menu without items does not open.
        rest.getItems().setAll(new MenuItem(""));
        for (Button button : adders()) {
            MenuItem item = new MenuItem(button.getText().replace("+", "").strip());
            item.setOnAction(event -> button.fire());
            add.getItems().add(item);
            button.setTooltip(new Tooltip(button.getAccessibleText()));
        }
        add.setTooltip(new Tooltip(add.getAccessibleText()));
        look.setTooltip(new Tooltip(look.getAccessibleText()));
        breadcrumb("Free play");
        show(headline);
        row.setSteps(steps());
    }

    /// What it gives up for want of room, the least important first. Trouble stays to the last.
    private List<Consumer<Boolean>> steps() {
        return List.of(
                taken -> show(brand, !taken),
                taken -> bootstrap.size(taken ? Size.PORT : Size.ADDRESS),
                taken -> {
                    show(epochWord, !taken);
                    show(controllerEpoch, !taken);
                },
                taken ->
                        List.of(violated, brokersDown, offline, underReplicated, timings)
                                .forEach(chip -> chip.brief(taken)),
                taken -> {
                    adders().forEach(button -> show(button, !taken));
                    show(add, taken);
                },
                taken -> away(timings, taken),
                taken -> {
                    controllerAway = taken;
                    showController();
                },
                taken -> bootstrap.size(taken ? Size.SIGN : Size.PORT),
                taken -> away(breadcrumb, taken),
                taken -> away(underReplicated, taken),
                taken -> away(offline, taken),
                taken -> {
                    bootstrap.setVisible(!taken);
                    showRest();
                });
    }

    private void away(Chip chip, boolean away) {
        chip.away(away);
        showRest();
    }

    private void showController() {
        show(controller, !controllerAway && !headline.controllerEpoch().isEmpty());
        showRest();
    }

    private void showRest() {
        show(rest, !chipsAway().isEmpty() || !bootstrap.isVisible());
    }

    /// What the chips say that have no room.
    private List<String> chipsAway() {
        List<String> words = new ArrayList<>();
        for (Chip chip : List.of(breadcrumb, timings, offline, underReplicated)) {
            if (chip.isAway()) {
                words.add(chip.words());
            }
        }
        if (controllerAway && !headline.controllerEpoch().isEmpty()) {
            words.add(headline.controller());
        }
        return words;
    }

    private List<MenuItem> whatHasNoRoom() {
        List<MenuItem> items = new ArrayList<>();
        for (String words : chipsAway()) {
            items.add(new CustomMenuItem(new Label(words), false));
        }
        if (!bootstrap.isVisible()) {
            if (!items.isEmpty()) {
                items.add(new SeparatorMenuItem());
            }
            items.addAll(bootstrap.lines());
        }
        return items;
    }

    private List<Button> adders() {
        return List.of(addBroker, addTopic, addProducer, addConsumer);
    }

    private static void show(Node node, boolean shown) {
        node.setVisible(shown);
        node.setManaged(shown);
    }

    FittingRow row() {
        return row;
    }

    MenuButton viewMenu() {
        return look;
    }

    // ---- what can be added ---------------------------------------------------------------------

    void onAddBroker(Runnable deed) {
        addBroker.setOnAction(event -> deed.run());
    }

    /// @param form opens below what it is given
    void onAddTopic(Consumer<Node> form) {
        onAdd(addTopic, form);
    }

    void onAddProducer(Consumer<Node> form) {
        onAdd(addProducer, form);
    }

    void onAddConsumer(Consumer<Node> form) {
        onAdd(addConsumer, form);
    }

    private void onAdd(Button button, Consumer<Node> form) {
        button.setOnAction(event -> form.accept(button.isVisible() ? button : add));
    }

    // ---- what it says --------------------------------------------------------------------------

    /// @param where in a lesson, or `Free play`
    void breadcrumb(String where) {
        breadcrumb.say(where, where, "");
        row.fit();
    }

    /// Says that time is not Kafka's, and what was and is.
    void timings(Timings used) {
        String table =
                Timings.table().stream()
                        .map(each ->
                                each.setting()
                                        + "  "
                                        + each.productionMs()
                                        + " → "
                                        + each.ms(used)
                                        + " ms")
                        .collect(Collectors.joining("\n", "Kafka's default → here\n", ""));
        timings.say(used.word() + " timings", used.word(), table);
        row.fit();
    }

    void show(Headline next) {
        headline = next;
        say(violated, next.violated());
        say(brokersDown, next.brokersDown());
        say(offline, next.offline());
        say(underReplicated, next.underReplicated());
        controllerNode.setText(next.controllerNode().isEmpty() ? "none" : next.controllerNode());
        controllerEpoch.setText(next.controllerEpoch());
        controller.setAccessibleText(next.controller());
        controllerTip.setText(next.controller() + "\n" + Headline.CONTROLLER_MEANS);
        bootstrap.show(next);
        showController();
        row.fit();
    }

    /// @param deed shows what is violated
    void onTimings(Runnable deed) {
        timings.setOnPress(deed);
    }

    void onViolated(Runnable deed) {
        violated.setOnPress(deed);
    }

    private static void say(Chip chip, Headline.Trouble trouble) {
        chip.say(trouble.words(), trouble.inShort(), trouble.meaning());
    }

    String bootstrap() {
        return headline.bootstrap();
    }

    /// @param copy puts a text on the clipboard
    /// @param topic the one that command lines for clients name
    void onCopy(Consumer<String> copy, Supplier<String> topic) {
        bootstrap.setOnCopy(copy, topic);
    }
}
