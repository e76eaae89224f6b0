package dev.vitrine.ui.model;

import dev.vitrine.history.Projector;
import dev.vitrine.history.Snapshot;
import dev.vitrine.history.Snapshot.Telling;
import dev.vitrine.history.Snapshot.Tone;

import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.collections.transformation.FilteredList;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What happened, newest first, and the part of it that the filter lets through.
public final class StoryLines {
    private final ObservableList<Telling> all = FXCollections.observableArrayList();
    private final FilteredList<Telling> shown = new FilteredList<>(all);
    private final StringProperty words = new SimpleStringProperty(this, "words", "");
    private final BooleanProperty troubleOnly = new SimpleBooleanProperty(this, "troubleOnly");
    private long startMs = -1;

    StoryLines() {
        words.subscribe(this::refilter);
        troubleOnly.subscribe(this::refilter);
    }

    void show(Snapshot snapshot) {
        List<Telling> lines = snapshot.story();
        if (lines.isEmpty()) {
            all.clear();
            startMs = -1;
            return;
        }
        if (startMs < 0) {
            startMs = lines.getFirst().atMs();
        }
        long known = all.isEmpty() ? -1 : all.getFirst().seq();
        if (lines.getLast().seq() < known) {
            all.clear();
            known = -1;
            startMs = lines.getFirst().atMs();
        }
        List<Telling> young = new ArrayList<>();
        for (int i = lines.size() - 1; i >= 0 && lines.get(i).seq() > known; i--) {
            young.add(lines.get(i));
        }
        if (!young.isEmpty()) {
            all.addAll(0, young);
        }
        if (all.size() > Projector.STORY_MAX) {
            all.remove(Projector.STORY_MAX, all.size());
        }
    }

    private void refilter() {
        String sought = words.get().strip().toLowerCase(Locale.ROOT);
        boolean onlyTrouble = troubleOnly.get();
        shown.setPredicate(line ->
                (!onlyTrouble || isTrouble(line))
                        && (sought.isEmpty()
                                || line.words().toLowerCase(Locale.ROOT).contains(sought)));
    }

    private static boolean isTrouble(Telling line) {
        return line.tone() == Tone.WARNING || line.tone() == Tone.BAD;
    }

    /// Those that the filter lets through, newest first.
    public ObservableList<Telling> shown() {
        return shown;
    }

    /// Only lines that contain this; empty for all.
    public StringProperty wordsProperty() {
        return words;
    }

    /// Only what went wrong.
    public BooleanProperty troubleOnlyProperty() {
        return troubleOnly;
    }

    /// When a line happened, counted from the first: `00:41.812`.
    public String time(Telling line) {
        long ms = Math.max(0, line.atMs() - startMs);
        return String.format(
                Locale.ROOT, "%02d:%02d.%03d", ms / 60_000, ms / 1_000 % 60, ms % 1_000);
    }
}
