package dev.vitrine.ui.gallery;

import dev.vitrine.history.Subject;
import dev.vitrine.ui.Fx;
import dev.vitrine.ui.draw.Artist;
import dev.vitrine.ui.draw.Drawing;
import dev.vitrine.ui.draw.DrawingView;
import dev.vitrine.ui.draw.FontMeasure;
import dev.vitrine.ui.draw.Moment;
import dev.vitrine.ui.theme.Theme;

import org.jspecify.annotations.Nullable;

/// Draws an exhibit's moment without a window.
final class Canned {
    private Canned() {}

    static Drawing draw(Artist artist, Exhibit exhibit, double width, double height) {
        return draw(artist, exhibit, exhibit.selection(), width, height, Theme.DARK);
    }

    /// With something else selected, in a theme.
    static Drawing draw(
            Artist artist,
            Exhibit exhibit,
            @Nullable Subject selection,
            double width,
            double height,
            Theme theme) {
        return Fx.on(() ->
                artist.draw(
                        new Moment(
                                exhibit.snapshot(),
                                exhibit.nowMs(),
                                width,
                                height,
                                DrawingView.TRAVEL_MS,
                                selection,
                                theme.palette()),
                        new FontMeasure()));
    }
}
