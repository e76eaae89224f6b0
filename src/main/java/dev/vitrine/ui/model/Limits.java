package dev.vitrine.ui.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// How much the window and its clients keep, at most, and what happens beyond: the about page shows
/// it. None of it grows with the length of a run. `limits.txt` has the words, the code the numbers.
public final class Limits {
    /// The release whose behaviour is followed.
    public static final String KAFKA_VERSION = "4.4";

    private static final String ROOT = "dev.vitrine.";
    private static final int COLUMNS = 3;

    private Limits() {}

    /// @param constant where it is written, without the root: `history.Projector.STORY_MAX`
    /// @param of what there are so many of
    /// @param beyond what happens to more
    public record Limit(String constant, long most, String of, String beyond) {}

    public static List<Limit> all() {
        try (InputStream in = Limits.class.getResourceAsStream("limits.txt")) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks limits.txt");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(Limits::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("limits.txt cannot be read", e);
        }
    }

    private static Limit read(String line) {
        String[] columns = line.split("\\|", COLUMNS);
        String constant = columns[0].strip();
        return new Limit(constant, value(constant), columns[1].strip(), columns[2].strip());
    }

    private static long value(String constant) {
        int dot = constant.lastIndexOf('.');
        try {
            return Class.forName(ROOT + constant.substring(0, dot))
                    .getField(constant.substring(dot + 1))
                    .getLong(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("there is no limit " + constant, e);
        }
    }
}
