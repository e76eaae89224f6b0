package dev.vitrine.ui.lens;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.history.Subject;
import dev.vitrine.ui.Fx;
import dev.vitrine.ui.draw.Artist.Gesture;
import dev.vitrine.ui.draw.Drawing;
import dev.vitrine.ui.draw.Fact;
import dev.vitrine.ui.draw.FontMeasure;
import dev.vitrine.ui.draw.Moment;
import dev.vitrine.ui.draw.Shape;
import dev.vitrine.ui.gallery.Exhibit;
import dev.vitrine.ui.gallery.Exhibits;
import dev.vitrine.ui.theme.Theme;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Objects;

/// What the lens on groups shows, without a window.
class GroupsLensTest {
    private final GroupsLens lens = new GroupsLens();

    private static Exhibit exhibit(String name) {
        return Fx.on(() ->
                Exhibits.all().stream()
                        .filter(each -> each.fullName().equals("groups-" + name))
                        .findFirst()
                        .orElseThrow());
    }

    private Drawing draw(Exhibit exhibit, @Nullable Subject selection, double width) {
        return Fx.on(() ->
                lens.draw(
                        new Moment(
                                exhibit.snapshot(),
                                exhibit.nowMs(),
                                width,
                                exhibit.height(),
                                0,
                                selection,
                                Theme.DARK.palette()),
                        new FontMeasure()));
    }

    private Drawing draw(String name) {
        Exhibit exhibit = exhibit(name);
        return draw(exhibit, exhibit.selection(), exhibit.width());
    }

    private static Fact fact(Drawing drawing, String id) {
        return Objects.requireNonNull(drawing.fact(id), id);
    }

    private static List<String> states(Drawing drawing, String prefix) {
        return drawing.facts().stream()
                .filter(fact -> fact.id().startsWith(prefix))
                .map(Fact::state)
                .toList();
    }

    @Test
    void theStateItIsInIsLitAndNoOther() {
        Drawing eager = draw("eager");
        assertThat(fact(eager, "groups-state-Stable").state()).isEqualTo("LIT");
        assertThat(states(eager, "groups-state-")).containsOnlyOnce("LIT").hasSize(5);
        Drawing consumer = draw("consumer-protocol");
        assertThat(fact(consumer, "groups-state-Reconciling").state()).isEqualTo("LIT");
        assertThat(consumer.fact("groups-state-PreparingRebalance")).isNull();
    }

    @Test
    void eagerMembersMissMoreThanCooperativeOnes() {
        Drawing eager = draw("eager");
        Drawing cooperative = draw("cooperative");
        Drawing consumer = draw("consumer-protocol");
        // 3 partitions for 1.4 + 0.9 s, 3 for 0.9 s.
        assertThat(fact(eager, "groups-unowned").text()).isEqualTo("9.6");
        // 1 partition for 1.3 s, 1 for 0.8 s.
        assertThat(fact(cooperative, "groups-unowned").text()).isEqualTo("2.1");
        assertThat(fact(consumer, "groups-unowned").text()).isEqualTo("1.5");
        assertThat(fact(eager, "groups-unowned").tip())
                .contains("partitions that went from their owners: 6");
        assertThat(fact(cooperative, "groups-unowned").tip())
                .contains("generation 3: took 1.3 s; partitions that went from their owners: 2");
    }

    @Test
    void aLaneSaysWhoseItIsInWords() {
        Drawing drawing = draw("consumer-protocol");
        assertThat(fact(drawing, "groups-lane-orders-0").state()).isEqualTo("OWNED");
        Fact moving = fact(drawing, "groups-lane-orders-5");
        assertThat(moving.state()).isEqualTo("REVOKING");
        assertThat(moving.tip()).contains("billing-2, to be given up for 2.5 s");
        Fact free = fact(drawing, "groups-lane-orders-2");
        assertThat(free.state()).isEqualTo("UNOWNED");
        assertThat(free.tip()).contains("nobody has it for 1.5 s; before to be given up");
        assertThat(fact(drawing, "groups-member-billing-2-id").tip())
                .contains("owns orders-3 orders-4; to be given up orders-5")
                .contains("target orders-3 orders-4");
    }

    @Test
    void looksTellTheStatesApartWithoutColour() {
        assertThat(looks(draw("consumer-protocol")))
                .contains(Shape.Look.SOLID, Shape.Look.HATCHED, Shape.Look.OPEN);
        assertThat(looks(draw("paused-member"))).contains(Shape.Look.BARRED);
    }

    private static List<Shape.Look> looks(Drawing drawing) {
        return drawing.shapes().stream()
                .filter(Shape.Cells.class::isInstance)
                .map(shape -> ((Shape.Cells) shape).look())
                .distinct()
                .toList();
    }

