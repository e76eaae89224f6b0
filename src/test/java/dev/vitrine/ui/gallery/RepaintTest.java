package dev.vitrine.ui.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.ui.Fx;
import dev.vitrine.ui.draw.DrawingView;
import dev.vitrine.ui.draw.Picture;
import dev.vitrine.ui.stage.StageLayout;
import dev.vitrine.ui.theme.Theme;

import javafx.scene.Scene;
import javafx.scene.SnapshotParameters;
import javafx.scene.layout.StackPane;
import javafx.scene.transform.Transform;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.awt.image.BufferedImage;
import java.util.List;

/// Painting only what changed gives the picture that painting all of it gives.
class RepaintTest {
    /// A curve that is cut off at an area's edge is flattened at other points: a shade of its edge,
    /// of 255.
    private static final int SHADE = 16;

    /// One after the other as on a stage on which all this happens.
    private static final List<String> STORY =
            List.of("healthy", "leader-killed", "failed-over", "healthy", "out-of-sync", "trouble");

    @ParameterizedTest
    @ValueSource(doubles = {1, 1.5})
    void aViewThatSawAStoryShowsItsLastMomentAsANewOneDoes(double scale) {
        for (int end = 1; end <= STORY.size(); end++) {
            List<String> story = STORY.subList(0, end);
            BufferedImage seen = Fx.on(() -> last(story, scale));
            BufferedImage fresh =
                    Fx.on(() -> last(story.subList(story.size() - 1, story.size()), scale));
            assertThat(different(seen, fresh)).as("after %s", story).isZero();
        }
    }

    private static BufferedImage last(List<String> story, double scale) {
        DrawingView view = new DrawingView(new StageLayout());
        view.setTheme(Theme.DARK);
        view.setResolution(scale);
        StackPane root = new StackPane(view);
        new Scene(root, 1_000, 770);
        view.resize(1_000, 770);
        root.applyCss();
        root.layout();
        for (String name : story) {
            Exhibit exhibit =
                    Exhibits.all().stream()
                            .filter(each -> each.fullName().equals("stage-" + name))
                            .findFirst()
                            .orElseThrow();
            view.selectionProperty().set(exhibit.selection());
            view.show(exhibit.snapshot(), exhibit.nowMs());
        }
        SnapshotParameters parameters = new SnapshotParameters();
        parameters.setTransform(Transform.scale(scale, scale));
        return Picture.pixels(root.snapshot(parameters, null));
    }

    private static int different(BufferedImage one, BufferedImage other) {
        int different = 0;
        for (int y = 0; y < one.getHeight(); y++) {
            for (int x = 0; x < one.getWidth(); x++) {
                if (distance(one.getRGB(x, y), other.getRGB(x, y)) > SHADE) {
                    different++;
                }
            }
        }
        return different;
    }

    /// Of the channel that differs most.
    private static int distance(int one, int other) {
        int most = 0;
        for (int shift = 0; shift <= 16; shift += 8) {
            most = Math.max(most, Math.abs((one >> shift & 0xFF) - (other >> shift & 0xFF)));
        }
        return most;
    }
}
