package dev.vitrine.recording;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;

import dev.vitrine.event.Event;

/// An event as a line of JSON: its kind as `type`, and its fields by their names.
///
/// ```json
/// {"type":"HighWatermarkMoved","node":1,"atMs":1,"topic":"orders","partition":0,"highWatermark":7}
/// ```
public final class EventJson {
    /// The longest line that is read.
    static final int LINE_CHARS_MAX = 1 << 20;

    private static final JsonMapper MAPPER = mapper();
    private static final ObjectWriter WRITER = MAPPER.writerFor(Event.class);
    private static final ObjectReader READER = MAPPER.readerFor(Event.class);

    private EventJson() {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    private interface Typed {}

    private static JsonMapper mapper() {
        JsonMapper.Builder builder =
                JsonMapper.builder()
                        .addMixIn(Event.class, Typed.class)
                        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
        for (Class<?> kind : Event.class.getPermittedSubclasses()) {
            builder.registerSubtypes(new NamedType(kind, kind.getSimpleName()));
        }
        JsonMapper mapper = builder.build();
        mapper.getFactory()
                .setStreamReadConstraints(
                        StreamReadConstraints.builder()
                                .maxStringLength(LINE_CHARS_MAX)
                                .maxNestingDepth(16)
                                .build());
        return mapper;
    }

    /// Without a line's end.
    public static byte[] write(Event event) {
        try {
            return WRITER.writeValueAsBytes(event);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("every event is a plain record", e);
        }
    }

    /// @throws RecordingException with one sentence when it is no event
    public static Event read(String line) {
        try {
            Event event = READER.readValue(line);
            if (event == null) {
                throw new RecordingException("null is no event");
            }
            return event;
        } catch (JsonProcessingException e) {
            throw new RecordingException(
                    "this is no event: " + e.getOriginalMessage().lines().findFirst().orElse(""),
                    e);
        }
    }
}
