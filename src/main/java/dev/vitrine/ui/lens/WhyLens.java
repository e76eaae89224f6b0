package dev.vitrine.ui.lens;

import dev.vitrine.history.Happening;
import dev.vitrine.history.Projector;
import dev.vitrine.history.Snapshot;
import dev.vitrine.history.Snapshot.Telling;
import dev.vitrine.history.Subject;
import dev.vitrine.history.Why;
import dev.vitrine.ui.draw.Box;
import dev.vitrine.ui.draw.Drawing;
import dev.vitrine.ui.draw.Fact;
import dev.vitrine.ui.draw.Lettering;
import dev.vitrine.ui.draw.Moment;
import dev.vitrine.ui.draw.Numbers;
import dev.vitrine.ui.draw.Shape;
import dev.vitrine.ui.draw.TextMeasure;
import dev.vitrine.ui.theme.Ink;
import dev.vitrine.ui.theme.Tint;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Why something is as it is: the last change of what is selected, and the chain of causes back to
/// where it began.
///
/// A chain stays while one walks along it: selecting what one of its links is about keeps it.
public final class WhyLens implements Lens {
    private static final double TOP = 19;
    private static final double ROW = 29;
    private static final double SPINE = 22;
    private static final double TIME = 96;
    private static final double DOT = 4.5;

    /// What was asked for last; null for the last change of what is selected.
    private @Nullable Telling line;

    private long askedSeq = Happening.NOT_TOLD;
    private @Nullable Subject asked;
    private @Nullable Why chain;
    private List<Happening> seen = List.of();
    private Runnable redraw = () -> {};

    @Override
    public String id() {
        return "why";
    }

    @Override
    public String title() {
        return "Why?";
    }

    @Override
    public String purpose() {
        return "From a change, back to what led to it and the setting that decided";
    }

    @Override
    public void onChange(Runnable redraw) {
        this.redraw = redraw;
    }

    @Override
    public String inWords(Snapshot snapshot) {
        Why now = chain;
        if (now == null) {
            return "Why? Select something that changed";
        }
        StringBuilder words = new StringBuilder("Why? ");
        String between = "";
        for (Happening link : now.links()) {
            words.append(between).append(sentence(link));
            between = ". Because ";
        }
        return words.append(". ").append(ending(now.end())).toString();
    }

    /// Asks of a line of the story.
    public void ask(Telling line) {
        this.line = line;
        askedSeq = Happening.NOT_TOLD;
        asked = null;
        chain = null;
        redraw.run();
    }

    /// Asks of a happening by its number, as a metric or a chart names it.
    public void ask(long happening) {
        askedSeq = happening;
        line = null;
        asked = null;
        chain = null;
        redraw.run();
    }

    /// Asks of the last change of what is selected.
    public void askOfSelection() {
        line = null;
        askedSeq = Happening.NOT_TOLD;
        asked = null;
        chain = null;
        redraw.run();
    }

    @Override
    public Drawing draw(Moment moment, TextMeasure measure) {
        Page page = new Page(moment, measure);
        List<Happening> happenings = moment.snapshot().insight().happenings();
        follow(happenings, moment.selection());
        Why now = chain;
        if (now == null) {
            page.middle(nothing(moment.selection()));
            return page.sketch.drawing(moment.width(), moment.height());
        }
        double y = TOP;
        int last = now.links().size() - 1;
        page.sketch.add(
                new Shape.Line(
                        Page.MARGIN + SPINE / 2,
                        y,
                        Page.MARGIN + SPINE / 2,
                        y + ROW * (last + 1) - 8,
                        2,
                        Tint.of(Ink.FAINT)));
        for (int i = 0; i <= last; i++) {
            link(page, now, i, y);
            y += ROW;
        }
        end(page, now.end(), y - 2);
        return page.sketch.drawing(moment.width(), Math.max(moment.height(), y + 14));
    }

    /// The last link of a chain that goes on is where the next chain begins.
    @Override
    public boolean pressed(Fact fact) {
        Why now = chain;
        if (now == null
                || now.end() != Why.End.LONGER
                || !fact.id().equals("why-" + (now.links().size() - 1))) {
            return false;
        }
        ask(now.links().getLast().seq());
        return true;
    }

    /// Looks again when there is news, or when something else is selected that is not in the chain.
    private void follow(List<Happening> happenings, @Nullable Subject selection) {
        boolean elsewhere = selection != null && !selection.equals(asked) && !isInChain(selection);
        if (elsewhere && asked != null) {
            line = null;
            askedSeq = Happening.NOT_TOLD;
            chain = null;
        }
        if (chain != null && happenings == seen) {
            return;
        }
        boolean fresh = chain == null;
        seen = happenings;
        Telling told = line;
        if (told != null) {
            chain = keep(Why.of(happenings, told));
        } else if (askedSeq >= 0) {
            Happening first = Why.find(happenings, askedSeq);
            chain = keep(first == null ? null : Why.of(happenings, first));
        } else if (fresh) {
            chain = selection == null ? null : Why.ofLast(happenings, selection);
        } else if (asked != null) {
            chain = keep(Why.ofLast(happenings, asked));
        }
        if (fresh) {
            asked = selection;
        }
    }

