package dev.vitrine.ui.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.ui.Fx;
import dev.vitrine.ui.draw.Drawing;
import dev.vitrine.ui.draw.DrawingView;
import dev.vitrine.ui.draw.Fact;
import dev.vitrine.ui.draw.FontMeasure;
import dev.vitrine.ui.draw.Moment;
import dev.vitrine.ui.gallery.Exhibit;
import dev.vitrine.ui.gallery.Exhibits;
import dev.vitrine.ui.theme.Theme;

import org.junit.jupiter.api.Test;

import java.util.Objects;

class StaleBadgeTest {
    private static Drawing draw(String name, long laterMs) {
        Exhibit exhibit =
                Exhibits.all().stream()
                        .filter(each -> each.name().equals(name))
                        .findFirst()
                        .orElseThrow();
        return Fx.on(() ->
                exhibit.artist()
                        .get()
                        .draw(
                                new Moment(
                                        exhibit.snapshot(),
                                        exhibit.nowMs() + laterMs,
                                        exhibit.width(),
                                        exhibit.height(),
                                        DrawingView.TRAVEL_MS,
                                        null,
                                        Theme.DARK.palette()),
                                new FontMeasure()));
    }

    private static Fact fact(Drawing drawing, String id) {
        return Objects.requireNonNull(drawing.fact(id), id);
    }

    @Test
    void whoTakesTheWrongBrokerForLeaderIsStaleSinceTheyParted() {
        Fact badge = fact(draw("stale-producer", 0), "stale-checkout");
        assertThat(badge.state()).isEqualTo("STALE");
        assertThat(badge.tip())
                .isEqualTo("believes leader of orders-0 is 1 · truth 2 · stale for 1.2 s");
        assertThat(fact(draw("stale-producer", 0), "stale-billing-1").state()).isEqualTo("STALE");
    }

    @Test
    void whoHasHeardWasStaleForAWhileAndThenNoMore() {
        Fact badge = fact(draw("was-stale", 0), "stale-checkout");
        assertThat(badge.state()).isEqualTo("WAS_STALE");
        assertThat(badge.tip())
                .isEqualTo("believed leader of orders-0 is 1 · truth 2 · was stale for 1.2 s");
        assertThat(draw("was-stale", StaleBadge.OVER_SHOWN_MS).fact("stale-checkout")).isNull();
    }

    @Test
    void whoIsRightHasNoBadge() {
        assertThat(draw("healthy", 0).facts()).noneMatch(fact -> fact.id().startsWith("stale-"));
    }
}
