package dev.vitrine.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Temporary folders under `target`.
final class Folders {
    private Folders() {}

    static Path fresh(String name) throws IOException {
        Path parent = Path.of("target/conformance/run");
        Files.createDirectories(parent);
        return Files.createTempDirectory(parent, name + "-");
    }

    static void delete(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> walk = Files.walk(folder)) {
            all = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.deleteIfExists(path);
        }
    }
}
