package dev.vitrine.ui;

import dev.vitrine.ui.panel.Drawer;
import dev.vitrine.ui.stage.Level;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/// What the window remembers from one time to the next, in a small file that a person can find,
/// read and delete: `vitrine/window.properties` in the system's folder for settings.
final class WindowMemory {
    /// Whose colours the window has.
    enum Look {
        /// Those that the system asks for.
        SYSTEM,
        DARK,
        LIGHT
    }

    /// Whether things travel in the pictures.
    enum Motion {
        /// As the system asks for.
        SYSTEM,
        FULL,
        REDUCED
    }

    private static final Logger LOG = LoggerFactory.getLogger(WindowMemory.class);

    static final double WIDTH = 1_440;
    static final double HEIGHT = 900;
    private static final String AUTOMATIC = "auto";
    private static final double SIDE_MIN = 600;
    private static final double SIDE_MAX = 10_000;

    private final Optional<Path> file;
    private final Properties kept = new Properties();

    private WindowMemory(Optional<Path> file) {
        this.file = file;
        file.filter(Files::isRegularFile).ifPresent(this::load);
    }

    static WindowMemory ofUser() {
        return new WindowMemory(Optional.of(folder().resolve("window.properties")));
    }

    /// Remembers in `file`.
    static WindowMemory in(Path file) {
        return new WindowMemory(Optional.of(file));
    }

    /// Remembers nothing.
    static WindowMemory none() {
        return new WindowMemory(Optional.empty());
    }

    private static Path folder() {
        Path home = Path.of(System.getProperty("user.home", "."));
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        Map<String, String> environment = System.getenv();
        if (system.contains("win") && environment.containsKey("APPDATA")) {
            return Path.of(environment.get("APPDATA"), "vitrine");
        }
        if (system.contains("mac")) {
            return home.resolve("Library/Application Support/vitrine");
        }
        String configured = environment.getOrDefault("XDG_CONFIG_HOME", "");
        return (configured.isBlank() ? home.resolve(".config") : Path.of(configured))
                .resolve("vitrine");
    }

    private void load(Path from) {
        try (Reader in = Files.newBufferedReader(from, StandardCharsets.UTF_8)) {
            kept.load(in);
        } catch (IOException | IllegalArgumentException e) {
            LOG.info("What the window remembers cannot be read from {}: {}", from, e.getMessage());
        }
    }

    double width() {
        return number("width", SIDE_MIN, SIDE_MAX, WIDTH);
    }

    double height() {
        return number("height", SIDE_MIN, SIDE_MAX, HEIGHT);
    }

    private double number(String key, double least, double most, double otherwise) {
        try {
            double value = Double.parseDouble(kept.getProperty(key, ""));
            return value >= least && value <= most ? value : otherwise;
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    void size(double width, double height) {
        kept.setProperty("width", Long.toString(Math.round(width)));
        kept.setProperty("height", Long.toString(Math.round(height)));
    }

    Look look() {
        String name = kept.getProperty("theme", "system");
        for (Look look : Look.values()) {
            if (look.name().equalsIgnoreCase(name)) {
                return look;
            }
        }
        return Look.SYSTEM;
    }

    void look(Look look) {
        kept.setProperty("theme", look.name().toLowerCase(Locale.ROOT));
    }

    Motion motion() {
        String name = kept.getProperty("motion", "system");
        for (Motion motion : Motion.values()) {
            if (motion.name().equalsIgnoreCase(name)) {
                return motion;
            }
        }
        return Motion.SYSTEM;
    }

    void motion(Motion motion) {
        kept.setProperty("motion", motion.name().toLowerCase(Locale.ROOT));
    }

    /// How large everything is, one of [Appearance#PERCENTS].
    int percent() {
        double kept = number("percent", 0, SIDE_MAX, 100);
        return Appearance.PERCENTS.contains((int) kept) ? (int) kept : 100;
    }

    void percent(int percent) {
        kept.setProperty("percent", Integer.toString(percent));
    }

    /// The tab that is open below the stage.
    String lens() {
        return kept.getProperty("lens", Drawer.STORY);
    }

    void lens(String id) {
        kept.setProperty("lens", id);
    }

    /// How near the stage is looked at; null for as near as has room.
    @Nullable Level level() {
        String name = kept.getProperty("zoom", AUTOMATIC);
        for (Level level : Level.values()) {
            if (level.name().equalsIgnoreCase(name)) {
                return level;
            }
        }
        return null;
    }

    void level(@Nullable Level level) {
        kept.setProperty("zoom", level == null ? AUTOMATIC : level.name().toLowerCase(Locale.ROOT));
    }

    double drawerHeight() {
        return number("drawer", 100, SIDE_MAX, Drawer.HEIGHT);
    }

    void drawerHeight(double height) {
        kept.setProperty("drawer", Long.toString(Math.round(height)));
    }

    boolean isOpen(String panel) {
        return !kept.getProperty(panel, "open").equals("folded");
    }

    void open(String panel, boolean open) {
        kept.setProperty(panel, open ? "open" : "folded");
    }

    /// Writes it down. That it cannot be is no reason to bother anybody.
    void save() {
        if (file.isEmpty()) {
            return;
        }
        Path to = file.get();
        try {
            Path folder = to.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            try (Writer out = Files.newBufferedWriter(to, StandardCharsets.UTF_8)) {
                kept.store(out, "Vitrine's window. Delete this file to begin anew.");
            }
        } catch (IOException e) {
            LOG.info("What the window remembers cannot be written to {}: {}", to, e.getMessage());
        }
    }
}
