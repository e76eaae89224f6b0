package dev.vitrine.env;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/// A node's own disk: a folder of files. Paths are relative, with `/` between the names; parent
/// folders come into being with their first file.
///
/// Bytes that were appended survive the crash of the process. Only what was flushed, or written by
/// [#replace], survives the loss of power; of the rest any part may be gone.
public interface Storage {
    /// Opens a file for reading and appending, and creates it empty when there is none.
    ///
    /// @throws StorageException when the disk refuses
    File open(String path);

    /// The names in a folder, sorted; folders end in `/`. Empty when there is no such folder.
    List<String> list(String directory);

    /// The whole of a small file.
    Optional<ByteBuffer> readWhole(String path);

    /// Puts a small file in place, whole or not at all, and makes it durable.
    void replace(String path, ByteBuffer content);

    /// Renames a file or a folder, durably.
    void rename(String from, String to);

    /// Deletes a file, or a folder with all that is in it. Does nothing when there is none.
    void delete(String path);

    /// Where it is, as the machine names it: an absolute path.
    String location();

    /// How large it is and how much of it is free, at the moment.
    Space space();

    record Space(long totalBytes, long usableBytes) {}

    /// An open file.
    interface File extends AutoCloseable {
        /// Bytes in the file.
        long size();

        /// Writes all that remains in `bytes` at the end.
        void append(ByteBuffer bytes);

        /// Writes all that remains in `bytes` at `position`, within or at the end of the file.
        void write(ByteBuffer bytes, long position);

        /// Fills `into` from `position` on, as far as the file goes.
        ///
        /// @return the number of bytes read, 0 at the end
        int read(ByteBuffer into, long position);

        /// Cuts the file.
        void truncate(long size);

        /// Returns when everything written so far is durable.
        void flush();

        @Override
        void close();
    }
}
