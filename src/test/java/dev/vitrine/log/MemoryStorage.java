package dev.vitrine.log;

import dev.vitrine.env.Storage;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/// A disk in memory, which can lose its power: then of every file, what was not flushed may be
/// gone, zeroed or garbage, piece by piece.
public final class MemoryStorage implements Storage {
    private final SortedMap<String, Data> files = new TreeMap<>();

    /// How many times a file was flushed.
    int flushes;

    /// Changes to the disk until the process is killed in the middle of one; none for a negative
    /// number.
    int changesLeft = -1;

    /// The process is gone.
    static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private void change() {
        if (changesLeft == 0) {
            throw new Killed();
        }
        changesLeft--;
    }

    @Override
    public File open(String path) {
        return new Handle(files.computeIfAbsent(path, p -> new Data()));
    }

    @Override
    public List<String> list(String directory) {
        TreeSet<String> names = new TreeSet<>();
        String prefix = directory + "/";
        for (String path : files.keySet()) {
            if (path.startsWith(prefix)) {
                String rest = path.substring(prefix.length());
                int slash = rest.indexOf('/');
                names.add(slash < 0 ? rest : rest.substring(0, slash + 1));
            }
        }
        return List.copyOf(names);
    }

    @Override
    public Optional<ByteBuffer> readWhole(String path) {
        return Optional.ofNullable(files.get(path)).map(data -> ByteBuffer.wrap(data.copy()));
    }

    @Override
    public void replace(String path, ByteBuffer content) {
        change();
        Data data = new Data();
        data.write(content, 0);
        data.makeDurable();
        files.put(path, data);
    }

    @Override
    public void rename(String from, String to) {
        change();
        for (String path : List.copyOf(files.keySet())) {
            if (path.equals(from) || path.startsWith(from + "/")) {
                Data data = files.remove(path);
                data.makeNameDurable();
                files.put(to + path.substring(from.length()), data);
            }
        }
    }

    @Override
    public String location() {
        return "/memory";
    }

    @Override
    public Space space() {
        return new Space(1 << 30, 1 << 29);
    }

    @Override
    public void delete(String path) {
        change();
        files.keySet().removeIf(p -> p.equals(path) || p.startsWith(path + "/"));
    }

    byte[] bytes(String path) {
        return files.get(path).copy();
    }

    void put(String path, byte[] bytes) {
        replace(path, ByteBuffer.wrap(bytes));
    }

    MemoryStorage copy() {
        MemoryStorage copy = new MemoryStorage();
        files.forEach((path, data) -> copy.put(path, data.copy()));
        return copy;
    }

    /// What is left after the power went: all that was flushed, and of the rest whatever chance
    /// leaves.
    public MemoryStorage afterPowerLoss(RandomGenerator random) {
        MemoryStorage left = new MemoryStorage();
        files.forEach((path, data) -> {
            if (data.named || random.nextInt(4) > 0) {
                left.put(path, data.afterPowerLoss(random));
            }
        });
        return left;
    }

    private static final class Data {
        byte[] bytes = new byte[64];
        int size;

        /// Below this everything is durable.
        int durable;

        /// Whether the folder knows of the file for sure.
        boolean named;

        void write(ByteBuffer from, long position) {
            int at = (int) position;
            int end = at + from.remaining();
            if (end > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(end, bytes.length * 2));
            }
            from.get(bytes, at, end - at);
            size = Math.max(size, end);
            durable = Math.min(durable, at);
        }

        byte[] copy() {
            return Arrays.copyOf(bytes, size);
        }

        void makeDurable() {
            durable = size;
            named = true;
        }

        void makeNameDurable() {
            named = true;
        }

        byte[] afterPowerLoss(RandomGenerator random) {
            int unflushed = size - durable;
            int kept = random.nextBoolean() ? unflushed : random.nextInt(unflushed + 1);
            byte[] left = Arrays.copyOf(bytes, durable + kept);
            for (int holes = random.nextInt(3); holes > 0 && kept > 0; holes--) {
                int from = durable + random.nextInt(kept);
                int to = from + 1 + random.nextInt(left.length - from);
                boolean zero = random.nextBoolean();
                for (int i = from; i < to; i++) {
                    left[i] = zero ? 0 : (byte) random.nextInt();
                }
            }
            return left;
        }
    }

    private final class Handle implements File {
        private final Data data;

        Handle(Data data) {
            this.data = data;
        }

        @Override
        public long size() {
            return data.size;
        }

        @Override
        public void append(ByteBuffer bytes) {
            change();
            data.write(bytes, data.size);
        }

        @Override
        public void write(ByteBuffer bytes, long position) {
            data.write(bytes, position);
        }

        @Override
        public int read(ByteBuffer into, long position) {
            int count = (int) Math.max(0, Math.min(into.remaining(), data.size - position));
            into.put(data.bytes, (int) position, count);
            return count;
        }

        @Override
        public void truncate(long size) {
            change();
            data.size = (int) Math.min(size, data.size);
            data.durable = Math.min(data.durable, data.size);
        }

        @Override
        public void flush() {
            change();
            flushes++;
            data.makeDurable();
        }

        @Override
        public void close() {}
    }
}
