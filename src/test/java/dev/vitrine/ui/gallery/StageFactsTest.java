package dev.vitrine.ui.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.ui.draw.Box;
import dev.vitrine.ui.draw.Drawing;
import dev.vitrine.ui.draw.Fact;
import dev.vitrine.ui.draw.Shape;
import dev.vitrine.ui.lens.Lens;
import dev.vitrine.ui.stage.Level;
import dev.vitrine.ui.stage.StageLayout;
import dev.vitrine.ui.theme.Palette;
import dev.vitrine.ui.theme.Theme;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What holds of every picture of the stage, in every size.
class StageFactsTest {
    private static final double CONTRAST_MIN = 4.5;
    private static final double TEXT_SIZE_MIN = 11;

    /// From a small laptop with both panels open to a large screen.
    private static final double[][] SIZES = {
        {640, 480}, {760, 560}, {1_000, 770}, {1_440, 900}, {2_400, 1_300}
    };

    /// From the drawer of a small window to one pulled up on a large screen.
    private static final double[][] LENS_SIZES = {
        {900, 130}, {1_000, 240}, {1_400, 360}, {1_900, 300}, {2_400, 700}
    };

    /// What is no lens and not the stage has the size of its place.
    private static double[][] sizes(Exhibit exhibit) {
        return switch (exhibit.artist().get()) {
            case StageLayout _ -> SIZES;
            case Lens _ -> LENS_SIZES;
            default -> new double[][] {{exhibit.width(), exhibit.height()}};
        };
    }

    static Stream<Arguments> scenes() {
        return Exhibits.all().stream()
                .flatMap(exhibit ->
                        Stream.of(sizes(exhibit))
                                .filter(size -> size[0] >= widthMin(exhibit))
                                .map(size -> Arguments.of(exhibit, size[0], size[1])));
    }

    /// Nine brokers do not fit the smallest window, and ten do not fit the smallest but one.
    private static double widthMin(Exhibit exhibit) {
        return switch (exhibit.snapshot().nodes().size()) {
            case 9 -> 760;
            case 10 -> 1_000;
            default -> 0;
        };
    }

    private static Drawing scene(Exhibit exhibit, double width, double height, Theme theme) {
        return Canned.draw(
                exhibit.artist().get(), exhibit, exhibit.selection(), width, height, theme);
    }

