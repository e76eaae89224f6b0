package dev.vitrine.live;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

class FrameTapTest {
    private final FrameTap tap = new FrameTap();

    FrameTapTest() {
        tap.turn(true);
    }

    /// The beginning of a request's header, and as many bytes as are wanted.
    private static ByteBuffer request(int correlationId, String client, int length) {
        byte[] name = client.getBytes(StandardCharsets.UTF_8);
        ByteBuffer frame = ByteBuffer.allocate(Math.max(length, 10 + name.length));
        return frame.putShort((short) 3)
                .putShort((short) 12)
                .putInt(correlationId)
                .putShort((short) name.length)
                .put(name)
                .position(0);
    }

    @Test
    void aRequestAndItsAnswerAreFoundTogether() {
        ByteBuffer asked = request(5, "app", 40);
        assertThat(tap.request(1, 7, asked)).isTrue();
        tap.response(1, 7, ByteBuffer.allocate(6).putInt(0, 5));
        assertThat(asked.remaining()).isEqualTo(40);

        Exchange found = tap.find(1, 7, 5);
        assertThat(found.request()).isEqualTo(asked.array());
        assertThat(found.response()).containsExactly(0, 0, 0, 5, 0, 0);
        assertThat(tap.find(2, 7, 5)).isEqualTo(Exchange.FORGOTTEN);
        assertThat(tap.find(1, 8, 5)).isEqualTo(Exchange.FORGOTTEN);
        assertThat(tap.find(1, 7, 6)).isEqualTo(Exchange.FORGOTTEN);
    }

    @Test
    void theAppsOwnEyesAreLeftOutAndNodesAreNot() {
        assertThat(tap.request(1, 7, request(5, "vitrine.admin", 40))).isFalse();
        assertThat(tap.request(1, 8, request(5, "vitrine-node-2", 40))).isTrue();
        assertThat(tap.find(1, 7, 5)).isEqualTo(Exchange.FORGOTTEN);
    }

    @Test
    void aLongFrameIsKeptFromItsBeginningWithItsLength() {
        tap.request(1, 7, request(5, "app", 1_000_000));
        Exchange found = tap.find(1, 7, 5);
        assertThat(Objects.requireNonNull(found.request())).hasSize(Exchange.FRAME_BYTES_MAX);
        assertThat(found.requestBytes()).isEqualTo(1_000_000);
    }

    @Test
    void theOldestMakeRoomByCountAndByBytes() {
        for (int i = 0; i <= Exchange.FRAMES_MAX; i++) {
            tap.request(1, 7, request(i, "app", 20));
        }
        assertThat(tap.find(1, 7, 0)).isEqualTo(Exchange.FORGOTTEN);
        assertThat(tap.find(1, 7, 1).request()).isNotNull();

        int large = Exchange.BYTES_MAX / Exchange.FRAME_BYTES_MAX;
        for (int i = 0; i < large; i++) {
            tap.request(1, 8, request(i, "app", Exchange.FRAME_BYTES_MAX));
        }
        assertThat(tap.find(1, 7, Exchange.FRAMES_MAX)).isEqualTo(Exchange.FORGOTTEN);
        assertThat(tap.find(1, 8, 0).request()).isNotNull();
        tap.request(1, 8, request(large, "app", 20));
        assertThat(tap.find(1, 8, 0)).isEqualTo(Exchange.FORGOTTEN);
    }

    @Test
    void nothingIsKeptWhileItIsOff() {
        tap.request(1, 7, request(5, "app", 40));
        tap.turn(false);
        assertThat(tap.find(1, 7, 5)).isEqualTo(Exchange.FORGOTTEN);
        assertThat(tap.request(1, 7, request(6, "app", 40))).isFalse();
    }
}
