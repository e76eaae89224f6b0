package dev.vitrine.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.event.Event;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

@Timeout(120)
class RecordingFileTest {
    private static final int MUTATIONS = 600;

    @TempDir Path folder;

    private Path file() {
        return folder.resolve("run.vitrine");
    }

    private byte[] saved(int events) throws IOException {
        try (Recording recording = new Recording()) {
            for (int i = 0; i < events; i++) {
                recording.add(new Event.HighWatermarkMoved(1, 1_000 + i, "orders", 0, i));
            }
            RecordingFile.save(recording, "a run", file());
        }
        return Files.readAllBytes(file());
    }

    private static byte[] packed(byte[] text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text);
        }
        return bytes.toByteArray();
    }

    private static byte[] unpacked(byte[] bytes) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return in.readAllBytes();
        }
    }

    private static List<Event> events(Recording recording) {
        List<Event> events = new ArrayList<>();
        recording.events(0, recording.size(), events::add);
        return events;
    }

    @Test
    void whatIsSavedIsOpened() throws IOException {
        saved(5_000);
        try (Recording opened = RecordingFile.open(file())) {
            assertThat(opened.size()).isEqualTo(5_000);
            assertThat(events(opened).get(4_321))
                    .isEqualTo(new Event.HighWatermarkMoved(1, 5_321, "orders", 0, 4_321));
        }
        assertThat(folder.toFile().list()).containsExactly("run.vitrine");
    }

    @Test
    void anEmptyRunIsARunToo() throws IOException {
        saved(0);
        try (Recording opened = RecordingFile.open(file())) {
            assertThat(opened.size()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                    hello                                     | is no recording of Vitrine
                    {"vitrine":2,"events":0}                  | was made by a newer Vitrine: its version is 2, and this one reads up to 1
                    {"vitrine":"x"}                           | is no recording of Vitrine
                    {"vitrine":1}                             | line 1: it says no version, or no number of events
                    {"vitrine":1,"events":-1}                 | line 1: it says no version, or no number of events
                    {"vitrine":1,"events":99999999999}        | line 1: it says no version, or no number of events
                    {"vitrine":1,"events":1}                  | is cut off: it has 0 of 1 events
                    {"vitrine":1,"events":0}%{"end":5}        | is broken: it has 0 events, and says 5 and 0
                    {"vitrine":1,"events":1}%{"type":"Nope"}  | line 2: this is no event
                    {"vitrine":1,"events":0}%{"type":"Nope"}  | line 2: more than the 0 events
                    """)
    void whatIsNoRecordingIsRefusedWithASentence(String text, String sentence) throws IOException {
        Files.write(file(), packed(text.replace('%', '\n').getBytes(StandardCharsets.UTF_8)));
        assertThatThrownBy(() -> RecordingFile.open(file()))
                .isInstanceOf(RecordingException.class)
                .hasMessageStartingWith(file().toString())
                .hasMessageContaining(sentence);
    }

    @Test
    void aFileThatIsNotThereOrNotPackedIsRefused() throws IOException {
        assertThatThrownBy(() -> RecordingFile.open(file()))
                .hasMessage("there is no file " + file());
        Files.writeString(file(), "{\"vitrine\":1,\"events\":0}");
        assertThatThrownBy(() -> RecordingFile.open(file()))
                .hasMessage(file() + " is no recording of Vitrine, or is broken");
        Files.write(file(), new byte[0]);
        assertThatThrownBy(() -> RecordingFile.open(file()))
                .hasMessage(file() + " is cut off, or no recording of Vitrine");
    }

    @Test
    void whatWasThereStaysWhenAFileCannotBeWritten() throws IOException {
        Path blocked = folder.resolve("blocked");
        Files.createDirectory(blocked);
        try (Recording recording = new Recording()) {
            assertThatThrownBy(() ->
                            RecordingFile.save(
                                    recording, "", blocked.resolve("no").resolve("run.vitrine")))
                    .isInstanceOf(RecordingException.class)
                    .hasMessageStartingWith("cannot write to ");
        }
    }

    @Test
    void aLineWithoutEndIsRefused() throws IOException {
        String endless = "{\"vitrine\":1,\"events\":1}\n{\"type\":\"" + "x".repeat(3 << 20);
        Files.write(file(), packed(endless.getBytes(StandardCharsets.UTF_8)));
        assertThatThrownBy(() -> RecordingFile.open(file()))
                .hasMessageContaining("line 2: it is longer than");
    }

    @Test
    void aFileThatIsDamagedByChanceOpensOrIsRefused() throws IOException {
        byte[] whole = saved(300);
        byte[] text = unpacked(whole);
        Random random = new Random(11);
        int refused = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            boolean inText = i % 2 == 0;
            byte[] damaged = damaged(inText ? text : whole, random);
            Files.write(file(), inText ? packed(damaged) : damaged);
            try (Recording opened = RecordingFile.open(file())) {
                assertThat(events(opened)).hasSize((int) opened.size());
                opened.at(opened.size());
            } catch (RecordingException e) {
                refused++;
                assertThat(e).message().contains("run.vitrine");
            }
        }
        assertThat(refused).isGreaterThan(MUTATIONS / 2);
    }

    private static byte[] damaged(byte[] whole, Random random) {
        byte[] damaged = whole.clone();
        int at = random.nextInt(damaged.length);
        switch (random.nextInt(4)) {
            case 0 -> damaged[at] = (byte) random.nextInt(256);
            case 1 -> {
                for (int i = at; i < Math.min(damaged.length, at + 20); i++) {
                    damaged[i] = (byte) random.nextInt(256);
                }
            }
            case 2 -> damaged = java.util.Arrays.copyOf(damaged, at);
            default -> {
                int from = random.nextInt(damaged.length);
                int count = Math.min(50, damaged.length - Math.max(at, from));
                System.arraycopy(whole, from, damaged, at, count);
            }
        }
        return damaged;
    }
}
