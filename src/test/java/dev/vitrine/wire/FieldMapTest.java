package dev.vitrine.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;

import dev.vitrine.anatomy.Anatomy;
import dev.vitrine.anatomy.Part;
import dev.vitrine.anatomy.Part.Kind;

import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.ConsumerProtocolAssignment;
import org.apache.kafka.common.message.ConsumerProtocolAssignmentJsonConverter;
import org.apache.kafka.common.message.ConsumerProtocolSubscription;
import org.apache.kafka.common.message.ConsumerProtocolSubscriptionJsonConverter;
import org.apache.kafka.common.message.DescribeGroupsResponseData;
import org.apache.kafka.common.message.DescribeGroupsResponseData.DescribedGroup;
import org.apache.kafka.common.message.DescribeGroupsResponseData.DescribedGroupMember;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocol;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocolCollection;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.JoinGroupResponseData.JoinGroupResponseMember;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceDataCollection;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupRequestData.SyncGroupRequestAssignment;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.types.Schema;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

class FieldMapTest {
    private static final int ROUNDS = 8;
    private static final int CORRELATION_ID = 77;

    private static byte[] bytesOf(ByteBuffer frame) {
        byte[] bytes = new byte[frame.remaining()];
        frame.get(bytes);
        return bytes;
    }

    private static byte[] request(ApiKeys api, short version, ApiMessage body) {
        return bytesOf(Frames.encodeRequest(api, version, CORRELATION_ID, "tester", body));
    }

    private static byte[] response(ApiKeys api, short version, ApiMessage body) {
        return bytesOf(Frames.encodeResponse(api, version, CORRELATION_ID, body));
    }

    @ParameterizedTest
    @EnumSource(ApiKeys.class)
    void everyByteOfEveryMessageBelongsToOneFieldAndReadsAsKafkaReadsIt(ApiKeys api)
            throws Exception {
        for (short version = api.messageType.lowestSupportedVersion();
                version <= api.messageType.highestSupportedVersion(true);
                version++) {
            for (int round = 0; round < ROUNDS; round++) {
                RandomMessages messages = new RandomMessages(round);
                ApiMessage asked =
                        messages.fill(
                                api.messageType.newRequest(),
                                api.messageType.requestSchemas()[version],
                                version);
                byte[] request = request(api, version, asked);
                check(FieldMap.ofRequest(request, request.length), request, asked, version);
                ApiMessage told =
                        messages.fill(
                                api.messageType.newResponse(),
                                api.messageType.responseSchemas()[version],
                                version);
                byte[] response = response(api, version, told);
                boolean isRefusal =
                        told instanceof ApiVersionsResponseData versions
                                && versions.errorCode() == Errors.UNSUPPORTED_VERSION.code();
                if (!isRefusal) {
                    check(
                            FieldMap.ofResponse(response, response.length, request),
                            response,
                            told,
                            version);
                }
            }
        }
    }

    private static void check(Anatomy anatomy, byte[] frame, ApiMessage message, short version)
            throws Exception {
        String what = message.getClass().getSimpleName() + " v" + version + " " + message;
        assertThat(anatomy.problem()).as(what).isEmpty();
        assertCovered(anatomy, frame.length);
        assertThat(anatomy.parts()).extracting(Part::name).containsExactly("header", "body");
        Class<?> converter = Class.forName(message.getClass().getName() + "JsonConverter");
        JsonNode json =
                (JsonNode)
                        converter
                                .getMethod("write", message.getClass(), short.class, boolean.class)
                                .invoke(null, message, version, false);
        assertThat(plain(anatomy.parts().get(1))).as(what).isEqualTo(plain(json));
    }

    /// The leaves follow one another from the first byte to the last.
    private static void assertCovered(Anatomy anatomy, int length) {
        int at = 0;
        for (Part leaf : anatomy.leaves()) {
            assertThat(leaf.from()).as("%s", leaf).isEqualTo(at);
            at = leaf.to();
        }
        assertThat(at).isEqualTo(length);
        anatomy.parts().forEach(FieldMapTest::assertFilled);
    }

