package dev.vitrine.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vitrine.config.Setting.Origin;
import dev.vitrine.config.Setting.Type;
import dev.vitrine.config.Setting.Update;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;

/// Reads a table of settings, a resource beside this class: a setting a line, seven columns between
/// ` | `. What the columns hold is said on the tables' first lines.
final class SettingTable {
    private SettingTable() {}

    /// The columns of a line.
    private record Row(
            String name,
            String type,
            String defaultValue,
            String allowed,
            String related,
            String marks,
            String doc) {
        static Row of(String line) {
            String[] columns = line.split(" *\\| ?", 7);
            return new Row(
                    columns[0],
                    columns[1],
                    columns[2],
                    columns[3],
                    columns[4],
                    columns[5],
                    columns[6]);
        }

        boolean isMarked(String mark) {
            return words(marks, " ").contains(mark);
        }
    }

    static SequencedMap<String, Setting> brokers(String resource) {
        SequencedMap<String, Setting> table = new LinkedHashMap<>();
        for (Row row : rows(resource)) {
            String[] update = row.related.split(" ", 2);
            List<String> synonyms = update.length == 1 ? List.of(row.name) : words(update[1], ", ");
            table.put(
                    row.name,
                    setting(
                            row,
                            switch (update[0]) {
                                case "read-only" -> Update.READ_ONLY;
                                case "per-listener" -> Update.PER_LISTENER;
                                case "per-broker" -> Update.PER_BROKER;
                                case "cluster-wide" -> Update.CLUSTER_WIDE;
                                default -> throw new IllegalStateException(row.toString());
                            },
                            synonyms,
                            List.of()));
        }
        return Collections.unmodifiableSequencedMap(table);
    }

    /// A table whose settings get their defaults from a broker's.
    static SequencedMap<String, Setting> ofResources(String resource) {
        SequencedMap<String, Setting> table = new LinkedHashMap<>();
        for (Row row : rows(resource)) {
            List<Origin> origins =
                    words(row.related, ", ").stream().map(SettingTable::origin).toList();
            table.put(row.name, setting(row, Update.CLUSTER_WIDE, List.of(row.name), origins));
        }
        return Collections.unmodifiableSequencedMap(table);
    }

    private static Setting setting(
            Row row, Update update, List<String> synonyms, List<Origin> origins) {
        return new Setting(
                row.name,
                Type.valueOf(row.type),
                row.defaultValue.equals("null") ? null : row.defaultValue,
                allowed(row.allowed),
                update,
                synonyms,
                origins,
                row.isMarked("honoured"),
                row.isMarked("identity"),
                row.isMarked("internal"),
                row.doc);
    }

    /// `log.retention.minutes * 60000`
    private static Origin origin(String text) {
        String[] parts = text.split(" \\* ");
        return new Origin(parts[0], parts.length == 1 ? 1 : Long.parseLong(parts[1]));
    }

    private static Allowed allowed(String text) {
        if (text.contains("..") && !text.startsWith("-1 or")) {
            String[] ends = text.split("\\.\\.", 2);
            return new Allowed.Range(ends[0], ends[1]);
        }
        String[] parts = text.split(": | of ", 2);
        List<String> texts = parts.length == 1 ? List.of() : words(parts[1], ", ");
        return switch (parts[0]) {
            case "" -> new Allowed.Anything();
            case "-1 or 1..9" -> new Allowed.GzipLevel();
            case "one" -> new Allowed.OneOf(texts);
            case "any case" -> new Allowed.OneOfAnyCase(texts);
            case "not empty" -> new Allowed.NotEmpty();
            case "items" -> new Allowed.Items(true, texts);
            case "items, not empty" -> new Allowed.Items(false, texts);
            case "replicas" -> new Allowed.Replicas();
            case "offset reset" -> new Allowed.OffsetReset();
            default -> throw new IllegalStateException(text);
        };
    }

    private static List<String> words(String text, String separator) {
        return text.isEmpty() ? List.of() : List.of(text.split(separator));
    }

    private static List<Row> rows(String resource) {
        try (InputStream in =
                Objects.requireNonNull(
                        SettingTable.class.getResourceAsStream(resource), resource)) {
            List<Row> rows = new ArrayList<>();
            new String(in.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .forEach(line -> rows.add(Row.of(line)));
            return rows;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
