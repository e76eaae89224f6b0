package dev.vitrine.ui.draw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.ui.theme.Ink;
import dev.vitrine.ui.theme.Tint;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

class DamageTest {
    private static final Tint INK = Tint.of(Ink.ACCENT);
    private static final Tint ON = Tint.of(Ink.STAGE);

    private static Shape dot(double x) {
        return new Shape.Dot(x, 50, 4, INK, ON, 8);
    }

    private static Shape.Cells cells(int count) {
        return new Shape.Cells(new Box(100, 20, 10, 10), 12, count, Shape.Look.SOLID, INK, ON);
    }

    private static List<Box> between(List<Shape> before, List<Shape> now) {
        return Objects.requireNonNull(Damage.between(before, now));
    }

    @Test
    void whatIsTheSameIsNotDamaged() {
        assertThat(between(List.of(dot(10), cells(3)), List.of(dot(10), cells(3)))).isEmpty();
    }

    @Test
    void whereItWasAndWhereItIsAreDamaged() {
        List<Box> areas = between(List.of(cells(3), dot(10)), List.of(cells(3), dot(200)));
        assertThat(areas).containsExactlyInAnyOrder(dot(10).bounds(), dot(200).bounds());
    }

    @Test
    void whatOverlapsIsOneArea() {
        List<Box> areas = between(List.of(dot(10)), List.of(dot(14)));
        assertThat(areas).containsExactly(dot(10).bounds().union(dot(14).bounds()));
    }

    @Test
    void aShapeBetweenOthersLeavesThemAlone() {
        List<Box> areas =
                between(List.of(cells(3), dot(200)), List.of(cells(3), dot(30), dot(200)));
        assertThat(areas).containsExactly(dot(30).bounds());
    }

    @Test
    void ofALongerRunOnlyTheNewCellsAreDamaged() {
        List<Box> areas = between(List.of(cells(3)), List.of(cells(5)));
        assertThat(areas).hasSize(1);
        assertThat(areas.getFirst().x()).isGreaterThan(cells(3).bounds().right() - 2);
        assertThat(areas.getFirst().right()).isEqualTo(cells(5).bounds().right());
    }

    @Test
    void thoseThatChangePlacesAreDamaged() {
        List<Box> areas = between(List.of(dot(10), dot(200)), List.of(dot(200), dot(10)));
        assertThat(areas).containsAnyOf(dot(10).bounds(), dot(200).bounds());
    }

    @Test
    void manyAreasBecomeFewThatCoverThemAll() {
        List<Shape> before = new ArrayList<>();
        List<Shape> now = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            before.add(new Shape.Dot(30.0 * (i % 10), 40.0 * (i / 10), 3, INK, ON, 4));
            now.add(new Shape.Dot(30.0 * (i % 10), 40.0 * (i / 10), 2, INK, ON, 4));
        }
        List<Box> areas = between(before, now);
        assertThat(areas).hasSizeLessThanOrEqualTo(32);
        for (Shape shape : before) {
            Box box = shape.bounds();
            assertThat(areas).anyMatch(area -> area.union(box).equals(area));
        }
        for (int i = 0; i < areas.size(); i++) {
            for (int j = i + 1; j < areas.size(); j++) {
                assertThat(areas.get(i).overlaps(areas.get(j))).isFalse();
            }
        }
    }

    @Test
    void aWireReachesWhatLiesOnItAndNotWhatLiesInItsCorner() {
        Shape.Wire wire = new Shape.Wire(0, 0, 400, 300, 2, INK, Shape.Dash.SOLID);
        for (double t = 0; t <= 1; t += 0.01) {
            Box point = Box.around(wire.xAt(t), wire.yAt(t), wire.xAt(t), wire.yAt(t), 1);
            assertThat(wire.reaches(point)).isTrue();
        }
        assertThat(wire.reaches(new Box(0, 250, 60, 50))).isFalse();
    }
}