    /// What has been forgotten meanwhile still stands there.
    private @Nullable Why keep(@Nullable Why found) {
        return found == null ? chain : found;
    }

    private boolean isInChain(Subject subject) {
        Why now = chain;
        return now != null && now.links().stream().anyMatch(link -> link.about().equals(subject));
    }

    private String nothing(@Nullable Subject selection) {
        if (line != null) {
            return "No cause was told of that line, or it is no longer kept";
        }
        return selection == null
                ? "Select something that changed, or a line of what happened"
                : "Nothing is remembered that changed it";
    }

    private static void link(Page page, Why why, int index, double y) {
        Happening link = why.links().get(index);
        boolean root = index == why.links().size() - 1 && why.end() == Why.End.ROOT;
        double x = Page.MARGIN;
        Subject subject = Page.selectable(link.about());
        Box box = new Box(x - 4, y - ROW / 2 + 2, page.moment.width() - 2 * x + 8, ROW - 4);
        page.mark(box, subject);
        Ink ink = index == 0 ? Ink.ACCENT : root ? Ink.WARNING : Ink.FAINT;
        page.sketch.add(new Shape.Dot(x + SPINE / 2, y, DOT, Tint.of(ink), Page.GROUND, DOT + 3));
        String time = time(why, index);
        page.text(x + SPINE + 6, y, TIME - 8, time, Lettering.SMALL, Ink.MUTED);
        double left = x + SPINE + 6 + TIME;
        double right = page.moment.width() - x;
        double setting =
                link.setting().isEmpty()
                        ? 0
                        : Math.min(
                                page.sketch.width(link.setting(), Lettering.MONO) + 18,
                                (right - left) / 2);
        String words = (index == 0 ? "" : "because ") + link.words();
        double end =
                page.text(
                        left,
                        y,
                        right - left - setting - 8,
                        words,
                        index == 0 ? Lettering.STRONG : Lettering.BODY,
                        Ink.TEXT);
        String reason = reason(link);
        if (!reason.isEmpty()) {
            end =
                    page.text(
                            end + 10,
                            y,
                            right - end - 10 - setting - 8,
                            reason,
                            Lettering.SMALL,
                            Ink.MUTED);
        }
        if (setting > 0) {
            chip(page, link.setting(), Math.max(end + 10, left), y, setting);
        }
        page.fact(
                "why-" + index,
                Fact.Role.NOTE,
                words,
                root ? "ROOT" : index == 0 ? "CHANGE" : "CAUSE",
                sentence(link) + (time.isEmpty() ? "" : "\n" + time),
                box,
                subject);
    }

    private static void chip(Page page, String setting, double x, double y, double width) {
        Box box = new Box(x, y - 10, width, 20);
        page.sketch.add(
                new Shape.Plate(box, 5, Page.GROUND, Tint.of(Ink.ACCENT), 1, Shape.Dash.SOLID));
        page.text(box.x() + 8, y, width - 14, setting, Lettering.MONO, Ink.TEXT);
    }

    /// The reason, unless the setting's chip says it all.
    private static String reason(Happening link) {
        if (link.setting().isEmpty()) {
            return link.why();
        }
        int at = link.why().indexOf(link.setting().substring(0, link.setting().indexOf(' ')));
        return at < 0 ? link.why() : link.why().substring(0, at).strip();
    }

    private static String sentence(Happening link) {
        return link.words() + (link.why().isEmpty() ? "" : ": " + link.why());
    }

    private static String time(Why why, int index) {
        long before = why.links().getFirst().atMs() - why.links().get(index).atMs();
        if (index == 0) {
            return "it changed";
        }
        return before <= 0 ? "at once" : Page.brief(before) + " before";
    }

    private static void end(Page page, Why.End end, double y) {
        String words = ending(end);
        double x = Page.MARGIN + SPINE + 6;
        double right =
                page.text(
                        x,
                        y,
                        page.moment.width() - x - Page.MARGIN,
                        words,
                        Lettering.SMALL,
                        Ink.MUTED);
        page.fact(
                "why-end",
                Fact.Role.NOTE,
                words,
                end.name(),
                words,
                new Box(x, y - 8, Math.max(1, right - x), 16));
    }

    private static String ending(Why.End end) {
        return switch (end) {
            case ROOT -> "That is where it began.";
            case NOT_TOLD -> "Nobody told what led to that.";
            case FORGOTTEN ->
                    "What led to that is earlier than what is remembered: the last "
                            + Numbers.grouped(Projector.HAPPENINGS_MAX)
                            + " changes.";
            case LONGER -> "It goes on further back: click the last link to follow it.";
        };
    }
}
