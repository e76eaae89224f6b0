package dev.vitrine.ui;

import javafx.beans.property.ReadOnlyDoubleProperty;
import javafx.beans.property.ReadOnlyDoubleWrapper;
import javafx.geometry.HPos;
import javafx.geometry.VPos;
import javafx.scene.layout.Region;
import javafx.scene.transform.Scale;

/// The window's root: all that is in the window, so many times as large.
///
/// A window that is small is enlarged only as far as leaves its content [#WIDTH_MIN] by
/// [#HEIGHT_MIN] pixels. For a projector the smallest letter is at least a fiftieth of the window's
/// height.
final class Enlarged extends Region {
    /// What the content has room for, at least, in its own pixels.
    static final double WIDTH_MIN = 960;

    static final double HEIGHT_MIN = 540;

    /// Height of the smallest letters at 100 %, in pixels.
    static final double SMALLEST_LETTER = 11;

    /// The share of the window's height that the smallest letter has on a projector.
    static final double PROJECTOR_SHARE = 1.0 / 50;

    private final Region content;
    private final Scale scale = new Scale(1, 1);
    private final ReadOnlyDoubleWrapper factor = new ReadOnlyDoubleWrapper(this, "factor", 1);
    private double wanted = 1;
    private boolean projector;

    Enlarged(Region content) {
        this.content = content;
        getChildren().add(content);
        content.getTransforms().add(scale);
    }

    /// @param times 1 for 100 %
    /// @param forProjector whether its letters must be readable from the last row, whatever `times`
    void enlarge(double times, boolean forProjector) {
        wanted = times;
        projector = forProjector;
        requestLayout();
        layoutChildren();
    }

    /// How many times as large everything is now.
    ReadOnlyDoubleProperty factorProperty() {
        return factor.getReadOnlyProperty();
    }

    static double factor(double wanted, boolean projector, double width, double height) {
        double most = Math.max(1, Math.min(width / WIDTH_MIN, height / HEIGHT_MIN));
        double needed = projector ? height * PROJECTOR_SHARE / SMALLEST_LETTER : 1;
        return Math.max(Math.min(wanted, most), needed);
    }

    @Override
    protected void layoutChildren() {
        if (getWidth() <= 0 || getHeight() <= 0) {
            return;
        }
        double now = factor(wanted, projector, getWidth(), getHeight());
        scale.setX(now);
        scale.setY(now);
        factor.set(now);
        layoutInArea(
                content,
                0,
                0,
                Math.ceil(getWidth() / now),
                Math.ceil(getHeight() / now),
                0,
                HPos.LEFT,
                VPos.TOP);
    }
}