    private static void assertFilled(Part part) {
        if (part.unpacked()) {
            part.parts()
                    .forEach(inside ->
                            assertThat(tuple(inside.from(), inside.to()))
                                    .isEqualTo(tuple(part.from(), part.to())));
        } else if (!part.parts().isEmpty()) {
            assertThat(part.parts().getFirst().from()).isEqualTo(part.from());
            assertThat(part.parts().getLast().to()).isEqualTo(part.to());
            part.parts().forEach(FieldMapTest::assertFilled);
        }
    }

    // ---- both sides as maps, lists and texts ---------------------------------------------------

    private static Object plain(Part part) {
        return switch (part.kind()) {
            case STRUCT -> {
                Map<String, Object> fields = new TreeMap<>();
                put(part, fields);
                yield fields;
            }
            case ARRAY ->
                    part.parts().stream()
                            .filter(each -> each.kind() != Kind.FRAMING)
                            .map(FieldMapTest::plain)
                            .toList();
            case NUMBER -> number(part.value());
            case TEXT, BYTES -> part.value();
            case NULL -> "(null)";
            case FRAMING, UNKNOWN -> throw new AssertionError(part);
        };
    }

    private static void put(Part struct, Map<String, Object> fields) {
        for (Part each : struct.parts()) {
            if (each.type().equals("tagged fields")) {
                put(each, fields);
            } else if (each.type().endsWith("RECORDS")) {
                boolean isNull = each.kind() == Kind.NULL;
                int length = isNull ? 0 : each.bytes() - each.parts().getFirst().bytes();
                fields.put(
                        isNull ? each.name() : each.name() + "SizeInBytes",
                        isNull ? "(null)" : number(Integer.toString(length)));
            } else if (each.kind() != Kind.FRAMING) {
                fields.put(each.name(), plain(each));
            }
        }
    }

    private static Object number(String text) {
        return text.contains(".") ? Double.valueOf(text) : text;
    }

    private static Object plain(JsonNode json) throws IOException {
        if (json.isObject()) {
            Map<String, Object> fields = new TreeMap<>();
            for (Map.Entry<String, JsonNode> field : json.properties()) {
                fields.put(field.getKey(), plain(field.getValue()));
            }
            return fields;
        }
        if (json.isArray()) {
            List<Object> elements = new ArrayList<>();
            for (JsonNode element : json) {
                elements.add(plain(element));
            }
            return elements;
        }
        if (json.isBinary()) {
            return HexFormat.of().formatHex(json.binaryValue());
        }
        return json.isNull() ? "(null)" : json.isNumber() ? number(json.asText()) : json.asText();
    }

    // ---- records -------------------------------------------------------------------------------

    private static byte[] produce(Compression compression) {
        MemoryRecords batch =
                MemoryRecords.withRecords(
                        40L,
                        compression,
                        new SimpleRecord(
                                1_000,
                                "cust-17".getBytes(),
                                "{\"total\": 18.40}".getBytes(),
                                new Header[] {new RecordHeader("trace", new byte[] {1, 2})}),
                        new SimpleRecord(1_005, null, "x".repeat(100).getBytes()));
        ProduceRequestData body =
                new ProduceRequestData()
                        .setAcks((short) -1)
                        .setTimeoutMs(1_000)
                        .setTopicData(
                                new TopicProduceDataCollection(
                                        List.of(
                                                        new TopicProduceData()
                                                                .setName("orders")
                                                                .setPartitionData(
                                                                        List.of(
                                                                                new PartitionProduceData()
                                                                                        .setIndex(1)
                                                                                        .setRecords(
                                                                                                batch))))
                                                .iterator()));
        return request(ApiKeys.PRODUCE, (short) 12, body);
    }

    private static List<Part> all(Anatomy anatomy) {
        List<Part> all = new ArrayList<>();
        anatomy.parts().forEach(part -> collect(part, all));
        return all;
    }

    private static void collect(Part part, List<Part> all) {
        all.add(part);
        part.parts().forEach(each -> collect(each, all));
    }

