package dev.vitrine.live;

import dev.vitrine.env.Storage;
import dev.vitrine.env.StorageException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// A node's disk: a folder of the file system. Belongs to one thread at a time.
///
/// It remembers how far each file was flushed, across the node's restarts, so that [#losePower] can
/// take away what a machine without power would not have kept.
///
/// Durable means fsync, of the folder too where a name changed. A storage whose folder does not
/// outlive the process leaves that out, since nobody could tell the difference but for the time it
/// takes.
final class FileStorage implements Storage {
    /// The end of the names of files that are not in place yet. Such names are nobody else's.
    private static final String UNFINISHED = "~";

    /// Bytes handed to the file system at a time. The JDK keeps a direct buffer of that size a
    /// thread.
    private static final int WRITE_BYTES_MAX = 1 << 20;

    private final Path root;
    private final boolean outlivesProcess;

    /// How long an input that writes takes, and whether nothing more can be written: faults.
    private volatile int slowMs;

    private volatile boolean full;

    /// Whether something has been written since [#takeOwedMs].
    private boolean wrote;

    /// Files opened so far, by path.
    private final TreeMap<String, Flushed> files = new TreeMap<>();

    /// How much there is of a file, and how much of it is durable.
    private static final class Flushed {
        long size;
        long flushedBytes;

        /// Whether the folder still has to be told of the file.
        boolean nameIsNew;
    }

    /// @param root an existing folder
    FileStorage(Path root, boolean outlivesProcess) {
        this.root = root;
        this.outlivesProcess = outlivesProcess;
    }

    @Override
    public File open(String path) {
        Path at = resolve(path);
        try {
            boolean isNew = !Files.exists(at);
            if (isNew) {
                Files.createDirectories(parentOf(at));
            }
            FileChannel channel =
                    FileChannel.open(
                            at,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.CREATE);
            long size = channel.size();
            Flushed flushed =
                    files.computeIfAbsent(
                            path,
                            name -> {
                                Flushed found = new Flushed();
                                // What an earlier process left is as durable as it will get.
                                found.flushedBytes = size;
                                found.nameIsNew = isNew;
                                return found;
                            });
            flushed.size = size;
            return new OpenFile(at, channel, flushed);
        } catch (IOException e) {
            throw refused("open", at, e);
        }
    }

    @Override
    public List<String> list(String directory) {
        Path at = directory.isEmpty() ? root : resolve(directory);
        List<String> names = new ArrayList<>();
        try (Stream<Path> children = Files.list(at)) {
            children.forEach(child -> {
                String name = String.valueOf(child.getFileName());
                if (!name.endsWith(UNFINISHED)) {
                    names.add(Files.isDirectory(child) ? name + "/" : name);
                }
            });
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        } catch (IOException e) {
            throw refused("list", at, e);
        }
        names.sort(null);
        return names;
    }

