package dev.vitrine.wire;

import dev.vitrine.anatomy.Part;
import dev.vitrine.anatomy.Part.Kind;

import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.types.BoundField;
import org.apache.kafka.common.protocol.types.CompactArrayOf;
import org.apache.kafka.common.protocol.types.Field;
import org.apache.kafka.common.protocol.types.Schema;
import org.apache.kafka.common.protocol.types.TaggedFields;
import org.apache.kafka.common.protocol.types.Type;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Walks Kafka's schemas over a cursor's bytes.
final class FieldWalk {
    private final Cursor in;
    private final BatchWalk batches;
    private final MemberBytes members;

    /// The last of [#length].
    private long lengthRead;

    FieldWalk(Cursor in) {
        this.in = in;
        this.batches = new BatchWalk(in);
        this.members = new MemberBytes(in, this);
    }

    /// The fields of a schema as one part.
    Part struct(String name, Schema schema) {
        int from = in.at();
        List<Part> parts = new ArrayList<>();
        boolean isNull = false;
        if (schema.isNullable()) {
            parts.add(in.integer("present", "INT8", 1, Kind.FRAMING));
            isNull = in.number() < 0;
        }
        if (isNull) {
            return in.part(name, "struct", from, Kind.NULL, "null", "");
        }
        for (BoundField field : schema.fields()) {
            if (in.isBroken()) {
                break;
            }
            parts.add(field(field.def.name, field.def.type));
        }
        return in.group(name, "struct", from, Kind.STRUCT, parts);
    }

    private Part field(String snakeName, Type type) {
        String name = camel(snakeName);
        Optional<Type> element = type.arrayElementType();
        if (element.isPresent()) {
            return array(name, element.get(), type instanceof CompactArrayOf);
        }
        return switch (type) {
            case Schema schema -> struct(name, schema);
            case TaggedFields tagged -> tagged(tagged);
            default -> plain(name, type.toString());
        };
    }

    private Part plain(String name, String type) {
        int from = in.at();
        return switch (type) {
            case "BOOLEAN" -> in.bool(name);
            case "INT8" -> noted(in.integer(name, type, Byte.BYTES, Kind.NUMBER));
            case "INT16" -> noted(in.integer(name, type, Short.BYTES, Kind.NUMBER));
            case "UINT16" -> in.unsigned(name, type, Short.BYTES);
            case "INT32" -> in.integer(name, type, Integer.BYTES, Kind.NUMBER);
            case "UINT32" -> in.unsigned(name, type, Integer.BYTES);
            case "INT64" -> in.integer(name, type, Long.BYTES, Kind.NUMBER);
            case "FLOAT64" -> in.float64(name);
            case "UUID" -> in.uuid(name);
            case "VARINT" -> in.varint(name, Kind.NUMBER);
            case "VARLONG" -> in.varlong(name);
            case "STRING",
                    "NULLABLE_STRING",
                    "COMPACT_STRING",
                    "COMPACT_NULLABLE_STRING",
                    "BYTES",
                    "NULLABLE_BYTES",
                    "COMPACT_BYTES",
                    "COMPACT_NULLABLE_BYTES" ->
                    lengthAndContent(name, type, from);
            case "RECORDS", "NULLABLE_RECORDS", "COMPACT_RECORDS", "COMPACT_NULLABLE_RECORDS" -> {
                Part length = length("length", type.startsWith("COMPACT"), Integer.BYTES);
                yield lengthRead < 0
                        ? in.part(name, type, from, Kind.NULL, "null", "")
                        : batches.records(name, type, from, length, lengthRead);
            }
            default -> {
                in.fail(name + " is of a type that is not known here: " + type);
                yield in.part(name, type, from, Kind.UNKNOWN, "", "");
            }
        };
    }

    /// What stands before a string, an array, bytes or records: how long they are, or -1 for null.
    /// The compact form is one more than that, so that null is 0.
    private Part length(String name, boolean isCompact, int size) {
        Part part =
                isCompact
                        ? in.unsignedVarint(name, Kind.FRAMING)
                        : in.integer(
                                name, size == Short.BYTES ? "INT16" : "INT32", size, Kind.FRAMING);
        lengthRead = isCompact ? in.number() - 1 : in.number();
        return isCompact && lengthRead >= 0 ? withNote(part, "one more than it counts") : part;
    }