    @Test
    void aBatchIsOpenedDownToTheHeadersOfItsRecords() {
        byte[] frame = produce(Compression.NONE);
        Anatomy anatomy = FieldMap.ofRequest(frame, frame.length);
        assertThat(anatomy.problem()).isEmpty();
        assertCovered(anatomy, frame.length);
        Map<String, String> values = new LinkedHashMap<>();
        all(anatomy).forEach(part -> values.putIfAbsent(part.name(), part.value()));
        assertThat(values)
                .containsEntry("baseOffset", "40")
                .containsEntry("magic", "2")
                .containsEntry("recordsCount", "2");
        assertThat(all(anatomy))
                .extracting(Part::name, Part::value)
                .contains(
                        tuple("key", "cust-17"),
                        tuple("value", "{\"total\": 18.40}"),
                        tuple("key", "trace"),
                        tuple("value", "0102"),
                        tuple("timestampDelta", "5"));
        assertThat(all(anatomy)).extracting(Part::note).contains("offset 40", "offset 41");
    }

    @Test
    void aCompressedPayloadIsOneFieldThatShowsWhatItUnpacksTo() {
        for (Compression compression :
                List.of(
                        Compression.gzip().build(),
                        Compression.snappy().build(),
                        Compression.lz4().build(),
                        Compression.zstd().build())) {
            byte[] frame = produce(compression);
            Anatomy anatomy = FieldMap.ofRequest(frame, frame.length);
            assertCovered(anatomy, frame.length);
            List<Part> packed = all(anatomy).stream().filter(Part::unpacked).toList();
            assertThat(packed).hasSize(1);
            assertThat(packed.getFirst().note())
                    .contains(compression.type().name)
                    .contains("unpacks to");
            assertThat(all(anatomy))
                    .extracting(Part::name, Part::value)
                    .contains(tuple("key", "cust-17"));
        }
    }

    // ---- what members tell each other
    // ------------------------------------------------------------

    private static final Schema[] SUBSCRIPTIONS = ConsumerProtocolSubscription.SCHEMAS;
    private static final Schema[] ASSIGNMENTS = ConsumerProtocolAssignment.SCHEMAS;

    /// A message whose members are of a type, with such bytes of each of them.
    private record OfMembers(ApiKeys api, boolean request, ApiMessage body, Schema[] schemas) {
        byte[] frame(short version) {
            return request
                    ? FieldMapTest.request(api, version, body)
                    : FieldMapTest.response(api, version, body);
        }

        Anatomy anatomy(short version, byte[] frame) {
            return request
                    ? FieldMap.ofRequest(frame, frame.length)
                    : FieldMap.ofResponse(
                            frame,
                            frame.length,
                            new byte[] {0, (byte) api.id, 0, (byte) version, 0, 0, 0, 0});
        }
    }

    private static List<OfMembers> ofMembers(String type, byte[] subscription, byte[] assignment) {
        return List.of(
                new OfMembers(
                        ApiKeys.JOIN_GROUP,
                        true,
                        new JoinGroupRequestData()
                                .setProtocolType(type)
                                .setProtocols(
                                        new JoinGroupRequestProtocolCollection(
                                                List.of(
                                                                new JoinGroupRequestProtocol()
                                                                        .setName("range")
                                                                        .setMetadata(subscription))
                                                        .iterator())),
                        SUBSCRIPTIONS),
                new OfMembers(
                        ApiKeys.JOIN_GROUP,
                        false,
                        new JoinGroupResponseData()
                                .setProtocolType(type)
                                .setProtocolName("range")
                                .setMembers(
                                        List.of(
                                                new JoinGroupResponseMember()
                                                        .setMemberId("a")
                                                        .setMetadata(subscription))),
                        SUBSCRIPTIONS),
                new OfMembers(
                        ApiKeys.SYNC_GROUP,
                        true,
                        new SyncGroupRequestData()
                                .setProtocolType(type)
                                .setAssignments(
                                        List.of(
                                                new SyncGroupRequestAssignment()
                                                        .setMemberId("a")
                                                        .setAssignment(assignment))),
                        ASSIGNMENTS),
                new OfMembers(
                        ApiKeys.SYNC_GROUP,
                        false,
                        new SyncGroupResponseData().setProtocolType(type).setAssignment(assignment),
                        ASSIGNMENTS),
                new OfMembers(
                        ApiKeys.DESCRIBE_GROUPS,
                        false,
                        new DescribeGroupsResponseData()
                                .setGroups(
                                        List.of(
                                                new DescribedGroup()
                                                        .setProtocolType(type)
                                                        .setMembers(
                                                                List.of(
                                                                        new DescribedGroupMember()
                                                                                .setMemberAssignment(
                                                                                        assignment))))),
                        ASSIGNMENTS));
    }

