package dev.vitrine.recording;

import dev.vitrine.event.Event;

import org.jspecify.annotations.Nullable;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/// A stretch of a run's events: as they are until they are packed, then as packed JSON lines, in
/// memory or in a [Spill].
final class Chunk {
    /// Events of a chunk.
    static final int EVENTS = 2_048;

    /// The number of the first event among all of the run's.
    final long first;

    /// The time of the run when the chunk begins: no event before it is later.
    final long fromMs;

    private List<Event> events = new ArrayList<>();
    private int count;
    private byte @Nullable [] packed;
    private long spilledAt = -1;
    private int packedBytes;

    Chunk(long first, long fromMs) {
        this.first = first;
        this.fromMs = fromMs;
    }

    synchronized void add(Event event) {
        events.add(event);
        count++;
    }

    synchronized int count() {
        return count;
    }

    boolean isFull() {
        return count() >= EVENTS;
    }

    /// Packs what it has. Nothing may be added any more.
    ///
    /// @return how many bytes it takes now
    int pack() {
        List<Event> now;
        synchronized (this) {
            now = events;
        }
        byte[] bytes = packed(now);
        synchronized (this) {
            packed = bytes;
            packedBytes = bytes.length;
            events = List.of();
        }
        return bytes.length;
    }

    /// Puts the packed bytes into a file.
    void spill(Spill into) throws IOException {
        byte[] bytes;
        synchronized (this) {
            bytes = packed;
        }
        if (bytes != null) {
            long at = into.append(bytes);
            synchronized (this) {
                spilledAt = at;
                packed = null;
            }
        }
    }

    synchronized boolean isInMemory() {
        return spilledAt < 0;
    }

    synchronized int packedBytes() {
        return packedBytes;
    }

    /// The events in it, as of now.
    List<Event> events(Spill spill) {
        byte[] bytes;
        long at;
        synchronized (this) {
            if (packedBytes == 0) {
                return List.copyOf(events);
            }
            bytes = packed;
            at = spilledAt;
        }
        try {
            return unpacked(bytes == null ? spill.read(at, packedBytes()) : bytes);
        } catch (IOException e) {
            throw new RecordingException("the recording cannot be read: " + e.getMessage(), e);
        }
    }

    private static byte[] packed(List<Event> events) {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try (ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                DeflaterOutputStream out = new DeflaterOutputStream(bytes, deflater)) {
            for (Event event : events) {
                out.write(EventJson.write(event));
                out.write('\n');
            }
            out.finish();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        } finally {
            deflater.end();
        }
    }

    private static List<Event> unpacked(byte[] packed) throws IOException {
        List<Event> events = new ArrayList<>(EVENTS);
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(
                                new InflaterInputStream(new ByteArrayInputStream(packed)),
                                StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                events.add(EventJson.read(line));
            }
        }
        return List.copyOf(events);
    }
}
