package dev.vitrine.ui;

import javafx.geometry.Bounds;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Labeled;
import javafx.scene.text.Text;

import java.util.ArrayList;
import java.util.List;

/// Finds what does not fit where it stands.
final class Fitting {
    private static final double PIXEL = 0.5;

    private Fitting() {}

    /// What of a row lies outside it or over its neighbour, and whose text is cut without an
    /// ellipsis, or without a tip that has all of it.
    static List<String> faults(Parent row) {
        List<String> faults = new ArrayList<>();
        double reached = 0;
        for (Node child : row.getChildrenUnmodifiable()) {
            Bounds bounds = child.getBoundsInParent();
            if (!child.isVisible() || !child.isManaged() || bounds.getWidth() <= 0) {
                continue;
            }
            if (bounds.getMinX() < reached - PIXEL
                    || bounds.getMaxX() > row.getLayoutBounds().getWidth() + PIXEL
                    || bounds.getMinY() < -PIXEL
                    || bounds.getMaxY() > row.getLayoutBounds().getHeight() + PIXEL) {
                faults.add(nameOf(child) + " lies at " + bounds);
            }
            reached = bounds.getMaxX();
        }
        cutTexts(row, faults);
        return faults;
    }

    private static void cutTexts(Node node, List<String> faults) {
        if (!node.isVisible()) {
            return;
        }
        if (node instanceof Labeled labeled && labeled.getText() != null) {
            String all = labeled.getText();
            String seen = seen(labeled);
            boolean tipHasAll =
                    labeled.getTooltip() != null && labeled.getTooltip().getText().contains(all);
            if (!seen.equals(all) && !(seen.endsWith("…") && seen.length() > 3 && tipHasAll)) {
                faults.add(nameOf(node) + " shows " + seen + " of " + all);
            }
        }
        if (node instanceof Parent parent) {
            parent.getChildrenUnmodifiable().forEach(child -> cutTexts(child, faults));
        }
    }

    private static String seen(Labeled labeled) {
        for (Node part : labeled.getChildrenUnmodifiable()) {
            if (part instanceof Text text) {
                return text.getText();
            }
        }
        // The text of a menu's button is in a label inside it, which is looked at by itself.
        return labeled.getText();
    }

    private static String nameOf(Node node) {
        return node.getId() == null ? node.getClass().getSimpleName() : node.getId();
    }
}
