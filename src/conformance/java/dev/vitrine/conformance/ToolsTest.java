package dev.vitrine.conformance;

import com.fasterxml.jackson.databind.JsonNode;

import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Kafka's own command-line tools say of `vitrine serve` what they say of Apache Kafka, and end
/// with the same exit code. `tools.json` has the command lines.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ToolsTest {
    /// How long one command may take; a performance tool on a busy machine needs some of it.
    private static final int TOOL_S_MAX = 90;

    private static final List<String> RACKS = List.of("rack1", "rack2", "rack3");
    private static final Map<String, String> SETTINGS =
            Map.of(
                    "offsets.topic.num.partitions", "1",
                    "offsets.topic.replication.factor", "3",
                    "group.initial.rebalance.delay.ms", "0",
                    "group.consumer.assignment.interval.ms", "0");
    private static final Pattern ONLY = Pattern.compile(System.getProperty("conformance.only", ""));

    private static final Path SAID = Report.FOLDER.resolve("tools.txt");

    private RealKafka kafka;
    private Serve vitrine;
    private Path folder;
    private Path classes;

    /// A tool of a table.
    private record Tool(String name, JsonNode said) {
        @Override
        public String toString() {
            return name;
        }
    }

    /// What a tool did.
    private record Outcome(int exitCode, String output) {
        @Override
        public String toString() {
            return exitCode + " and says\n" + output;
        }
    }

    /// A cluster as the table's placeholders see it.
    private record Target(String bootstrap, Path data) {}

    /// Vitrine is there first, so the run that makes the archive of classes asks it.
    @BeforeAll
    void start() throws IOException, InterruptedException {
        folder = Folders.fresh("tools");
        classes = folder.resolve("classes.jsa");
        Files.deleteIfExists(SAID);
        vitrine = Serve.start(RACKS.size(), RACKS, SETTINGS);
        Process archiving =
                KafkaJvm.archiving(
                                classes,
                                "org.apache.kafka.tools.TopicCommand",
                                List.of("--bootstrap-server", vitrine.bootstrap(), "--describe"))
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("archive.log").toFile())
                        .start();
        kafka = RealKafka.start(RACKS.size(), SETTINGS);
        if (!archiving.waitFor(TOOL_S_MAX, TimeUnit.SECONDS)) {
            archiving.destroyForcibly();
        }
    }

    static List<Tool> tools() {
        List<Tool> tools = new ArrayList<>();
        Tables.read("tools.json")
                .forEach(said -> tools.add(new Tool(said.path("tool").asText(), said)));
        return tools.stream().filter(tool -> ONLY.matcher(tool.name()).find()).toList();
    }

    @ParameterizedTest
    @MethodSource("tools")
    void saysWhatItSaysOfKafka(Tool tool) throws IOException {
        Target there = new Target(kafka.bootstrap(), kafka.data(1));
        Target here = new Target(vitrine.bootstrap(), vitrine.data(1));
        SoftAssertions all = new SoftAssertions();
        for (JsonNode run : tool.said().path("runs")) {
            CompletableFuture<Outcome> asked =
                    CompletableFuture.supplyAsync(() -> run(run, there, "kafka"));
            Outcome ours = run(run, here, "vitrine");
            Outcome theirs = asked.join();
            String command = run.path("run").asText();
            keep(command, theirs, ours);
            all.assertThat(theirs.output())
                    .as("Kafka's answer to %s", command)
                    .containsPattern(run.path("says").asText());
            all.assertThat(ours.output()).as(command).isEqualTo(theirs.output());
            all.assertThat(ours.exitCode())
                    .as("exit code of %s", command)
                    .isEqualTo(theirs.exitCode());
        }
        all.assertAll();
    }

    /// Adds to the report's folder what was asked and answered.
    private static void keep(String command, Outcome theirs, Outcome ours) throws IOException {
        String answers = "\nKafka: " + theirs + (ours.equals(theirs) ? "" : "\nVitrine: " + ours);
        Files.writeString(
                SAID,
                command + answers + "\n\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    private Outcome run(JsonNode said, Target target, String side) {
        try {
            Map<String, String> values = new LinkedHashMap<>();
            values.put("bootstrap", target.bootstrap());
            values.put("data", target.data().toString());
            for (Map.Entry<String, JsonNode> file : said.path("files").properties()) {
                Path written = folder.resolve(side + "-" + file.getKey());
                Files.writeString(written, file.getValue().toString());
                values.put(file.getKey(), written.toString());
            }
            List<String> arguments =
                    Arrays.stream(said.path("run").asText().split(" +"))
                            .map(argument -> filled(argument, values))
                            .toList();
            ProcessBuilder builder =
                    KafkaJvm.tool(
                                    classes,
                                    arguments.getFirst(),
                                    arguments.subList(1, arguments.size()))
                            .redirectErrorStream(true);
            Path input = folder.resolve(side + "-input");
            Files.writeString(input, said.path("input").asText());
            Path output = folder.resolve(side + "-output");
            Process process =
                    builder.redirectInput(input.toFile()).redirectOutput(output.toFile()).start();
            if (!process.waitFor(TOOL_S_MAX, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return new Outcome(-1, "does not end");
            }
            String text = Files.readString(output, StandardCharsets.UTF_8);
            return new Outcome(process.exitValue(), normal(said, text, values));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String filled(String text, Map<String, String> values) {
        String filled = text;
        for (Map.Entry<String, String> value : values.entrySet()) {
            filled = filled.replace("${" + value.getKey() + "}", value.getValue());
        }
        return filled;
    }

    /// The output without what lawfully differs: addresses, folders, ids drawn by chance, and what
    /// the table says; columns are as wide as what stands in them.
    private static String normal(JsonNode said, String output, Map<String, String> values) {
        String text = output;
        int node = 1;
        for (String address : values.get("bootstrap").split(",")) {
            text = text.replace(address, "node" + node);
            text = text.replaceAll("\\b" + address.replaceAll(".*:", "") + "\\b", "port" + node++);
        }
        for (Map.Entry<String, String> value : values.entrySet()) {
            text = text.replace(value.getValue(), value.getKey());
        }
        text = text.replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "UUID");
        text = text.replaceAll("(?<![\\w-])[A-Za-z0-9_-]{22}(?![\\w-])", "ID");
        for (Map.Entry<String, JsonNode> any : said.path("any").properties()) {
            text = text.replaceAll(any.getKey(), any.getValue().asText());
        }
        Pattern lines = Pattern.compile(said.path("lines").asText(""));
        List<String> kept =
                text.lines()
                        .map(line -> line.strip().replaceAll("[ \\t]+", " "))
                        .filter(line -> !line.isEmpty() && lines.matcher(line).find())
                        .toList();
        return said.path("sorted").asBoolean()
                ? kept.stream().sorted().collect(Collectors.joining("\n"))
                : String.join("\n", kept);
    }

    @AfterAll
    void stop() throws IOException {
        if (vitrine != null) {
            vitrine.close();
        }
        if (kafka != null) {
            kafka.close();
        }
        if (folder != null) {
            Folders.delete(folder);
        }
    }
}
