package dev.vitrine.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.ui.stage.Level;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What the window remembers, and that nonsense in the file is no harm.
final class WindowMemoryTest {
    @TempDir private Path folder;

    @Test
    void remembersSizeLookAndPanels() {
        Path file = folder.resolve("deep/window.properties");
        WindowMemory memory = WindowMemory.in(file);
        memory.size(1_200, 800);
        memory.look(WindowMemory.Look.LIGHT);
        memory.open("left", false);
        memory.level(Level.ROWS);
        memory.save();

        WindowMemory again = WindowMemory.in(file);
        assertThat(again.width()).isEqualTo(1_200);
        assertThat(again.height()).isEqualTo(800);
        assertThat(again.look()).isEqualTo(WindowMemory.Look.LIGHT);
        assertThat(again.isOpen("left")).isFalse();
        assertThat(again.isOpen("right")).isTrue();
        assertThat(again.level()).isEqualTo(Level.ROWS);
    }

    @Test
    void aLevelThatFollowsFromWhatHasRoomStaysSo() {
        Path file = folder.resolve("window.properties");
        WindowMemory memory = WindowMemory.in(file);
        assertThat(memory.level()).isNull();
        memory.level(Level.MATRIX);
        memory.level(null);
        memory.save();
        assertThat(WindowMemory.in(file).level()).isNull();
    }

    @Test
    void nonsenseIsForgotten() throws IOException {
        Path file = folder.resolve("window.properties");
        Files.writeString(file, "width=-3\nheight=wide\ntheme=pink\nzoom=very\nbroken=\\u00zz\n");
        WindowMemory memory = WindowMemory.in(file);
        assertThat(memory.width()).isEqualTo(WindowMemory.WIDTH);
        assertThat(memory.height()).isEqualTo(WindowMemory.HEIGHT);
        assertThat(memory.look()).isEqualTo(WindowMemory.Look.SYSTEM);
        assertThat(memory.level()).isNull();
    }

    @Test
    void fileThatCannotBeWrittenIsNoReasonToFail() throws IOException {
        Path file = folder.resolve("a-file");
        Files.writeString(file, "");
        WindowMemory.in(file.resolve("window.properties")).save();
        assertThat(file).exists();
    }
}
