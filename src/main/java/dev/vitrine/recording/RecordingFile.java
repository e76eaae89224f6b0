package dev.vitrine.recording;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;

/// Recordings in files: JSON lines, packed with gzip.
///
/// ```text
/// {"vitrine":1,"title":"Free play","events":12345}
/// {"type":"NodeStarted",…}          each event, in order
/// {"end":12345}
/// ```
///
/// The last line tells a whole file from one that was cut off.
public final class RecordingFile {
    /// The end of the names of such files.
    public static final String SUFFIX = ".vitrine";

    /// The version of the format that is written here, the newest that is read.
    static final int VERSION = 1;

    private static final String BEGINNING = "vitrine";
    private static final String END = "end";
    private static final JsonMapper MAPPER = new JsonMapper();

    private RecordingFile() {}

    /// Saves what has been recorded so far. A file that was there before stays until the new one is
    /// whole.
    ///
    /// @throws RecordingException when it cannot be written
    public static void save(Recording recording, String title, Path file) {
        long size = recording.size();
        Path unfinished = file.resolveSibling(file.getFileName() + "~");
        try {
            try (OutputStream out =
                    new GZIPOutputStream(
                            new BufferedOutputStream(Files.newOutputStream(unfinished)))) {
                line(
                        out,
                        MAPPER.createObjectNode()
                                .put(BEGINNING, VERSION)
                                .put("title", title)
                                .put("events", size));
                recording.events(
                        0,
                        size,
                        event -> {
                            try {
                                out.write(EventJson.write(event));
                                out.write('\n');
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        });
                line(out, MAPPER.createObjectNode().put(END, size));
            }
            replace(unfinished, file);
        } catch (IOException | UncheckedIOException e) {
            deleteQuietly(unfinished);
            throw new RecordingException("cannot write to " + file + ": " + reason(e), e);
        }
    }

    private static void line(OutputStream out, JsonNode node) throws IOException {
        out.write(MAPPER.writeValueAsBytes(node));
        out.write('\n');
    }

    private static void replace(Path from, Path to) throws IOException {
        try {
            Files.move(
                    from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void deleteQuietly(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // It is told already that nothing could be written.
        }
    }

    /// Opens a recording, which has to be closed.
    ///
    /// @throws RecordingException with one sentence when it cannot be read, is no recording, is
    ///   broken or of a newer version
    public static Recording open(Path file) {
        Recording recording = new Recording();
        try (InputStream in = Files.newInputStream(file);
                BufferedReader lines =
                        new BufferedReader(
                                new InputStreamReader(
                                        new GZIPInputStream(in),
                                        StandardCharsets.UTF_8.newDecoder()))) {
            read(file, lines, recording);
            return recording;
        } catch (IOException e) {
            recording.close();
            throw new RecordingException(refusal(file, e), e);
        } catch (RuntimeException e) {
            recording.close();
            throw e;
        }
    }

    private static void read(Path file, Reader lines, Recording into) throws IOException {
        long expected = header(file, nextLine(file, 1, lines));
        long number = 1;
        while (true) {
            number++;
            String line = nextLine(file, number, lines);
            if (line.isEmpty()) {
                throw new RecordingException(
                        file
                                + " is cut off: it has "
                                + into.size()
                                + " of "
                                + expected
                                + " events");
            }
            if (line.startsWith("{\"" + END + "\"")) {
                long told = whole(file, number, line).path(END).asLong(-1);
                if (told != into.size() || told != expected) {
                    throw new RecordingException(
                            file
                                    + " is broken: it has "
                                    + into.size()
                                    + " events, and says "
                                    + told
                                    + " and "
                                    + expected);
                }
                return;
            }
            if (into.size() == expected) {
                throw new RecordingException(
                        file + ", line " + number + ": more than the " + expected + " events");
            }
            try {
                into.add(EventJson.read(line));
            } catch (RecordingException e) {
                throw new RecordingException(file + ", line " + number + ": " + e.getMessage(), e);
            }
        }
    }

    private static long header(Path file, String line) {
        JsonNode header;
        try {
            header = MAPPER.readTree(line);
        } catch (JsonProcessingException e) {
            throw new RecordingException(file + " is no recording of Vitrine", e);
        }
        JsonNode version = header.path(BEGINNING);
        if (!version.isInt()) {
            throw new RecordingException(file + " is no recording of Vitrine");
        }
        if (version.asInt() > VERSION) {
            throw new RecordingException(
                    file
                            + " was made by a newer Vitrine: its version is "
                            + version.asInt()
                            + ", and this one reads up to "
                            + VERSION);
        }
        JsonNode events = header.path("events");
        if (version.asInt() < 1
                || !events.isIntegralNumber()
                || events.asLong() < 0
                || events.asLong() > Recording.EVENTS_MAX) {
            throw new RecordingException(
                    file + ", line 1: it says no version, or no number of events");
        }
        return events.asLong();
    }

    private static JsonNode whole(Path file, long number, String line) {
        try {
            return MAPPER.readTree(line);
        } catch (JsonProcessingException e) {
            throw new RecordingException(
                    file + ", line " + number + ": " + e.getOriginalMessage(), e);
        }
    }

    /// @return empty at the end of the file
    private static String nextLine(Path file, long number, Reader in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (line.length() == EventJson.LINE_CHARS_MAX) {
                throw new RecordingException(
                        file
                                + ", line "
                                + number
                                + ": it is longer than "
                                + EventJson.LINE_CHARS_MAX
                                + " characters");
            }
            line.append((char) c);
        }
        return line.toString();
    }

    private static String refusal(Path file, IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> "there is no file " + file;
            case ZipException _ -> file + " is no recording of Vitrine, or is broken";
            case EOFException _ -> file + " is cut off, or no recording of Vitrine";
            case CharacterCodingException _ -> file + " is broken: it is no text in UTF-8";
            default -> "cannot read " + file + ": " + reason(e);
        };
    }

    private static String reason(Exception e) {
        Throwable cause =
                e instanceof UncheckedIOException && e.getCause() != null ? e.getCause() : e;
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }
}
