package dev.vitrine.workload;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// A record of the lesson: the producer that made it and its number, counted from 1. The record's
/// value begins with it, so that whoever reads the record, with whatever tool, sees which one it
/// is: `app#17`.
public record RecordId(String producer, long number) implements Comparable<RecordId> {
    /// Bytes of a value that are looked at for an id.
    private static final int ID_BYTES_MAX = 300;

    private static final int DIGITS_MAX = 18;

    /// The record's value: the id, then dots up to the size.
    byte[] value(int size) {
        byte[] id = toString().getBytes(StandardCharsets.UTF_8);
        if (id.length >= size) {
            return id;
        }
        byte[] value = Arrays.copyOf(id, size);
        Arrays.fill(value, id.length, size, (byte) '.');
        value[id.length] = ' ';
        return value;
    }

    /// Reads a value back; empty when no producer of a lesson wrote it.
    static Optional<RecordId> of(byte[] value) {
        int length = Math.min(value.length, ID_BYTES_MAX);
        String text = new String(value, 0, length, StandardCharsets.UTF_8);
        int end = text.indexOf(' ');
        String id = end < 0 ? text : text.substring(0, end);
        int hash = id.lastIndexOf('#');
        int digits = id.length() - hash - 1;
        if (hash < 1 || digits < 1 || digits > DIGITS_MAX) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new RecordId(id.substring(0, hash), Long.parseLong(id.substring(hash + 1))));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    @Override
    public int compareTo(RecordId other) {
        int byProducer = producer.compareTo(other.producer);
        return byProducer != 0 ? byProducer : Long.compare(number, other.number);
    }

    @Override
    public String toString() {
        return producer + "#" + number;
    }
}
