package dev.vitrine.scenario;

import dev.vitrine.config.Settings;
import dev.vitrine.scenario.Scenario.Chapter;
import dev.vitrine.scenario.Scenario.Clients;
import dev.vitrine.scenario.Scenario.Step;
import dev.vitrine.scenario.Scenario.TopicPlan;
import dev.vitrine.scenario.Scenario.Topology;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Reads scenario files, strictly: every field is known, every name leads somewhere, every
/// condition can be computed. The first thing that is wrong is a [ScenarioException] with its
/// place.
public final class ScenarioReader {
    public static final long FILE_BYTES_MAX = 1_000_000;
    public static final int CHAPTERS_MAX = 50;
    public static final int STEPS_MAX = 200;
    public static final int ITEMS_MAX = 50;
    public static final int BROKERS_MAX = 9;
    public static final int PARTITIONS_MAX = 200;

    private static final List<String> LEVELS = List.of("first steps", "basics", "advanced");

    private final String source;
    private final StepReader steps;
    private Known known = Known.ofBrokers(0);

    private ScenarioReader(String source) {
        this.source = source;
        this.steps = new StepReader(source);
    }

    /// @throws ScenarioException when the file is no scenario, or cannot be read
    public static Scenario read(Path file) {
        String name = String.valueOf(file.getFileName());
        String text;
        try {
            if (Files.size(file) > FILE_BYTES_MAX) {
                throw new ScenarioException(
                        name, "a scenario has at most " + FILE_BYTES_MAX + " bytes");
            }
            text = Files.readString(file);
        } catch (CharacterCodingException e) {
            throw new ScenarioException(name, "it is not text in UTF-8");
        } catch (IOException e) {
            throw new ScenarioException(name, "it cannot be read: " + e.getMessage());
        }
        return read(name, text);
    }

    /// @param name the file's name, for messages and the id
    /// @throws ScenarioException when the text is no scenario
    public static Scenario read(String name, String text) {
        Json json = Json.parse(name, text);
        String id = name.endsWith(".json") ? name.substring(0, name.length() - 5) : name;
        return new ScenarioReader(name).scenario(id, json);
    }

    private Scenario scenario(String id, Json json) {
        Fields fields =
                Fields.of(
                        source,
                        "a scenario",
                        json,
                        "title",
                        "summary",
                        "watchFor",
                        "level",
                        "timings",
                        "topology",
                        "chapters");
        Topology topology = topology(fields.required("topology"));
        steps.collectNames(fields.required("chapters"), known);
        List<Chapter> chapters = new ArrayList<>();
        for (Json each : Fields.list(source, fields.required("chapters"), 1, CHAPTERS_MAX)) {
            chapters.add(chapter(chapters.size() + 1, each));
        }
        return new Scenario(
                id,
                fields.text("title"),
                fields.text("summary"),
                fields.text("watchFor"),
                fields.oneOf("level", LEVELS, "basics"),
                fields.oneOf("timings", List.of("classroom", "production"), "classroom")
                                .equals("classroom")
                        ? Timings.CLASSROOM
                        : Timings.PRODUCTION,
                topology,
                List.copyOf(chapters));
    }

    private Topology topology(Json json) {
        Fields fields =
                Fields.of(
                        source,
                        "a topology",
                        json,
                        "brokers",
                        "settings",
                        "topics",
                        "producers",
                        "consumers");
        int brokers = fields.integer("brokers", 3, 1, BROKERS_MAX);
        known = Known.ofBrokers(brokers);
        Map<String, String> settings = fields.settings("settings");
        try {
            Settings.ofBroker(settings);
        } catch (IllegalArgumentException e) {
            throw fields.wrong("settings", String.valueOf(e.getMessage()));
        }
        List<TopicPlan> topics = new ArrayList<>();
        for (Json each : fields.list("topics", ITEMS_MAX)) {
            topics.add(steps.topic(each, known));
        }
        List<Action.StartProducer> producers = new ArrayList<>();
        for (Json each : fields.list("producers", ITEMS_MAX)) {
            producers.add(steps.producer(each, known));
        }
        List<Action.StartConsumer> consumers = new ArrayList<>();
        for (Json each : fields.list("consumers", ITEMS_MAX)) {
            consumers.add(steps.consumer(each, known));
        }
        return new Topology(
                brokers,
                settings,
                List.copyOf(topics),
                new Clients(List.copyOf(producers), List.copyOf(consumers)));
    }

    private Chapter chapter(int number, Json json) {
        Fields fields =
                Fields.of(source, "a chapter", json, "title", "throughout", "steps", "tryThis");
        List<Expectation> throughout =
                steps.expectations(fields, "throughout", number + ".0", known);
        for (Expectation each : throughout) {
            if (each.when() != Expectation.When.ALWAYS && each.when() != Expectation.When.NEVER) {
                throw fields.wrong(
                        "throughout", "what holds throughout a chapter is always or never so");
            }
        }
        List<Step> read = new ArrayList<>();
        for (Json each : Fields.list(source, fields.required("steps"), 1, STEPS_MAX)) {
            read.add(steps.step(number + "." + (read.size() + 1), each, known));
        }
        return new Chapter(
                fields.text("title"), throughout, List.copyOf(read), fields.text("tryThis", ""));
    }
}