    @Test
    void whoWasTakenOutIsThereWithTheReason() {
        Fact left = fact(draw("paused-member"), "groups-member-billing-2-id");
        assertThat(left.state()).isEqualTo("LEFT");
        assertThat(left.tip()).contains("no heartbeat for session.timeout.ms = 4500");
    }

    @Test
    void everyMemberAndPartitionOfABigGroupIsInTheMatrix() {
        Drawing drawing = draw("twenty-members");
        assertThat(states(drawing, "groups-matrix-worker-")).hasSize(20);
        assertThat(fact(drawing, "groups-matrix-worker-20-id").state()).isEqualTo("WAITS");
        assertThat(fact(drawing, "groups-matrix-nobody").state()).isEqualTo("SOME");
        assertThat(drawing.labels())
                .extracting(Shape.Label::text)
                .contains("WHO HAS WHAT NOW · 20 MEMBERS × 96 PARTITIONS");
    }

    @Test
    void oneScaleHoldsForAllPartitionsAndIsWritten() {
        Drawing drawing = draw("paused-member");
        assertThat(drawing.labels())
                .extracting(Shape.Label::text)
                .contains("full height: 200 records · last 60 s");
        List<Shape.Bars> bars =
                drawing.shapes().stream()
                        .filter(Shape.Bars.class::isInstance)
                        .map(Shape.Bars.class::cast)
                        .toList();
        assertThat(bars).hasSize(4);
        double highest = Integer.parseInt(fact(drawing, "groups-lag-orders-1").state()) / 200.0;
        assertThat(bars.get(1).heights().getLast()).isEqualTo(highest);
    }

    @Test
    void theGroupThatIsSelectedIsShownAndStays() {
        Exhibit exhibit = exhibit("paused-member");
        Drawing first = draw(exhibit, null, 1_240);
        assertThat(fact(first, "groups-name").text()).isEqualTo("analytics");
        Fact other = fact(first, "groups-choose-billing");
        Drawing chosen = draw(exhibit, other.subject(), 1_240);
        assertThat(fact(chosen, "groups-name").text()).isEqualTo("billing");
        Drawing elsewhere = draw(exhibit, new Subject.OfNode(1), 1_240);
        assertThat(fact(elsewhere, "groups-name").text()).isEqualTo("billing");
    }

    @Test
    void theWheelNarrowsTheSpanAroundNow() {
        assertThat(draw("eager").labels()).extracting(Shape.Label::text).contains("−15 s");
        assertThat(lens.moved(new Gesture(Gesture.Kind.ZOOM, 600, 200, 0, 200))).isTrue();
        Drawing near = draw("eager");
        assertThat(near.labels()).extracting(Shape.Label::text).contains("now", "last 4.1 s");
        assertThat(near.labels()).extracting(Shape.Label::text).doesNotContain("−15 s");
        lens.moved(new Gesture(Gesture.Kind.ZOOM, 600, 200, 0, 10_000));
        draw("eager");
        assertThat(lens.moved(new Gesture(Gesture.Kind.ZOOM, 600, 200, 0, 40))).isFalse();
    }

    @Test
    void draggingShowsThePastUntilOneComesBack() {
        draw("eager");
        assertThat(lens.moved(new Gesture(Gesture.Kind.ZOOM, 600, 200, 0, 110))).isTrue();
        draw("eager");
        assertThat(lens.moved(new Gesture(Gesture.Kind.DRAG, 600, 200, 300, 0))).isTrue();
        Drawing past = draw("eager");
        assertThat(past.labels()).extracting(Shape.Label::text).doesNotContain("now");
        Fact back = fact(past, "groups-now");
        assertThat(lens.pressed(back)).isTrue();
        assertThat(draw("eager").fact("groups-now")).isNull();
    }

    @Test
    void theWheelAloneScrollsTheDrawingAndNotTheTime() {
        draw("eager");
        assertThat(lens.moved(new Gesture(Gesture.Kind.SCROLL, 600, 200, 0, -40))).isFalse();
    }

    @Test
    void narrowDrawingsPutTheLagBelow() {
        Exhibit exhibit = exhibit("eager");
        Drawing drawing = draw(exhibit, null, 700);
        double bottom = fact(drawing, "groups-nobody").bounds().bottom();
        // Those that are furthest behind: there is not room for all.
        assertThat(drawing.facts())
                .filteredOn(fact -> fact.id().startsWith("groups-lag-"))
                .isNotEmpty()
                .allMatch(fact -> fact.bounds().y() > bottom);
        assertThat(drawing.height()).isGreaterThan(exhibit.height());
    }
}