    /// The part that holds those bytes.
    private static Part ofMember(Anatomy anatomy) {
        return all(anatomy).stream()
                .filter(part ->
                        Set.of("metadata", "assignment", "memberAssignment").contains(part.name()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatConsumersTellEachOtherIsReadAsKafkaReadsIt() throws Exception {
        for (int round = 0; round < 40; round++) {
            RandomMessages chance = new RandomMessages(round);
            short version = (short) (round % SUBSCRIPTIONS.length);
            byte[] subscription = chance.ofMember(SUBSCRIPTIONS, version);
            byte[] assignment = chance.ofMember(ASSIGNMENTS, version);
            Object subscribed =
                    plain(
                            ConsumerProtocolSubscriptionJsonConverter.write(
                                    new ConsumerProtocolSubscription(
                                            new ByteBufferAccessor(body(subscription)), version),
                                    version));
            Object assigned =
                    plain(
                            ConsumerProtocolAssignmentJsonConverter.write(
                                    new ConsumerProtocolAssignment(
                                            new ByteBufferAccessor(body(assignment)), version),
                                    version));
            for (OfMembers each : ofMembers("consumer", subscription, assignment)) {
                short newest = each.api.latestVersion();
                byte[] frame = each.frame(newest);
                Anatomy anatomy = each.anatomy(newest, frame);
                assertThat(anatomy.problem()).isEmpty();
                assertCovered(anatomy, frame.length);
                Part opened = ofMember(anatomy);
                assertThat(opened.kind()).as("%s", opened).isEqualTo(Kind.STRUCT);
                @SuppressWarnings("unchecked")
                Map<String, Object> fields = (Map<String, Object>) plain(opened);
                assertThat(fields.remove("version")).isEqualTo(Short.toString(version));
                assertThat(fields).isEqualTo(each.schemas == SUBSCRIPTIONS ? subscribed : assigned);
            }
        }
    }

    private static ByteBuffer body(byte[] ofMember) {
        return ByteBuffer.wrap(ofMember, Short.BYTES, ofMember.length - Short.BYTES).slice();
    }

    @Test
    void whatOthersTellEachOtherStaysBytesAndSoDoesWhatCannotBeRead() {
        RandomMessages chance = new RandomMessages(3);
        byte[] subscription = chance.ofMember(SUBSCRIPTIONS, (short) 1);
        byte[] assignment = chance.ofMember(ASSIGNMENTS, (short) 1);
        for (OfMembers each : ofMembers("connect", subscription, assignment)) {
            assertStaysBytes(each, each.schemas == SUBSCRIPTIONS ? subscription : assignment);
        }
        byte[] longer = Arrays.copyOf(subscription, subscription.length + 1);
        byte[] newer = assignment.clone();
        newer[1] = 9;
        for (OfMembers each : ofMembers("consumer", longer, newer)) {
            assertStaysBytes(each, each.schemas == SUBSCRIPTIONS ? longer : newer);
        }
        for (OfMembers each : ofMembers("consumer", new byte[0], new byte[0])) {
            assertStaysBytes(each, new byte[0]);
        }
        Random random = new Random(5);
        for (int i = 0; i < 200; i++) {
            byte[] damaged = subscription.clone();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            for (OfMembers each : ofMembers("consumer", damaged, damaged)) {
                byte[] frame = each.frame(each.api.latestVersion());
                Anatomy anatomy = each.anatomy(each.api.latestVersion(), frame);
                assertThat(anatomy.problem()).isEmpty();
                assertCovered(anatomy, frame.length);
            }
        }
    }

    private static void assertStaysBytes(OfMembers each, byte[] content) {
        byte[] frame = each.frame(each.api.latestVersion());
        Anatomy anatomy = each.anatomy(each.api.latestVersion(), frame);
        assertThat(anatomy.problem()).isEmpty();
        assertCovered(anatomy, frame.length);
        Part bytes = ofMember(anatomy);
        assertThat(bytes.kind()).isEqualTo(Kind.BYTES);
        assertThat(bytes.value()).isEqualTo(HexFormat.of().formatHex(content));
    }

    // ---- what is not well formed ---------------------------------------------------------------

    @Test
    void aFrameThatIsCutOrDamagedGivesItsPartsAndAReasonAndNeverThrows() {
        Random random = new Random(11);
        for (ApiKeys api : ApiKeys.values()) {
            short version = api.messageType.highestSupportedVersion(true);
            if (version < 0) {
                // Removed from the protocol.
                byte[] removed = {0, (byte) api.id, 0, 0, 0, 0, 0, 1, 0, 0};
                assertThat(FieldMap.ofRequest(removed, removed.length).problem())
                        .startsWith("unknown version");
                continue;
            }
            RandomMessages messages = new RandomMessages(api.id);
            byte[] request =
                    request(
                            api,
                            version,
                            messages.fill(
                                    api.messageType.newRequest(),
                                    api.messageType.requestSchemas()[version],
                                    version));
            byte[] response =
                    response(
                            api,
                            version,
                            messages.fill(
                                    api.messageType.newResponse(),
                                    api.messageType.responseSchemas()[version],
                                    version));
            for (int i = 0; i < 60; i++) {
                byte[] cut = Arrays.copyOf(request, random.nextInt(request.length + 1));
                assertCovered(FieldMap.ofRequest(cut, cut.length), cut.length);
                byte[] damaged = response.clone();
                for (int hits = 1 + random.nextInt(4); hits > 0; hits--) {
                    damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
                }
                assertCovered(
                        FieldMap.ofResponse(damaged, damaged.length, request), damaged.length);
            }
        }
    }

    @Test
    void aFrameOfWhichOnlyTheBeginningIsKeptSaysSo() {
        byte[] frame = produce(Compression.NONE);
        byte[] kept = Arrays.copyOf(frame, 60);
        Anatomy anatomy = FieldMap.ofRequest(kept, frame.length);
        assertCovered(anatomy, 60);
        assertThat(anatomy.problem())
                .isEqualTo("only the first 60 of " + frame.length + " bytes are kept");
        assertThat(anatomy.api()).isEqualTo("Produce");
    }

    @Test
    void anErrorCodeHasItsNameBesideIt() {
        byte[] request = request(ApiKeys.METADATA, (short) 12, new MetadataRequestData());
        byte[] response =
                response(
                        ApiKeys.METADATA,
                        (short) 13,
                        new MetadataResponseData()
                                .setErrorCode(Errors.REBOOTSTRAP_REQUIRED.code()));
        request[3] = 13;
        Anatomy anatomy = FieldMap.ofResponse(response, response.length, request);
        assertThat(all(anatomy))
                .filteredOn(part -> part.name().equals("errorCode"))
                .extracting(Part::note)
                .containsExactly("REBOOTSTRAP_REQUIRED");
    }

    @Test
    void anApiVersionsAnswerToANewerClientIsReadInVersionZero() {
        byte[] request = {0, 18, 0, 99, 0, 0, 0, 1, -1, -1};
        byte[] response =
                response(
                        ApiKeys.API_VERSIONS,
                        (short) 0,
                        new ApiVersionsResponseData()
                                .setErrorCode(Errors.UNSUPPORTED_VERSION.code()));
        Anatomy anatomy = FieldMap.ofResponse(response, response.length, request);
        assertThat(anatomy.problem()).isEmpty();
        assertThat(anatomy.version()).isZero();
        assertCovered(anatomy, response.length);
    }
}
