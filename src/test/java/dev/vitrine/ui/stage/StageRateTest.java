package dev.vitrine.ui.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.ui.Fx;
import dev.vitrine.ui.draw.Box;
import dev.vitrine.ui.draw.Drawing;
import dev.vitrine.ui.draw.DrawingView;
import dev.vitrine.ui.draw.Fact;
import dev.vitrine.ui.draw.FontMeasure;
import dev.vitrine.ui.draw.Marks;
import dev.vitrine.ui.draw.Moment;
import dev.vitrine.ui.gallery.Exhibit;
import dev.vitrine.ui.theme.Theme;

import org.junit.jupiter.api.Test;

import java.util.Map;
import java.util.stream.Collectors;

/// Requests move with every frame; what is read is drawn anew less often.
class StageRateTest {
    private static final Exhibit HEALTHY = Stages.exhibit("healthy");
    private static final Exhibit KILLED = Stages.exhibit("leader-killed");

    private final StageLayout stage = new StageLayout();

    private Drawing draw(Exhibit exhibit, long laterMs, long frameMs) {
        return Fx.on(() ->
                stage.draw(
                        new Moment(
                                exhibit.snapshot(),
                                exhibit.nowMs() + laterMs,
                                exhibit.width(),
                                exhibit.height(),
                                DrawingView.TRAVEL_MS,
                                null,
                                Marks.NONE,
                                Theme.DARK.palette(),
                                frameMs),
                        new FontMeasure()));
    }

    private static Map<String, Box> requests(Drawing drawing) {
        return Stages.facts(drawing, Fact.Role.MESSAGE).stream()
                .collect(Collectors.toMap(Fact::id, Fact::bounds));
    }

    @Test
    void requestsAreWhereTheyWouldBeInAPictureMadeAnew() {
        draw(HEALTHY, 0, 1_000);
        for (long ms = 10; ms < 40; ms += 10) {
            Drawing later = draw(HEALTHY, ms, 1_000 + ms);
            assertThat(requests(later))
                    .isNotEmpty()
                    .isEqualTo(requests(new StageRateTest().draw(HEALTHY, ms, Moment.NO_PULSE)));
        }
    }

    @Test
    void whatIsReadWaitsForItsTimeAndNoLonger() {
        draw(HEALTHY, 0, 1_000);
        assertThat(Stages.fact(draw(KILLED, 0, 1_039), "broker-2").state()).isEqualTo("RUNNING");
        assertThat(Stages.fact(draw(KILLED, 0, 1_040), "broker-2").state()).isEqualTo("KILLED");
    }

    @Test
    void anotherLookIsDrawnAtOnce() {
        draw(HEALTHY, 0, 1_000);
        stage.choose(Level.ROWS);
        draw(KILLED, 0, 1_010);
        assertThat(stage.level()).isEqualTo(Level.ROWS);
    }
}
