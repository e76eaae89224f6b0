package dev.vitrine.ui.theme;

import javafx.scene.text.Font;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/// The bundled fonts: Inter and JetBrains Mono, both under the SIL Open Font License, so that every
/// machine and every golden picture has the same letters.
public enum Typeface {
    REGULAR("Inter-Regular.ttf"),
    MEDIUM("Inter-Medium.ttf"),
    SEMIBOLD("Inter-SemiBold.ttf"),
    BOLD("Inter-Bold.ttf"),
    MONO("JetBrainsMono-Regular.ttf"),
    MONO_BOLD("JetBrainsMono-Bold.ttf");

    private static final double ANY_SIZE = 12;

    private final String fontName;

    Typeface(String file) {
        try (InputStream in = Theme.url("fonts/" + file).openStream()) {
            Font font = Font.loadFont(in, ANY_SIZE);
            if (font == null) {
                throw new IllegalStateException("cannot read the font " + file);
            }
            fontName = font.getName();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Makes the fonts known by name to style sheets. Cheap after the first time.
    public static void load() {
        // Naming the enum loads the fonts, once.
    }

    public Font at(double size) {
        return new Font(fontName, size);
    }
}
