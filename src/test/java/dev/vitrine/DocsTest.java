package dev.vitrine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What the documents claim and a test can check.
class DocsTest {
    private static final Path SOURCES = Path.of("src/main/java/dev/vitrine");

    @Test
    void theMapNamesEveryRoomAndNoOther() throws IOException {
        Set<String> rooms = new TreeSet<>();
        try (Stream<Path> folders = Files.list(SOURCES)) {
            folders.filter(Files::isDirectory)
                    .forEach(room -> rooms.add(room.getFileName().toString()));
        }
        assertThat(firstOfEachMatch("ARCHITECTURE.md", "(?m)^\\| `([a-z]+)` \\|"))
                .containsExactlyInAnyOrderElementsOf(rooms);
    }

    @Test
    void filesThatTheMapNamesExist() throws IOException {
        for (String file :
                firstOfEachMatch("ARCHITECTURE.md", "`((?:[a-z]+/)+[A-Za-z]+\\.java)`")) {
            assertThat(SOURCES.resolve(file)).exists();
        }
    }

    @Test
    void linksAndPicturesExist() throws IOException {
        for (String page : List.of("README.md", "ARCHITECTURE.md")) {
            for (String target : firstOfEachMatch(page, "\\]\\(([^)]+)\\)")) {
                assertThat(Path.of(target)).exists();
            }
        }
    }

    @Test
    void commandsOfTheReadmeExist() throws IOException {
        List<String> commands = firstOfEachMatch("README.md", "bin/vitrine ([a-z]+)");
        assertThat(commands).contains("serve", "play", "simulate");
        for (String command : commands) {
            StringWriter out = new StringWriter();
            PrintWriter writer = new PrintWriter(out, true);
            assertThat(Main.run(writer, writer, command, "--help")).isZero();
            assertThat(out.toString()).contains("vitrine " + command);
        }
    }

    @Test
    void decisionsNameTestsThatExist() throws IOException {
        try (Stream<Path> decisions = Files.list(Path.of("src/docs/decisions"))) {
            for (Path decision : decisions.toList()) {
                for (String test : firstOfEachMatch(decision.toString(), "`([A-Z][A-Za-z]+Test)")) {
                    try (Stream<Path> tests = Files.walk(Path.of("src/test/java"))) {
                        assertThat(tests.map(path -> path.getFileName().toString()))
                                .as("%s in %s", test, decision)
                                .contains(test + ".java");
                    }
                }
            }
        }
    }

    private static List<String> firstOfEachMatch(String file, String regex) throws IOException {
        Matcher matcher = Pattern.compile(regex).matcher(Files.readString(Path.of(file)));
        List<String> found = new ArrayList<>();
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }
}