    @Override
    public Optional<ByteBuffer> readWhole(String path) {
        Path at = resolve(path);
        try {
            return Optional.of(ByteBuffer.wrap(Files.readAllBytes(at)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw refused("read", at, e);
        }
    }

    @Override
    public void replace(String path, ByteBuffer content) {
        Path at = resolve(path);
        Path unfinished = at.resolveSibling(at.getFileName() + UNFINISHED);
        long size = content.remaining();
        writes(at);
        try {
            Files.createDirectories(parentOf(at));
            try (FileChannel channel =
                    FileChannel.open(
                            unfinished,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.TRUNCATE_EXISTING)) {
                writeFully(channel, content, 0);
                if (outlivesProcess) {
                    channel.force(true);
                }
            }
            Files.move(
                    unfinished,
                    at,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            flushFolder(parentOf(at));
        } catch (IOException e) {
            throw refused("write to", at, e);
        }
        Flushed flushed = files.get(path);
        if (flushed != null) {
            flushed.size = size;
            flushed.flushedBytes = size;
            flushed.nameIsNew = false;
        }
    }

    @Override
    public void rename(String from, String to) {
        Path source = resolve(from);
        Path target = resolve(to);
        try {
            Files.createDirectories(parentOf(target));
            Files.move(
                    source,
                    target,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            flushFolder(parentOf(target));
            if (!parentOf(source).equals(parentOf(target))) {
                flushFolder(parentOf(source));
            }
        } catch (IOException e) {
            throw refused("rename", source, e);
        }
        for (String path : pathsIn(to)) {
            files.remove(path);
        }
        for (String path : pathsIn(from)) {
            Flushed moved = files.remove(path);
            if (moved != null) {
                moved.nameIsNew = false;
                files.put(to + path.substring(from.length()), moved);
            }
        }
    }

    @Override
    public void delete(String path) {
        Path at = resolve(path);
        try {
            deleteTree(at);
        } catch (IOException e) {
            throw refused("delete", at, e);
        }
        pathsIn(path).forEach(files::remove);
    }

    @Override
    public String location() {
        return root.toAbsolutePath().normalize().toString();
    }

    @Override
    public Space space() {
        try {
            FileStore store = Files.getFileStore(root);
            return new Space(store.getTotalSpace(), full ? 0 : store.getUsableSpace());
        } catch (IOException e) {
            throw refused("ask for the space of", root, e);
        }
    }

    // ---- faults --------------------------------------------------------------------------------

    /// From now on whatever is written takes so long. From any thread.
    void slowDownTo(int ms) {
        slowMs = ms;
    }

    /// From now on there is no room, or there is again. From any thread.
    void fill(boolean isFull) {
        full = isFull;
    }

    int slowMs() {
        return slowMs;
    }

    boolean isFull() {
        return full;
    }

    /// How long what was written since the last call takes, if the disk is slow.
    long takeOwedMs() {
        boolean owes = wrote && slowMs > 0;
        wrote = false;
        return owes ? slowMs : 0;
    }

    /// Something is about to be written.
    ///
    /// @throws StorageException when the disk is full
    private void writes(Path at) {
        if (full) {
            throw new StorageException("cannot write to " + at + ": No space left on device");
        }
        wrote = true;
    }

    /// Makes the last byte of a file another one. From any thread.
    ///
    /// @return false when the file is empty, or there is none
    boolean corrupt(String path) {
        Path at = resolve(path);
        try (FileChannel channel =
                FileChannel.open(at, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long last = channel.size() - 1;
            if (last < 0) {
                return false;
            }
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, last);
            one.put(0, (byte) ~one.get(0)).flip();
            channel.write(one, last);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw refused("write to", at, e);
        }
    }

    /// Takes away what was not flushed. All files must be closed.
    void losePower() {
        files.forEach((path, flushed) -> {
            if (flushed.size > flushed.flushedBytes) {
                cut(resolve(path), flushed.flushedBytes);
                flushed.size = flushed.flushedBytes;
            }
        });
    }

    /// Deletes everything. All files must be closed.
    void wipe() {
        for (String name : list("")) {
            delete(name.endsWith("/") ? name.substring(0, name.length() - 1) : name);
        }
    }

    private static void cut(Path at, long size) {
        try (FileChannel channel = FileChannel.open(at, StandardOpenOption.WRITE)) {
            channel.truncate(size);
        } catch (NoSuchFileException e) {
            // Gone already, and with it what was not flushed.
        } catch (IOException e) {
            throw refused("cut", at, e);
        }
    }

    /// Deletes a file, or a folder with all that is in it. Links are deleted, not followed.
    static void deleteTree(Path at) throws IOException {
        try {
            Files.walkFileTree(
                    at,
                    new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                                throws IOException {
                            Files.deleteIfExists(file);
                            return FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult visitFileFailed(Path file, IOException failure)
                                throws IOException {
                            if (failure instanceof NoSuchFileException) {
                                return FileVisitResult.CONTINUE;
                            }
                            throw failure;
                        }

                        @Override
                        public FileVisitResult postVisitDirectory(
                                Path folder, @org.jspecify.annotations.Nullable IOException failure)
                                throws IOException {
                            if (failure != null) {
                                throw failure;
                            }
                            Files.deleteIfExists(folder);
                            return FileVisitResult.CONTINUE;
                        }
                    });
        } catch (NoSuchFileException e) {
            // There is none.
        }
    }

    /// The files opened so far at a path, or in a folder at that path.
    private List<String> pathsIn(String path) {
        List<String> found = new ArrayList<>(files.subMap(path + "/", path + "0").keySet());
        if (files.containsKey(path)) {
            found.add(path);
        }
        return found;
    }

    private Path resolve(String path) {
        for (String name : path.split("/", -1)) {
            if (name.isEmpty()
                    || name.equals(".")
                    || name.equals("..")
                    || name.endsWith(UNFINISHED)
                    || name.indexOf('\\') >= 0
                    || name.indexOf('\0') >= 0) {
                throw new StorageException("\"" + path + "\" is no path on a node's disk");
            }
        }
        Path at = root.resolve(path).normalize();
        if (!at.startsWith(root.normalize())) {
            throw new StorageException("\"" + path + "\" is no path on a node's disk");
        }
        return at;
    }

    private static Path parentOf(Path at) {
        Path parent = at.getParent();
        return parent == null ? at : parent;
    }

    private void flushFolder(Path folder) throws IOException {
        if (!outlivesProcess) {
            return;
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (java.nio.file.AccessDeniedException e) {
            // Windows opens no folders, and needs no telling.
        }
    }

    private static void writeFully(FileChannel channel, ByteBuffer bytes, long position)
            throws IOException {
        int end = bytes.limit();
        long at = position;
        while (bytes.position() < end) {
            bytes.limit(Math.min(end, bytes.position() + WRITE_BYTES_MAX));
            at += channel.write(bytes, at);
        }
    }

    private static StorageException refused(String verb, Path at, IOException e) {
        return new StorageException("cannot " + verb + " " + at + ": " + reason(e), e);
    }

    /// What went wrong, without the path that the message of such exceptions begins with.
    static String reason(IOException e) {
        if (e instanceof FileSystemException about) {
            String reason = about.getReason();
            if (reason != null) {
                return reason;
            }
            return switch (e) {
                case NoSuchFileException _ -> "there is no such file";
                case java.nio.file.AccessDeniedException _ -> "permission denied";
                case java.nio.file.FileAlreadyExistsException _ -> "a file is in the way";
                default -> e.getClass().getSimpleName();
            };
        }
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }

    private final class OpenFile implements File {
        private final Path path;
        private final FileChannel channel;
        private final Flushed flushed;

        OpenFile(Path path, FileChannel channel, Flushed flushed) {
            this.path = path;
            this.channel = channel;
            this.flushed = flushed;
        }

        @Override
        public long size() {
            return flushed.size;
        }

        @Override
        public void append(ByteBuffer bytes) {
            write(bytes, flushed.size);
        }

        @Override
        public void write(ByteBuffer bytes, long position) {
            if (position < 0 || position > flushed.size) {
                throw new StorageException(
                        "cannot write to "
                                + path
                                + ": "
                                + position
                                + " is not within its "
                                + flushed.size
                                + " bytes");
            }
            long end = position + bytes.remaining();
            writes(path);
            try {
                writeFully(channel, bytes, position);
            } catch (IOException e) {
                throw refused("write to", path, e);
            }
            flushed.size = Math.max(flushed.size, end);
        }

        @Override
        public int read(ByteBuffer into, long position) {
            int read = 0;
            try {
                while (into.hasRemaining()) {
                    int count = channel.read(into, position + read);
                    if (count < 0) {
                        break;
                    }
                    read += count;
                }
            } catch (IOException e) {
                throw refused("read", path, e);
            }
            return read;
        }

        @Override
        public void truncate(long size) {
            if (size >= flushed.size) {
                return;
            }
            try {
                channel.truncate(size);
            } catch (IOException e) {
                throw refused("cut", path, e);
            }
            flushed.size = size;
            flushed.flushedBytes = Math.min(flushed.flushedBytes, size);
        }

        @Override
        public void flush() {
            try {
                if (outlivesProcess) {
                    channel.force(false);
                }
                if (flushed.nameIsNew) {
                    flushFolder(parentOf(path));
                }
            } catch (IOException e) {
                throw refused("flush", path, e);
            }
            flushed.nameIsNew = false;
            flushed.flushedBytes = flushed.size;
        }

        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException e) {
                throw refused("close", path, e);
            }
        }
    }
}
