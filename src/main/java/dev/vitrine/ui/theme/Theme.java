package dev.vitrine.ui.theme;

import atlantafx.base.theme.PrimerDark;
import atlantafx.base.theme.PrimerLight;

import javafx.application.Application;
import javafx.scene.Scene;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;

/// The two looks of the window.
public enum Theme {
    DARK("dark.css", 0.55),
    LIGHT("light.css", 0.42);

    private static final String COMMON_SHEET = "vitrine.css";

    private final String sheet;
    private final Palette palette;

    Theme(String sheet, double paleShare) {
        this.sheet = sheet;
        this.palette = Palette.read(text(sheet), paleShare);
    }

    public Palette palette() {
        return palette;
    }

    public Theme other() {
        return this == DARK ? LIGHT : DARK;
    }

    /// Dresses a scene, and with it the controls of the whole application. May be called again to
    /// change the theme. On the JavaFX thread.
    public void dress(Scene scene) {
        Typeface.load();
        Application.setUserAgentStylesheet(
                this == DARK
                        ? new PrimerDark().getUserAgentStylesheet()
                        : new PrimerLight().getUserAgentStylesheet());
        scene.getStylesheets()
                .setAll(url(sheet).toExternalForm(), url(COMMON_SHEET).toExternalForm());
        scene.setFill(palette.color(Ink.STAGE));
    }

    static URL url(String resource) {
        URL found = Theme.class.getResource(resource);
        if (found == null) {
            throw new IllegalStateException("the jar lacks " + resource);
        }
        return found;
    }

    private static String text(String resource) {
        try (InputStream in = url(resource).openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
