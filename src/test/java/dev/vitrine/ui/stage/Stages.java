package dev.vitrine.ui.stage;

import dev.vitrine.history.Subject;
import dev.vitrine.ui.Fx;
import dev.vitrine.ui.draw.Drawing;
import dev.vitrine.ui.draw.DrawingView;
import dev.vitrine.ui.draw.Fact;
import dev.vitrine.ui.draw.FontMeasure;
import dev.vitrine.ui.draw.Moment;
import dev.vitrine.ui.gallery.Exhibit;
import dev.vitrine.ui.gallery.Exhibits;
import dev.vitrine.ui.theme.Theme;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Objects;

/// Draws the stage's exhibits, for tests.
final class Stages {
    private Stages() {}

    /// @param name without `stage-`
    static Exhibit exhibit(String name) {
        return Fx.on(() ->
                Exhibits.all().stream()
                        .filter(each -> each.fullName().equals("stage-" + name))
                        .findFirst()
                        .orElseThrow());
    }

    static Drawing draw(
            StageLayout stage,
            Exhibit exhibit,
            double width,
            double height,
            @Nullable Subject selection) {
        return Fx.on(() ->
                stage.draw(
                        new Moment(
                                exhibit.snapshot(),
                                exhibit.nowMs(),
                                width,
                                height,
                                DrawingView.TRAVEL_MS,
                                selection,
                                Theme.DARK.palette()),
                        new FontMeasure()));
    }

    static Drawing draw(String name, double width, double height) {
        return draw(new StageLayout(), exhibit(name), width, height, null);
    }

    static Fact fact(Drawing drawing, String id) {
        return Objects.requireNonNull(drawing.fact(id), id);
    }

    static List<Fact> facts(Drawing drawing, Fact.Role role) {
        return drawing.facts().stream().filter(fact -> fact.role() == role).toList();
    }
}
