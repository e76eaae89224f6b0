package dev.vitrine.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Makes answers comparable: replaces what may lawfully differ between two clusters, by the rules
/// of `normal.json`, each of which says why.
final class Normal {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final long NOW_MS = 3_600_000;

    /// Fields by which the elements of an array are put in order; their order in an answer means
    /// nothing.
    private static final List<String> KEYS =
            List.of(
                    "topicName",
                    "name",
                    "topic",
                    "topicId",
                    "groupId",
                    "partitionIndex",
                    "partition",
                    "index",
                    "apiKey",
                    "nodeId",
                    "brokerId",
                    "id",
                    "resourceName",
                    "memberId",
                    "key",
                    "replicaId",
                    "quorum");

    private final Map<String, List<Rule>> rules = new HashMap<>();

    /// Settings whose values say where a node is and who it is.
    private final Set<String> ownSettings = new HashSet<>();

    private final Map<Pattern, String> texts = new LinkedHashMap<>();

    private record Rule(Optional<String> api, String as) {}

    Normal() {
        for (JsonNode said : Tables.read("normal.json")) {
            said.path("settings").forEach(setting -> ownSettings.add(setting.asText()));
            said.path("texts")
                    .properties()
                    .forEach(text ->
                            texts.put(Pattern.compile(text.getKey()), text.getValue().asText()));
            for (JsonNode field : said.path("fields")) {
                rules.computeIfAbsent(field.asText(), _ -> new ArrayList<>())
                        .add(
                                new Rule(
                                        Optional.ofNullable(said.get("api")).map(JsonNode::asText),
                                        said.path("as").asText()));
            }
        }
    }

    /// What the values of one side are called in one script. The same on both sides, when both say
    /// the same things in the same order.
    static final class Names {
        private final Side side;
        private final Map<String, String> names = new LinkedHashMap<>();

        Names(Side side) {
            this.side = side;
        }

        void name(String value, String name) {
            names.put(value, name);
        }

        private String of(String value, String field) {
            String topic = side.topics.get(value);
            if (topic != null) {
                return replaced(topic);
            }
            return names.computeIfAbsent(value, _ -> field + "#" + names.size());
        }

        private String replaced(String text) {
            for (Map.Entry<String, String> known : names.entrySet()) {
                text = text.replace(known.getKey(), known.getValue());
            }
            for (Map.Entry<String, String> known : side.topics.entrySet()) {
                text = text.replace(known.getKey(), known.getValue());
            }
            return text;
        }
    }

    /// @param asked the request as the table has it, whose own values are kept
    JsonNode normal(Step step, String asked, JsonNode answer, Names names) {
        learnTopics(answer, names.side);
        return new Pass(step, asked, names).normal("", answer);
    }

    private static void learnTopics(JsonNode at, Side side) {
        String id = at.path("topicId").asText("");
        String name = "";
        for (String field : List.of("name", "topicName", "topic")) {
            name = name.isEmpty() ? at.path(field).asText("") : name;
        }
        if (!id.isEmpty()
                && !name.isEmpty()
                && !name.equals("null")
                && !id.startsWith("AAAAAAAAAAAAAAAAAAAAA")) {
            side.topics.put(id, Side.ID_OF + name);
        }
        at.forEach(child -> learnTopics(child, side));
    }

    private final class Pass {
        final Step step;
        final String asked;
        final Names names;

        Pass(Step step, String asked, Names names) {
            this.step = step;
            this.asked = asked;
            this.names = names;
        }

        JsonNode normal(String field, JsonNode value) {
            if (step.isAny(field)) {
                return JSON.textNode("any");
            }
            return switch (value) {
                case ObjectNode object -> object(object);
                case ArrayNode array -> array(field, array);
                default -> leaf(field, value);
            };
        }

        private ObjectNode object(ObjectNode said) {
            ObjectNode normal = JSON.objectNode();
            said.fields()
                    .forEachRemaining(entry ->
                            normal.set(entry.getKey(), normal(entry.getKey(), entry.getValue())));
            String topic = said.path("name").asText("");
            if (said.has("value") && ownSettings.contains(topic)) {
                normal.put("value", said.path("value").asText().isEmpty() ? "none" : "own");
            }
            if (said.has("replicaNodes") && step.isUnplaced()) {
                place(said, normal);
            }
            if (topic.startsWith("__") && said.has("partitions")) {
                said.path("partitions")
                        .forEach(partition ->
                                place(
                                        (ObjectNode) partition,
                                        (ObjectNode)
                                                normal.path("partitions")
                                                        .path("[" + key(partition) + "]")));
            }
            return normal;
        }

