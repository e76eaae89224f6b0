package dev.vitrine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/// The first lesson on a real cluster, with real clients.
final class PlayTest {
    private static final Path LESSON = Path.of("scenarios", "kill-the-leader.json");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir private Path folder;

    @Test
    void everyFactOfTheFirstLessonHolds() throws IOException {
        Path report = folder.resolve("made").resolve("report.json");

        Path shots = folder.resolve("shots");

        int exit =
                run(
                        "play",
                        "kill-the-leader",
                        "--headless",
                        "--check",
                        "--shots",
                        shots.toString(),
                        "--report",
                        report.toString());

        assertThat(err.toString()).isEmpty();
        assertThat(exit).isZero();
        assertThat(out.toString())
                .contains("Three brokers, one topic")
                .contains("✓ Five payments were acknowledged and are lost.")
                .doesNotContain("✗");
        assertThat(Files.readString(report))
                .contains("\"passed\" : true")
                .doesNotContain("\"holds\" : false");
        assertThat(shots.resolve("1.1.png")).isNotEmptyFile();
        assertThat(shots.resolve("2.4.png")).isNotEmptyFile();
    }

    @Test
    void wrongFactFailsTheCheckAndIsNamed() throws IOException {
        Path wrong = folder.resolve("wrong.json");
        Files.writeString(
                wrong,
                Files.readString(LESSON)
                        .replace(
                                "\"eventually\": \"lost(payments) == 5\"",
                                "\"now\": \"lost(payments) == 4\""));

        int exit = run("play", wrong + "", "--headless", "--check");

        assertThat(exit).isEqualTo(1);
        assertThat(err.toString().strip())
                .isEqualTo(
                        "Fact 2.3.2 is wrong: \"Five payments were acknowledged and are lost.\""
                                + " means now lost(payments) == 4, but lost(payments) is 5");
    }

    @Test
    void lessonThatDoesNotExistIsRefusedInOneSentence() {
        assertThat(run("play", "kill-the-lead", "--headless")).isEqualTo(2);
        assertThat(err.toString().strip())
                .isEqualTo("there is no lesson \"kill-the-lead\"; did you mean kill-the-leader?");
    }

    @Test
    void brokenFileIsRefusedWithItsPlace() throws IOException {
        Path broken = folder.resolve("broken.json");
        Files.writeString(broken, "{\n  \"titel\": \"T\"\n}\n");

        assertThat(run("play", broken + "", "--headless")).isEqualTo(2);
        assertThat(err.toString())
                .startsWith("broken.json:2:3: ")
                .contains("title")
                .hasLineCount(1);
        assertThat(run("validate", LESSON + "", broken + "")).isEqualTo(1);
        assertThat(out.toString()).contains("2 chapters");
    }

    @Test
    void lessonsAreListed() {
        assertThat(run("lessons")).isZero();
        assertThat(out.toString()).contains("kill-the-leader").contains("Kill the leader");
    }

    private int run(String... args) {
        return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
    }
}
