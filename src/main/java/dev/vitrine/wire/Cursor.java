package dev.vitrine.wire;

import dev.vitrine.anatomy.Part;
import dev.vitrine.anatomy.Part.Kind;

import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;

/// Reads fields off bytes and notes where each stood. It never throws: at the first field that is
/// not well formed it stops, and says why.
final class Cursor {
    /// Parts of one frame; then it stops.
    static final int PARTS_MAX = 20_000;

    /// Characters of a value; what is longer is cut.
    static final int VALUE_CHARS_MAX = 4_096;

    private static final int VARINT_BYTES_MAX = 5;
    private static final int VARLONG_BYTES_MAX = 10;
    private static final int NONE = -1;

    private final ByteBuffer bytes;
    private final int rangeFrom;
    private final int rangeTo;
    private int parts;
    private String problem = "";

    /// The number that was read last.
    private long number;

    Cursor(ByteBuffer bytes) {
        this(bytes, NONE, NONE);
    }

    private Cursor(ByteBuffer bytes, int rangeFrom, int rangeTo) {
        this.bytes = bytes.duplicate();
        this.rangeFrom = rangeFrom;
        this.rangeTo = rangeTo;
    }

    /// Reads what the bytes of a range unpacked to. All of its parts have that range.
    static Cursor ofUnpacked(ByteBuffer bytes, int from, int to) {
        return new Cursor(bytes, from, to);
    }

    String problem() {
        return problem;
    }

    boolean isBroken() {
        return !problem.isEmpty();
    }

    void fail(String why) {
        if (problem.isEmpty()) {
            problem = why;
        }
    }

    int at() {
        return bytes.position();
    }

    int remaining() {
        return bytes.remaining();
    }

    /// The number that the last of the parts was.
    long number() {
        return number;
    }

    private boolean has(int count, String what) {
        if (isBroken()) {
            return false;
        }
        if (count < 0 || count > bytes.remaining()) {
            fail(what + " needs " + count + " bytes, and there are " + bytes.remaining());
            return false;
        }
        return true;
    }

    Part part(String name, String type, int from, Kind kind, String value, String note) {
        return group(name, type, from, kind, value, note, List.of(), false);
    }

    Part group(String name, String type, int from, Kind kind, List<Part> its) {
        return group(name, type, from, kind, "", "", its, false);
    }

    Part group(
            String name,
            String type,
            int from,
            Kind kind,
            String value,
            String note,
            List<Part> its,
            boolean unpacked) {
        if (++parts > PARTS_MAX) {
            fail("it has more than " + PARTS_MAX + " fields");
        }
        boolean ranged = rangeFrom != NONE;
        return new Part(
                name,
                type,
                ranged ? rangeFrom : from,
                ranged ? rangeTo : at(),
                kind,
                value,
                note,
                List.copyOf(its),
                unpacked);
    }

    /// A big-endian integer of 1, 2, 4 or 8 bytes.
    Part integer(String name, String type, int size, Kind kind) {
        int from = at();
        number = 0;
        if (!has(size, name)) {
            return part(name, type, from, Kind.UNKNOWN, "", "");
        }
        number =
                switch (size) {
                    case 1 -> bytes.get();
                    case 2 -> bytes.getShort();
                    case 4 -> bytes.getInt();
                    default -> bytes.getLong();
                };
        return part(name, type, from, kind, Long.toString(number), "");
    }

    /// An unsigned one of 2 or 4 bytes.
    Part unsigned(String name, String type, int size) {
        int from = at();
        Part signed = integer(name, type, size, Kind.NUMBER);
        if (signed.kind() == Kind.UNKNOWN) {
            return signed;
        }
        number &= size == Short.BYTES ? 0xffffL : 0xffff_ffffL;
        return part(name, type, from, Kind.NUMBER, Long.toString(number), "");
    }

    Part bool(String name) {
        int from = at();
        if (!has(1, name)) {
            return part(name, "BOOLEAN", from, Kind.UNKNOWN, "", "");
        }
        return part(name, "BOOLEAN", from, Kind.NUMBER, bytes.get() == 0 ? "false" : "true", "");
    }

    Part float64(String name) {
        int from = at();
        if (!has(Double.BYTES, name)) {
            return part(name, "FLOAT64", from, Kind.UNKNOWN, "", "");
        }
        return part(name, "FLOAT64", from, Kind.NUMBER, Double.toString(bytes.getDouble()), "");
    }

    Part uuid(String name) {
        int from = at();
        if (!has(2 * Long.BYTES, name)) {
            return part(name, "UUID", from, Kind.UNKNOWN, "", "");
        }
        String text = new Uuid(bytes.getLong(), bytes.getLong()).toString();
        return part(name, "UUID", from, Kind.TEXT, text, "");
    }

