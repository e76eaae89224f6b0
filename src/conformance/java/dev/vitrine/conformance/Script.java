package dev.vitrine.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Calls that belong together, one after the other.
///
/// In a table, `{"topic": NAME, "partitions": 2, "replicas": 3, "configs": {…}}` is short for the
/// step that creates a topic whose partition p is led by broker p mod 3 + 1 and that captures its
/// `id`.
///
/// `{"use": NAME}` stands for the steps of that name in `fragments.json`.
///
/// @param once what is done once before the script is run in its versions and at its edges; there,
///   `${run}` is what `${once}` is in `steps`
record Script(String area, String name, List<Step> once, List<Step> steps) {
    private static final int BROKERS = 3;
    private static final JsonNode FRAGMENTS = Tables.read("fragments.json");

    static List<Script> ofArea(String area) {
        List<Script> scripts = new ArrayList<>();
        for (JsonNode said : Tables.read(area + ".json")) {
            String name = said.path("script").asText();
            try {
                scripts.add(
                        new Script(
                                area, name, steps(said.path("once")), steps(said.path("steps"))));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(area + ".json, " + name, e);
            }
        }
        return scripts;
    }

    private static List<Step> steps(JsonNode said) {
        List<Step> steps = new ArrayList<>();
        for (JsonNode step : said) {
            if (step.has("use")) {
                steps.addAll(steps(FRAGMENTS.path(step.get("use").asText())));
            } else {
                steps.add(new Step(step.has("topic") ? creation(step) : step));
            }
        }
        return List.copyOf(steps);
    }

    private static JsonNode creation(JsonNode said) {
        ObjectNode topic = JsonNodeFactory.instance.objectNode();
        topic.set("name", said.get("topic"));
        topic.put("numPartitions", -1).put("replicationFactor", -1);
        ArrayNode assignments = topic.putArray("assignments");
        for (int partition = 0; partition < said.path("partitions").asInt(2); partition++) {
            ObjectNode assignment = assignments.addObject().put("partitionIndex", partition);
            ArrayNode replicas = assignment.putArray("brokerIds");
            for (int i = 0; i < said.path("replicas").asInt(BROKERS); i++) {
                replicas.add((partition + i) % BROKERS + 1);
            }
        }
        ArrayNode configs = topic.putArray("configs");
        said.path("configs")
                .properties()
                .forEach(config ->
                        configs.addObject()
                                .put("name", config.getKey())
                                .put("value", config.getValue().asText()));
        ObjectNode step = JsonNodeFactory.instance.objectNode().put("call", "CreateTopics");
        step.putObject("body").put("timeoutMs", 10_000).putArray("topics").add(topic);
        step.putArray("any").add("configs");
        step.put("why", "compared where the creation is what the script is about");
        step.putObject("capture").put(said.path("as").asText("id"), "/topics/0/topicId");
        return step;
    }

    /// The step that the script is about: it is called in all versions, and its edges are tried.
    Optional<Step> varied() {
        return steps.stream().filter(Step::isVaried).findFirst();
    }
}
