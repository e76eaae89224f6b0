package dev.vitrine.ui.stage;

import dev.vitrine.history.Belief;
import dev.vitrine.history.Belief.About;
import dev.vitrine.history.Belief.Stale;
import dev.vitrine.history.Snapshot;
import dev.vitrine.history.Subject;
import dev.vitrine.ui.draw.Box;
import dev.vitrine.ui.draw.Fact;
import dev.vitrine.ui.draw.Lettering;
import dev.vitrine.ui.draw.Numbers;
import dev.vitrine.ui.draw.Shape;
import dev.vitrine.ui.draw.Sketch;
import dev.vitrine.ui.theme.Ink;
import dev.vitrine.ui.theme.Tint;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.stream.Collectors;

/// Says on a client's card that it goes by what is no longer so; and for a while afterwards, lest a
/// moment go unseen, that it did.
record StaleBadge(String client, boolean over, String tip) {
    /// How long it is told that a client went by a wrong leader.
    static final long OVER_SHOWN_MS = 3_000;

    private static final int LINES_MAX = 5;
    private static final double HEIGHT = 17;

    static @Nullable StaleBadge of(Snapshot snapshot, String client, long nowMs) {
        Belief belief = snapshot.belief(client);
        if (belief == null) {
            return null;
        }
        if (belief.isStale()) {
            return new StaleBadge(client, false, tip(belief.stale(), nowMs));
        }
        List<Stale> lately =
                belief.healed().stream()
                        .filter(each -> each.about() == About.LEADER)
                        .filter(each -> nowMs - each.untilMs() < OVER_SHOWN_MS)
                        .toList();
        return lately.isEmpty() ? null : new StaleBadge(client, true, tip(lately, nowMs));
    }

    private static String tip(List<Stale> stale, long nowMs) {
        String lines =
                stale.stream()
                        .limit(LINES_MAX)
                        .map(each -> words(each, nowMs))
                        .collect(Collectors.joining("\n"));
        int more = stale.size() - LINES_MAX;
        return more <= 0 ? lines : lines + "\nand in " + more + " more";
    }

    /// `believes leader of orders-0 is 1 · truth 2 · stale for 1.2 s`
    static String words(Stale stale, long nowMs) {
        boolean leader = stale.about() == About.LEADER;
        return (stale.isOver() ? "believed " : "believes ")
                + (leader ? "leader of " + stale.id() + " is " : "it owns ")
                + stale.believed()
                + " · truth "
                + stale.truth()
                + (stale.isOver() ? " · was stale for " : " · stale for ")
                + Numbers.duration(stale.forMs(nowMs));
    }

    private String text() {
        return over ? "was stale" : "STALE";
    }

    private Lettering lettering() {
        return over ? Lettering.SMALL : Lettering.SMALL_STRONG;
    }

    private Ink ink() {
        return over ? Ink.MUTED : Ink.WARNING_TEXT;
    }

    /// With the gap before it.
    double width(Sketch sketch) {
        return sketch.badgeWidth(text(), lettering()) + 7;
    }

    void draw(Sketch sketch, double x, double centreY, Tint ground) {
        Box box =
                sketch.badge(
                        x,
                        centreY,
                        HEIGHT,
                        text(),
                        lettering(),
                        ink(),
                        ground,
                        Tint.of(over ? Ink.CARD_BORDER : Ink.WARNING),
                        over ? Shape.Dash.DASHED : Shape.Dash.SOLID);
        sketch.add(
                new Fact(
                        "stale-" + client,
                        Fact.Role.BADGE,
                        text(),
                        over ? "WAS_STALE" : "STALE",
                        tip,
                        box,
                        new Subject.OfClient(client),
                        null));
    }
}
