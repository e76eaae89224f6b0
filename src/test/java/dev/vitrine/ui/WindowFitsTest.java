package dev.vitrine.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.ui.draw.Drawing;
import dev.vitrine.ui.draw.DrawingView;
import dev.vitrine.ui.draw.Fact;

import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Button;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// In a window of every size, enlarged by any percentage or for a projector, what stands in a row
/// fits into it.
class WindowFitsTest {
    private static final int[][] SIZES = {
        {960, 540}, {1_024, 768}, {1_280, 720}, {1_440, 900}, {1_920, 1_080}, {3_840, 2_160}
    };

    private static VitrineWindow window;

    @BeforeAll
    static void opens() {
        window = Fx.on(() -> CannedWindow.of(1_440, 900, 100, false, WindowMemory.Look.DARK));
    }

    @AfterAll
    static void closes() {
        Fx.on(() -> {
            window.close();
            return true;
        });
    }

    private static void show(int width, int height, int percent, boolean projector) {
        if (window.appearance().isForProjector() != projector) {
            window.toggleProjector();
        }
        window.appearance().enlarge(percent);
        window.scene().getRoot().resize(width, height);
        CannedWindow.show(window);
    }

    static Stream<Arguments> windows() {
        List<Arguments> all = new ArrayList<>();
        for (int[] size : SIZES) {
            for (int percent : List.of(100, 125, 150, 200)) {
                all.add(Arguments.of(size[0], size[1], percent, false));
            }
            all.add(Arguments.of(size[0], size[1], 100, true));
        }
        return all.stream();
    }

    @ParameterizedTest(name = "{0}×{1} at {2} %, for a projector: {3}")
    @MethodSource("windows")
    void rowsFit(int width, int height, int percent, boolean projector) {
        List<String> faults =
                Fx.on(() -> {
                    show(width, height, percent, projector);
                    List<String> found = new ArrayList<>(beyond(width));
                    for (String panel : List.of("#unfold-left", "#unfold-right")) {
                        if (window.scene().lookup(panel) instanceof Button unfold) {
                            unfold.fire();
                            CannedWindow.settle(window);
                            found.addAll(beyond(width));
                        }
                    }
                    found.addAll(Fitting.faults(row(".v-top-bar")));
                    found.addAll(outside((DrawingView) node("#metric-strip")));
                    return found;
                });
        assertThat(faults).isEmpty();
    }

    /// What reaches beyond the window's right edge.
    private static List<String> beyond(double width) {
        List<String> found = new ArrayList<>();
        for (String part : List.of(".v-top-bar", "#metric-strip", "#stage", "#drawer")) {
            Node node = window.scene().lookup(part);
            double right = node == null ? 0 : node.localToScene(node.getLayoutBounds()).getMaxX();
            // A row of pixels may be shared with what is beyond.
            if (right > width + 2) {
                found.add(part + " reaches to " + right);
            }
        }
        return found;
    }

    /// Facts of a drawing that are not wholly in it, or share a place.
    private static List<String> outside(DrawingView view) {
        List<String> found = new ArrayList<>();
        Drawing drawing = view.drawing();
        double reached = 0;
        for (Fact fact : drawing.facts()) {
            if (fact.bounds().x() < reached || fact.bounds().right() > view.getWidth()) {
                found.add(fact.id() + " lies at " + fact.bounds() + " of " + view.getWidth());
            }
            reached = fact.bounds().right();
        }
        return found;
    }

    @ParameterizedTest(name = "{0}×{1}, for a projector: {2}")
    @CsvSource({"960, 540, false", "1280, 720, false", "1024, 768, true", "1440, 900, true"})
    void tabsAndTheirToolsFit(int width, int height, boolean projector) {
        List<String> faults =
                Fx.on(() -> {
                    show(width, height, 100, projector);
                    window.panels().openLens(0);
                    List<String> found = new ArrayList<>();
                    for (String tab : window.drawer().ids()) {
                        window.drawer().open(tab);
                        CannedWindow.settle(window);
                        for (String row : List.of("#drawer-head", "#drawer-tools")) {
                            for (String fault : Fitting.faults(row(row))) {
                                found.add(tab + ": " + fault);
                            }
                        }
                        found.addAll(beyond(width));
                    }
                    return found;
                });
        assertThat(faults).isEmpty();
    }

    private static Parent row(String css) {
        return (Parent) node(css);
    }

    private static Node node(String css) {
        return Objects.requireNonNull(window.scene().lookup(css), css);
    }
}
