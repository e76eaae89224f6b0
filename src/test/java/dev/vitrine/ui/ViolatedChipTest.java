package dev.vitrine.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.ui.gallery.Exhibit;
import dev.vitrine.ui.gallery.Exhibits;
import dev.vitrine.ui.panel.Chip;

import javafx.scene.AccessibleAction;
import javafx.scene.AccessibleRole;
import javafx.scene.Parent;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.function.Function;

/// The bar at the top says when what must always hold does not.
final class ViolatedChipTest {
    private static <T> T in(
            String fullName, int width, boolean projector, Function<VitrineWindow, T> look) {
        return Fx.on(() -> {
            VitrineWindow window =
                    CannedWindow.of(width, 900, 100, projector, WindowMemory.Look.DARK);
            Exhibit shown =
                    Exhibits.all().stream()
                            .filter(each -> each.fullName().equals(fullName))
                            .findFirst()
                            .orElseThrow();
            window.show(shown.snapshot(), shown.nowMs());
            CannedWindow.settle(window);
            try {
                return look.apply(window);
            } finally {
                window.close();
            }
        });
    }

    private static Chip chip(VitrineWindow window) {
        return (Chip) window.scene().lookup("#violated");
    }

    private static String lensAfter(VitrineWindow window, Runnable deed) {
        window.drawer().open("timeline");
        deed.run();
        return window.drawer().shownProperty().get();
    }

    @Test
    void pressingItOpensTheChecks() {
        List<String> opened =
                in(
                        "checks-violated",
                        1_440,
                        false,
                        window -> {
                            Chip chip = chip(window);
                            KeyEvent enter =
                                    new KeyEvent(
                                            KeyEvent.KEY_PRESSED,
                                            "",
                                            "",
                                            KeyCode.ENTER,
                                            false,
                                            false,
                                            false,
                                            false);
                            assertThat(chip.getText()).isEqualTo("2 checks violated");
                            assertThat(chip.isFocusTraversable()).isTrue();
                            assertThat(chip.getAccessibleRole()).isEqualTo(AccessibleRole.BUTTON);
                            return List.of(
                                    lensAfter(
                                            window,
                                            () ->
                                                    chip.executeAccessibleAction(
                                                            AccessibleAction.FIRE)),
                                    lensAfter(window, () -> chip.fireEvent(enter)),
                                    lensAfter(window, () -> chip.getOnMouseClicked().handle(null)));
                        });
        assertThat(opened).containsExactly("checks", "checks", "checks");
    }

    @Test
    void whereAllHoldsItIsNotThere() {
        boolean there = in("stage-trouble", 1_440, false, window -> chip(window).isVisible());
        assertThat(there).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"900, false", "1280, false", "1440, true"})
    void itFitsAmongTheOthers(int width, boolean projector) {
        List<String> faults =
                in(
                        "checks-violated",
                        width,
                        projector,
                        window -> {
                            assertThat(chip(window).isVisible()).isTrue();
                            return Fitting.faults((Parent) window.scene().lookup(".v-top-bar"));
                        });
        assertThat(faults).isEmpty();
    }
}
