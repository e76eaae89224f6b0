package dev.vitrine.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Fills in a request what a table leaves open: `${name}`, and bytes in words.
///
/// | written | meant |
/// |---|---|
/// | `"${name}"` | the captured value, of whatever type |
/// | `"a-${name}"` | text with captured values in it |
/// | `{"$records": {…}}` | a batch of records, see [Batches#write] |
/// | `{"$utf8": "x"}` | the bytes of a text |
/// | `{"$message": NAME, "version": 1, "body": {…}}` | a message of Kafka's with its version before it |
/// | `{"$join": [a, b]}` | bytes one after the other |
/// | `{"$truncated": a}`, `{"$flipped": a}` | bytes without the last, and with the last changed |
final class Template {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Pattern NAME = Pattern.compile("\\$\\{([A-Za-z0-9]+)}");

    private final Map<String, JsonNode> values;

    Template(Map<String, JsonNode> values) {
        this.values = values;
    }

    /// @throws NotCaptured when a value is not known
    JsonNode fill(JsonNode said) {
        return switch (said) {
            case ArrayNode array -> {
                ArrayNode filled = JSON.arrayNode();
                array.forEach(element -> filled.add(fill(element)));
                yield filled;
            }
            case ObjectNode object -> {
                if (object.size() > 0 && object.fieldNames().next().startsWith("$")) {
                    yield JSON.textNode(Base64.getEncoder().encodeToString(bytes(object)));
                }
                ObjectNode filled = JSON.objectNode();
                object.fields()
                        .forEachRemaining(
                                field -> filled.set(text(field.getKey()), fill(field.getValue())));
                yield filled;
            }
            default -> {
                if (!said.isTextual()) {
                    yield said;
                }
                Matcher whole = NAME.matcher(said.asText());
                yield whole.matches() ? value(whole.group(1)) : JSON.textNode(text(said.asText()));
            }
        };
    }

    String text(String said) {
        return NAME.matcher(said)
                .replaceAll(match -> Matcher.quoteReplacement(value(match.group(1)).asText()));
    }

    private JsonNode value(String name) {
        JsonNode value = values.get(name);
        if (value == null) {
            throw new NotCaptured(name);
        }
        return value;
    }

    private byte[] bytes(ObjectNode said) {
        String kind = said.fieldNames().next();
        JsonNode of = said.get(kind);
        return switch (kind) {
            case "$records" -> Batches.write(fill(of));
            case "$utf8" -> text(of.asText()).getBytes(StandardCharsets.UTF_8);
            case "$message" -> message(of.asText(), said);
            case "$truncated" -> {
                byte[] bytes = decoded(of);
                yield Arrays.copyOf(bytes, bytes.length - 1);
            }
            case "$flipped" -> {
                byte[] bytes = decoded(of);
                bytes[bytes.length - 1] ^= 1;
                yield bytes;
            }
            case "$join" -> {
                ByteBuffer joined = ByteBuffer.allocate(1 << 20);
                of.forEach(part -> joined.put(decoded(part)));
                yield Arrays.copyOf(joined.array(), joined.position());
            }
            default -> throw new IllegalArgumentException("no such bytes: " + kind);
        };
    }

    private byte[] decoded(JsonNode said) {
        return Base64.getDecoder().decode(fill(said).asText());
    }

    private byte[] message(String name, ObjectNode said) {
        short version = (short) said.path("version").asInt();
        Message message = Message.named(name, version);
        ByteBuffer body = message.encode(message.complete(fill(said.path("body"))));
        ByteBuffer whole = ByteBuffer.allocate(Short.BYTES + body.remaining());
        return whole.putShort(version).put(body).array();
    }

    /// A value that an earlier step should have captured.
    static final class NotCaptured extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotCaptured(String name) {
            super("nothing is known as " + name);
        }
    }
}
