package dev.vitrine.ui.lens;

import dev.vitrine.history.Subject;
import dev.vitrine.ui.draw.Box;
import dev.vitrine.ui.draw.Fact;
import dev.vitrine.ui.draw.Lettering;
import dev.vitrine.ui.draw.Moment;
import dev.vitrine.ui.draw.Numbers;
import dev.vitrine.ui.draw.Shape;
import dev.vitrine.ui.draw.Sketch;
import dev.vitrine.ui.draw.TextMeasure;
import dev.vitrine.ui.theme.Ink;
import dev.vitrine.ui.theme.Tint;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/// A lens's drawing in the making, with what lenses made of rows of text have in common.
final class Page {
    static final double MARGIN = 16;
    static final double GAP = 10;
    static final double BADGE = 18;
    static final Tint GROUND = Tint.of(Ink.STAGE);

    /// The bar beside a row whose thing is selected.
    private static final double MARK = 3;

    final Sketch sketch;
    final Moment moment;

    Page(Moment moment, TextMeasure measure) {
        this.moment = moment;
        this.sketch = new Sketch(measure);
    }

    /// Writes as much as fits.
    ///
    /// @return the right end
    double text(double x, double y, double width, String text, Lettering lettering, Ink ink) {
        String fit = width <= 0 ? "" : sketch.fit(text, width, lettering);
        return fit.isEmpty() ? x : sketch.label(x, y, fit, lettering, ink, GROUND);
    }

    /// A column's heading, in large letters.
    void heading(double x, double y, double width, String words) {
        text(x, y, width, words.toUpperCase(Locale.ROOT), Lettering.SMALL_STRONG, Ink.MUTED);
    }

    Box badge(double x, double y, String text, Ink ink, Ink edge) {
        return sketch.badge(
                x,
                y,
                BADGE,
                text,
                Lettering.SMALL_STRONG,
                ink,
                GROUND,
                Tint.of(edge),
                Shape.Dash.SOLID);
    }

    double badgeWidth(String text) {
        return sketch.badgeWidth(text, Lettering.SMALL_STRONG);
    }

    /// Marks the row of what is selected.
    void mark(Box box, @Nullable Subject subject) {
        if (subject != null && subject.equals(moment.selection())) {
            sketch.add(
                    new Shape.Plate(
                            new Box(box.x() - MARK - 2, box.y() + 2, MARK, box.height() - 4),
                            MARK / 2,
                            Tint.of(Ink.ACCENT),
                            null,
                            0,
                            Shape.Dash.SOLID));
        }
    }

    void fact(String id, Fact.Role role, String text, String state, String tip, Box box) {
        sketch.add(new Fact(id, role, text, state, tip, box, null, null));
    }

    void fact(
            String id,
            Fact.Role role,
            String text,
            String state,
            String tip,
            Box box,
            @Nullable Subject subject) {
        sketch.add(new Fact(id, role, text, state, tip, box, subject, null));
    }

    /// `640 ms`, `1.5 s`
    static String brief(long ms) {
        return ms < 1_000 ? Math.max(0, ms) + " ms" : Numbers.duration(ms);
    }

    /// `60 s`, `5 min`, `1 h`
    static String axis(long ms) {
        return ms < 120_000 ? ms / 1_000 + " s" : Numbers.duration(ms);
    }

    /// `once`, `12 times`
    static String times(long count) {
        return count == 1 ? "once" : Numbers.grouped(count) + " times";
    }

    /// A sentence in the middle of an empty page.
    void middle(String words) {
        sketch.labelCentred(
                moment.width() / 2,
                moment.height() / 2,
                sketch.fit(words, moment.width() - 2 * MARGIN, Lettering.BODY),
                Lettering.BODY,
                Tint.of(Ink.MUTED),
                GROUND);
    }

    /// Something that happened has no subject of its own when it is about the whole cluster.
    static @Nullable Subject selectable(Subject about) {
        return about instanceof Subject.OfCluster ? null : about;
    }
}
