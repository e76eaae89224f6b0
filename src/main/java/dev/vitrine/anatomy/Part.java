package dev.vitrine.anatomy;

import java.util.List;
import java.util.function.Consumer;

/// A field of a frame, or a group of fields.
///
/// A part's own parts follow one another and fill it. A part without parts is a leaf; each byte of
/// a frame belongs to exactly one leaf.
///
/// @param name in Kafka's words: `correlationId`; `[2]` in an array
/// @param type as in Kafka's protocol guide: `INT32`, `COMPACT_STRING`
/// @param from its first byte, counted from the frame's first
/// @param to one past its last byte
/// @param value as JSON would write it, without quotes; empty for a group
/// @param note what a person would like to know besides, as an error's name; may be empty
/// @param unpacked whether its parts are what its bytes unpack to. It is a leaf nevertheless, and
///   each of them has its range
public record Part(
        String name,
        String type,
        int from,
        int to,
        Kind kind,
        String value,
        String note,
        List<Part> parts,
        boolean unpacked) {
    public enum Kind {
        /// Parts by name.
        STRUCT,
        /// Parts by number, after one for their count.
        ARRAY,
        /// A number or a boolean.
        NUMBER,
        TEXT,
        /// Bytes whose meaning is the client's; the value is in hexadecimal, cut when long.
        BYTES,
        NULL,
        /// A length, a count or a tag: it says how to read what follows, and no more.
        FRAMING,
        /// Bytes that could not be read.
        UNKNOWN
    }

    public boolean isLeaf() {
        return parts.isEmpty() || unpacked;
    }

    public int bytes() {
        return to - from;
    }

    /// Calls `visitor` with every leaf, in the order of their bytes.
    public void leaves(Consumer<Part> visitor) {
        if (isLeaf()) {
            visitor.accept(this);
        } else {
            parts.forEach(part -> part.leaves(visitor));
        }
    }
}
