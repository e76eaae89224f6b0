package dev.vitrine.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.types.BoundField;
import org.apache.kafka.common.protocol.types.Schema;
import org.apache.kafka.common.protocol.types.Struct;
import org.apache.kafka.common.protocol.types.TaggedFields;
import org.apache.kafka.common.protocol.types.Type;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.ByteBuffer;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// An error in any place of a response of any API and version is found. The places come from
/// Kafka's schemas, not from the classes that are read.
class ErrorCodesTest {
    /// A response with one of everything, and an error in one of its places.
    private static final class Planted {
        private final int place;
        private final short code;
        private int places;

        Planted(int place, Errors error) {
            this.place = place;
            this.code = error.code();
        }

        ApiMessage response(ApiKeys api, short version) {
            Schema schema = api.messageType.responseSchemas()[version];
            Struct struct = struct(schema);
            ByteBuffer bytes = ByteBuffer.allocate(schema.sizeOf(struct));
            schema.write(bytes, struct);
            ApiMessage response = api.messageType.newResponse();
            response.read(new ByteBufferAccessor(bytes.flip()), version);
            return response;
        }

        private Struct struct(Schema schema) {
            Struct struct = new Struct(schema);
            for (BoundField field : schema.fields()) {
                struct.set(field, value(field.def.name, field.def.type));
            }
            return struct;
        }

        private Object value(String field, Type type) {
            if (type.isArray()) {
                return new Object[] {value(field, type.arrayElementType().orElseThrow())};
            }
            if (type instanceof Schema schema) {
                return struct(schema);
            }
            if (type instanceof TaggedFields tagged) {
                NavigableMap<Integer, Object> values = new TreeMap<>();
                tagged.fields().forEach((tag, def) -> values.put(tag, value(def.name, def.type)));
                return values;
            }
            if (field.endsWith("error_code")) {
                return places++ == place ? code : Errors.NONE.code();
            }
            return switch (type.toString()) {
                case "BOOLEAN" -> true;
                case "INT8" -> (byte) 1;
                case "INT16" -> (short) 1;
                case "UINT16", "INT32" -> 1;
                case "UINT32", "INT64" -> 1L;
                case "FLOAT64" -> 1.0;
                case "UUID" -> new Uuid(1, 2);
                case "STRING", "NULLABLE_STRING", "COMPACT_STRING", "COMPACT_NULLABLE_STRING" ->
                        "a";
                case "BYTES", "NULLABLE_BYTES", "COMPACT_BYTES", "COMPACT_NULLABLE_BYTES" ->
                        ByteBuffer.wrap(new byte[] {1});
                case "RECORDS", "NULLABLE_RECORDS", "COMPACT_RECORDS", "COMPACT_NULLABLE_RECORDS" ->
                        MemoryRecords.EMPTY;
                default -> throw new IllegalArgumentException(field + " is " + type);
            };
        }
    }

    /// Those that Kafka still has; it keeps the names of some that are gone.
    static Stream<ApiKeys> apis() {
        return Stream.of(ApiKeys.values()).filter(ApiKeys::hasValidVersion);
    }

    @ParameterizedTest
    @MethodSource("apis")
    void anErrorIsFoundWhereverItIs(ApiKeys api) {
        for (short version = api.messageType.lowestSupportedVersion();
                version <= api.messageType.highestSupportedVersion(true);
                version++) {
            int places = places(api, version);
            for (int place = 0; place < places; place++) {
                ApiMessage response =
                        new Planted(place, Errors.NOT_CONTROLLER).response(api, version);

                assertThat(ErrorCodes.first(response))
                        .as("%s v%s, place %s: %s", api, version, place, response)
                        .isEqualTo(Errors.NOT_CONTROLLER);
                assertThat(ErrorCodes.has(response, Errors.NOT_CONTROLLER)).isTrue();
                assertThat(ErrorCodes.has(response, Errors.NOT_LEADER_OR_FOLLOWER)).isFalse();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("apis")
    void aResponseWithoutErrorsHasNone(ApiKeys api) {
        ApiMessage response =
                new Planted(-1, Errors.NOT_CONTROLLER)
                        .response(api, api.messageType.highestSupportedVersion(true));

        assertThat(ErrorCodes.first(response)).isEqualTo(Errors.NONE);
        assertThat(ErrorCodes.has(response, Errors.NOT_CONTROLLER)).isFalse();
    }

    @Test
    void everyApiHasAPlaceForErrors() {
        assertThat(apis())
                .allSatisfy(api ->
                        assertThat(places(api, api.messageType.highestSupportedVersion(true)))
                                .as(api.name)
                                .isPositive());
    }

    @Test
    void anErrorBehindAnotherIsThereToo() {
        CreateTopicsResponseData response = new CreateTopicsResponseData();
        response.topics()
                .add(
                        new CreatableTopicResult()
                                .setName("a/b")
                                .setErrorCode(Errors.INVALID_TOPIC_EXCEPTION.code()));
        response.topics()
                .add(
                        new CreatableTopicResult()
                                .setName("orders")
                                .setErrorCode(Errors.NOT_CONTROLLER.code()));

        assertThat(ErrorCodes.first(response)).isEqualTo(Errors.INVALID_TOPIC_EXCEPTION);
        assertThat(ErrorCodes.has(response, Errors.NOT_CONTROLLER)).isTrue();
    }

    private static int places(ApiKeys api, short version) {
        Planted none = new Planted(-1, Errors.NONE);
        none.response(api, version);
        return none.places;
    }
}
