package dev.vitrine.ui.lens;

import dev.vitrine.anatomy.Anatomy;
import dev.vitrine.anatomy.Part;
import dev.vitrine.anatomy.Part.Kind;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// An anatomy as the lines of a tree.
final class FieldRows {
    /// Lines made of one frame; more are not shown, and the last line says so.
    static final int ROWS_MAX = 5_000;

    private FieldRows() {}

    /// @param depth 0 for header and body
    record Row(Part part, int depth) {}

    static List<Row> of(Anatomy anatomy) {
        List<Row> rows = new ArrayList<>();
        anatomy.parts().forEach(part -> add(part, 0, rows));
        return List.copyOf(rows);
    }

    private static void add(Part part, int depth, List<Row> rows) {
        if (rows.size() < ROWS_MAX) {
            rows.add(new Row(part, depth));
            part.parts().forEach(each -> add(each, depth + 1, rows));
        }
    }

    // ---- difference ----------------------------------------------------------------------------

    enum Change {
        CHANGED("changed"),
        ADDED("added"),
        REMOVED("removed");

        private final String word;

        Change(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    /// @param path `body.topicData[0].partitionData[0].index`
    /// @param before empty for one that was added
    /// @param now empty for one that was removed
    record Difference(Change change, String path, String before, String now) {}

    /// How the second differs from the first, in the order of the second's fields; what went comes
    /// last. Lengths and counts are left out: they follow from the rest.
    static List<Difference> between(Anatomy before, Anatomy now) {
        Map<String, String> old = values(before);
        List<Difference> differences = new ArrayList<>();
        values(now)
                .forEach((path, value) -> {
                    String was = old.remove(path);
                    if (was == null) {
                        differences.add(new Difference(Change.ADDED, path, "", value));
                    } else if (!was.equals(value)) {
                        differences.add(new Difference(Change.CHANGED, path, was, value));
                    }
                });
        old.forEach((path, was) -> differences.add(new Difference(Change.REMOVED, path, was, "")));
        return differences;
    }

    private static Map<String, String> values(Anatomy anatomy) {
        Map<String, String> values = new LinkedHashMap<>();
        anatomy.parts().forEach(part -> put(part, "", values));
        return values;
    }

    private static void put(Part part, String path, Map<String, String> values) {
        if (part.kind() == Kind.FRAMING || values.size() >= ROWS_MAX) {
            return;
        }
        String own = path.isEmpty() || part.name().startsWith("[") ? path : path + ".";
        String here = own + part.name();
        if (part.parts().isEmpty()) {
            values.put(here, shown(part));
        } else {
            part.parts().forEach(each -> put(each, here, values));
        }
    }

    /// A field's value as JSON would have it.
    static String shown(Part part) {
        return switch (part.kind()) {
            case TEXT -> '"' + part.value().replace("\n", "\\n").replace("\t", "\\t") + '"';
            case BYTES ->
                    part.unpacked() ? "" : part.value().isEmpty() ? "0 bytes" : "0x" + part.value();
            case NUMBER, NULL, FRAMING -> part.value();
            case UNKNOWN -> "not read";
            case STRUCT ->
                    part.parts().size() == 1 && part.type().equals("tagged fields") ? "none" : "";
            case ARRAY -> part.parts().size() <= 1 ? "[ ]" : "";
        };
    }
}
