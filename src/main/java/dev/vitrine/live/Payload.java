package dev.vitrine.live;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// A key or a value: how it begins, and how many bytes it has.
///
/// @param head at most [#HEAD_BYTES_MAX] of its bytes
/// @param size in bytes, all of them
public record Payload(ByteBuffer head, int size) {
    /// Bytes kept; the rest is only counted.
    static final int HEAD_BYTES_MAX = 512;

    private static final String ELLIPSIS = "…";

    static Payload of(ByteBuffer bytes) {
        int kept = Math.min(bytes.remaining(), HEAD_BYTES_MAX);
        byte[] head = new byte[kept];
        bytes.get(bytes.position(), head);
        return new Payload(ByteBuffer.wrap(head).asReadOnlyBuffer(), bytes.remaining());
    }

    /// For a person: text when it is UTF-8 without control characters, else hexadecimal digits.
    ///
    /// @param charsMax after so many characters comes an ellipsis
    public String text(int charsMax) {
        CharBuffer chars = CharBuffer.allocate(head.remaining());
        CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
        boolean isWhole = head.remaining() == size;
        CoderResult decoded = utf8.decode(head.duplicate(), chars, isWhole);
        boolean isText =
                !decoded.isError() && chars.flip().chars().noneMatch(Character::isISOControl);
        return isText ? cut(chars.toString(), charsMax, isWhole) : hex(charsMax);
    }

    private static String cut(String text, int charsMax, boolean isWhole) {
        if (text.length() <= charsMax) {
            return isWhole ? text : text + ELLIPSIS;
        }
        int end = Character.isHighSurrogate(text.charAt(charsMax - 1)) ? charsMax - 1 : charsMax;
        return text.substring(0, end) + ELLIPSIS;
    }

    private String hex(int charsMax) {
        int shown = Math.min(head.remaining(), Math.max(1, (charsMax - 2) / 2));
        byte[] bytes = new byte[shown];
        head.get(head.position(), bytes);
        return "0x" + HexFormat.of().formatHex(bytes) + (shown < size ? ELLIPSIS : "");
    }

    /// The bytes kept, from the first on.
    public byte[] bytes() {
        byte[] bytes = new byte[head.remaining()];
        head.get(head.position(), bytes);
        return bytes;
    }
}
