package dev.vitrine.scenario;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The folder of lessons.
public final class Library {
    /// Files in the folder that are looked at.
    private static final int LESSONS_MAX = 500;

    private final Path folder;

    public Library(Path folder) {
        this.folder = folder;
    }

    /// The lessons that came with the application: `scenarios` in its home, which the launcher
    /// names in the property `vitrine.home`, else in the working directory.
    public static Library shipped() {
        return new Library(Path.of(System.getProperty("vitrine.home", "."), "scenarios"));
    }

    public Path folder() {
        return folder;
    }

    /// The lessons' files, by name.
    public List<Path> files() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .limit(LESSONS_MAX)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + folder, e);
        }
    }

    /// The lessons' ids, sorted.
    public List<String> ids() {
        List<String> ids = new ArrayList<>();
        for (Path file : files()) {
            String name = String.valueOf(file.getFileName());
            ids.add(name.substring(0, name.length() - ".json".length()));
        }
        return ids;
    }

    /// The file of a lesson, by its id.
    public Optional<Path> find(String id) {
        int place = ids().indexOf(id);
        return place < 0 ? Optional.empty() : Optional.of(files().get(place));
    }

    /// The lesson's name that a person may have meant.
    public Optional<String> nearest(String id) {
        return Nearest.to(id, ids());
    }
}