    /// Seven bits a byte, the low ones first.
    Part unsignedVarint(String name, Kind kind) {
        return varint(name, "UVARINT", VARINT_BYTES_MAX, false, kind);
    }

    Part varint(String name, Kind kind) {
        return varint(name, "VARINT", VARINT_BYTES_MAX, true, kind);
    }

    Part varlong(String name) {
        return varint(name, "VARLONG", VARLONG_BYTES_MAX, true, Kind.NUMBER);
    }

    private Part varint(String name, String type, int bytesMax, boolean zigzag, Kind kind) {
        int from = at();
        number = 0;
        long raw = 0;
        for (int i = 0; i < bytesMax; i++) {
            if (!has(1, name)) {
                return part(name, type, from, Kind.UNKNOWN, "", "");
            }
            byte b = bytes.get();
            raw |= (b & 0x7fL) << 7 * i;
            if (b >= 0) {
                long unsigned = bytesMax == VARINT_BYTES_MAX ? raw & 0xffff_ffffL : raw;
                number = zigzag ? unsigned >>> 1 ^ -(unsigned & 1) : (int) unsigned;
                return part(name, type, from, kind, Long.toString(number), "");
            }
        }
        fail(name + " is a variable-length number that does not end");
        return part(name, type, from, Kind.UNKNOWN, "", "");
    }

    /// So many bytes as text. Its part begins at `from`, where its length stands.
    Part text(String name, String type, int from, long length) {
        if (!has(asCount(length), name)) {
            return part(name, type, from, Kind.UNKNOWN, "", "");
        }
        byte[] text = take((int) length);
        return part(name, type, from, Kind.TEXT, shown(text), "");
    }

    /// So many bytes that are the client's.
    Part bytes(String name, String type, int from, long length) {
        if (!has(asCount(length), name)) {
            return part(name, type, from, Kind.UNKNOWN, "", "");
        }
        byte[] raw = take((int) length);
        int most = Math.min(raw.length, VALUE_CHARS_MAX / 2);
        String hex = HexFormat.of().formatHex(raw, 0, most);
        return part(name, type, from, Kind.BYTES, most < raw.length ? hex + "…" : hex, "");
    }

    /// So many bytes that are the client's, as text where they are text.
    Part content(String name, int length) {
        int from = at();
        if (!has(length, name)) {
            return part(name, "BYTES", from, Kind.UNKNOWN, "", "");
        }
        byte[] raw = take(length);
        if (isText(raw)) {
            return part(name, "BYTES", from, Kind.TEXT, shown(raw), "");
        }
        int most = Math.min(raw.length, VALUE_CHARS_MAX / 2);
        return part(name, "BYTES", from, Kind.BYTES, HexFormat.of().formatHex(raw, 0, most), "");
    }

    /// Reads the next so many bytes in a way that may turn out not to be theirs: then, or when they
    /// are not read to their end, it is as if they had not been looked at.
    ///
    /// @param length at most [#remaining]
    /// @return null when they were not read
    @Nullable List<Part> attempt(int length, Supplier<List<Part>> walk) {
        int from = at();
        int limit = bytes.limit();
        int partsBefore = parts;
        bytes.limit(from + length);
        List<Part> read = walk.get();
        boolean isRead = !isBroken() && !bytes.hasRemaining();
        bytes.limit(limit);
        if (isRead) {
            return read;
        }
        bytes.position(from);
        parts = partsBefore;
        problem = "";
        return null;
    }

    /// What is left, when it cannot be read.
    Part rest(String name, String note) {
        int from = at();
        bytes.position(bytes.limit());
        return part(name, "bytes", from, Kind.UNKNOWN, "", note);
    }

    /// A cursor over the next so many bytes, which this one skips.
    ///
    /// @param length at most [#remaining]
    ByteBuffer slice(int length) {
        ByteBuffer slice = bytes.slice(at(), length);
        bytes.position(at() + length);
        return slice;
    }

    int peekByte(int offset) {
        return offset < remaining() ? bytes.get(at() + offset) : NONE;
    }

    int peekInt(int offset) {
        return offset + Integer.BYTES <= remaining() ? bytes.getInt(at() + offset) : NONE;
    }

    private static int asCount(long length) {
        return (int) Math.clamp(length, -1, Integer.MAX_VALUE);
    }

    private byte[] take(int length) {
        byte[] taken = new byte[length];
        bytes.get(taken);
        return taken;
    }

    private static String shown(byte[] utf8) {
        String text = new String(utf8, StandardCharsets.UTF_8);
        return text.length() <= VALUE_CHARS_MAX ? text : text.substring(0, VALUE_CHARS_MAX) + "…";
    }

    private static boolean isText(byte[] raw) {
        String text = new String(raw, StandardCharsets.UTF_8);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\uFFFD' || (Character.isISOControl(c) && !Character.isWhitespace(c))) {
                return false;
            }
        }
        return true;
    }
}
