package dev.vitrine.ui.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.history.Snapshot.Range;
import dev.vitrine.history.TopicPartition;
import dev.vitrine.ui.Fx;
import dev.vitrine.ui.draw.Artist;
import dev.vitrine.ui.draw.Artist.Gesture;
import dev.vitrine.ui.draw.Drawing;
import dev.vitrine.ui.draw.Fact;
import dev.vitrine.ui.draw.FontMeasure;
import dev.vitrine.ui.draw.Marks;
import dev.vitrine.ui.draw.Moment;
import dev.vitrine.ui.draw.Shape;
import dev.vitrine.ui.theme.Ink;
import dev.vitrine.ui.theme.Theme;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/// What is to be seen under the microscope.
class MicroscopeFactsTest {
    private Marks marks = Marks.NONE;

    private static Exhibit exhibit(String name) {
        return MicroscopeExhibits.all().stream()
                .filter(each -> each.fullName().equals("microscope-" + name))
                .findFirst()
                .orElseThrow();
    }

    private Drawing draw(Artist lens, Exhibit exhibit) {
        return Fx.on(() ->
                lens.draw(
                        new Moment(
                                exhibit.snapshot(),
                                exhibit.nowMs(),
                                exhibit.width(),
                                exhibit.height(),
                                0,
                                exhibit.selection(),
                                marks,
                                Theme.DARK.palette(),
                                Moment.NO_PULSE),
                        new FontMeasure()));
    }

    private Drawing draw(String name) {
        return draw(Fx.on(() -> exhibit(name).artist().get()), exhibit(name));
    }

    private static Fact fact(Drawing drawing, String id) {
        return Objects.requireNonNull(drawing.fact(id), id);
    }

    private static List<String> texts(Drawing drawing, String idStart) {
        return drawing.facts().stream()
                .filter(fact -> fact.id().startsWith(idStart))
                .map(Fact::text)
                .toList();
    }

    private static long count(Drawing drawing, String idStart, String state) {
        return drawing.facts().stream()
                .filter(fact -> fact.id().startsWith(idStart) && fact.state().equals(state))
                .count();
    }

    @Test
    void uncleanElectionIsToldAsTheMockUpTellsIt() {
        Drawing drawing = draw("unclean-election");
        assertThat(count(drawing, "ghost-2-", "LOST")).isEqualTo(8);
        assertThat(drawing.labels()).extracting(Shape.Label::text).contains("LOST", "epoch 6");
        assertThat(fact(drawing, "high-watermark").text())
                .isEqualTo("high watermark = LSO 1\u2009031");
        assertThat(texts(drawing, "flag-")).containsExactly("▲ billing committed 1\u2009025");
        assertThat(fact(drawing, "cell-1-1031").state()).isEqualTo("UNCOMMITTED");
        assertThat(fact(drawing, "cell-1-1030").state()).isEqualTo("COMMITTED");
        assertThat(texts(drawing, "remark-"))
                .contains(
                        "8 records were acknowledged with acks=1 and are gone: offsets"
                            + " 1\u2009028–1\u2009035 of epoch 5. 4 of their offsets now hold other"
                            + " records of epoch 6.");
    }

    @Test
    void whatLiesAtALostRecordsOffsetNowHidesItNot() {
        Drawing drawing = draw("acks-1-lost");
        assertThat(count(drawing, "ghost-2-", "LOST")).isEqualTo(5);
        Fact ghost =
                drawing.facts().stream()
                        .filter(fact ->
                                fact.id().startsWith("ghost-2-") && fact.id().endsWith("-12"))
                        .findFirst()
                        .orElseThrow();
        Fact now = fact(drawing, "cell-2-12");
        assertThat(ghost.bounds().y()).isGreaterThanOrEqualTo(now.bounds().bottom());
        assertThat(ghost.bounds().x()).isEqualTo(now.bounds().x());
        assertThat(ghost.tip()).contains("leader epoch 0").contains("LOST");
    }

    @Test
    void columnIsAnOffsetOnEveryBroker() {
        Drawing drawing = draw("behind");
        for (int offset = 29; offset < 33; offset++) {
            double x = fact(drawing, "cell-2-" + offset).bounds().x();
            assertThat(fact(drawing, "cell-1-" + offset).bounds().x()).isEqualTo(x);
            assertThat(fact(drawing, "cell-3-" + offset).bounds().x()).isEqualTo(x);
            assertThat(fact(drawing, "offset-" + offset).bounds().x()).isEqualTo(x);
        }
        assertThat(drawing.labels())
                .extracting(Shape.Label::text)
                .contains("next fetch 42", "next fetch 33");
        assertThat(texts(drawing, "flag-"))
                .containsExactlyInAnyOrder("▲ billing committed 39", "◀ audit committed 12");
    }

    @Test
    void compactionLeavesGapsAndNothingElseMoves() {
        Drawing drawing = draw("compacted");
        assertThat(drawing.fact("cell-2-7")).isNull();
        assertThat(drawing.fact("cell-2-10")).isNull();
        assertThat(fact(drawing, "cell-2-8").text()).isEqualTo("k14");
        double pitch =
                fact(drawing, "cell-2-9").bounds().x() - fact(drawing, "cell-2-8").bounds().x();
        assertThat(fact(drawing, "cell-2-8").bounds().x() - fact(drawing, "cell-2-6").bounds().x())
                .isEqualTo(2 * pitch);
        assertThat(texts(drawing, "remark-").getFirst())
                .startsWith("4 offsets in view hold nothing");
    }

