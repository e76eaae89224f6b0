package dev.vitrine.ui.panel;

import dev.vitrine.fault.Fault;
import dev.vitrine.fault.Route;
import dev.vitrine.ui.theme.Styles;

import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.Spinner;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.Subscription;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/// A hand on the links: what to do to which frames, and which faults are in effect. It stays open
/// for the next deed.
final class LinksForm extends VBox {
    private static final String ANY = "any";
    private static final String CLIENTS = "clients";
    private static final int DELAY_MS = 200;

    /// Faults that are listed; more are counted.
    private static final int LISTED_MAX = 8;

    private final AddForm form = new AddForm("links", "Links", "Hold");
    private final ComboBox<String> from;
    private final ComboBox<String> to;
    private final ComboBox<String> api;
    private final Spinner<Integer> least;
    private final Spinner<Integer> most;
    private final VBox list = new VBox(6);
    private final Consumer<Fault> deed;
    private final Consumer<Fault> end;

    /// @param route what its fields say at first
    /// @param nodes those there are
    /// @param faults those in effect
    /// @param deed does what a fault says
    /// @param end ends a fault that is in effect
    LinksForm(
            Route route,
            List<Integer> nodes,
            ReadOnlyObjectProperty<List<Fault>> faults,
            Consumer<Fault> deed,
            Consumer<Fault> end) {
        this.deed = deed;
        this.end = end;
        List<String> ends = new ArrayList<>(List.of(ANY, CLIENTS));
        nodes.forEach(node -> ends.add(Integer.toString(node)));
        List<String> apis = new ArrayList<>(List.of(ANY));
        apis.addAll(Fault.apiNames());
        from = form.choice("from", "From", ends, words(route.from()));
        to = form.choice("to", "To", ends, words(route.to()));
        api = form.choice("api", "API", apis, route.api().isEmpty() ? ANY : route.api());
        least = form.number("ms-min", "Delay, ms, from", 0, Fault.DELAY_MS_MAX, DELAY_MS);
        most = form.number("ms-max", "to", 0, Fault.DELAY_MS_MAX, DELAY_MS);
        form.onSubmit(this::wrongEnds, () -> deed.accept(new Fault.Hold(route())));
        deed(
                "delay",
                "Delay",
                "Each frame takes so long on its way",
                this::wrongDelay,
                r -> new Fault.Delay(r, least.getValue(), most.getValue()));
        deed(
                "drop",
                "Drop",
                "Each frame is lost, and its connection with it",
                this::wrongEnds,
                Fault.Drop::new);
        deed(
                "cut",
                "Cut",
                "Nothing passes, both ways",
                this::wrongCut,
                r -> new Fault.Cut(r.from(), r.to(), false));
        deed(
                "cut-one-way",
                "Cut one way",
                "Nothing passes this way",
                this::wrongCut,
                r -> new Fault.Cut(r.from(), r.to(), true));
        setId("links-form");
        setSpacing(0);
        getStyleClass().add(PanelStyles.FORM);
        form.getStyleClass().remove(PanelStyles.FORM);
        form.setSpacing(12);
        getChildren().setAll(form, list);
        Subscription listed = faults.subscribe(this::show);
        // Closed it is never shown again.
        sceneProperty()
                .subscribe((before, now) -> {
                    if (now == null) {
                        listed.unsubscribe();
                    }
                });
    }

    private void deed(
            String name,
            String words,
            String tip,
            Supplier<Optional<String>> check,
            Function<Route, Fault> fault) {
        form.also(name, words, tip, check, () -> deed.accept(fault.apply(route())));
    }

    Node firstField() {
        return from;
    }

    // ---- what the fields say -------------------------------------------------------------------

    private Route route() {
        String name = api.getValue();
        return new Route(
                ANY.equals(name) ? "" : name, end(from.getValue()), end(to.getValue()), false);
    }

    private static int end(String words) {
        return switch (words) {
            case ANY -> Fault.ANY;
            case CLIENTS -> Fault.CLIENTS;
            default -> Integer.parseInt(words);
        };
    }

    private static String words(int end) {
        return end == Fault.ANY ? ANY : end == Fault.CLIENTS ? CLIENTS : Integer.toString(end);
    }

    private Optional<String> wrongEnds() {
        return from.getValue().equals(to.getValue()) && !from.getValue().equals(ANY)
                ? Optional.of("Choose two ends that differ.")
                : Optional.empty();
    }

    private Optional<String> wrongCut() {
        return ANY.equals(api.getValue())
                ? wrongEnds()
                : Optional.of("A cut stops every API: choose any, or drop instead.");
    }

    private Optional<String> wrongDelay() {
        return least.getValue() > most.getValue()
                ? Optional.of("The shortest delay is longer than the longest.")
                : wrongEnds();
    }

    // ---- what is in effect ---------------------------------------------------------------------

    private void show(List<Fault> faults) {
        list.getChildren().setAll(PanelParts.heading("in effect"));
        if (faults.isEmpty()) {
            list.getChildren().add(muted("No fault is in effect."));
        }
        for (int i = 0; i < Math.min(LISTED_MAX, faults.size()); i++) {
            list.getChildren().add(line(i, faults.get(i)));
        }
        if (faults.size() > LISTED_MAX) {
            list.getChildren().add(muted("and " + (faults.size() - LISTED_MAX) + " more"));
        }
    }

    private static Label muted(String words) {
        Label label = new Label(words);
        label.getStyleClass().add(Styles.MUTED);
        return label;
    }

    private Node line(int index, Fault fault) {
        Label words = new Label(fault.words());
        words.getStyleClass().add(Styles.MONO);
        words.setTooltip(new Tooltip(fault.words()));
        words.setMinWidth(0);
        words.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(words, Priority.ALWAYS);
        Button button = new Button("End");
        button.setId("links-end-" + index);
        button.setMinWidth(Region.USE_PREF_SIZE);
        button.setAccessibleText("End " + fault.words());
        button.setOnAction(event -> end.accept(fault));
        HBox line = new HBox(8, words, button);
        line.setAlignment(Pos.CENTER_LEFT);
        return line;
    }
}
