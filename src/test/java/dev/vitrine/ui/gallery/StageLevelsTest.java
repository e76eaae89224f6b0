package dev.vitrine.ui.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.history.Snapshot;
import dev.vitrine.history.Snapshot.NodeView;
import dev.vitrine.history.Snapshot.PartitionView;
import dev.vitrine.ui.Fx;
import dev.vitrine.ui.draw.Artist.Gesture;
import dev.vitrine.ui.draw.Box;
import dev.vitrine.ui.draw.Drawing;
import dev.vitrine.ui.draw.DrawingView;
import dev.vitrine.ui.draw.Fact;
import dev.vitrine.ui.draw.FontMeasure;
import dev.vitrine.ui.draw.Marks;
import dev.vitrine.ui.draw.Moment;
import dev.vitrine.ui.draw.Shape;
import dev.vitrine.ui.stage.Level;
import dev.vitrine.ui.stage.StageLayout;
import dev.vitrine.ui.theme.Theme;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// The stage's zoom levels say the same, and nothing is left out in silence.
class StageLevelsTest {
    private static final double WIDTH = 1_280;
    private static final double HEIGHT = 800;
    private static final Exhibit TROUBLE = exhibit("ten-brokers-trouble");
    private static final Exhibit EVERYDAY = exhibit("failed-over");

    private static Exhibit exhibit(String name) {
        return Exhibits.all().stream()
                .filter(each -> each.fullName().equals("stage-" + name))
                .findFirst()
                .orElseThrow();
    }

    private static Moment moment(Exhibit exhibit, double height, long frameMs, boolean still) {
        return new Moment(
                exhibit.snapshot(),
                exhibit.nowMs(),
                WIDTH,
                height,
                still ? 0 : DrawingView.TRAVEL_MS,
                null,
                Marks.NONE,
                Theme.DARK.palette(),
                frameMs);
    }

    private static Drawing draw(StageLayout stage, Exhibit exhibit, long frameMs) {
        return Fx.on(() -> stage.draw(moment(exhibit, HEIGHT, frameMs, false), new FontMeasure()));
    }

    private static Drawing draw(Level level, Exhibit exhibit) {
        return draw(StageLayout.at(level), exhibit, 0);
    }

    private static Map<String, String> replicas(Drawing drawing) {
        Map<String, String> states = new TreeMap<>();
        drawing.facts().stream()
                .filter(fact -> fact.role() == Fact.Role.REPLICA)
                .forEach(fact -> states.put(fact.id(), fact.state()));
        return states;
    }

    /// What the snapshot says, without the stage's code.
    private static Map<String, String> truth(Snapshot snapshot) {
        Map<String, String> states = new TreeMap<>();
        for (PartitionView partition : snapshot.partitions()) {
            if (partition.id().topic().startsWith("__")) {
                continue;
            }
            for (int replica : partition.replicas()) {
                boolean up = Objects.requireNonNull(snapshot.node(replica)).isUp();
                String state =
                        !up
                                ? "GONE"
                                : partition.leader() == replica
                                        ? "LEADER"
                                        : partition.isr().contains(replica)
                                                ? "IN_SYNC"
                                                : "OUT_OF_SYNC";
                states.put("replica-" + partition.id() + "@" + replica, state);
            }
        }
        return states;
    }

    private static Fact fact(Drawing drawing, String id) {
        return Objects.requireNonNull(drawing.fact(id), id);
    }

    @Test
    void aMatrixHasAGlyphForEachReplicaInItsTrueState() {
        StageLayout stage = new StageLayout();
        Map<String, String> shown = replicas(draw(stage, TROUBLE, 0));
        assertThat(stage.level()).isEqualTo(Level.MATRIX);
        assertThat(shown).hasSize(StageExhibits.PARTITIONS * 3);
        assertThat(shown).isEqualTo(truth(TROUBLE.snapshot()));
    }

