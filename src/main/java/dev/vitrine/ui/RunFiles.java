package dev.vitrine.ui;

import dev.vitrine.recording.EventJson;
import dev.vitrine.recording.Recording;
import dev.vitrine.recording.RecordingException;
import dev.vitrine.recording.RecordingFile;

import javafx.stage.FileChooser;
import javafx.stage.FileChooser.ExtensionFilter;
import javafx.stage.Window;

import org.jspecify.annotations.Nullable;

import java.io.BufferedOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/// Runs in files: saved, opened, and their events as lines of JSON. All methods are for the JavaFX
/// thread.
final class RunFiles {
    private static final ExtensionFilter RUNS =
            new ExtensionFilter("A run of Vitrine", "*" + RecordingFile.SUFFIX);
    private static final ExtensionFilter LINES =
            new ExtensionFilter("Events as lines of JSON", "*.jsonl");

    /// Says which file is meant.
    interface Place {
        /// @param saves whether it is to be written, not read
        /// @return null for none
        @Nullable Path ask(Window over, ExtensionFilter kind, boolean saves);
    }

    private final TimeTravel travel;
    private final Commands commands;
    private final Notices notices;
    private final Consumer<Recording> opened;
    private Place place = RunFiles::askAPerson;

    /// @param opened takes a run that was opened, to show it
    RunFiles(TimeTravel travel, Commands commands, Notices notices, Consumer<Recording> opened) {
        this.travel = travel;
        this.commands = commands;
        this.notices = notices;
        this.opened = opened;
    }

    /// From now on `other` says which file is meant; a person does until then.
    void ask(Place other) {
        place = other;
    }

    void save(Window over) {
        Recording run = travel.recording();
        write(over, RUNS, to -> RecordingFile.save(run, "A run of " + run.size() + " events", to));
    }

    void exportEvents(Window over) {
        Recording run = travel.recording();
        write(over, LINES, to -> writeLines(run, to));
    }

    private void write(Window over, ExtensionFilter kind, Consumer<Path> writing) {
        Path to = place.ask(over, kind, true);
        if (to != null) {
            commands.ask(
                            () -> {
                                writing.accept(to);
                                return to;
                            })
                    .whenComplete((file, failure) -> {
                        if (failure == null) {
                            notices.news("Saved: " + file);
                        } else {
                            notices.trouble(String.valueOf(failure.getMessage()));
                        }
                    });
        }
    }

    private static void writeLines(Recording run, Path to) {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(to))) {
            run.events(
                    0,
                    run.size(),
                    event -> {
                        try {
                            out.write(EventJson.write(event));
                            out.write('\n');
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    });
        } catch (IOException | UncheckedIOException e) {
            throw new RecordingException("cannot write to " + to + ": " + e.getMessage(), e);
        }
    }

    void open(Window over) {
        Path from = place.ask(over, RUNS, false);
        if (from != null) {
            commands.ask(() -> RecordingFile.open(from))
                    .whenComplete((run, failure) -> {
                        if (failure == null) {
                            opened.accept(run);
                            notices.news("Opened: " + from);
                        } else {
                            notices.trouble(String.valueOf(failure.getMessage()));
                        }
                    });
        }
    }

    private static @Nullable Path askAPerson(Window over, ExtensionFilter kind, boolean saves) {
        FileChooser chooser = new FileChooser();
        chooser.setTitle((saves ? "Save: " : "Open: ") + kind.getDescription());
        chooser.getExtensionFilters().add(kind);
        if (saves) {
            chooser.setInitialFileName("run" + kind.getExtensions().getFirst().substring(1));
        }
        File chosen = saves ? chooser.showSaveDialog(over) : chooser.showOpenDialog(over);
        return chosen == null ? null : chosen.toPath();
    }
}
