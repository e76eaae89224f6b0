import static java.util.stream.Collectors.joining;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.StringWrapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Stream;

/// google-java-format (AOSP style) over every Java file under `src`, run by the build on the
/// toolchain's JDK because Maven's own may be too old for it.
///
/// `check STAMP` exits 1 and names the files that are not as the formatter would have them; `apply
/// STAMP PATH...` rewrites those under the paths. STAMP is a file whose time says since when
/// everything is known to be formatted; older files are not read again.
final class Format {
    private static final Path SOURCES = Path.of("src");
    private static final int PASSES_MAX = 4;

    private Format() {}

    public static void main(String[] args) throws IOException {
        boolean apply = args[0].equals("apply");
        Path stamp = Path.of(args[1]);
        Files.deleteIfExists(complaint(stamp));
        Instant started = Instant.now();
        String only = args[2];
        List<Path> changed =
                filesChangedSince(stamp).stream()
                        .filter(file -> file.toString().replace('\\', '/').contains(only))
                        .toList();
        var unformatted = new ConcurrentSkipListSet<Path>();
        var broken = new ConcurrentSkipListSet<String>();
        changed.parallelStream()
                .forEach(file -> {
                    try {
                        String source = Files.readString(file);
                        String formatted = formatted(source);
                        if (!formatted.equals(source)) {
                            unformatted.add(file);
                            if (apply) {
                                Files.writeString(file, formatted);
                            }
                        }
                    } catch (FormatterException | IOException e) {
                        broken.add(file + ": " + e.getMessage());
                    }
                });
        if (!broken.isEmpty()) {
            report(stamp, "Cannot be parsed: " + String.join(", ", broken));
            return;
        }
        if (!apply && !unformatted.isEmpty()) {
            report(
                    stamp,
                    "Not formatted, which `mvn -q -Pformat` mends: "
                            + unformatted.stream().map(Path::toString).collect(joining(", ")));
            return;
        }
        if (!only.equals(SOURCES.toString())) {
            return;
        }
        if (Files.notExists(stamp)) {
            Files.createDirectories(stamp.toAbsolutePath().getParent());
            Files.createFile(stamp);
        }
        Files.setLastModifiedTime(stamp, FileTime.from(apply ? Instant.now() : started));
    }

    /// The build reads the sentence beside the stamp and fails with it.
    private static void report(Path stamp, String sentence) throws IOException {
        Files.createDirectories(stamp.toAbsolutePath().getParent());
        Files.writeString(complaint(stamp), sentence);
    }

    private static Path complaint(Path stamp) {
        return stamp.resolveSibling("unformatted.txt");
    }

    /// Formats until nothing changes: a string that the first pass wraps is indented by the second.
    private static String formatted(String source) throws FormatterException {
        var formatter =
                new Formatter(
                        JavaFormatterOptions.builder()
                                .style(JavaFormatterOptions.Style.AOSP)
                                .build());
        String before = source;
        for (int pass = 0; pass < PASSES_MAX; pass++) {
            String after =
                    StringWrapper.wrap(formatter.formatSourceAndFixImports(before), formatter);
            if (after.equals(before)) {
                break;
            }
            before = after;
        }
        return before;
    }

    private static List<Path> filesChangedSince(Path stamp) throws IOException {
        Instant known =
                Files.exists(stamp) ? Files.getLastModifiedTime(stamp).toInstant() : Instant.MIN;
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> modified(file).isAfter(known))
                    .toList();
        }
    }

    private static Instant modified(Path file) {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (IOException e) {
            return Instant.MAX;
        }
    }
}
