package dev.vitrine.ui.gallery;

import dev.vitrine.history.Snapshot;
import dev.vitrine.ui.draw.Artist;
import dev.vitrine.ui.draw.Drawing;
import dev.vitrine.ui.draw.DrawingView;
import dev.vitrine.ui.draw.Moment;
import dev.vitrine.ui.draw.TextMeasure;
import dev.vitrine.ui.stage.Level;
import dev.vitrine.ui.stage.StageLayout;

/// The stage on its way from one zoom level to the next farther one, frozen.
///
/// @param afterMs how long it has been under way
record Underway(Level from, long afterMs) implements Artist {
    @Override
    public String id() {
        return "stage";
    }

    @Override
    public String inWords(Snapshot snapshot) {
        return new StageLayout().inWords(snapshot);
    }

    @Override
    public Drawing draw(Moment moment, TextMeasure measure) {
        StageLayout stage = StageLayout.at(from);
        stage.draw(at(moment, 0), measure);
        stage.zoom(-1);
        stage.draw(at(moment, 0), measure);
        return stage.draw(at(moment, afterMs), measure);
    }

    private static Moment at(Moment moment, long frameMs) {
        return new Moment(
                moment.snapshot(),
                moment.nowMs(),
                moment.width(),
                moment.height(),
                DrawingView.TRAVEL_MS,
                moment.selection(),
                moment.marks(),
                moment.palette(),
                frameMs);
    }
}
