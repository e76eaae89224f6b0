package dev.vitrine.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.scenario.Timings;
import dev.vitrine.ui.model.Headline;
import dev.vitrine.ui.model.Headline.Trouble;
import dev.vitrine.ui.panel.PanelStyles;
import dev.vitrine.ui.theme.Theme;

import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// The bar at the top in every width, with as much to say as there can be.
class TopBarTest {
    private static final String LONG_LESSON =
            "Lessons  ›  What the coordinator does when a member leaves and comes back";

    private static final Headline WELL =
            headline(trouble(""), trouble(""), trouble(""), trouble(""), "2", "4");
    private static final Headline ILL =
            headline(
                    trouble("11 checks violated"),
                    trouble("12 of 16 brokers down"),
                    trouble("1200 under-replicated"),
                    trouble("1000 leaderless"),
                    "",
                    "1234");

    private static Headline headline(
            Trouble violated,
            Trouble down,
            Trouble behind,
            Trouble leaderless,
            String node,
            String epoch) {
        return new Headline(
                violated, down, behind, leaderless, node, epoch, "127.0.0.1:19092,127.0.0.1:19093");
    }

    private static Trouble trouble(String words) {
        return new Trouble(
                words,
                words.replace(" of 16 brokers", "")
                        .replace(" checks", "")
                        .replace("replicated", "repl."),
                words.isEmpty() ? "" : "It means something.");
    }

    private static TopBar bar(String where, Headline headline) {
        TopBar bar = new TopBar();
        Scene scene = new Scene(new StackPane(new VBox(bar.row())));
        Theme.DARK.dress(scene);
        scene.getStylesheets().add(PanelStyles.sheet());
        bar.breadcrumb(where);
        bar.timings(Timings.PRODUCTION);
        bar.show(headline);
        return bar;
    }

    private static TopBar bar(String where, Headline headline, double width) {
        TopBar bar = bar(where, headline);
        resize(bar, width);
        return bar;
    }

    private static void resize(TopBar bar, double width) {
        Parent root = bar.row().getScene().getRoot();
        root.resize(width, 100);
        root.applyCss();
        root.layout();
    }

    @Test
    void nothingIsCutOffInAnyWidth() {
        List<String> faults =
                Fx.on(() -> {
                    List<String> found = new ArrayList<>();
                    for (Headline headline : List.of(WELL, ILL)) {
                        for (String where : List.of("Free play", LONG_LESSON)) {
                            TopBar bar = bar(where, headline);
                            for (int width = 440; width <= 1_700; width += 20) {
                                resize(bar, width);
                                for (String fault : Fitting.faults(bar.row())) {
                                    found.add(width + ": " + fault);
                                }
                            }
                        }
                    }
                    return found;
                });
        assertThat(faults).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(doubles = {440, 640, 880, 960, 1_280, 1_920})
    void whatHasNoRoomInTheBarIsInItsMenu(double width) {
        List<String> all =
                Fx.on(() -> {
                    TopBar bar = bar("Free play", ILL, width);
                    List<String> said = new ArrayList<>();
                    for (String id :
                            List.of("breadcrumb", "timings", "offline", "underReplicated")) {
                        Label chip = (Label) node(bar, id);
                        if (chip.isVisible()) {
                            said.add(chip.getTooltip().getText().lines().findFirst().orElse(""));
                        }
                    }
                    Node controller = node(bar, "controller");
                    if (controller.isVisible()) {
                        said.add(controller.getAccessibleText());
                    }
                    MenuButton rest = (MenuButton) node(bar, "rest");
                    if (rest.isVisible()) {
                        rest.getOnShowing().handle(null);
                        for (MenuItem item : rest.getItems()) {
                            if (item instanceof javafx.scene.control.CustomMenuItem custom
                                    && custom.getContent() instanceof Label label) {
                                said.add(label.getText());
                            }
                        }
                    }
                    return said;
                });
        assertThat(all)
                .containsExactlyInAnyOrder(
                        "Free play",
                        "production timings",
                        "1000 leaderless",
                        "1200 under-replicated",
                        "controller none · epoch 1234");
    }

    @Test
    void whatWasGivenUpComesBackWithTheRoom() {
        List<String> shown =
                Fx.on(() -> {
                    TopBar bar = bar("Free play", ILL, 500);
                    List<String> texts = new ArrayList<>();
                    for (double width : new double[] {500, 1_900, 500, 1_900}) {
                        resize(bar, width);
                        texts.add(visible(bar));
                    }
                    return texts;
                });
        assertThat(shown.get(1)).isEqualTo(shown.get(3)).contains("brand", "addBroker");
        assertThat(shown.get(0)).isEqualTo(shown.get(2)).contains("rest").doesNotContain("brand");
    }

    @ParameterizedTest
    @CsvSource({"960", "880"})
    void theWorstIsSaidInTheNarrowestWindow(double width) {
        List<String> said =
                Fx.on(() -> {
                    TopBar bar = bar("Free play", ILL, width);
                    return List.of(
                            ((Label) node(bar, "violated")).getText(),
                            ((Label) node(bar, "brokersDown")).getText());
                });
        assertThat(said).containsExactly("11 violated", "12 down");
    }

    private static String visible(TopBar bar) {
        StringBuilder ids = new StringBuilder();
        for (Node child : bar.row().getChildren()) {
            if (child.isVisible() && child.getId() != null) {
                ids.append(child.getId()).append(' ');
            }
        }
        return ids.toString();
    }

    private static Node node(TopBar bar, String id) {
        return Objects.requireNonNull(bar.row().lookup("#" + id), id);
    }
}
