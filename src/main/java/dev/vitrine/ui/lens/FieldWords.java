package dev.vitrine.ui.lens;

import dev.vitrine.anatomy.Part;
import dev.vitrine.anatomy.Part.Kind;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;

/// Says what a field of a frame holds.
final class FieldWords {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

    private final Map<String, String> topicNames;

    /// @param topicNames by their ids
    FieldWords(Map<String, String> topicNames) {
        this.topicNames = topicNames;
    }

    /// Its value, with the number of elements of an array.
    static String value(Part part) {
        String value = FieldRows.shown(part);
        return value.isEmpty() && part.kind() == Kind.ARRAY && part.type().equals("array")
                ? "[" + (part.parts().size() - 1) + "]"
                : value;
    }

    /// What a person would like to know besides.
    String note(Part part) {
        if (!part.note().isEmpty()) {
            return part.note();
        }
        if (part.type().equals("UUID")) {
            return topicNames.getOrDefault(part.value(), "");
        }
        if (part.type().equals("INT64") && part.name().endsWith("imestamp")) {
            long ms = Long.parseLong(part.value().isEmpty() ? "-1" : part.value());
            return ms <= 0 || ms > Integer.MAX_VALUE * 10_000L
                    ? ""
                    : TIME.format(Instant.ofEpochMilli(ms)) + " UTC";
        }
        return "";
    }

    /// All of it, and where it stands.
    String tip(Part part) {
        String value = value(part);
        String note = note(part);
        String where =
                part.bytes() == 0
                        ? "no bytes of its own"
                        : part.bytes() == 1
                                ? "byte " + part.from()
                                : "bytes " + part.from() + " to " + (part.to() - 1);
        return part.name()
                + (value.isEmpty() ? "" : ": " + value)
                + (note.isEmpty() ? "" : " (" + note + ")")
                + "\n"
                + part.type()
                + ", "
                + where
                + (part.unpacked() ? ", unpacked for display" : "");
    }
}
