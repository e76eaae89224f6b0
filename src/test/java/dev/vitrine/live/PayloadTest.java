package dev.vitrine.live;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

final class PayloadTest {
    @Test
    void bytesThatAreNoTextAreHexAndLongOnesAreCut() {
        byte[] binary = {0, (byte) 0xff, 3};
        assertThat(payload(binary).text(20)).isEqualTo("0x00ff03");
        assertThat(payload(binary).text(6)).isEqualTo("0x00ff…");
        assertThat(payload("Grüße".getBytes(StandardCharsets.UTF_8)).text(20)).isEqualTo("Grüße");
        assertThat(payload("abcdef".getBytes(StandardCharsets.UTF_8)).text(4)).isEqualTo("abcd…");
        byte[] cutInALetter = "€".repeat(400).getBytes(StandardCharsets.UTF_8);
        assertThat(payload(cutInALetter).size()).isEqualTo(1_200);
        assertThat(payload(cutInALetter).text(1_000)).isEqualTo("€".repeat(170) + "…");
    }

    private static Payload payload(byte[] bytes) {
        return Payload.of(ByteBuffer.wrap(bytes));
    }
}
