package dev.vitrine.ui.lens;

import dev.vitrine.ui.draw.Box;
import dev.vitrine.ui.draw.Lettering;
import dev.vitrine.ui.draw.Shape;
import dev.vitrine.ui.draw.Sketch;
import dev.vitrine.ui.theme.Ink;
import dev.vitrine.ui.theme.Tint;

import java.util.ArrayList;
import java.util.List;

/// Writes labels where no other one is. Who comes first has the place.
final class FreeLabels {
    private static final double GAP = 4;

    /// Shorter ones say too little.
    private static final double WIDTH_MIN = 44;

    private final Sketch sketch;
    private final Box within;
    private final Tint ground;
    private final List<Written> written = new ArrayList<>();
    private final List<Box> taken = new ArrayList<>();

    private record Written(double x, double centreY, String text, Lettering lettering, Ink ink) {}

    /// @param ground what they stand on
    FreeLabels(Sketch sketch, Box within, Tint ground) {
        this.sketch = sketch;
        this.ground = ground;
        this.within = within;
    }

    void take(Box box) {
        taken.add(box);
    }

    /// Writes as much of a text as there is room for, from `x` on.
    ///
    /// @return whether any of it was written
    boolean write(double x, double centreY, String text, Lettering lettering, Ink ink) {
        double right = Math.min(within.right(), x + sketch.width(text, lettering) + 1);
        double top = centreY - lettering.height() / 2;
        if (x < within.x() || top < within.y() || top + lettering.height() > within.bottom()) {
            return false;
        }
        for (Box box : taken) {
            boolean level = box.y() < top + lettering.height() && top < box.bottom();
            if (level && box.right() + GAP > x && box.x() < right) {
                if (box.x() <= x + WIDTH_MIN) {
                    return false;
                }
                right = Math.min(right, box.x() - GAP);
            }
        }
        String fitted = sketch.fit(text, right - x, lettering);
        if (fitted.isEmpty() || (!fitted.equals(text) && right - x < WIDTH_MIN)) {
            return false;
        }
        double width = sketch.width(fitted, lettering);
        taken.add(new Box(x, top, width, lettering.height()));
        written.add(new Written(x, centreY, fitted, lettering, ink));
        return true;
    }

    /// Puts all of them on the sketch, above what is there, each with a halo of the ground.
    void draw() {
        for (Written label : written) {
            double width = sketch.width(label.text, label.lettering);
            double height = label.lettering.height();
            Box halo = new Box(label.x - 2, label.centreY - height / 2, width + 4, height);
            sketch.add(new Shape.Plate(halo, 3, ground, null, 0, Shape.Dash.SOLID));
            sketch.label(label.x, label.centreY, label.text, label.lettering, label.ink, ground);
        }
    }
}
