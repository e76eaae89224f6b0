package dev.vitrine.log;

import dev.vitrine.env.Storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Just enough of a real disk to hand what a log writes to Kafka's own classes.
final class DirectoryStorage implements Storage {
    private final Path root;

    DirectoryStorage(Path root) {
        this.root = root;
    }

    @Override
    public File open(String path) {
        try {
            Files.createDirectories(root.resolve(path).getParent());
            return new Channel(
                    FileChannel.open(
                            root.resolve(path),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<String> list(String directory) {
        Path folder = root.resolve(directory);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Optional<ByteBuffer> readWhole(String path) {
        try {
            return Files.exists(root.resolve(path))
                    ? Optional.of(ByteBuffer.wrap(Files.readAllBytes(root.resolve(path))))
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void replace(String path, ByteBuffer content) {
        try {
            byte[] bytes = new byte[content.remaining()];
            content.get(bytes);
            Files.createDirectories(root.resolve(path).getParent());
            Files.write(root.resolve(path), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void rename(String from, String to) {
        try {
            Files.move(root.resolve(from), root.resolve(to), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String location() {
        return root.toString();
    }

    @Override
    public Space space() {
        return new Space(1 << 30, 1 << 29);
    }

    @Override
    public void delete(String path) {
        try {
            Files.deleteIfExists(root.resolve(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Channel(FileChannel channel) implements File {
        @Override
        public long size() {
            return call(channel::size);
        }

        @Override
        public void append(ByteBuffer bytes) {
            write(bytes, size());
        }

        @Override
        public void write(ByteBuffer bytes, long position) {
            long at = position;
            while (bytes.hasRemaining()) {
                long to = at;
                at += call(() -> channel.write(bytes, to));
            }
        }

        @Override
        public int read(ByteBuffer into, long position) {
            return Math.max(0, call(() -> channel.read(into, position)));
        }

        @Override
        public void truncate(long size) {
            call(() -> channel.truncate(size));
        }

        @Override
        public void flush() {
            call(() -> {
                channel.force(false);
                return channel;
            });
        }

        @Override
        public void close() {
            call(() -> {
                channel.close();
                return channel;
            });
        }

        private interface Io<T> {
            T call() throws IOException;
        }

        private static <T> T call(Io<T> io) {
            try {
                return io.call();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
