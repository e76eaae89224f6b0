package dev.vitrine.ui.model;

import dev.vitrine.history.Snapshot.PartitionView;
import dev.vitrine.history.Snapshot.Tone;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// What the inspector says of one thing.
///
/// @param kind `partition`, `broker` …
/// @param partition to look at under the microscope; null when it is about something else
/// @param tables in order
/// @param findings settings that contradict each other, with what will come of it
public record Inspection(
        String kind,
        String title,
        List<Detail> details,
        @Nullable PartitionView partition,
        List<Table> tables,
        List<Lint.Finding> findings) {
    Inspection(
            String kind,
            String title,
            List<Detail> details,
            @Nullable PartitionView partition,
            List<Table> tables) {
        this(kind, title, details, partition, tables, List.of());
    }

    Inspection with(List<Lint.Finding> found) {
        return new Inspection(kind, title, details, partition, tables, List.copyOf(found));
    }

    Inspection with(List<Detail> moreDetails, List<Table> moreTables) {
        List<Detail> allDetails = new ArrayList<>(details);
        allDetails.addAll(moreDetails);
        List<Table> allTables = new ArrayList<>(tables);
        allTables.addAll(moreTables);
        return new Inspection(kind, title, allDetails, partition, allTables, findings);
    }

    /// Rows of a table that are shown; the rest are counted in its last line.
    public static final int ROWS_MAX = 24;

    /// One line: a name and a value.
    ///
    /// @param value what counts
    /// @param more what is to be said beside it, empty for nothing
    /// @param tone of `more`
    public record Detail(String name, String value, String more, Tone tone) {
        static Detail of(String name, String value) {
            return new Detail(name, value, "", Tone.PLAIN);
        }

        static Detail of(String name, String value, String more) {
            return new Detail(name, value, more, Tone.PLAIN);
        }
    }

    /// @param columns names; those that begin with `#` hold numbers and stand at the right
    /// @param rows as many cells each as there are columns, at most [#ROWS_MAX] of them
    /// @param more how many rows are left out
    public record Table(String heading, List<String> columns, List<List<String>> rows, int more) {
        public static Table of(String heading, List<String> columns, List<List<String>> rows) {
            int shown = Math.min(rows.size(), ROWS_MAX);
            return new Table(heading, columns, rows.subList(0, shown), rows.size() - shown);
        }
    }
}
