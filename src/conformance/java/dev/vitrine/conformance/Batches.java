package dev.vitrine.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MemoryRecordsBuilder;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Record batches as JSON.
final class Batches {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int BATCH_BYTES_MAX = 1 << 18;

    private Batches() {}

    /// One batch, as a table describes it: `{"compression": "lz4", "producerId": 7, "records":
    /// [{"key": "a", "value": "b", "timestamp": 5, "headers": {"h": "x"}}]}`; all but `records` may
    /// be missing.
    static byte[] write(JsonNode said) {
        Compression compression =
                Compression.of(CompressionType.forName(said.path("compression").asText("none")))
                        .build();
        MemoryRecordsBuilder builder =
                new MemoryRecordsBuilder(
                        ByteBuffer.allocate(BATCH_BYTES_MAX),
                        (byte) said.path("magic").asInt(RecordBatch.CURRENT_MAGIC_VALUE),
                        compression,
                        TimestampType.forName(said.path("timestampType").asText("CreateTime")),
                        said.path("baseOffset").asLong(0),
                        said.path("logAppendTime").asLong(RecordBatch.NO_TIMESTAMP),
                        said.path("producerId").asLong(RecordBatch.NO_PRODUCER_ID),
                        (short) said.path("producerEpoch").asInt(RecordBatch.NO_PRODUCER_EPOCH),
                        said.path("baseSequence").asInt(RecordBatch.NO_SEQUENCE),
                        said.path("transactional").asBoolean(false),
                        said.path("control").asBoolean(false),
                        said.path("partitionLeaderEpoch")
                                .asInt(RecordBatch.NO_PARTITION_LEADER_EPOCH),
                        BATCH_BYTES_MAX);
        for (JsonNode record : said.path("records")) {
            List<Header> headers = new ArrayList<>();
            record.path("headers")
                    .fields()
                    .forEachRemaining(header ->
                            headers.add(
                                    new RecordHeader(header.getKey(), bytes(header.getValue()))));
            builder.append(
                    record.path("timestamp").asLong(System.currentTimeMillis()),
                    bytes(record.path("key")),
                    bytes(record.path("value")),
                    headers.toArray(Header[]::new));
        }
        MemoryRecords records = builder.build();
        byte[] bytes = new byte[records.sizeInBytes()];
        records.buffer().get(bytes);
        return bytes;
    }

    private static byte[] bytes(JsonNode text) {
        if (text.isMissingNode() || text.isNull()) {
            return null;
        }
        return text.asText().getBytes(StandardCharsets.UTF_8);
    }

    /// The whole batches in these bytes, and how many bytes more there are.
    static JsonNode read(ByteBuffer bytes) {
        ArrayNode batches = JSON.arrayNode();
        MemoryRecords records = MemoryRecords.readableRecords(bytes);
        int whole = 0;
        for (MutableRecordBatch batch : records.batches()) {
            whole += batch.sizeInBytes();
            batches.add(read(batch));
        }
        if (whole < bytes.remaining()) {
            batches.addObject().put("moreBytes", bytes.remaining() - whole);
        }
        return batches;
    }

    private static ObjectNode read(MutableRecordBatch batch) {
        ObjectNode said = JSON.objectNode();
        said.put("baseOffset", batch.baseOffset());
        said.put("lastOffset", batch.lastOffset());
        said.put("magic", batch.magic());
        said.put("valid", batch.isValid());
        said.put("compression", batch.compressionType().name);
        said.put("timestampType", batch.timestampType().name);
        said.put("maxTimestamp", batch.maxTimestamp());
        said.put("partitionLeaderEpoch", batch.partitionLeaderEpoch());
        said.put("producerId", batch.producerId());
        said.put("producerEpoch", batch.producerEpoch());
        said.put("baseSequence", batch.baseSequence());
        said.put("sizeInBytes", batch.sizeInBytes());
        ArrayNode records = said.putArray("records");
        for (Record record : batch) {
            ObjectNode one = records.addObject();
            one.put("offset", record.offset());
            one.put("timestamp", record.timestamp());
            one.put("key", record.hasKey() ? text(record.key()) : null);
            one.put("value", record.hasValue() ? text(record.value()) : null);
            ObjectNode headers = one.putObject("headers");
            for (Header header : record.headers()) {
                headers.put(
                        header.key(),
                        header.value() == null ? null : text(ByteBuffer.wrap(header.value())));
            }
        }
        return said;
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }
}
