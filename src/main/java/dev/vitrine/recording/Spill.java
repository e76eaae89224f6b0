package dev.vitrine.recording;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A temporary file for what does not stay in memory. It is made when it is needed, and gone with
/// the recording. May be used from any thread.
final class Spill implements AutoCloseable {
    private @Nullable FileChannel channel;
    private long end;

    /// @return where the bytes begin
    synchronized long append(byte[] bytes) throws IOException {
        FileChannel into = channel;
        if (into == null) {
            Path file = Files.createTempFile("vitrine-recording-", ".tmp");
            into =
                    FileChannel.open(
                            file,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.DELETE_ON_CLOSE);
            channel = into;
        }
        long at = end;
        ByteBuffer from = ByteBuffer.wrap(bytes);
        while (from.hasRemaining()) {
            into.write(from, at + from.position());
        }
        end += bytes.length;
        return at;
    }

    synchronized long bytes() {
        return end;
    }

    synchronized byte[] read(long at, int length) throws IOException {
        FileChannel from = channel;
        ByteBuffer into = ByteBuffer.allocate(length);
        while (from != null && into.hasRemaining()) {
            if (from.read(into, at + into.position()) < 0) {
                break;
            }
        }
        if (into.hasRemaining()) {
            throw new IOException("its temporary file is gone, or shorter than it was");
        }
        return into.array();
    }

    @Override
    public synchronized void close() {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            // The file is temporary: the system takes it away.
        }
    }
}
