package dev.vitrine.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.event.Event;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.Stream;

class EventJsonTest {
    static Stream<Class<?>> kinds() {
        return Stream.of(Event.class.getPermittedSubclasses());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void anEventOfEachKindComesBackAsItWas(Class<? extends Event> kind) {
        Random random = new Random(kind.getName().hashCode());
        for (int i = 0; i < 50; i++) {
            Event event = RandomEvents.of(kind, random);
            String line = new String(EventJson.write(event), StandardCharsets.UTF_8);
            assertThat(line).startsWith("{\"type\":\"" + kind.getSimpleName() + "\",");
            assertThat(line).doesNotContain("\n");
            assertThat(EventJson.read(line)).isEqualTo(event);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"type\":\"Nothing\"}",
                "{\"type\":\"LogStartMoved\",\"node\":1,\"nodes\":2}",
                "{\"type\":\"NodePaused\",\"node\":1,\"atMs\":5,\"paused\":true} more",
                "{\"type\":\"NodePaused\",\"node\":null,\"atMs\":5,\"paused\":true}",
                "{\"type\":\"NodePaused\",\"node\":1.5e99,\"atMs\":5,\"paused\":true}",
                "{\"type\":\"NodePaused\",\"node\":"
            })
    void whatIsNoEventIsRefusedWithASentence(String line) {
        assertThatThrownBy(() -> EventJson.read(line)).isInstanceOf(RecordingException.class);
    }

    @Test
    void aLineThatNestsWithoutEndIsRefused() {
        String line = "{\"type\":\"NodePaused\",\"node\":" + "[".repeat(100_000);
        assertThatThrownBy(() -> EventJson.read(line)).isInstanceOf(RecordingException.class);
    }
}
