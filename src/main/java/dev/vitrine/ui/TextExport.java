package dev.vitrine.ui;

import javafx.stage.FileChooser;
import javafx.stage.FileChooser.ExtensionFilter;
import javafx.stage.Window;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What a lens exports, as a file of text.
final class TextExport {
    private TextExport() {}

    /// Asks where to, and writes it there.
    ///
    /// @param fileName a suggestion; its ending is the kind's
    static void ask(Window over, String kind, String fileName, String text, Notices notices) {
        FileChooser chooser = new FileChooser();
        chooser.setTitle("Save: " + kind);
        chooser.setInitialFileName(fileName);
        String ending = "*" + fileName.substring(fileName.lastIndexOf('.'));
        chooser.getExtensionFilters().add(new ExtensionFilter(kind, ending));
        File chosen = chooser.showSaveDialog(over);
        if (chosen != null) {
            write(text, chosen.toPath(), notices);
        }
    }

    static void write(String text, Path to, Notices notices) {
        try {
            Files.writeString(to, text);
            notices.news("Saved: " + to);
        } catch (IOException e) {
            notices.trouble("It cannot be written to " + to + ": " + e.getMessage());
        }
    }
}
