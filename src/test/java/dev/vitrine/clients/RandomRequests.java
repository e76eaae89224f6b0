package dev.vitrine.clients;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.ObjectSerializationCache;
import org.apache.kafka.common.protocol.types.BoundField;
import org.apache.kafka.common.protocol.types.Schema;
import org.apache.kafka.common.protocol.types.Struct;
import org.apache.kafka.common.protocol.types.TaggedFields;
import org.apache.kafka.common.protocol.types.Type;
import org.apache.kafka.common.record.internal.BaseRecords;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/// Requests that Kafka's schemas allow and that no client would send, and such with bytes changed.
///
/// Names and numbers are drawn from a few that mean something to the cluster and the extremes of
/// their types, so that they get beyond the first check. Waiting times are short.
final class RandomRequests {
    private static final int CORRELATION_ID = 7;
    private static final int CRC_AT = 17;
    private static final int ATTRIBUTES_AT = 21;

    private static final List<String> NAMES =
            List.of(
                    "orders",
                    "orders",
                    "orders",
                    "nowhere",
                    "",
                    "__consumer_offsets",
                    "1",
                    "99",
                    "group",
                    "group",
                    "member",
                    "consumer",
                    "range",
                    "a b/c",
                    "ü",
                    "min.insync.replicas",
                    "cleanup.policy",
                    "retention.ms",
                    "compact",
                    "x".repeat(300));
    private static final long[] NUMBERS = {
        0,
        0,
        0,
        1,
        1,
        1,
        2,
        -1,
        -2,
        3,
        7,
        99,
        100,
        1_000,
        Byte.MAX_VALUE,
        Short.MAX_VALUE,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        Long.MAX_VALUE,
        Long.MIN_VALUE
    };
    private static final int WAIT_MS_MAX = 50;

    private final Random random;
    private final Uuid topicId;

    RandomRequests(long seed, Uuid topicId) {
        this.random = new Random(seed);
        this.topicId = topicId;
    }

    /// A frame, without its length, of that API and version.
    byte[] next(ApiKeys api, short version) {
        Schema schema = api.messageType.requestSchemas()[version];
        RequestHeaderData header =
                new RequestHeaderData()
                        .setRequestApiKey(api.id)
                        .setRequestApiVersion(version)
                        .setCorrelationId(CORRELATION_ID)
                        .setClientId(random.nextBoolean() ? "fuzz" : name());
        Struct body = struct(schema);
        ObjectSerializationCache cache = new ObjectSerializationCache();
        short headerVersion = api.requestHeaderVersion(version);
        int headerBytes = header.size(cache, headerVersion);
        ByteBuffer frame = ByteBuffer.allocate(headerBytes + schema.sizeOf(body));
        header.write(new ByteBufferAccessor(frame), cache, headerVersion);
        schema.write(frame, body);
        byte[] bytes = frame.array();
        return random.nextInt(3) == 0 ? mutated(bytes, headerBytes) : bytes;
    }

    /// Bytes changed, cut, added or repeated, mostly behind the header.
    private byte[] mutated(byte[] valid, int headerBytes) {
        byte[] bytes = valid.clone();
        int from = random.nextInt(8) == 0 ? 0 : Math.min(headerBytes, bytes.length - 1);
        switch (random.nextInt(4)) {
            case 0 -> bytes = java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length));
            case 1 -> bytes = java.util.Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(9));
            default -> {
                for (int i = 1 + random.nextInt(4); i > 0; i--) {
                    int at = from + random.nextInt(bytes.length - from);
                    bytes[at] =
                            switch (random.nextInt(4)) {
                                case 0 -> (byte) 0xff;
                                case 1 -> (byte) 0x7f;
                                case 2 -> (byte) (bytes[at] ^ 1 << random.nextInt(8));
                                default -> (byte) random.nextInt();
                            };
                }
            }
        }
        return bytes;
    }

    private Struct struct(Schema schema) {
        Struct struct = new Struct(schema);
        for (BoundField field : schema.fields()) {
            struct.set(field, value(field.def.name, field.def.type));
        }
        return struct;
    }

    private Object value(String field, Type type) {
        if (type.isNullable() && random.nextInt(6) == 0) {
            return null;
        }
        if (type.isArray()) {
            Object[] elements = new Object[random.nextInt(4)];
            for (int i = 0; i < elements.length; i++) {
                elements[i] = value(field, type.arrayElementType().orElseThrow());
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
                        Object drawn = value(def.name, def.type);
                        if (drawn != null && random.nextBoolean()) {
                            values.put(tag, drawn);
                        }
                    });
            return values;
        }
        boolean waits = field.endsWith("_ms") && !field.contains("retention");
        long number = waits ? random.nextInt(WAIT_MS_MAX) : NUMBERS[random.nextInt(NUMBERS.length)];
        return switch (type.toString()) {
            case "BOOLEAN" -> random.nextBoolean();
            case "INT8" -> (byte) number;
            case "INT16" -> (short) number;
            case "UINT16" -> (int) number & 0xffff;
            case "INT32" -> (int) number;
            case "UINT32" -> number & 0xffff_ffffL;
            case "INT64" -> number;
            case "FLOAT64" -> (double) number;
            case "UUID" ->
                    switch (random.nextInt(4)) {
                        case 0 -> Uuid.ZERO_UUID;
                        case 1 -> new Uuid(1, 2);
                        default -> topicId;
                    };
            case "STRING", "NULLABLE_STRING", "COMPACT_STRING", "COMPACT_NULLABLE_STRING" -> name();
            case "BYTES", "NULLABLE_BYTES", "COMPACT_BYTES", "COMPACT_NULLABLE_BYTES" -> bytes();
            case "RECORDS", "NULLABLE_RECORDS", "COMPACT_RECORDS", "COMPACT_NULLABLE_RECORDS" ->
                    records();
            default -> throw new IllegalArgumentException(field + " is " + type);
        };
    }

    private String name() {
        return NAMES.get(random.nextInt(NAMES.size()));
    }

    private ByteBuffer bytes() {
        byte[] bytes = new byte[random.nextInt(40)];
        random.nextBytes(bytes);
        return ByteBuffer.wrap(bytes);
    }

    /// A batch that is well, one with a wrong byte, and one with a wrong byte under a checksum that
    /// holds.
    private BaseRecords records() {
        Compression compression =
                switch (random.nextInt(4)) {
                    case 0 -> Compression.gzip().build();
                    case 1 -> Compression.lz4().build();
                    default -> Compression.NONE;
                };
        ByteBuffer batch =
                MemoryRecords.withRecords(
                                compression,
                                new SimpleRecord("key".getBytes(), "value".getBytes()),
                                new SimpleRecord(
                                        random.nextLong(1L << 42), null, "value".getBytes()))
                        .buffer();
        int damage = random.nextInt(4);
        if (damage > 0) {
            for (int i = random.nextInt(3); i >= 0; i--) {
                batch.put(random.nextInt(batch.limit()), (byte) random.nextInt());
            }
        }
        if (damage > 1) {
            CRC32C checksum = new CRC32C();
            checksum.update(batch.slice(ATTRIBUTES_AT, batch.limit() - ATTRIBUTES_AT));
            batch.putInt(CRC_AT, (int) checksum.getValue());
        }
        if (damage == 1 && random.nextBoolean()) {
            batch.limit(random.nextInt(batch.limit()));
        }
        return MemoryRecords.readableRecords(batch);
    }
}
