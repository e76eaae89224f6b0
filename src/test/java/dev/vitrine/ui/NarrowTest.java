package dev.vitrine.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.ui.panel.Fold;

import javafx.beans.property.SimpleDoubleProperty;
import javafx.geometry.Side;
import javafx.scene.layout.Region;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Which of the panels beside the stage are open in a window that gets narrower and wider.
class NarrowTest {
    private final SimpleDoubleProperty width = new SimpleDoubleProperty();
    private Fold left;
    private Fold right;

    @BeforeEach
    void install() {
        Fx.on(() -> {
            left = new Fold(Side.LEFT, "the lesson", new Region());
            right = new Fold(Side.RIGHT, "the inspector", new Region());
            new Narrow(width, left, right).install();
            width.set(1_440);
            return true;
        });
    }

    /// `LR` with both open, `-R` with the right one, and so on.
    private String open() {
        return (left.openProperty().get() ? "L" : "-") + (right.openProperty().get() ? "R" : "-");
    }

    private String at(double now) {
        return Fx.on(() -> {
            width.set(now);
            return open();
        });
    }

    private String choose(Fold panel, boolean chosen) {
        return Fx.on(() -> {
            panel.openProperty().set(chosen);
            return open();
        });
    }

    @Test
    void whatWasFoldedForWantOfRoomComesBack() {
        assertThat(at(1_440)).isEqualTo("LR");
        assertThat(at(1_000)).isEqualTo("-R");
        assertThat(at(733)).isEqualTo("--");
        assertThat(at(1_000)).isEqualTo("-R");
        assertThat(at(1_440)).isEqualTo("LR");
    }

    @Test
    void oneThatIsOpenedTakesThePlaceOfTheOther() {
        at(1_000);
        assertThat(choose(left, true)).isEqualTo("L-");
        assertThat(at(1_440)).isEqualTo("LR");
    }

    @Test
    void whatAPersonOpensWhereThereIsNoRoomStaysOpen() {
        at(733);
        assertThat(choose(right, true)).isEqualTo("-R");
        assertThat(at(720)).isEqualTo("-R");
    }

    @Test
    void whatAPersonClosedDoesNotComeBack() {
        choose(left, false);
        assertThat(at(733)).isEqualTo("--");
        assertThat(at(1_440)).isEqualTo("-R");
    }
}
