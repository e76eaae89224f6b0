package dev.vitrine.wire;

import dev.vitrine.anatomy.Part;
import dev.vitrine.anatomy.Part.Kind;

import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.utils.internals.BufferSupplier;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Walks over record batches (https://kafka.apache.org/documentation/#recordbatch).
final class BatchWalk {
    /// Bytes that a compressed batch is unpacked to, for display; the rest is left packed.
    static final int UNPACKED_BYTES_MAX = 256 * 1024;

    private static final int MAGIC_AT = 16;
    private static final int MAGIC = 2;

    /// Offset and length, which the length does not count.
    private static final int LOG_OVERHEAD = 12;

    private static final int LENGTH_AT = 8;
    private static final int HEADER_BYTES = 61;

    private static final int CODEC_MASK = 0x07;
    private static final int LOG_APPEND_TIME = 0x08;
    private static final int TRANSACTIONAL = 0x10;
    private static final int CONTROL = 0x20;
    private static final int DELETE_HORIZON = 0x40;

    private final Cursor in;

    BatchWalk(Cursor in) {
        this.in = in;
    }

    /// What a field of records holds, after its length.
    ///
    /// @param from where the length begins
    Part records(String name, String type, int from, Part length, long size) {
        List<Part> parts = new ArrayList<>();
        parts.add(length);
        if (!in.isBroken() && size > in.remaining()) {
            in.fail(name + " needs " + size + " bytes, and there are " + in.remaining());
        }
        long end = in.at() + Math.min(size, in.remaining());
        for (int i = 0; in.at() < end && !in.isBroken(); i++) {
            parts.add(batch(i, (int) (end - in.at())));
        }
        String note = in.isBroken() ? "" : size + " bytes of records";
        return in.group(name, type, from, Kind.ARRAY, "", note, parts, false);
    }

    private Part batch(int number, int space) {
        int from = in.at();
        String name = "batch " + number;
        long whole = (long) in.peekInt(LENGTH_AT) + LOG_OVERHEAD;
        boolean isWhole = space >= HEADER_BYTES && whole >= HEADER_BYTES && whole <= space;
        if (!isWhole || in.peekByte(MAGIC_AT) != MAGIC) {
            // A Fetch may end within a batch (KIP-74); batches before version 2 are not sent here.
            int size = (int) (whole > LOG_OVERHEAD && whole <= space ? whole : space);
            String why = isWhole ? "a batch of an old format" : "the beginning of a batch";
            in.slice(size);
            return in.part(name, "bytes", from, Kind.UNKNOWN, "", why);
        }
        int end = from + (int) whole;
        List<Part> parts = new ArrayList<>();
        parts.add(in.integer("baseOffset", "INT64", Long.BYTES, Kind.NUMBER));
        long baseOffset = in.number();
        parts.add(in.integer("batchLength", "INT32", Integer.BYTES, Kind.FRAMING));
        parts.add(in.integer("partitionLeaderEpoch", "INT32", Integer.BYTES, Kind.NUMBER));
        parts.add(in.integer("magic", "INT8", 1, Kind.NUMBER));
        parts.add(in.unsigned("crc", "UINT32", Integer.BYTES));
        Part attributes = in.integer("attributes", "INT16", Short.BYTES, Kind.NUMBER);
        int bits = (int) in.number();
        parts.add(FieldWalk.withNote(attributes, words(bits)));
        parts.add(in.integer("lastOffsetDelta", "INT32", Integer.BYTES, Kind.NUMBER));
        parts.add(in.integer("baseTimestamp", "INT64", Long.BYTES, Kind.NUMBER));
        parts.add(in.integer("maxTimestamp", "INT64", Long.BYTES, Kind.NUMBER));
        parts.add(in.integer("producerId", "INT64", Long.BYTES, Kind.NUMBER));
        parts.add(in.integer("producerEpoch", "INT16", Short.BYTES, Kind.NUMBER));
        parts.add(in.integer("baseSequence", "INT32", Integer.BYTES, Kind.NUMBER));
        parts.add(in.integer("recordsCount", "INT32", Integer.BYTES, Kind.NUMBER));
        int count = (int) in.number();
        if ((bits & CODEC_MASK) == 0) {
            new BatchWalk(in).listRecords(parts, count, baseOffset, end);
            if (!in.isBroken() && in.at() < end) {
                int left = in.at();
                in.slice(end - in.at());
                parts.add(in.part("surplus", "bytes", left, Kind.UNKNOWN, "", ""));
            }
        } else {
            parts.add(packed(bits & CODEC_MASK, end - in.at(), count, baseOffset));
        }
        return in.group(
                name, "record batch", from, Kind.STRUCT, "", count + " records", parts, false);
    }

    private static String words(int bits) {
        int codec = bits & CODEC_MASK;
        return (codec == 0 ? "not compressed" : codecName(codec))
                + ((bits & LOG_APPEND_TIME) == 0 ? ", CreateTime" : ", LogAppendTime")
                + ((bits & TRANSACTIONAL) == 0 ? "" : ", transactional")
                + ((bits & CONTROL) == 0 ? "" : ", control")
                + ((bits & DELETE_HORIZON) == 0 ? "" : ", base timestamp is the delete horizon");
    }

    private static String codecName(int codec) {
        return codec < CompressionType.values().length
                ? CompressionType.forId(codec).name
                : "codec " + codec;
    }

    private void listRecords(List<Part> parts, int count, long baseOffset, int end) {
        for (int i = 0; i < count && in.at() < end && !in.isBroken(); i++) {
            parts.add(record(i, baseOffset, end));
        }
    }

    /// https://kafka.apache.org/documentation/#record
    private Part record(int number, long baseOffset, int batchEnd) {
        int from = in.at();
        List<Part> parts = new ArrayList<>();
        parts.add(in.varint("length", Kind.FRAMING));
        long end = in.at() + in.number();
        if (end > batchEnd) {
            in.fail("record " + number + " reaches beyond its batch");
        }
        parts.add(in.integer("attributes", "INT8", 1, Kind.NUMBER));
        parts.add(in.varlong("timestampDelta"));
        Part offsetDelta = in.varint("offsetDelta", Kind.NUMBER);
        long offset = baseOffset + in.number();
        parts.add(FieldWalk.withNote(offsetDelta, "offset " + offset));
        content("key", parts);
        content("value", parts);
        parts.add(in.varint("headersCount", Kind.FRAMING));
        long headers = in.number();
        for (int i = 0; i < headers && !in.isBroken(); i++) {
            int header = in.at();
            List<Part> its = new ArrayList<>();
            content("key", its);
            content("value", its);
            parts.add(in.group("header " + i, "record header", header, Kind.STRUCT, its));
        }
        if (!in.isBroken() && in.at() != end) {
            in.fail("record " + number + " is not of the length it says");
        }
        return in.group("record " + number, "record", from, Kind.STRUCT, "", "", parts, false);
    }

    private void content(String name, List<Part> parts) {
        if (in.isBroken()) {
            return;
        }
        parts.add(in.varint(name + "Length", Kind.FRAMING));
        long length = in.number();
        if (in.isBroken()) {
            return;
        }
        if (length < 0) {
            parts.add(in.part(name, "BYTES", in.at(), Kind.NULL, "null", ""));
        } else {
            parts.add(in.content(name, (int) Math.min(length, Integer.MAX_VALUE)));
        }
    }

    /// The records of a compressed batch: one field, and what it unpacks to.
    private Part packed(int codec, int size, int count, long baseOffset) {
        int from = in.at();
        ByteBuffer payload = in.slice(size);
        int to = in.at();
        String name = codecName(codec);
        List<Part> parts = new ArrayList<>();
        String note;
        try {
            byte[] unpacked = unpack(codec, payload);
            Cursor inside = Cursor.ofUnpacked(ByteBuffer.wrap(unpacked), from, to);
            new BatchWalk(inside).listRecords(parts, count, baseOffset, unpacked.length);
            note = name + ", unpacks to " + unpacked.length + " bytes";
            if (inside.isBroken()) {
                note +=
                        unpacked.length == UNPACKED_BYTES_MAX
                                ? "; more is not shown"
                                : "; " + inside.problem();
            }
        } catch (IOException | RuntimeException e) {
            note = name + ", and does not unpack: " + e.getMessage();
        }
        return in.group(
                "records", "packed records", from, Kind.BYTES, "", note, parts, !parts.isEmpty());
    }

    private static byte[] unpack(int codec, ByteBuffer payload) throws IOException {
        Compression compression = Compression.of(CompressionType.forId(codec)).build();
        try (InputStream in =
                compression.wrapForInput(payload, (byte) MAGIC, BufferSupplier.NO_CACHING)) {
            return in.readNBytes(UNPACKED_BYTES_MAX);
        }
    }
}
