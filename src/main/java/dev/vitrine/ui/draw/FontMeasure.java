package dev.vitrine.ui.draw;

import javafx.scene.text.Text;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// Widths by the bundled fonts. A thin space in JetBrains Mono, which has none, is half a digit in
/// whole pixels, here and in the [Painter].
public final class FontMeasure implements TextMeasure {
    /// Texts remembered for each lettering; then it starts over.
    private static final int REMEMBERED_MAX = 4_000;

    private final Map<Lettering, Map<String, Double>> remembered = new EnumMap<>(Lettering.class);
    private final Text text = new Text();

    @Override
    public double width(String line, Lettering lettering) {
        Map<String, Double> widths =
                remembered.computeIfAbsent(lettering, absent -> new LinkedHashMap<>());
        Double known = widths.get(line);
        if (known != null) {
            return known;
        }
        if (widths.size() >= REMEMBERED_MAX) {
            widths.clear();
        }
        double width = 0;
        if (lettering.isMono() && line.indexOf(Numbers.THIN_SPACE) >= 0) {
            double thin = thinSpace(lettering);
            for (String piece : line.split(String.valueOf(Numbers.THIN_SPACE), -1)) {
                width += measured(piece, lettering) + thin;
            }
            width -= thin;
        } else {
            width = measured(line, lettering);
        }
        widths.put(line, width);
        return width;
    }

    double thinSpace(Lettering lettering) {
        return Math.floor(measured("0", lettering) / 2);
    }

    private double measured(String line, Lettering lettering) {
        text.setFont(lettering.typeface().at(lettering.size()));
        text.setText(line);
        return text.getLayoutBounds().getWidth();
    }
}
