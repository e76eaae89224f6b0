package dev.vitrine.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.types.BoundField;
import org.apache.kafka.common.protocol.types.CompactArrayOf;
import org.apache.kafka.common.protocol.types.Field;
import org.apache.kafka.common.protocol.types.Schema;
import org.apache.kafka.common.protocol.types.TaggedFields;
import org.apache.kafka.common.protocol.types.Type;
import org.apache.kafka.common.utils.internals.ByteUtils;

import java.lang.reflect.ParameterizedType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A message of Kafka's protocol in one version: its bytes from JSON and back, by Kafka's own
/// schemas.
///
/// Kafka's generated classes are not used to encode, because they refuse to say what a client must
/// not say, such as null where none is allowed; they tell the fields' defaults.
///
/// The JSON has Kafka's field names in camel case. Bytes are base64. Records are read as a list of
/// batches and written from base64.
final class Message {
    /// The longest message that a table can ask for.
    private static final int BYTES_MAX = 1 << 20;

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Schema schema;
    private final Class<?> data;

    private Message(Schema schema, Class<?> data) {
        this.schema = schema;
        this.data = data;
    }

    static Message request(ApiKeys api, short version) {
        Class<?> data = api.messageType.newRequest().getClass();
        return new Message(schemas(data)[version], data);
    }

    static Message response(ApiKeys api, short version) {
        Class<?> data = api.messageType.newResponse().getClass();
        return new Message(schemas(data)[version], data);
    }

    /// A message that is no request, such as `ConsumerProtocolSubscription`.
    static Message named(String name, short version) {
        try {
            Class<?> data = Class.forName("org.apache.kafka.common.message." + name);
            return new Message(schemas(data)[version], data);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(name, e);
        }
    }