    @Test
    void duplicateSaysTwice() {
        Drawing drawing = draw("duplicate");
        assertThat(fact(drawing, "cell-2-6").state()).isEqualTo("DUPLICATE");
        assertThat(fact(drawing, "cell-2-7").state()).isEqualTo("DUPLICATE");
        assertThat(drawing.labels()).extracting(Shape.Label::text).contains("×2");
    }

    @Test
    void downBrokersLogIsAsItWasAndSaysThatItWasNotRead() {
        Drawing drawing = draw("nobody-leads");
        assertThat(fact(drawing, "log-2").state()).isEqualTo("DOWN");
        assertThat(fact(drawing, "cell-2-29").tip()).contains("its broker is down");
        assertThat(texts(drawing, "remark-"))
                .containsExactly("Nobody leads: no replica that may lead is up.");
        assertThat(drawing.labels())
                .extracting(Shape.Label::text)
                .contains("high watermark 30")
                .as("nobody told the last stable offset")
                .noneMatch(text -> text.contains("LSO"));
    }

    @Test
    void rowOfTheTableMarksTheColumnAndTheOtherWayRound() {
        Exhibit exhibit = exhibit("behind");
        Artist lens = Fx.on(() -> exhibit.artist().get());
        Drawing before = draw(lens, exhibit);
        assertThat(fact(before, "offset-35").state()).isEqualTo("PLAIN");

        boolean taken = Fx.on(() -> lens.pressed(fact(before, "record-35")));
        assertThat(taken).isTrue();
        assertThat(fact(draw(lens, exhibit), "offset-35").state()).isEqualTo("CHOSEN");
        Fx.on(() -> lens.pressed(fact(before, "cell-2-35")));
        assertThat(fact(draw(lens, exhibit), "offset-35").state()).isEqualTo("PLAIN");
        boolean others = Fx.on(() -> lens.pressed(fact(before, "log-2")));
        assertThat(others).as("a broker's name selects the replica").isFalse();
    }

    @Test
    void followsTheEndUntilSomebodyScrollsBack() {
        Exhibit exhibit = exhibit("unclean-election");
        Artist lens = Fx.on(() -> exhibit.artist().get());
        assertThat(draw(lens, exhibit).fact("offset-1035")).isNotNull();
        move(lens, Gesture.Kind.HOME, 0, 0);
        Drawing start = draw(lens, exhibit);
        assertThat(start.fact("offset-0")).isNotNull();
        assertThat(start.fact("offset-1035")).isNull();
        assertThat(texts(start, "line-0")).containsExactly("log start 0");
        move(lens, Gesture.Kind.SCROLL, -400, 0);
        assertThat(draw(lens, exhibit).fact("cell-1-10")).isNotNull();
        assertThat(draw(lens, exhibit).fact("cell-1-9")).isNull();
        move(lens, Gesture.Kind.END, 0, 0);
        assertThat(draw(lens, exhibit).fact("offset-1035")).isNotNull();
    }

    @Test
    void keysGoWhenCellsGetNarrowAndMoreOffsetsCome() {
        Exhibit exhibit = exhibit("unclean-election");
        Artist lens = Fx.on(() -> exhibit.artist().get());
        Drawing wide = draw(lens, exhibit);
        for (int i = 0; i < 8; i++) {
            move(lens, Gesture.Kind.ZOOM, 0, -40);
        }
        Drawing narrow = draw(lens, exhibit);
        assertThat(keysOnCells(wide)).isPositive();
        assertThat(keysOnCells(narrow)).isZero();
        long shown =
                narrow.shapes().stream()
                        .filter(Shape.Cells.class::isInstance)
                        .mapToLong(shape -> ((Shape.Cells) shape).count())
                        .sum();
        assertThat(shown).isGreaterThan(150);
    }

    private static long keysOnCells(Drawing drawing) {
        double right = fact(drawing, "offset-1030").bounds().right();
        return drawing.labels().stream()
                .filter(label -> label.text().matches("k\\d+") && label.box().x() < right)
                .count();
    }

    @Test
    void marksOfWhatIsLostFrameTheGhostsAndNotWhatLiesThereNow() {
        marks =
                new Marks(
                        "5 lost",
                        true,
                        Map.of(new TopicPartition("orders", 1), List.of(new Range(10, 15))));
        assertThat(frames(draw("acks-1-lost"))).isEqualTo(5);
        marks = new Marks("5 consumed", false, marks.ranges());
        assertThat(frames(draw("acks-1-lost"))).as("on each replica").isEqualTo(15);
    }

    private static long frames(Drawing drawing) {
        return drawing.shapes().stream()
                .filter(Shape.Plate.class::isInstance)
                .map(Shape.Plate.class::cast)
                .filter(plate -> plate.edge() != null && plate.edge().ink() == Ink.ACCENT)
                .filter(plate -> plate.fill() == null)
                .count();
    }

    private static void move(Artist lens, Gesture.Kind kind, double dx, double dy) {
        Fx.on(() -> lens.moved(new Gesture(kind, 0, 0, dx, dy)));
    }
}
