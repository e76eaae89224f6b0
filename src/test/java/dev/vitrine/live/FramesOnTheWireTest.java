package dev.vitrine.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

class FramesOnTheWireTest {
    private static ByteBuffer frame(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return ByteBuffer.wrap(bytes);
    }

    @Test
    void framesComeOutAsTheyWentInHoweverTheBytesAreChopped() throws Exception {
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            FrameWriter writer = new FrameWriter();
            List<ByteBuffer> sent = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                ByteBuffer frame =
                        frame(random, random.nextInt(4) == 0 ? 0 : random.nextInt(60_000));
                sent.add(frame.duplicate());
                writer.add(frame);
            }
            FrameReader reader = new FrameReader(60_000);
            ByteBuffer chunk = ByteBuffer.allocate(7 + random.nextInt(50_000));
            while (!writer.isEmpty()) {
                chunk.clear();
                writer.fill(chunk, any -> true);
                chunk.flip().limit(1 + random.nextInt(chunk.limit()));
                writer.advance(chunk.limit());
                reader.accept(chunk);
            }
            assertThat(writer.bytes()).isZero();
            List<ByteBuffer> received = new ArrayList<>();
            while (!reader.isEmpty()) {
                received.add(reader.remove());
            }
            assertThat(received).isEqualTo(sent);
            assertThat(reader.queuedBytes()).isZero();
        }
    }

    @Test
    void aLengthAloneAllocatesLittle() throws Exception {
        // A terabyte in all, were they believed.
        List<FrameReader> readers = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            FrameReader reader = new FrameReader(104_857_600);
            reader.accept(ByteBuffer.allocate(5).putInt(0, 104_857_600));
            readers.add(reader);
        }
        assertThat(readers).allMatch(FrameReader::isEmpty);
    }

    @Test
    void aLengthBeyondTheLimitOrBelowZeroIsRefused() {
        for (int length : new int[] {101, Integer.MAX_VALUE, -1, Integer.MIN_VALUE}) {
            assertThatThrownBy(() ->
                            new FrameReader(100).accept(ByteBuffer.allocate(4).putInt(0, length)))
                    .hasMessageContaining("a frame of " + length + " bytes");
        }
    }

    @Test
    void emptyFramesThatWaitTakeMemoryToo() throws Exception {
        FrameReader reader = new FrameReader(100);
        reader.accept(ByteBuffer.allocate(4 * 10_000));
        assertThat(reader.queuedBytes()).isGreaterThan(Connection.READ_AHEAD_BYTES_MAX);
        assertThat(reader.heldBytes()).isEqualTo(reader.queuedBytes());
        while (!reader.isEmpty()) {
            reader.remove();
        }
        assertThat(reader.heldBytes()).isZero();
    }

    @Test
    void aFrameWithoutPermitStopsThoseBehindItToo() {
        FrameWriter writer = new FrameWriter();
        writer.add(ByteBuffer.wrap(new byte[] {1}));
        writer.add(ByteBuffer.wrap(new byte[] {2}));
        writer.add(ByteBuffer.wrap(new byte[] {1}));
        ByteBuffer chunk = ByteBuffer.allocate(100);
        writer.fill(chunk, index -> index != 1);
        assertThat(chunk.flip()).isEqualTo(ByteBuffer.wrap(new byte[] {0, 0, 0, 1, 1}));
    }

    @Test
    void answersAreMatchedToTheRequestsTheyBelongTo() {
        SentRequests sent = new SentRequests();
        for (int i = 0; i < SentRequests.REQUESTS_MAX + 10; i++) {
            sent.add(i, (short) (i % 7));
        }
        assertThat(sent.apiOf(9)).isEqualTo(SentRequests.UNKNOWN);
        assertThat(sent.apiOf(100)).isEqualTo(100 % 7);
        sent.answered(100);
        assertThat(sent.apiOf(100)).isEqualTo(SentRequests.UNKNOWN);
        assertThat(sent.apiOf(99)).isEqualTo(SentRequests.UNKNOWN);
        assertThat(sent.apiOf(101)).isEqualTo(101 % 7);
    }
}