    private static Schema[] schemas(Class<?> data) {
        try {
            return (Schema[]) data.getField("SCHEMAS").get(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(data.getName(), e);
        }
    }

    // ---- what may be said ----------------------------------------------------------------------

    /// A field as a table sees it.
    ///
    /// @param element the message that the field, or each of its elements, is
    record Slot(String name, Type type, Optional<Message> element, boolean tagged) {
        boolean isArray() {
            return type.isArray();
        }

        /// The type of the value, or of the elements.
        Type leaf() {
            return type.arrayElementType().orElse(type);
        }
    }

    /// The fields that this version has, in the order of the wire.
    List<Slot> slots() {
        List<Slot> slots = new ArrayList<>();
        for (BoundField field : schema.fields()) {
            if (field.def.type instanceof TaggedFields tagged) {
                tagged.fields().values().forEach(def -> slots.add(slot(def, true)));
            } else {
                slots.add(slot(field.def, false));
            }
        }
        return slots;
    }

    private Slot slot(Field def, boolean tagged) {
        String name = camelCase(def.name);
        Type leaf = def.type.arrayElementType().orElse(def.type);
        Optional<Message> element =
                leaf instanceof Schema nested
                        ? Optional.of(new Message(nested, elementClass(name)))
                        : Optional.empty();
        return new Slot(name, def.type, element, tagged);
    }

    private static String camelCase(String snake) {
        StringBuilder camel = new StringBuilder();
        for (int i = 0; i < snake.length(); i++) {
            char c = snake.charAt(i);
            camel.append(c == '_' ? Character.toUpperCase(snake.charAt(++i)) : c);
        }
        return camel.toString();
    }

    private Class<?> elementClass(String name) {
        java.lang.reflect.Field field = declared(name).orElseThrow();
        if (field.getGenericType() instanceof ParameterizedType list) {
            return (Class<?>) list.getActualTypeArguments()[0];
        }
        if (Collection.class.isAssignableFrom(field.getType())) {
            ParameterizedType collection =
                    (ParameterizedType) field.getType().getGenericSuperclass();
            return (Class<?>) collection.getActualTypeArguments()[0];
        }
        return field.getType();
    }

    private Optional<java.lang.reflect.Field> declared(String name) {
        try {
            return Optional.of(data.getDeclaredField(name));
        } catch (NoSuchFieldException e) {
            return Optional.empty();
        }
    }

    // ---- from JSON -----------------------------------------------------------------------------

    /// `body` with every field of this version: those that are not said have their defaults, and
    /// those that this version lacks are left out.
    ///
    /// @throws IllegalArgumentException when no version has such a field
    ObjectNode complete(JsonNode body) {
        body.fieldNames()
                .forEachRemaining(name -> {
                    if (declared(name).isEmpty()) {
                        throw new IllegalArgumentException(
                                data.getSimpleName() + " has no " + name);
                    }
                });
        ObjectNode whole = JSON.objectNode();
        for (Slot slot : slots()) {
            JsonNode said = body.get(slot.name);
            whole.set(slot.name, completed(slot, said == null ? initial(slot) : said));
        }
        return whole;
    }

    private static JsonNode completed(Slot slot, JsonNode value) {
        if (slot.element.isEmpty() || value.isNull()) {
            return value;
        }
        if (!slot.isArray()) {
            return slot.element.get().complete(value);
        }
        ArrayNode elements = JSON.arrayNode();
        value.forEach(element -> elements.add(slot.element.get().complete(element)));
        return elements;
    }

    private JsonNode initial(Slot slot) {
        try {
            var constructor = data.getDeclaredConstructor();
            Object value = data.getMethod(slot.name).invoke(constructor.newInstance());
            return switch (value) {
                case null -> NullNode.instance;
                case Boolean flag -> JSON.booleanNode(flag);
                case Double number -> JSON.numberNode(number);
                case Number number -> JSON.numberNode(number.longValue());
                case String text -> JSON.textNode(text);
                case Uuid id -> JSON.textNode(id.toString());
                case byte[] bytes -> JSON.textNode(Base64.getEncoder().encodeToString(bytes));
                case ByteBuffer bytes -> JSON.textNode(base64(bytes));
                case Collection<?> none -> JSON.arrayNode();
                default -> JSON.objectNode();
            };
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(data.getName() + "." + slot.name, e);
        }
    }

    /// The bytes of a body that is complete. Null may stand where Kafka's schema allows none.
    ByteBuffer encode(ObjectNode body) {
        ByteBuffer out = ByteBuffer.allocate(BYTES_MAX);
        write(out, body);
        return out.flip();
    }

    private void write(ByteBuffer out, JsonNode body) {
        for (BoundField field : schema.fields()) {
            if (field.def.type instanceof TaggedFields tagged) {
                writeTagged(out, tagged, body);
            } else {
                Slot slot = slot(field.def, false);
                writeSlot(out, slot, body.get(slot.name));
            }
        }
    }

    private void writeTagged(ByteBuffer out, TaggedFields tagged, JsonNode body) {
        Map<Integer, ByteBuffer> said = new TreeMap<>();
        tagged.fields()
                .forEach((tag, def) -> {
                    Slot slot = slot(def, true);
                    JsonNode value = body.get(slot.name);
                    if (!value.equals(completed(slot, initial(slot)))) {
                        ByteBuffer bytes = ByteBuffer.allocate(BYTES_MAX);
                        writeSlot(bytes, slot, value);
                        said.put(tag, bytes.flip());
                    }
                });
        ByteUtils.writeUnsignedVarint(said.size(), out);
        said.forEach((tag, bytes) -> {
            ByteUtils.writeUnsignedVarint(tag, out);
            ByteUtils.writeUnsignedVarint(bytes.remaining(), out);
            out.put(bytes);
        });
    }

    private static void writeSlot(ByteBuffer out, Slot slot, JsonNode value) {
        if (!slot.isArray()) {
            writeValue(out, slot, value);
            return;
        }
        boolean compact = slot.type instanceof CompactArrayOf;
        if (compact) {
            ByteUtils.writeUnsignedVarint(value.isNull() ? 0 : value.size() + 1, out);
        } else {
            out.putInt(value.isNull() ? -1 : value.size());
        }
        value.forEach(element -> writeValue(out, slot, element));
    }

    private static void writeValue(ByteBuffer out, Slot slot, JsonNode value) {
        Type type = slot.leaf();
        if (slot.element.isPresent()) {
            if (type.isNullable()) {
                out.put((byte) (value.isNull() ? -1 : 1));
            }
            if (!value.isNull()) {
                slot.element.get().write(out, value);
            }
            return;
        }
        switch (type.toString()) {
            case "BOOLEAN" -> out.put((byte) (value.asBoolean() ? 1 : 0));
            case "INT8" -> out.put((byte) value.asInt());
            case "INT16", "UINT16" -> out.putShort((short) value.asInt());
            case "INT32", "UINT32" -> out.putInt((int) value.asLong());
            case "INT64" -> out.putLong(value.asLong());
            case "FLOAT64" -> out.putDouble(value.asDouble());
            case "UUID" -> Type.UUID.write(out, Uuid.fromString(value.asText()));
            case "STRING", "NULLABLE_STRING" -> {
                byte[] bytes = value.asText().getBytes(StandardCharsets.UTF_8);
                out.putShort((short) (value.isNull() ? -1 : bytes.length));
                out.put(value.isNull() ? new byte[0] : bytes);
            }
            case "COMPACT_STRING", "COMPACT_NULLABLE_STRING" ->
                    writeCompact(out, value, value.asText().getBytes(StandardCharsets.UTF_8));
            case "COMPACT_BYTES",
                    "COMPACT_NULLABLE_BYTES",
                    "COMPACT_RECORDS",
                    "COMPACT_NULLABLE_RECORDS" ->
                    writeCompact(out, value, bytes(value));
            case "BYTES", "NULLABLE_BYTES", "RECORDS", "NULLABLE_RECORDS" -> {
                byte[] bytes = bytes(value);
                out.putInt(value.isNull() ? -1 : bytes.length);
                out.put(bytes);
            }
            default -> throw new IllegalArgumentException("cannot write " + type);
        }
    }

    private static byte[] bytes(JsonNode base64) {
        return base64.isNull() ? new byte[0] : Base64.getDecoder().decode(base64.asText());
    }

    private static void writeCompact(ByteBuffer out, JsonNode value, byte[] bytes) {
        ByteUtils.writeUnsignedVarint(value.isNull() ? 0 : bytes.length + 1, out);
        out.put(value.isNull() ? new byte[0] : bytes);
    }

    // ---- to JSON -------------------------------------------------------------------------------

    ObjectNode decode(ByteBuffer bytes) {
        ObjectNode body = JSON.objectNode();
        for (BoundField field : schema.fields()) {
            if (field.def.type instanceof TaggedFields tagged) {
                readTagged(bytes, tagged, body);
            } else {
                Slot slot = slot(field.def, false);
                body.set(slot.name, readSlot(bytes, slot));
            }
        }
        return body;
    }

    private void readTagged(ByteBuffer in, TaggedFields tagged, ObjectNode body) {
        tagged.fields()
                .values()
                .forEach(def -> {
                    Slot slot = slot(def, true);
                    body.set(slot.name, completed(slot, initial(slot)));
                });
        int count = ByteUtils.readUnsignedVarint(in);
        for (int i = 0; i < count; i++) {
            int tag = ByteUtils.readUnsignedVarint(in);
            int size = ByteUtils.readUnsignedVarint(in);
            ByteBuffer value = in.slice(in.position(), size);
            in.position(in.position() + size);
            Field def = tagged.fields().get(tag);
            if (def == null) {
                body.put("unknownTag" + tag, base64(value));
            } else {
                Slot slot = slot(def, true);
                body.set(slot.name, readSlot(value, slot));
            }
        }
    }

    private static JsonNode readSlot(ByteBuffer in, Slot slot) {
        if (!slot.isArray()) {
            return readValue(in, slot);
        }
        boolean compact = slot.type instanceof CompactArrayOf;
        int count = compact ? ByteUtils.readUnsignedVarint(in) - 1 : in.getInt();
        if (count < 0) {
            return NullNode.instance;
        }
        ArrayNode elements = JSON.arrayNode();
        for (int i = 0; i < count; i++) {
            elements.add(readValue(in, slot));
        }
        return elements;
    }

    private static JsonNode readValue(ByteBuffer in, Slot slot) {
        Type type = slot.leaf();
        if (slot.element.isPresent()) {
            if (type.isNullable() && in.get() < 0) {
                return NullNode.instance;
            }
            return slot.element.get().decode(in);
        }
        if (type.toString().endsWith("RECORDS")) {
            int size =
                    type.toString().startsWith("COMPACT_")
                            ? ByteUtils.readUnsignedVarint(in) - 1
                            : in.getInt();
            if (size < 0) {
                return NullNode.instance;
            }
            ByteBuffer records = in.slice(in.position(), size);
            in.position(in.position() + size);
            return Batches.read(records);
        }
        return switch (type.read(in)) {
            case null -> NullNode.instance;
            case Boolean flag -> JSON.booleanNode(flag);
            case Double number -> JSON.numberNode(number);
            case Number number -> JSON.numberNode(number.longValue());
            case String text -> JSON.textNode(text);
            case Uuid id -> JSON.textNode(id.toString());
            case ByteBuffer bytes -> JSON.textNode(base64(bytes));
            case Object other -> throw new IllegalStateException(type + " is read as " + other);
        };
    }

    private static String base64(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return Base64.getEncoder().encodeToString(copy);
    }
}
