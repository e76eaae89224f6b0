package dev.vitrine.ui.panel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.ui.Fx;
import dev.vitrine.ui.draw.DrawingView;
import dev.vitrine.ui.gallery.Exhibit;
import dev.vitrine.ui.gallery.Exhibits;
import dev.vitrine.ui.stage.Level;
import dev.vitrine.ui.stage.StageLayout;

import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.layout.StackPane;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class ZoomControlTest {
    private final StageLayout stage = new StageLayout();

    /// The labels after the stage had each of these heights, laid out once for each.
    private List<String> labels(double... heights) {
        return Fx.on(() -> {
            Exhibit exhibit =
                    Exhibits.all().stream()
                            .filter(each -> each.fullName().equals("stage-healthy"))
                            .findFirst()
                            .orElseThrow();
            DrawingView view = new DrawingView(stage);
            ZoomControl zoom = new ZoomControl(stage, view::redraw);
            StackPane root = new StackPane(view, zoom);
            new Scene(root);
            view.show(exhibit.snapshot(), exhibit.nowMs());
            List<String> labels = new ArrayList<>();
            for (double height : heights) {
                root.resize(1_000, height);
                root.layout();
                labels.add(((Button) zoom.lookup("#zoom-level")).getText());
            }
            return labels;
        });
    }

    @Test
    void theLevelIsNamedInTheFrameThatShowsIt() {
        assertThat(labels(770, 530, 300))
                .containsExactly("Logs · auto", "Rows · auto", "Matrix · auto");
    }

    @Test
    void aChosenLevelIsNamedAtOnceAndStays() {
        stage.choose(Level.ROWS);
        assertThat(labels(770, 300)).containsExactly("Rows", "Rows");
    }
}