    @Test
    void glyphsDoNotOverlapAndLieOnTheirBrokersCards() {
        Drawing drawing = draw(Level.MATRIX, TROUBLE);
        List<Fact> glyphs =
                drawing.facts().stream().filter(fact -> fact.role() == Fact.Role.REPLICA).toList();
        for (int i = 0; i < glyphs.size(); i++) {
            Fact one = glyphs.get(i);
            Box card =
                    fact(drawing, "broker-" + one.id().substring(one.id().indexOf('@') + 1))
                            .bounds();
            assertThat(card.contains(one.bounds().x(), one.bounds().y())).isTrue();
            assertThat(one.bounds().right()).isLessThan(card.right());
            assertThat(one.bounds().bottom()).isLessThan(card.bottom());
            for (int j = i + 1; j < glyphs.size(); j++) {
                assertThat(one.bounds().overlaps(glyphs.get(j).bounds())).isFalse();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Level.class)
    void everyLevelShowsTheSameReplicasInTheSameStates(Level level) {
        assertThat(replicas(draw(level, EVERYDAY))).isEqualTo(truth(EVERYDAY.snapshot()));
    }

    @ParameterizedTest
    @EnumSource(
            value = Level.class,
            names = {"ROWS", "LANES"})
    void whatHasNoRowIsCountedAndTroubleHasARowFirst(Level level) {
        Drawing drawing = draw(level, TROUBLE);
        Map<String, String> truth = truth(TROUBLE.snapshot());
        Map<String, String> shown = replicas(drawing);
        assertThat(truth).containsAllEntriesOf(shown);
        for (NodeView node : TROUBLE.snapshot().nodes()) {
            List<PartitionView> here =
                    TROUBLE.snapshot().partitions().stream()
                            .filter(each -> each.replicas().contains(node.id()))
                            .toList();
            long rows = shown.keySet().stream().filter(id -> id.endsWith("@" + node.id())).count();
            long troubled = here.stream().filter(StageLevelsTest::isInTrouble).count();
            long healthyRows =
                    here.stream()
                            .filter(each -> shown.containsKey(id(each, node)))
                            .filter(each -> !isInTrouble(each))
                            .count();
            assertThat(healthyRows).isEqualTo(Math.max(0, rows - troubled));
            long hiddenTrouble = troubled - (rows - healthyRows);
            long hiddenHealthy = here.size() - rows - hiddenTrouble;
            assertThat(fact(drawing, "rest-" + node.id()).text())
                    .isEqualTo(rest(hiddenTrouble, hiddenHealthy));
        }
    }

    private static String id(PartitionView partition, NodeView node) {
        return "replica-" + partition.id() + "@" + node.id();
    }

    private static boolean isInTrouble(PartitionView partition) {
        return partition.leader() != partition.preferredLeader() || partition.isUnderReplicated();
    }

    private static String rest(long troubled, long healthy) {
        String well = healthy + " healthy " + (healthy == 1 ? "partition" : "partitions");
        return troubled == 0
                ? "+ " + well
                : "+ " + troubled + " in trouble" + (healthy == 0 ? "" : " · " + well);
    }

    @Test
    void theWorstIsNamedOnTheCards() {
        Drawing drawing = draw(Level.MATRIX, TROUBLE);
        assertThat(fact(drawing, "trouble-orders-46@2").state()).isEqualTo("NO_LEADER");
        assertThat(fact(drawing, "trouble-orders-39@4").state()).isEqualTo("OUT_OF_SYNC");
        assertThat(drawing.fact("trouble-orders-0@1")).isNull();
    }

    @ParameterizedTest
    @EnumSource(Level.class)
    void aFencedBrokerHasItsLockAtEveryLevel(Level level) {
        Drawing drawing = draw(level, TROUBLE);
        Box badge = fact(drawing, "fenced-9").bounds();
        assertThat(drawing.shapes())
                .anySatisfy(shape -> {
                    assertThat(shape).isInstanceOf(Shape.Icon.class);
                    Shape.Icon icon = (Shape.Icon) shape;
                    assertThat(icon.glyph()).isEqualTo(Shape.Glyph.LOCK);
                    assertThat(badge.contains(icon.box().centreX(), icon.box().centreY())).isTrue();
                });
    }

    @Test
    void aBrokerIsLaggingWhenItIsUpAndBehindALeader() {
        Drawing drawing = draw(Level.MATRIX, TROUBLE);
        List<String> lagging =
                drawing.facts().stream()
                        .map(Fact::id)
                        .filter(id -> id.startsWith("lagging-"))
                        .toList();
        assertThat(lagging).containsExactly("lagging-4");
    }

    @Test
    void membersOfGroupsThatDoNotFitAreCounted() {
        Drawing drawing = draw(Level.MATRIX, TROUBLE);
        assertThat(fact(drawing, "members-billing").text()).isEqualTo("8 members");
        assertThat(fact(drawing, "members-search").text()).isEqualTo("6 members");
        assertThat(fact(drawing, "members-audit").text()).isEqualTo("4 members");
        assertThat(fact(drawing, "members-alerts").text()).isEqualTo("2 members");
        Drawing high =
                Fx.on(() ->
                        new StageLayout()
                                .draw(moment(TROUBLE, 1_300, 0, false), new FontMeasure()));
        assertThat(high.facts()).filteredOn(fact -> fact.role() == Fact.Role.MEMBER).hasSize(20);
    }

    @Test
    void cardsAndGlyphsStayWhereTheyAreWhenABrokerDies() {
        Map<String, Box> before = homes(draw(new StageLayout(), exhibit("ten-brokers"), 0));
        Map<String, Box> after = homes(draw(new StageLayout(), TROUBLE, 0));
        assertThat(after).isEqualTo(before);
    }

    private static Map<String, Box> homes(Drawing drawing) {
        Map<String, Box> homes = new LinkedHashMap<>();
        for (Fact fact : drawing.facts()) {
            if (fact.role() == Fact.Role.REPLICA || fact.role() == Fact.Role.BROKER) {
                homes.put(fact.id(), fact.bounds());
            }
        }
        return homes;
    }

    @Test
    void halfWayEachReplicaIsBetweenItsTwoHomes() {
        StageLayout stage = StageLayout.at(Level.LANES);
        Drawing lanes = draw(stage, EVERYDAY, 1_000);
        stage.zoom(-1);
        assertThat(homes(draw(stage, EVERYDAY, 2_000))).isEqualTo(homes(lanes));
        assertThat(stage.isMoving()).isTrue();
        Drawing half = draw(stage, EVERYDAY, 2_300);
        Drawing rows = draw(Level.ROWS, EVERYDAY);
        assertThat(replicas(half).keySet()).isEqualTo(replicas(lanes).keySet());
        homes(half)
                .forEach((id, box) -> {
                    Box from = fact(lanes, id).bounds();
                    Box to = fact(rows, id).bounds();
                    assertThat(box.x()).isCloseTo((from.x() + to.x()) / 2, within());
                    assertThat(box.y()).isCloseTo((from.y() + to.y()) / 2, within());
                    assertThat(box.width()).isCloseTo((from.width() + to.width()) / 2, within());
                });
        Drawing end = draw(stage, EVERYDAY, 2_600);
        assertThat(homes(end)).isEqualTo(homes(rows));
        assertThat(stage.isMoving()).isFalse();
    }

    private static org.assertj.core.data.Offset<Double> within() {
        return org.assertj.core.data.Offset.offset(0.01);
    }

    @Test
    void textsOfTwoLevelsAreNeverSeenTogether() {
        StageLayout stage = StageLayout.at(Level.LANES);
        draw(stage, EVERYDAY, 1_000);
        stage.zoom(-1);
        for (long frameMs = 2_000; frameMs <= 2_600; frameMs += 20) {
            long veiled =
                    draw(stage, EVERYDAY, frameMs).shapes().stream()
                            .filter(Shape.Veiled.class::isInstance)
                            .map(Shape.Veiled.class::cast)
                            .filter(each ->
                                    each.shapes().stream().anyMatch(Shape.Label.class::isInstance))
                            .count();
            assertThat(veiled).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void withReducedMotionALevelIsAStep() {
        StageLayout stage = StageLayout.at(Level.LANES);
        draw(stage, EVERYDAY, 1_000);
        stage.zoom(-1);
        Drawing next =
                Fx.on(() -> stage.draw(moment(EVERYDAY, HEIGHT, 1_016, true), new FontMeasure()));
        assertThat(homes(next)).isEqualTo(homes(draw(Level.ROWS, EVERYDAY)));
        assertThat(stage.isMoving()).isFalse();
    }

    @Test
    void aTurnOfTheWheelIsAStepAndHalfATurnWaitsForTheOtherHalf() {
        StageLayout stage = StageLayout.at(Level.MATRIX);
        draw(stage, EVERYDAY, 0);
        assertThat(stage.moved(wheel(Gesture.Kind.SCROLL, 40))).isFalse();
        assertThat(stage.moved(wheel(Gesture.Kind.ZOOM, 40))).isTrue();
        draw(stage, EVERYDAY, 0);
        assertThat(stage.level()).isEqualTo(Level.ROWS);
        stage.moved(wheel(Gesture.Kind.ZOOM, -20));
        draw(stage, EVERYDAY, 0);
        assertThat(stage.level()).isEqualTo(Level.ROWS);
        stage.moved(wheel(Gesture.Kind.ZOOM, -20));
        draw(stage, EVERYDAY, 0);
        assertThat(stage.level()).isEqualTo(Level.MATRIX);
    }

    private static Gesture wheel(Gesture.Kind kind, double pixels) {
        return new Gesture(kind, 100, 100, 0, pixels);
    }

    @Test
    void zeroGivesTheLevelBackToWhatHasRoom() {
        StageLayout stage = new StageLayout();
        draw(stage, EVERYDAY, 0);
        assertThat(stage.level()).isEqualTo(Level.LANES);
        stage.zoom(-1);
        draw(stage, EVERYDAY, 0);
        assertThat(stage.level()).isEqualTo(Level.ROWS);
        assertThat(stage.chosen()).isEqualTo(Level.ROWS);
        stage.choose(null);
        draw(stage, EVERYDAY, 0);
        assertThat(stage.level()).isEqualTo(Level.LANES);
    }
}
