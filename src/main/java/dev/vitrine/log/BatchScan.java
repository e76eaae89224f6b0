package dev.vitrine.log;

import dev.vitrine.env.Storage;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;

/// Walks the batches of a segment's file in order, through one buffer that it reads in large
/// pieces.
///
/// It follows the length fields and promises only that a batch lies whole in the file; whether it
/// is valid is for the caller to say.
final class BatchScan {
    /// How much is read at a time, but for a batch that is larger.
    static final int CHUNK_BYTES = 1 << 20;

    private final Storage.File file;
    private final long fileSize;
    private ByteBuffer chunk;

    /// Where in the file the chunk begins.
    private long chunkPosition;

    /// Where in the chunk the current batch begins, and its bytes.
    private int at;

    private int size;

    BatchScan(Storage.File file, long fromPosition, long fileSize) {
        this.file = file;
        this.fileSize = fileSize;
        this.chunk = ByteBuffer.allocate((int) Math.min(CHUNK_BYTES, fileSize - fromPosition));
        this.chunk.limit(0);
        this.chunkPosition = fromPosition;
    }

    /// Moves to the next batch.
    ///
    /// @return false when the file ends here, or goes on with bytes that form no batch
    boolean next() {
        at += size;
        size = 0;
        if (fileSize - position() < BatchHeader.BYTES) {
            return false;
        }
        load(BatchHeader.BYTES);
        long claimed = BatchHeader.size(chunk, at);
        if (claimed < BatchHeader.BYTES || claimed > fileSize - position()) {
            return false;
        }
        load((int) claimed);
        size = (int) claimed;
        return true;
    }

    /// Where in the file the current batch begins; after the last, where the rest begins.
    long position() {
        return chunkPosition + at;
    }

    /// The bytes that hold the current batch; good until the next move.
    ByteBuffer bytes() {
        return chunk;
    }

    /// Where in [#bytes] the current batch begins.
    int at() {
        return at;
    }

    int size() {
        return size;
    }

    /// Why the walk ended before the end of the file, or null when it did not.
    @Nullable String whyItEnded() {
        long rest = fileSize - position();
        if (rest == 0) {
            return null;
        }
        return rest < BatchHeader.BYTES
                ? "the last " + rest + " bytes are too few for a batch"
                : "a batch claims "
                        + BatchHeader.size(chunk, at)
                        + " bytes where "
                        + rest
                        + " are left";
    }

    private void load(int bytes) {
        if (chunk.limit() - at >= bytes) {
            return;
        }
        chunkPosition += at;
        at = 0;
        if (chunk.capacity() < bytes) {
            chunk = ByteBuffer.allocate(bytes);
        }
        chunk.clear();
        chunk.limit((int) Math.min(chunk.capacity(), fileSize - chunkPosition));
        Segment.readFully(file, chunk, chunkPosition);
        chunk.flip();
    }
}
