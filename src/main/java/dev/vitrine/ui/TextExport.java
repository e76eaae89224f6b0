package dev.vitrine.ui;

import javafx.stage.FileChooser;
import javafx.stage.FileChooser.ExtensionFilter;
import javafx.stage.Window;

import org.jspecify.annotations.Nullable;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What a lens exports, as a file of text.
final class TextExport {
    /// Says where a file goes.
    interface Place {
        /// @param kind what such files are called
        /// @param fileName a suggestion; its ending is the kind's
        /// @return null for nowhere
        @Nullable Path ask(Window over, String kind, String fileName);
    }

    private final Notices notices;
    private Place place = TextExport::askAPerson;

    TextExport(Notices notices) {
        this.notices = notices;
    }

    /// From now on `other` says where files go; a person does until then.
    void ask(Place other) {
        place = other;
    }

    /// Asks where to, and writes it there.
    void save(Window over, String kind, String fileName, String text) {
        Path to = place.ask(over, kind, fileName);
        if (to == null) {
            return;
        }
        try {
            Files.writeString(to, text);
            notices.news("Saved: " + to);
        } catch (IOException e) {
            notices.trouble("It cannot be written to " + to + ": " + e.getMessage());
        }
    }

    private static @Nullable Path askAPerson(Window over, String kind, String fileName) {
        FileChooser chooser = new FileChooser();
        chooser.setTitle("Save: " + kind);
        chooser.setInitialFileName(fileName);
        String ending = "*" + fileName.substring(fileName.lastIndexOf('.'));
        chooser.getExtensionFilters().add(new ExtensionFilter(kind, ending));
        File chosen = chooser.showSaveDialog(over);
        return chosen == null ? null : chosen.toPath();
    }
}
