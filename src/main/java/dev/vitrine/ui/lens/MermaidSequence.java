package dev.vitrine.ui.lens;

import dev.vitrine.history.Snapshot;
import dev.vitrine.history.Snapshot.Message;
import dev.vitrine.history.Snapshot.Outcome;
import dev.vitrine.history.Snapshot.Telling;
import dev.vitrine.ui.lens.TimelineRows.Row;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// A stretch of the timeline as a Mermaid sequence diagram (https://mermaid.js.org/), for lecture
/// notes and tickets.
final class MermaidSequence {
    /// Lines of what happened; of more, the newest.
    static final int LINES_MAX = 400;

    private static final int TEXT_CHARS_MAX = 120;

    /// @param from whose lifeline; empty for all
    /// @param arrow Mermaid's; empty for a note
    private record Line(long atMs, String from, String arrow, String to, String text) {}

    private final Map<String, Row> rows;
    private final Map<String, String> ids = new LinkedHashMap<>();
    private final List<Line> lines = new ArrayList<>();

    private MermaidSequence(TimelineRows rows) {
        this.rows = rows.rows();
        this.rows.keySet().forEach(key -> ids.put(key, "p" + ids.size()));
    }

    static String of(Snapshot snapshot, TimelineLook look, TimeAxis axis) {
        TimelineRows rows = new TimelineRows(snapshot, axis);
        MermaidSequence diagram = new MermaidSequence(rows);
        TimelineTraffic.every(snapshot, look, axis, rows)
                .forEach(message -> diagram.message(message, axis));
        for (Telling line : snapshot.story()) {
            String key = TimelineRows.of(line.about());
            if (axis.shows(line.atMs())) {
                diagram.note(line, key == null ? "" : key);
            }
        }
        return diagram.text();
    }

    private void message(Message message, TimeAxis axis) {
        String from = TimelineRows.from(message);
        String to = TimelineRows.to(message);
        if (axis.shows(message.atMs())) {
            String about = message.subject().isEmpty() ? "" : " " + message.subject();
            String text = message.api() + " v" + message.version() + about;
            lines.add(new Line(message.atMs(), from, "->>", to, text));
        }
        boolean ended = message.outcome() != Outcome.WAITING && axis.shows(message.endedAtMs());
        if (ended && message.outcome() == Outcome.CUT) {
            String text = message.api() + " cut off";
            lines.add(new Line(message.endedAtMs(), to, "--x", from, text));
        } else if (ended && message.outcome() == Outcome.ANSWERED) {
            String arrow = message.isError() ? "--x" : "-->>";
            String text =
                    message.api()
                            + (message.isError() ? " " + message.error() : "")
                            + ", "
                            + (message.endedAtMs() - message.atMs())
                            + " ms";
            lines.add(new Line(message.endedAtMs(), to, arrow, from, text));
        }
    }

    private void note(Telling line, String key) {
        lines.add(new Line(line.atMs(), ids.containsKey(key) ? key : "", "", "", line.words()));
    }

    private String text() {
        lines.sort(Comparator.comparingLong(Line::atMs));
        int left = Math.max(0, lines.size() - LINES_MAX);
        List<Line> newest = lines.subList(left, lines.size());
        Set<String> used = new TreeSet<>();
        for (Line line : newest) {
            used.add(line.from);
            used.add(line.to);
        }
        StringBuilder text = new StringBuilder("sequenceDiagram\n");
        List<String> present = ids.keySet().stream().filter(used::contains).toList();
        List<String> shown = present.isEmpty() ? List.copyOf(ids.keySet()) : present;
        for (String key : shown) {
            Row row = rows.get(key);
            if (row != null) {
                text.append("    participant ")
                        .append(ids.get(key))
                        .append(" as ")
                        .append(escaped(row.name()))
                        .append('\n');
            }
        }
        if (shown.isEmpty()) {
            return text.append("    participant p0 as Nothing has happened yet\n").toString();
        }
        String over = over(shown);
        if (left > 0) {
            text.append(over).append(left).append(" older lines are left out\n");
        }
        for (Line line : newest) {
            if (!line.arrow.isEmpty()) {
                text.append("    ")
                        .append(ids.get(line.from))
                        .append(line.arrow)
                        .append(ids.get(line.to))
                        .append(": ");
            } else if (line.from.isEmpty()) {
                text.append(over);
            } else {
                text.append("    Note over ").append(ids.get(line.from)).append(": ");
            }
            text.append(escaped(line.text)).append('\n');
        }
        return text.toString();
    }

    private String over(List<String> shown) {
        String first = ids.getOrDefault(shown.getFirst(), "p0");
        String last = ids.getOrDefault(shown.getLast(), "p0");
        return "    Note over " + first + (first.equals(last) ? "" : "," + last) + ": ";
    }

    /// Mermaid reads `;` and a line's end as the statement's end, `#` as the beginning of a
    /// character's number, `%%` as a comment, and trips over the word `end`.
    static String escaped(String words) {
        String cut =
                words.length() <= TEXT_CHARS_MAX ? words : words.substring(0, TEXT_CHARS_MAX) + "…";
        StringBuilder escaped = new StringBuilder();
        cut.codePoints()
                .forEach(c -> {
                    switch (c) {
                        case '#', ';', ':', '%', '<', '>', '"', '{', '}' ->
                                escaped.append('#').append(c).append(';');
                        default ->
                                escaped.appendCodePoint(
                                        Character.isISOControl(c) || c == 0x2028 || c == 0x2029
                                                ? ' '
                                                : c);
                    }
                });
        return escaped.toString().replaceAll("(?i)\\b(e)(nd)\\b", "#101;$2");
    }
}
