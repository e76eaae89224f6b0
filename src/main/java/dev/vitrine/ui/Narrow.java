package dev.vitrine.ui;

import dev.vitrine.ui.panel.Fold;

import javafx.beans.value.ObservableDoubleValue;

/// Folds side panels away while the window is too narrow for both beside the stage, and brings back
/// what it folded when there is room again.
final class Narrow {
    /// Width of the window's content, below which only one side panel is open.
    static final double WIDTH = 1_100;

    private final ObservableDoubleValue width;
    private final Fold left;
    private final Fold right;

    /// What was folded for want of room, and is to come back.
    private boolean leftOwed;

    private boolean rightOwed;
    private boolean folding;

    Narrow(ObservableDoubleValue width, Fold left, Fold right) {
        this.width = width;
        this.left = left;
        this.right = right;
    }

    void install() {
        width.subscribe(now -> resized());
        left.openProperty().subscribe(open -> opened(open, left, right));
        right.openProperty().subscribe(open -> opened(open, right, left));
    }

    boolean isNarrow() {
        return width.get() > 0 && width.get() < WIDTH;
    }

    /// Whether a panel is opening or closing for want of room, not because a person wished it.
    boolean isFolding() {
        return folding;
    }

    private void resized() {
        if (isNarrow()) {
            opened(right.openProperty().get(), right, left);
        } else if (leftOwed || rightOwed) {
            boolean openLeft = leftOwed || left.openProperty().get();
            boolean openRight = rightOwed || right.openProperty().get();
            fold(left, openLeft);
            fold(right, openRight);
            leftOwed = false;
            rightOwed = false;
        }
    }

    private void opened(boolean open, Fold one, Fold other) {
        if (open && !folding && isNarrow() && other.openProperty().get()) {
            leftOwed = other == left;
            rightOwed = other == right;
            fold(other, false);
        }
    }

    private void fold(Fold panel, boolean open) {
        folding = true;
        panel.openProperty().set(open);
        folding = false;
    }
}
