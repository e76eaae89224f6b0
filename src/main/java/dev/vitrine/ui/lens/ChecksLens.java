package dev.vitrine.ui.lens;

import dev.vitrine.history.Check;
import dev.vitrine.history.Check.Exempt;
import dev.vitrine.history.Check.Violation;
import dev.vitrine.history.Snapshot;
import dev.vitrine.history.Subject;
import dev.vitrine.ui.draw.Box;
import dev.vitrine.ui.draw.Drawing;
import dev.vitrine.ui.draw.Fact;
import dev.vitrine.ui.draw.Lettering;
import dev.vitrine.ui.draw.Moment;
import dev.vitrine.ui.draw.Numbers;
import dev.vitrine.ui.draw.TextMeasure;
import dev.vitrine.ui.theme.Ink;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// What must hold of every cluster at every moment, and whether it does: violations first, then
/// what is not judged everywhere.
public final class ChecksLens implements Lens {
    private static final double TOP = 20;
    private static final double ROW = 24;
    private static final double STATE = 96;
    private static final double NAME_MAX = 300;
    private static final double COUNT = 220;

    @Override
    public String id() {
        return "checks";
    }

    @Override
    public String title() {
        return "Checks";
    }

    @Override
    public String purpose() {
        return "What must always hold, checked on every event";
    }

    @Override
    public String inWords(Snapshot snapshot) {
        long violated = snapshot.insight().violated();
        return "Invariants: "
                + snapshot.insight().checks().size()
                + ", "
                + (violated == 0 ? "all hold" : violated + " violated");
    }

    @Override
    public Drawing draw(Moment moment, TextMeasure measure) {
        Page page = new Page(moment, measure);
        List<Check> checks = new ArrayList<>(moment.snapshot().insight().checks());
        if (checks.isEmpty()) {
            page.middle("Nothing has been checked yet");
            return page.sketch.drawing(moment.width(), moment.height());
        }
        checks.sort(
                Comparator.comparing(Check::holds).thenComparing(check -> check.exempted() == 0));
        double name =
                Math.min(
                        NAME_MAX,
                        checks.stream()
                                        .mapToDouble(
                                                c -> page.sketch.width(c.name(), Lettering.STRONG))
                                        .max()
                                        .orElse(0)
                                + 16);
        double y = TOP;
        for (Check check : checks) {
            row(page, check, y, name);
            y += ROW;
            int number = 0;
            for (Violation violation : check.newest().reversed()) {
                draw(page, check, line(page, violation), number++, y, Ink.DANGER_TEXT);
                y += ROW;
            }
            number = 0;
            for (Exempt exempt : check.exempt().reversed()) {
                draw(page, check, line(page, exempt), number++, y, Ink.WARNING_TEXT);
                y += ROW;
            }
        }
        return page.sketch.drawing(moment.width(), Math.max(moment.height(), y));
    }

    private static void row(Page page, Check check, double y, double nameWidth) {
        double x = Page.MARGIN;
        double right = page.moment.width() - Page.MARGIN;
        String state = check.checked() == 0 ? "NOT YET" : check.holds() ? "HOLDS" : "VIOLATED";
        if (check.checked() == 0) {
            page.badge(x, y, state, Ink.MUTED, Ink.FAINT);
        } else if (check.holds()) {
            page.badge(x, y, state, Ink.GOOD_TEXT, Ink.GOOD);
        } else {
            page.badge(x, y, state, Ink.DANGER_TEXT, Ink.DANGER);
        }
        x += STATE;
        page.text(x, y, nameWidth - 8, check.name(), Lettering.STRONG, Ink.TEXT);
        x += nameWidth;
        String count = count(page, check);
        double countWidth = Math.min(COUNT, page.sketch.width(count, Lettering.SMALL));
        page.text(x, y, right - countWidth - 16 - x, check.says(), Lettering.BODY, Ink.MUTED);
        page.sketch.labelRight(
                right,
                y,
                page.sketch.fit(count, COUNT, Lettering.SMALL),
                Lettering.SMALL,
                Ink.MUTED,
                Page.GROUND);
        page.fact(
                "check-" + check.id(),
                Fact.Role.NOTE,
                check.name(),
                check.holds() ? check.checked() == 0 ? "NOT_CHECKED" : "HOLDS" : "VIOLATED",
                check.name() + ": " + state + "\n" + check.says() + "\n" + count,
                new Box(
                        Page.MARGIN - 4,
                        y - ROW / 2 + 1,
                        page.moment.width() - 2 * Page.MARGIN + 8,
                        ROW - 2));
    }

    private static String count(Page page, Check check) {
        if (check.checked() == 0) {
            return "nothing to check it by so far";
        }
        String since = Numbers.duration(page.moment.nowMs() - check.sinceMs());
        String unseen = check.exempted() == 0 ? "" : ", " + check.exempted() + " not judged";
        String checked = "checked " + Page.times(check.checked()) + unseen;
        return check.holds()
                ? "for " + since + ", " + checked
                : "violated " + Page.times(check.violations()) + ", " + checked;
    }

    /// A line below a check: a violation, or what is not judged.
    private record Line(String id, String state, String words, String when, Subject about) {}

    private static Line line(Page page, Violation violation) {
        String ago = Numbers.duration(page.moment.nowMs() - violation.atMs()) + " ago";
        return new Line("violation-", "VIOLATION", violation.words(), ago, violation.about());
    }

    private static Line line(Page page, Exempt exempt) {
        String since = "for " + Numbers.duration(page.moment.nowMs() - exempt.sinceMs());
        return new Line("exempt-", "NOT_JUDGED", exempt.words(), since, exempt.about());
    }

    private static void draw(Page page, Check check, Line line, int number, double y, Ink ink) {
        Subject subject = Page.selectable(line.about);
        double x = Page.MARGIN + STATE;
        double end = page.moment.width() - Page.MARGIN;
        Box box = new Box(x - 4, y - ROW / 2 + 1, end - x + 8, ROW - 2);
        page.mark(box, subject);
        double right = page.text(x, y, end - x - 80, line.words, Lettering.BODY, ink);
        page.text(right + 12, y, end - right - 12, line.when, Lettering.SMALL, Ink.MUTED);
        page.fact(
                line.id + check.id() + "-" + number,
                Fact.Role.NOTE,
                line.words,
                line.state,
                check.name() + ", " + line.when + ":\n" + line.words,
                box,
                subject);
    }
}