        /// Names replicas by their place among the replicas.
        private static void place(ObjectNode said, ObjectNode normal) {
            List<Integer> replicas = new ArrayList<>();
            said.path("replicaNodes").forEach(node -> replicas.add(node.asInt()));
            for (String field : List.of("leaderId", "replicaNodes", "isrNodes")) {
                JsonNode nodes = said.path(field);
                if (nodes.isArray()) {
                    List<Integer> places = new ArrayList<>();
                    nodes.forEach(node -> places.add(replicas.indexOf(node.asInt())));
                    ArrayNode placed = normal.putArray(field);
                    places.stream().sorted().forEach(place -> placed.add("replica " + place));
                } else if (nodes.asInt() >= 0) {
                    normal.put(field, "replica " + replicas.indexOf(nodes.asInt()));
                }
            }
        }

        /// An object by the elements' keys, where they have keys and each is there once.
        private JsonNode array(String field, ArrayNode said) {
            List<JsonNode> elements = new ArrayList<>();
            said.forEach(element -> elements.add(normal(field, element)));
            if (step.isOwn()) {
                elements.removeIf(element -> element.isObject() && !isOwn(key(element)));
            }
            if (!elements.isEmpty() && elements.getFirst().isObject()) {
                elements.sort(Comparator.comparing(Normal::key));
                ObjectNode byKey = JSON.objectNode();
                elements.forEach(element -> byKey.set("[" + key(element) + "]", element));
                if (byKey.size() == elements.size() && !byKey.has("[]")) {
                    return byKey;
                }
            } else if (field.equals("isrNodes")) {
                elements.sort(Comparator.comparing(JsonNode::asText));
            }
            return JSON.arrayNode().addAll(elements);
        }

        private static boolean isOwn(String key) {
            return key.isEmpty() || key.contains("RUN") || key.contains("ONCE");
        }

        private JsonNode leaf(String field, JsonNode value) {
            List<Rule> all = rules.getOrDefault(field, List.of());
            for (Rule rule : all) {
                if (rule.api().isPresent() && rule.api().get().equals(step.api().name)) {
                    return apply(rule.as(), field, value);
                }
            }
            for (Rule rule : all) {
                if (rule.api().isEmpty()) {
                    return apply(rule.as(), field, value);
                }
            }
            return value.isTextual() ? JSON.textNode(text(value.asText())) : value;
        }

        private String text(String said) {
            String text = names.replaced(said);
            for (Map.Entry<Pattern, String> rule : texts.entrySet()) {
                text = rule.getKey().matcher(text).replaceAll(rule.getValue());
            }
            return text;
        }

        private JsonNode apply(String as, String field, JsonNode value) {
            return switch (as) {
                case "id" -> {
                    String text = value.asText();
                    yield !value.isTextual()
                                    || text.isEmpty()
                                    || text.startsWith("AAAAAAAAAAAAAAAAAAAAA")
                                    || asked.contains(text)
                                            && !names.names.containsKey(text)
                                            && !names.side.topics.containsKey(text)
                            ? value
                            : JSON.textNode(names.of(text, field));
                }
                case "number" ->
                        value.asLong() > 0 && !asked.contains(value.asText())
                                ? JSON.textNode("some " + field)
                                : value;
                case "some" -> value.asLong() >= 0 ? JSON.textNode("some " + field) : value;
                case "positive" -> value.asLong() > 0 ? JSON.textNode("positive") : value;
                case "now" ->
                        Math.abs(value.asLong() - System.currentTimeMillis()) < NOW_MS
                                ? JSON.textNode("now")
                                : value;
                case "port" -> port(value);
                case "any" -> JSON.textNode("any");
                default -> throw new IllegalArgumentException("no such rule: " + as);
            };
        }

        private JsonNode port(JsonNode value) {
            return names.side.brokers().entrySet().stream()
                    .filter(broker -> broker.getValue().getPort() == value.asInt())
                    .findFirst()
                    .<JsonNode>map(broker -> JSON.textNode("port of node " + broker.getKey()))
                    .orElse(value);
        }
    }

    private static String key(JsonNode element) {
        for (String field : KEYS) {
            JsonNode value = element.path(field);
            if (value.isValueNode() && !value.isNull() && !value.asText().isEmpty()) {
                return value.asText();
            }
        }
        return "";
    }
}
