package dev.vitrine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A command that cannot be carried out as given is refused with one sentence and exit code 2, and
/// leaves nothing behind.
class BadInputTest {
    @TempDir Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
    }

    private void isRefused(String sentence, String... args) {
        assertThat(run(args)).as(String.join(" ", args)).isEqualTo(Main.REFUSED);
        assertThat(err.toString().lines()).singleElement().asString().contains(sentence);
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    frobnicate                               | 'frobnicate'
                    serve extra                              | 'extra'
                    serve --nonsense                         | '--nonsense'
                    serve --brokers 0                        | 1 to 9 nodes, not 0
                    serve --brokers 10                       | 1 to 9 nodes, not 10
                    serve --brokers three                    | 'three' is not an int
                    serve --brokers 99999999999              | '99999999999' is not an int
                    serve --port 70000                       | port 70000 does not do
                    serve --port 65534                       | port 65534 does not do
                    serve --port -1                          | port -1 does not do
                    serve --set nonsense=1                   | Unknown configuration nonsense
                    serve --set nonsense                     | KEY=VALUE
                    serve --set min.insync.replicas=x        | Invalid value x for configuration min.insync.replicas
                    serve --set min.insync.replicas=0        | Value must be at least 1
                    serve --set broker.session.timeout.ms=-1 | Invalid value -1
                    serve --set node.id=7                    | node.id is not for all nodes: each says its own
                    serve --set log.roll.ms=0                | log.roll.ms must be greater than or equal to 1
                    serve --set authorizer.class.name        | KEY=VALUE
                    serve --set principal.builder.class=a.B  | Class a.B could not be found.
                    serve --data=                            | --data needs the name of a folder
                    simulate                                 | --seeds
                    simulate --seeds foo                     | such as 1..200, not foo
                    simulate --seeds 5..2                    | empty range
                    simulate --seeds -1..2                   | such as 1..200, not -1..2
                    """)
    void aCommandThatMakesNoSenseIsRefused(String command, String sentence) {
        isRefused(sentence, command.split(" "));
    }

    @Test
    void aFolderThatCannotBeWrittenIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "kept");
        isRefused(file + " is a file", "serve", "--port", "0", "--data", file.toString());
        err.getBuffer().setLength(0);
        Path under = file.resolve("data");
        isRefused("cannot write to " + under, "serve", "--port", "0", "--data", under.toString());
        assertThat(file).hasContent("kept");
    }

    @Test
    void portsInUseAreRefusedAndNothingIsLeft() throws IOException {
        Path data = folder.resolve("data");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            isRefused(
                    "port " + port + " is in use",
                    "serve",
                    "--port",
                    port,
                    "--data",
                    data.toString());
        }
    }

    /// A file stands where the node keeps its metadata log: it fails, and nobody waits for it.
    @Test
    void aNodeThatCannotStartIsNamedAtOnce() throws IOException {
        Path data = folder.resolve("data");
        Files.createDirectories(data.resolve("node-1"));
        Files.writeString(data.resolve("node-1/__cluster_metadata-0"), "");
        isRefused(
                "node 1 failed",
                "serve",
                "--brokers",
                "1",
                "--port",
                "0",
                "--data",
                data.toString());
    }

    @Test
    void serveStopsCleanlyOnSigterm() throws Exception {
        Path data = folder.resolve("data");
        Path temporary = Files.createDirectory(folder.resolve("temporary"));
        try (Served kept = new Served(temporary, "--data", data.toString());
                Served fleeting = new Served(temporary)) {
            kept.awaitReady();
            fleeting.awaitReady();
            assertThat(folders(temporary)).hasSize(1);
            kept.stop();
            fleeting.stop();
        }
        assertThat(folders(temporary)).isEmpty();
        for (int node = 1; node <= 3; node++) {
            assertThat(data.resolve("node-" + node + "/.kafka_cleanshutdown")).exists();
        }
    }

    private static List<Path> folders(Path in) throws IOException {
        try (Stream<Path> children = Files.list(in)) {
            return children.filter(each -> each.getFileName().toString().startsWith("vitrine-"))
                    .toList();
        }
    }

    /// `serve` in a process of its own.
    private static final class Served implements AutoCloseable {
        private static final long SECONDS_MAX = 60;

        private final Process process;
        private final BufferedReader lines;

        Served(Path temporary, String... args) throws IOException {
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.add("-Djava.io.tmpdir=" + temporary);
            command.add("-XX:TieredStopAtLevel=1");
            command.add("-cp");
            command.add(System.getProperty("java.class.path"));
            command.add(Main.class.getName());
            command.addAll(List.of("serve", "--port", "0"));
            command.addAll(List.of(args));
            process =
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            lines = process.inputReader(StandardCharsets.UTF_8);
        }

        void awaitReady() throws IOException {
            assertThat(lines.readLine()).startsWith("READY bootstrap=127.0.0.1:");
        }

        void stop() throws InterruptedException {
            process.toHandle().destroy();
            assertThat(process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
