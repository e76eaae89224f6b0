package dev.vitrine.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/// Clients that are neither ours nor Java's, as processes: kcat, which is librdkafka, and one in
/// JavaScript (`src/test/js`). Each is skipped, with a word, where it is not installed.
class OutsideClientsTest {
    private static final int PARTITIONS = 4;
    private static final Path JS = Path.of("src", "test", "js");

    private static LiveCluster kafka;

    @TempDir Path outputs;

    @BeforeAll
    static void start() {
        kafka = LiveCluster.of(3);
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @Test
    void javaScriptClientDoesWhatPeopleDo() throws Exception {
        assumeTrue(isInstalled("node"), "there is no node here");
        assumeTrue(
                Files.isDirectory(JS.resolve("node_modules")),
                "the client is not installed: npm ci --prefix " + JS);
        run(List.of("node", JS.resolve("groups.mjs").toString(), kafka.cluster.bootstrap()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"range,roundrobin", "cooperative-sticky"})
    void kcatsShareATopicAsMembersComeAndGo(String assignors) throws Exception {
        assumeTrue(isInstalled("kcat"), "there is no kcat here");
        String topic = "kcat-" + assignors.replace(',', '-');
        kafka.createTopic(topic, PARTITIONS, 3);
        produce(topic, 0, 40);
        Member first = new Member(topic, assignors);
        Member second = new Member(topic, assignors);
        try {
            untilMembersOwn(topic, 2, owned -> owned == PARTITIONS / 2);
            produce(topic, 40, 80);
            untilCommitted(topic, 80);

            second.leave();
            untilMembersOwn(topic, 1, owned -> owned == PARTITIONS);
            produce(topic, 80, 120);
            untilCommitted(topic, 120);

            first.leave();
            kafka.until("nobody is left", now -> now.group(topic).state().equals("Empty"));
        } finally {
            first.process.destroyForcibly();
            second.process.destroyForcibly();
        }
        TreeSet<String> read = new TreeSet<>(first.read());
        read.addAll(second.read());
        assertThat(read).hasSize(120);
        assertThat(second.read()).as("it took part").isNotEmpty();
    }

    // ---- kcat -----------------------------------------------------------------------------------

    /// A kcat that reads as a member of the group named as its topic.
    private final class Member {
        final Path output;
        final Process process;

        Member(String topic, String assignors) throws IOException {
            output = Files.createTempFile(outputs, "kcat", ".out");
            process =
                    new ProcessBuilder(
                                    "kcat",
                                    "-b",
                                    kafka.cluster.bootstrap(),
                                    "-q",
                                    "-u",
                                    "-f",
                                    "%k\n",
                                    "-X",
                                    "auto.offset.reset=earliest",
                                    "-X",
                                    "auto.commit.interval.ms=100",
                                    "-X",
                                    "heartbeat.interval.ms=200",
                                    "-X",
                                    "partition.assignment.strategy=" + assignors,
                                    "-G",
                                    topic,
                                    topic)
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start();
        }

        /// Ends as by Ctrl-C: it commits, and leaves its group.
        void leave() throws InterruptedException {
            process.destroy();
            assertThat(process.waitFor(LiveCluster.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as("kcat ends")
                    .isTrue();
        }

        List<String> read() throws IOException {
            return Files.readAllLines(output);
        }
    }

    private void produce(String topic, int from, int to) throws Exception {
        Path lines = Files.createTempFile(outputs, "records", ".txt");
        Files.write(lines, IntStream.range(from, to).mapToObj(i -> "key-" + i + ":value").toList());
        run(
                List.of(
                        "kcat",
                        "-b",
                        kafka.cluster.bootstrap(),
                        "-q",
                        "-P",
                        "-K:",
                        "-X",
                        "acks=all",
                        "-t",
                        topic,
                        "-l",
                        lines.toString()));
    }

    // ---- verbs ----------------------------------------------------------------------------------

    private static void untilMembersOwn(String group, int members, IntPredicate each) {
        kafka.until(
                members + " members of " + group + " have their share",
                now ->
                        now.group(group) != null
                                && now.group(group).state().equals("Stable")
                                && now.group(group).members().size() == members
                                && now.group(group).members().stream()
                                        .mapToInt(m -> m.assignment().size())
                                        .allMatch(each));
    }

    private static void untilCommitted(String group, long records) {
        kafka.until(
                records + " records are read and committed",
                now ->
                        now.group(group).lags().stream()
                                        .mapToLong(lag -> Math.max(0, lag.committed()))
                                        .sum()
                                == records);
    }

    private void run(List<String> command) throws Exception {
        Path output = Files.createTempFile(outputs, "run", ".out");
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        boolean ended = process.waitFor(LiveCluster.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        process.destroyForcibly();
        assertThat(ended && process.exitValue() == 0)
                .as("%s ends well; it said%n%s", command, Files.readString(output))
                .isTrue();
    }

    private static boolean isInstalled(String program) {
        List<File> places = new ArrayList<>();
        for (String place : System.getenv("PATH").split(File.pathSeparator)) {
            places.add(new File(place, program));
        }
        return places.stream().anyMatch(File::canExecute);
    }
}
