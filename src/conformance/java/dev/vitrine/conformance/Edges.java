package dev.vitrine.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The bad variants of a good request: each of its fields at each of its edges, one at a time.
final class Edges {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /// How long a topic's name may be.
    private static final int NAME_LENGTH_MAX = 249;

    /// A request with one field at an edge, and the name of that edge: `topics/0/name=null`.
    record Edge(String name, ObjectNode body) {}

    private final ObjectNode good;
    private final List<Edge> edges = new ArrayList<>();

    private Edges(ObjectNode good) {
        this.good = good;
    }

    static List<Edge> of(Message message, ObjectNode good) {
        Edges edges = new Edges(good);
        edges.vary(message, good, "");
        return edges.edges;
    }

    private void vary(Message message, JsonNode body, String at) {
        for (Message.Slot slot : message.slots()) {
            String path = at + "/" + slot.name();
            JsonNode value = body.get(slot.name());
            if (slot.isArray()) {
                varyArray(slot, value, path);
            } else if (slot.element().isPresent()) {
                if (slot.type().isNullable()) {
                    add(path, "null", value, NullNode.instance);
                }
                if (!value.isNull()) {
                    vary(slot.element().get(), value, path);
                }
            } else {
                varyLeaf(slot, value, path);
            }
        }
    }

    private void varyArray(Message.Slot slot, JsonNode value, String path) {
        add(path, "null", value, NullNode.instance);
        add(path, "empty", value, JSON.arrayNode());
        if (value.size() > 0) {
            ArrayNode twice = JSON.arrayNode();
            twice.add(value.get(0)).addAll((ArrayNode) value);
            add(path, "twice", value, twice);
            if (slot.element().isPresent()) {
                vary(slot.element().get(), value.get(0), path + "/0");
            } else {
                varyLeaf(slot, value.get(0), path + "/0");
            }
        }
    }

    private void varyLeaf(Message.Slot slot, JsonNode value, String path) {
        values(slot).forEach((name, edge) -> add(path, name, value, edge));
        if (slot.leaf().toString().endsWith("RECORDS") && !value.isNull()) {
            add(path, "truncated", value, JSON.objectNode().set("$truncated", value));
            add(path, "flipped", value, JSON.objectNode().set("$flipped", value));
        }
    }

    private static Map<String, JsonNode> values(Message.Slot slot) {
        Map<String, JsonNode> values = new LinkedHashMap<>();
        switch (slot.leaf().toString()) {
            case "BOOLEAN" -> {
                values.put("true", JSON.booleanNode(true));
                values.put("false", JSON.booleanNode(false));
            }
            case "INT8" -> integers(values, Byte.MIN_VALUE, Byte.MAX_VALUE);
            case "INT16" -> integers(values, Short.MIN_VALUE, Short.MAX_VALUE);
            case "INT32" -> integers(values, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case "INT64" -> integers(values, Long.MIN_VALUE, Long.MAX_VALUE);
            case "UUID" -> {
                values.put("zero", JSON.textNode("AAAAAAAAAAAAAAAAAAAAAA"));
                values.put("unknown", JSON.textNode("8dG3c1kQSvyf4sQ1dJ8dHg"));
            }
            case "FLOAT64" -> values.put("-1", JSON.numberNode(-1.0));
            default -> {
                values.put("null", NullNode.instance);
                values.put("empty", JSON.textNode(""));
                if (slot.leaf().toString().endsWith("STRING")) {
                    values.put("unknown", JSON.textNode("${run}-unknown"));
                    values.put("long", JSON.textNode("${run}-" + "x".repeat(NAME_LENGTH_MAX)));
                    values.put("illegal", JSON.textNode("${run}/b c"));
                } else {
                    values.put("garbage", JSON.textNode("AQIDBA=="));
                }
            }
        }
        return values;
    }

    private static void integers(Map<String, JsonNode> values, long min, long max) {
        for (long value : new long[] {min, -2, -1, 0, 1, 2, max}) {
            values.put(
                    value == min ? "min" : value == max ? "max" : String.valueOf(value),
                    JSON.numberNode(value));
        }
    }

    private void add(String path, String name, JsonNode before, JsonNode edge) {
        if (before.equals(edge) || before.isNumber() && before.asText().equals(edge.asText())) {
            return;
        }
        ObjectNode body = good.deepCopy();
        int slash = path.lastIndexOf('/');
        JsonNode parent = body.at(path.substring(0, slash));
        String last = path.substring(slash + 1);
        switch (parent) {
            case ArrayNode array -> array.set(Integer.parseInt(last), edge);
            case ObjectNode object -> object.set(last, edge);
            default -> throw new IllegalStateException(path);
        }
        edges.add(new Edge(path.substring(1) + "=" + name, body));
    }
}
