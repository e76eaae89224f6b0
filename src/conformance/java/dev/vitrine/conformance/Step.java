package dev.vitrine.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import org.apache.kafka.common.protocol.ApiKeys;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A step of a script: one call and what is done with its answer.
///
/// | key | what it says |
/// |---|---|
/// | `call` | the API, as `CreateTopics` |
/// | `body` | the request; fields that are missing have their defaults |
/// | `version` | the version; the latest that Kafka serves when it is missing |
/// | `to` | the broker's id; 1 when it is missing; `{"coordinator": GROUP}` the broker that coordinates the group, `{"stranger": GROUP}` another |
/// | `on` | the connection's name, for scripts that need several |
/// | `vary` | the step whose versions and edges the script is run for |
/// | `only`, `skip` | regular expressions on an edge's name: which edges are asked |
/// | `capture` | names for values of the answer, by JSON pointer |
/// | `until` | asks until the answer has these values, by JSON pointer |
/// | `later` | leaves the answer on its way; the step `{"answer": NAME}` takes it |
/// | `unplaced` | the topics' replicas were placed by the cluster: only their positions are compared |
/// | `own` | of the answer's entries only those with the script's own names are compared |
/// | `any` | fields whose values may differ here; `why` says why |
record Step(JsonNode said) {
    Step {
        said.fieldNames()
                .forEachRemaining(key -> {
                    if (!KEYS.contains(key)) {
                        throw new IllegalArgumentException("no such key: " + key);
                    }
                });
    }

    private static final List<String> KEYS =
            List.of(
                    "call",
                    "body",
                    "version",
                    "to",
                    "on",
                    "vary",
                    "only",
                    "skip",
                    "capture",
                    "until",
                    "later",
                    "answer",
                    "unplaced",
                    "own",
                    "any",
                    "why");

    ApiKeys api() {
        return api(said.path("call").asText());
    }

    static ApiKeys api(String call) {
        return Arrays.stream(ApiKeys.values())
                .filter(api -> api.name.equals(call))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no API is called " + call));
    }

    JsonNode body() {
        return said.has("body") ? said.get("body") : JsonNodeFactory.instance.objectNode();
    }

    Optional<Short> version() {
        return said.has("version")
                ? Optional.of((short) said.get("version").asInt())
                : Optional.empty();
    }

    JsonNode to() {
        return said.has("to") ? said.get("to") : JsonNodeFactory.instance.numberNode(1);
    }

    String connection() {
        return said.path("on").asText("main");
    }

    boolean isVaried() {
        return said.path("vary").asBoolean();
    }

    String only() {
        return said.path("only").asText(".*");
    }

    String skip() {
        return said.path("skip").asText("(?!)");
    }

    Map<String, String> capture() {
        return texts("capture");
    }

    Optional<JsonNode> until() {
        return Optional.ofNullable(said.get("until"));
    }

    Optional<String> later() {
        return Optional.ofNullable(said.get("later")).map(JsonNode::asText);
    }

    /// The name of the call whose answer this step takes.
    Optional<String> answer() {
        return Optional.ofNullable(said.get("answer")).map(JsonNode::asText);
    }

    boolean isUnplaced() {
        return said.path("unplaced").asBoolean();
    }

    boolean isOwn() {
        return said.path("own").asBoolean();
    }

    /// Whether the value of a field may differ here.
    boolean isAny(String field) {
        for (JsonNode any : said.path("any")) {
            if (any.asText().equals(field)) {
                return true;
            }
        }
        return false;
    }

    private Map<String, String> texts(String key) {
        Map<String, String> texts = new TreeMap<>();
        said.path(key)
                .fields()
                .forEachRemaining(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
        return texts;
    }
}