    private static Exhibit exhibit(String name) {
        return Exhibits.all().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("scenes")
    void noTwoLabelsOverlapAndAllAreOnTheStage(Exhibit exhibit, double width, double height) {
        Drawing scene = scene(exhibit, width, height, Theme.DARK);
        List<Shape.Label> labels = scene.labels();
        Box stage = new Box(0, 0, width, Math.max(height, scene.height()));
        for (int i = 0; i < labels.size(); i++) {
            Shape.Label one = labels.get(i);
            assertThat(stage.contains(one.box().x(), one.box().y())).as(one.text()).isTrue();
            assertThat(one.box().right()).as(one.text()).isLessThanOrEqualTo(width);
            assertThat(one.box().bottom()).as(one.text()).isLessThanOrEqualTo(stage.height());
            for (int j = i + 1; j < labels.size(); j++) {
                Shape.Label other = labels.get(j);
                assertThat(one.box().overlaps(other.box()))
                        .as(
                                "'%s' %s over '%s' %s",
                                one.text(), one.box(), other.text(), other.box())
                        .isFalse();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("scenes")
    void everyLabelIsLargeEnoughAndReadable(Exhibit exhibit, double width, double height) {
        for (Theme theme : Theme.values()) {
            Palette palette = theme.palette();
            for (Shape.Label label : scene(exhibit, width, height, theme).labels()) {
                assertThat(label.lettering().size()).isGreaterThanOrEqualTo(TEXT_SIZE_MIN);
                double contrast =
                        Palette.contrast(palette.color(label.tint()), palette.color(label.on()));
                assertThat(contrast)
                        .as("%s '%s'", theme, label.text())
                        .isGreaterThanOrEqualTo(CONTRAST_MIN);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("scenes")
    void everyFactHasItsOwnName(Exhibit exhibit, double width, double height) {
        List<String> ids =
                scene(exhibit, width, height, Theme.DARK).facts().stream().map(Fact::id).toList();
        assertThat(new HashSet<>(ids)).hasSameSizeAs(ids);
    }

    @Test
    void nothingMovesWhenABrokerDiesAndAnotherLeads() {
        Map<String, Box> before = homes(exhibit("healthy"));
        assertThat(homes(exhibit("leader-killed"))).isEqualTo(before);
        assertThat(homes(exhibit("failed-over"))).isEqualTo(before);
    }

    private static Map<String, Box> homes(Exhibit exhibit) {
        return scene(exhibit, 1_000, 770, Theme.DARK).facts().stream()
                .filter(fact ->
                        switch (fact.role()) {
                            case BROKER, REPLICA, CLIENT, GROUP, MEMBER, PARTITION -> true;
                            case BUTTON, BADGE, MESSAGE, READING, RECORD, NOTE -> false;
                        })
                .collect(Collectors.toMap(Fact::id, Fact::bounds));
    }

    @Test
    void aDeadLeaderIsShownAsLeaderUntilAnotherIsElected() {
        Drawing killed = scene(exhibit("leader-killed"), 1_000, 770, Theme.DARK);
        assertThat(fact(killed, "replica-orders-1@2").state()).isEqualTo("GONE");
        assertThat(fact(killed, "replica-orders-1@2").tip()).contains("leader until");
        assertThat(fact(killed, "replica-orders-1@3").state()).isEqualTo("IN_SYNC");

        Drawing after = scene(exhibit("failed-over"), 1_000, 770, Theme.DARK);
        assertThat(fact(after, "replica-orders-1@3").state()).isEqualTo("LEADER");
        assertThat(fact(after, "replica-orders-1@3").tip()).contains("leader epoch 5");
        assertThat(fact(after, "state-2").text()).startsWith("KILLED");
        assertThat(after.fact("kill-2")).isNull();
        assertThat(fact(after, "restart-2").action()).isNotNull();
    }

    @Test
    void acknowledgedRecordsThatAreGoneSaySo() {
        Drawing scene = scene(exhibit("truncated"), 1_000, 770, Theme.DARK);
        assertThat(scene.labels()).extracting(Shape.Label::text).contains("LOST");
        long lost =
                scene.shapes().stream()
                        .filter(Shape.Cells.class::isInstance)
                        .map(Shape.Cells.class::cast)
                        .filter(cells -> cells.look() == Shape.Look.LOST)
                        .mapToLong(Shape.Cells::count)
                        .sum();
        assertThat(lost).isEqualTo(5);
    }

    @Test
    void twelvePartitionsOnEachOfNineBrokersAreAllShown() {
        Exhibit nine = exhibit("nine-brokers");
        Drawing scene = scene(nine, nine.width(), nine.height(), Theme.LIGHT);
        assertThat(scene.facts())
                .filteredOn(fact -> fact.role() == Fact.Role.REPLICA)
                .hasSize(9 * 12);
    }

    @Test
    void partitionsWithoutRoomAreCounted() {
        Drawing scene = scene(near(exhibit("nine-brokers")), 1_000, 560, Theme.DARK);
        long shown =
                scene.facts().stream()
                        .filter(fact -> fact.role() == Fact.Role.REPLICA)
                        .filter(fact -> fact.id().endsWith("@1"))
                        .count();
        assertThat(shown).isLessThan(12);
        assertThat(scene.labels())
                .extracting(Shape.Label::text)
                .contains("+ " + (12 - shown) + " healthy partitions");
    }

    private static Exhibit near(Exhibit exhibit) {
        return new Exhibit(
                () -> StageLayout.at(Level.LANES),
                exhibit.name(),
                exhibit.words(),
                exhibit.snapshot(),
                exhibit.nowMs(),
                exhibit.selection(),
                exhibit.width(),
                exhibit.height());
    }

    private static Fact fact(Drawing scene, String id) {
        return Objects.requireNonNull(scene.fact(id), id);
    }
}
