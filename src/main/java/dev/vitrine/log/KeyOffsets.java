package dev.vitrine.log;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/// The last offset of each key, with the keys remembered by their MD5 only: 24 bytes a key, however
/// long it is. Two keys with one digest would be taken for the same, which is Kafka's bargain too.
final class KeyOffsets {
    /// Bytes that a key takes in Kafka's own, by which `log.cleaner.dedupe.buffer.size` counts.
    static final int KEY_BYTES = 24;

    private static final int INITIAL_SLOTS = 1 << 10;
    private static final int DIGEST_BYTES = 16;
    private static final long NOTHING = -1;

    private final int keysMax;
    private final MessageDigest md5;
    private final ByteBuffer digest = ByteBuffer.allocate(DIGEST_BYTES);

    /// Open addressing: a key's slot is the first free one from where its digest points.
    private long[] highs = new long[INITIAL_SLOTS];

    private long[] lows = new long[INITIAL_SLOTS];
    private long[] offsets = new long[INITIAL_SLOTS];
    private int count;

    KeyOffsets(int keysMax) {
        this.keysMax = keysMax;
        Arrays.fill(offsets, NOTHING);
        try {
            this.md5 = MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }

    boolean isFull() {
        return count >= keysMax;
    }

    /// Offsets of a key only grow.
    void put(ByteBuffer key, long offset) {
        if (count >= highs.length / 4 * 3) {
            grow();
        }
        hash(key);
        long high = digest.getLong(0);
        long low = digest.getLong(Long.BYTES);
        int slot = slotOf(high, low);
        if (offsets[slot] == NOTHING) {
            highs[slot] = high;
            lows[slot] = low;
            count++;
        }
        offsets[slot] = offset;
    }

    /// The key's last offset, -1 when it was never put.
    long get(ByteBuffer key) {
        hash(key);
        return offsets[slotOf(digest.getLong(0), digest.getLong(Long.BYTES))];
    }

    private void hash(ByteBuffer key) {
        md5.update(key.duplicate());
        digest.clear().put(md5.digest());
    }

    private int slotOf(long high, long low) {
        int mask = highs.length - 1;
        int slot = (int) high & mask;
        while (offsets[slot] != NOTHING && (highs[slot] != high || lows[slot] != low)) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        long[] oldHighs = highs;
        long[] oldLows = lows;
        long[] oldOffsets = offsets;
        highs = new long[oldHighs.length * 2];
        lows = new long[highs.length];
        offsets = new long[highs.length];
        Arrays.fill(offsets, NOTHING);
        for (int i = 0; i < oldHighs.length; i++) {
            if (oldOffsets[i] != NOTHING) {
                int slot = slotOf(oldHighs[i], oldLows[i]);
                highs[slot] = oldHighs[i];
                lows[slot] = oldLows[i];
                offsets[slot] = oldOffsets[i];
            }
        }
    }
}
