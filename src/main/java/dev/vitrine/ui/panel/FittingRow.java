package dev.vitrine.ui.panel;

import javafx.scene.layout.HBox;

import java.util.List;
import java.util.function.Consumer;

/// A row that always fits: while it has too little room it takes one step after the other, each of
/// which makes something in it smaller, and takes them back when there is room again.
///
/// Whoever changes what stands in it calls [#fit].
public class FittingRow extends HBox {
    private List<Consumer<Boolean>> steps = List.of();

    public FittingRow() {
        widthProperty().subscribe(this::fit);
    }

    /// @param inOrder what is given up first comes first; each is told whether it is taken
    public final void setSteps(List<Consumer<Boolean>> inOrder) {
        steps = List.copyOf(inOrder);
        fit();
    }

    /// Takes as few steps as make it fit.
    public final void fit() {
        if (getWidth() <= 0) {
            return;
        }
        // In the reverse order, as a later step may go on with what an earlier one began.
        steps.reversed().forEach(step -> step.accept(false));
        applyCss();
        for (Consumer<Boolean> step : steps) {
            if (super.computeMinWidth(-1) <= getWidth()) {
                return;
            }
            step.accept(true);
            applyCss();
        }
    }

    /// It fits into whatever it is given, so it asks for nothing.
    @Override
    protected double computeMinWidth(double height) {
        return 0;
    }
}
