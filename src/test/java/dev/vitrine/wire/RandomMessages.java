package dev.vitrine.wire;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.types.BoundField;
import org.apache.kafka.common.protocol.types.Schema;
import org.apache.kafka.common.protocol.types.Struct;
import org.apache.kafka.common.protocol.types.TaggedFields;
import org.apache.kafka.common.protocol.types.Type;
import org.apache.kafka.common.record.internal.BaseRecords;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;

/// Messages of every kind with chance in every field, as Kafka's own classes hold them.
final class RandomMessages {
    private static final int ELEMENTS_MAX = 3;

    private final Random random;

    RandomMessages(long seed) {
        this.random = new Random(seed);
    }

    /// Fills a message of that schema.
    <T extends ApiMessage> T fill(T empty, Schema schema, short version) {
        Struct struct = struct(schema);
        ByteBuffer bytes = ByteBuffer.allocate(schema.sizeOf(struct));
        schema.write(bytes, struct);
        empty.read(new ByteBufferAccessor(bytes.flip()), version);
        return empty;
    }

    private Struct struct(Schema schema) {
        Struct struct = new Struct(schema);
        for (BoundField field : schema.fields()) {
            struct.set(field, value(field.def.type));
        }
        return struct;
    }

    private Object value(Type type) {
        if (type.isNullable() && random.nextInt(5) == 0) {
            return null;
        }
        if (type.isArray()) {
            Object[] elements = new Object[random.nextInt(ELEMENTS_MAX + 1)];
            for (int i = 0; i < elements.length; i++) {
                elements[i] = value(type.arrayElementType().orElseThrow());
            }
            return elements;
        }
        if (type instanceof Schema schema) {
            return struct(schema);
        }
        if (type instanceof TaggedFields tagged) {
            NavigableMap<Integer, Object> values = new TreeMap<>();
            tagged.fields()
                    .forEach((tag, def) -> {
                        Object drawn = value(def.type);
                        if (drawn != null && random.nextBoolean()) {
                            values.put(tag, drawn);
                        }
                    });
            return values;
        }
        return switch (type.toString()) {
            case "BOOLEAN" -> random.nextBoolean();
            case "INT8" -> (byte) random.nextInt();
            case "INT16" -> (short) random.nextInt();
            case "UINT16" -> random.nextInt(1 << 16);
            case "INT32" -> random.nextInt();
            case "UINT32" -> random.nextLong(1L << 32);
            case "INT64" -> random.nextLong();
            case "FLOAT64" -> random.nextDouble();
            case "UUID" -> new Uuid(random.nextLong(), random.nextLong());
            case "STRING", "NULLABLE_STRING", "COMPACT_STRING", "COMPACT_NULLABLE_STRING" -> text();
            case "BYTES", "NULLABLE_BYTES", "COMPACT_BYTES", "COMPACT_NULLABLE_BYTES" ->
                    ByteBuffer.wrap(bytes());
            case "RECORDS", "NULLABLE_RECORDS", "COMPACT_RECORDS", "COMPACT_NULLABLE_RECORDS" ->
                    records();
            default -> throw new IllegalArgumentException(type.toString());
        };
    }

    /// What consumers tell each other: a version, and a message in it.
    byte[] ofMember(Schema[] schemas, short version) {
        Struct struct = struct(schemas[version]);
        ByteBuffer bytes = ByteBuffer.allocate(Short.BYTES + schemas[version].sizeOf(struct));
        bytes.putShort(version);
        schemas[version].write(bytes, struct);
        return bytes.array();
    }

    private String text() {
        return random.nextInt(6) == 0 ? "" : "größe-" + "x".repeat(random.nextInt(200));
    }

    private byte[] bytes() {
        byte[] bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
        return bytes;
    }

    /// None, one or two batches, packed in one of Kafka's ways.
    BaseRecords records() {
        ByteBuffer all = ByteBuffer.allocate(8_192);
        for (int i = random.nextInt(3); i > 0; i--) {
            Compression compression =
                    switch (random.nextInt(5)) {
                        case 0 -> Compression.gzip().build();
                        case 1 -> Compression.lz4().build();
                        case 2 -> Compression.zstd().build();
                        case 3 -> Compression.snappy().build();
                        default -> Compression.NONE;
                    };
            all.put(
                    MemoryRecords.withRecords(
                                    compression,
                                    new SimpleRecord(
                                            random.nextLong(1L << 42),
                                            "key".getBytes(StandardCharsets.UTF_8),
                                            bytes()),
                                    new SimpleRecord(
                                            random.nextLong(1L << 42), (byte[]) null, null))
                            .buffer());
        }
        return MemoryRecords.readableRecords(all.flip());
    }
}