    private Part lengthAndContent(String name, String type, int from) {
        boolean isText = type.endsWith("STRING");
        Part lengthPart =
                length("length", type.startsWith("COMPACT"), isText ? Short.BYTES : Integer.BYTES);
        long length = lengthRead;
        if (in.isBroken()) {
            return in.part(name, type, from, Kind.UNKNOWN, "", "");
        }
        if (length >= 0 && isText) {
            Part text = in.text(name, type, from, length);
            members.heard(text);
            return text;
        }
        if (length >= 0) {
            Part opened = members.open(name, type, from, lengthPart, length);
            return opened == null ? in.bytes(name, type, from, length) : opened;
        }
        if (!type.contains("NULLABLE")) {
            in.fail(name + " may not be null");
            return in.part(name, type, from, Kind.UNKNOWN, "", "");
        }
        return in.part(name, type, from, Kind.NULL, "null", "");
    }

    private Part array(String name, Type element, boolean isCompact) {
        int from = in.at();
        List<Part> parts = new ArrayList<>();
        parts.add(length("count", isCompact, Integer.BYTES));
        long count = lengthRead;
        if (count < 0 && !in.isBroken()) {
            return in.part(name, "array", from, Kind.NULL, "null", "");
        }
        for (int i = 0; i < count && !in.isBroken(); i++) {
            parts.add(field("[" + i + "]", element));
        }
        return in.group(name, "array", from, Kind.ARRAY, parts);
    }

    /// Optional fields by number (KIP-482).
    private Part tagged(TaggedFields tagged) {
        int from = in.at();
        List<Part> parts = new ArrayList<>();
        parts.add(in.unsignedVarint("count", Kind.FRAMING));
        long count = in.number();
        for (int i = 0; i < count && !in.isBroken(); i++) {
            Part tag = in.unsignedVarint("tag", Kind.FRAMING);
            long number = in.number();
            Part size = in.unsignedVarint("size", Kind.FRAMING);
            long bytes = in.number();
            Field known = tagged.fields().get((int) number);
            parts.add(tag);
            parts.add(size);
            if (known == null) {
                parts.add(in.bytes("tag" + number, "tagged", in.at(), bytes));
                continue;
            }
            int end = in.at();
            parts.add(field(known.name, known.type));
            if (!in.isBroken() && in.at() - end != bytes) {
                in.fail("the tagged field " + camel(known.name) + " is not of the size it says");
            }
        }
        return in.group("taggedFields", "tagged fields", from, Kind.STRUCT, parts);
    }

    /// With the error's name, where it is an error code.
    private static Part noted(Part part) {
        if (part.kind() != Kind.NUMBER || !isErrorCode(part.name())) {
            return part;
        }
        return withNote(part, Errors.forCode(Short.parseShort(part.value())).name());
    }

    static Part withNote(Part part, String note) {
        return new Part(
                part.name(),
                part.type(),
                part.from(),
                part.to(),
                part.kind(),
                part.value(),
                note,
                part.parts(),
                part.unpacked());
    }

    private static boolean isErrorCode(String name) {
        return name.equals("errorCode") || name.endsWith("ErrorCode");
    }

    /// Schemas have `error_code` where Kafka's JSON has `errorCode`.
    static String camel(String snake) {
        if (snake.equals("kraft_version_feature")) {
            // The one name in which a schema's words do not tell where its capitals are.
            return "kRaftVersionFeature";
        }
        if (snake.indexOf('_') < 0) {
            return snake;
        }
        StringBuilder camel = new StringBuilder();
        boolean upper = false;
        for (int i = 0; i < snake.length(); i++) {
            char c = snake.charAt(i);
            if (c == '_' && !camel.isEmpty()) {
                upper = true;
            } else if (c != '_') {
                camel.append(upper ? Character.toUpperCase(c) : c);
                upper = false;
            }
        }
        return camel.toString();
    }
}
