package dev.vitrine.history;

import dev.vitrine.event.Event;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// A projector as it was at a moment, from which one can go on from there any number of times.
///
/// Java's own serialization copies the folds, with all their fields and whatever points where, so
/// that no fold has to be able to copy itself and none can forget a field. What cannot change,
/// events and the parts of snapshots, is not copied but shared.
public final class Keyframe {
    private static final String JDK_LISTS = "java.util.ImmutableCollections$";

    private final byte[] bytes;
    private final List<Object> shared;

    private Keyframe(byte[] bytes, List<Object> shared) {
        this.bytes = bytes;
        this.shared = shared;
    }

    /// How many bytes it takes besides what it shares.
    public int size() {
        return bytes.length;
    }

    /// Copies a projector. Nobody may use it meanwhile.
    public static Keyframe of(Projector projector) {
        try (ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                Writer writer = new Writer(bytes)) {
            writer.writeObject(projector);
            writer.flush();
            return new Keyframe(bytes.toByteArray(), List.copyOf(writer.shared));
        } catch (IOException e) {
            throw new IllegalStateException("every part of a projector is State", e);
        }
    }

    /// A projector as it was.
    public Projector restore() {
        try (Reader reader = new Reader(new ByteArrayInputStream(bytes), shared)) {
            return (Projector) reader.readObject();
        } catch (IOException | ClassNotFoundException e) {
            throw new IllegalStateException("what was written here is read here", e);
        }
    }

    /// Stands for what is shared.
    private record Shared(int index) implements Serializable {}

    private static boolean isShared(Object part) {
        return part instanceof Event
                || part instanceof Record && !(part instanceof State) && !(part instanceof Shared)
                || part.getClass().getName().startsWith(JDK_LISTS);
    }

    private static final class Writer extends ObjectOutputStream {
        final List<Object> shared = new ArrayList<>();
        private final Map<Object, Shared> known = new IdentityHashMap<>();

        Writer(OutputStream out) throws IOException {
            super(out);
            enableReplaceObject(true);
        }

        @Override
        protected Object replaceObject(Object part) {
            if (!isShared(part)) {
                return part;
            }
            return known.computeIfAbsent(
                    part,
                    _ -> {
                        shared.add(part);
                        return new Shared(shared.size() - 1);
                    });
        }
    }

    private static final class Reader extends ObjectInputStream {
        private final List<Object> shared;

        Reader(InputStream in, List<Object> shared) throws IOException {
            super(in);
            this.shared = shared;
            enableResolveObject(true);
        }

        @Override
        protected Object resolveObject(Object part) {
            return part instanceof Shared(int index) ? shared.get(index) : part;
        }
    }
}
