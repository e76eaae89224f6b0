package dev.vitrine.ui;

import dev.vitrine.ui.panel.Fold;

import javafx.beans.value.ObservableDoubleValue;

import java.util.List;

/// Folds side panels away while the window is too narrow for them beside the stage, and brings back
/// what it folded when there is room again. What a person opens all the same stays open.
final class Narrow {
    /// Width of the window's content from which on both side panels have room.
    static final double FOR_BOTH = 1_100;

    /// From which on one has.
    static final double FOR_ONE = 820;

    /// A panel, and whether it was folded for want of room and is to come back.
    private static final class Panel {
        private final Fold fold;
        private boolean owed;

        Panel(Fold fold) {
            this.fold = fold;
        }

        boolean isOpen() {
            return fold.openProperty().get();
        }
    }

    private final ObservableDoubleValue width;
    private final Panel left;
    private final Panel right;

    /// How many panels have room.
    private int room = 2;

    private boolean folding;

    Narrow(ObservableDoubleValue width, Fold left, Fold right) {
        this.width = width;
        this.left = new Panel(left);
        this.right = new Panel(right);
    }

    void install() {
        width.subscribe(now -> resized());
        left.fold.openProperty().subscribe((was, open) -> chosen(open, left, right));
        right.fold.openProperty().subscribe((was, open) -> chosen(open, right, left));
    }

    /// Whether a panel is opening or closing for want of room, not because a person wished it.
    boolean isFolding() {
        return folding;
    }

    private void resized() {
        if (width.get() <= 0) {
            return;
        }
        int before = room;
        room = width.get() < FOR_ONE ? 0 : width.get() < FOR_BOTH ? 1 : 2;
        if (room < before) {
            giveWay();
        } else if (room > before) {
            comeBack();
        }
    }

    private void giveWay() {
        for (Panel each : List.of(left, right)) {
            if (each.isOpen() && open() > room) {
                fold(each, false);
            }
        }
    }

    private void comeBack() {
        for (Panel each : List.of(right, left)) {
            if (each.owed && open() < room) {
                fold(each, true);
            }
        }
    }

    private int open() {
        return (left.isOpen() ? 1 : 0) + (right.isOpen() ? 1 : 0);
    }

    /// A person opened or closed one.
    private void chosen(boolean open, Panel one, Panel other) {
        if (folding) {
            return;
        }
        one.owed = false;
        if (open && room < 2 && other.isOpen()) {
            fold(other, false);
        }
    }

    private void fold(Panel panel, boolean open) {
        folding = true;
        panel.fold.openProperty().set(open);
        folding = false;
        panel.owed = !open;
    }
}
