package dev.vitrine.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.quorum.QuorumRequest;
import dev.vitrine.quorum.QuorumResponse;
import dev.vitrine.wire.Frames;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.BeginQuorumEpochResponseData;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.VoteRequestData;
import org.apache.kafka.common.message.VoteResponseData;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;

final class QuorumCodecTest {
    private static final String CLUSTER = "MkU3OEVBNTcwNTJENDM2Qk";
    private final QuorumCodec here = new QuorumCodec(1, CLUSTER);
    private final QuorumCodec there = new QuorumCodec(2, CLUSTER);

    static Stream<QuorumRequest> requests() {
        return Stream.of(
                new QuorumRequest.Vote(7, 1, 6, 42, true),
                new QuorumRequest.Vote(7, 1, 6, 42, false),
                new QuorumRequest.BeginEpoch(7, 1),
                new QuorumRequest.EndEpoch(7, 1, List.of(3, 2)),
                new QuorumRequest.EndEpoch(7, 1, List.of()),
                new QuorumRequest.Fetch(7, 1, 42, 6, 40, 500),
                new QuorumRequest.Fetch(0, 1, 0, 0, 0, 0));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void requestsCrossTheWire(QuorumRequest request) {
        short version = QuorumCodec.version(request);
        ByteBuffer frame =
                Frames.encodeRequest(
                        QuorumCodec.api(request), version, 1, "1", here.encode(request, 2));
        ApiMessage read = Frames.decodeRequest(frame).body();
        assertThat(there.decode(read, version)).isEqualTo(new QuorumCodec.Decoded.Asked(request));
    }

    static Stream<QuorumResponse> responses() {
        MemoryRecords records =
                MemoryRecords.withRecords(
                        42L, Compression.NONE, 7, new SimpleRecord(1L, new byte[] {1, 2, 3}));
        return Stream.of(
                new QuorumResponse.Vote("NONE", 7, -1, true),
                new QuorumResponse.Vote("FENCED_LEADER_EPOCH", 8, 3, false),
                new QuorumResponse.BeginEpoch("NONE", 7, 1),
                new QuorumResponse.EndEpoch("INVALID_REQUEST", 7, 1),
                new QuorumResponse.Fetch("NONE", 7, 2, null, records, 41, 0),
                new QuorumResponse.Fetch("NONE", 7, 2, null, MemoryRecords.EMPTY, 41, 0),
                new QuorumResponse.Fetch(
                        "NONE",
                        7,
                        2,
                        new QuorumResponse.Diverging(5, 30),
                        MemoryRecords.EMPTY,
                        41,
                        0),
                new QuorumResponse.Fetch(
                        "NOT_LEADER_OR_FOLLOWER", 7, 3, null, MemoryRecords.EMPTY, -1, 0));
    }

    @ParameterizedTest
    @MethodSource("responses")
    void responsesCrossTheWire(QuorumResponse response) {
        QuorumRequest request = requestFor(response);
        short version = QuorumCodec.version(request);
        ByteBuffer frame =
                Frames.encodeResponse(
                        QuorumCodec.api(request),
                        version,
                        1,
                        QuorumCodec.encode(response, version));
        ApiMessage read = Frames.decodeResponse(QuorumCodec.api(request), version, frame).body();
        assertThat(QuorumCodec.decode(request, read)).isEqualTo(response);
    }

    @ParameterizedTest
    @MethodSource("responses")
    void everyVersionCanBeAnswered(QuorumResponse response) {
        var api = QuorumCodec.api(requestFor(response));
        short first = response instanceof QuorumResponse.Fetch ? 12 : api.oldestVersion();
        for (short version = first; version <= api.latestVersion(); version++) {
            assertThat(
                            Frames.encodeResponse(
                                            api, version, 1, QuorumCodec.encode(response, version))
                                    .remaining())
                    .isPositive();
        }
    }

    private static QuorumRequest requestFor(QuorumResponse response) {
        return switch (response) {
            case QuorumResponse.Vote _ -> new QuorumRequest.Vote(7, 1, 6, 42, false);
            case QuorumResponse.BeginEpoch _ -> new QuorumRequest.BeginEpoch(7, 1);
            case QuorumResponse.EndEpoch _ -> new QuorumRequest.EndEpoch(7, 1, List.of());
            case QuorumResponse.Fetch _ -> new QuorumRequest.Fetch(7, 1, 42, 6, 40, 500);
        };
    }

    @Test
    void anotherClusterOrVoterIsRefused() {
        QuorumRequest vote = new QuorumRequest.Vote(7, 1, 6, 42, true);
        ApiMessage toThree = here.encode(vote, 3);
        assertThat(errorOf(there.decode(toThree, (short) 2))).isEqualTo(Errors.INVALID_VOTER_KEY);
        ApiMessage foreign = new QuorumCodec(1, "another-cluster").encode(vote, 2);
        assertThat(errorOf(there.decode(foreign, (short) 2)))
                .isEqualTo(Errors.INCONSISTENT_CLUSTER_ID);
    }

    @Test
    void requestsAboutAnythingElseAreRefused() {
        assertThat(errorOf(there.decode(new VoteRequestData(), (short) 2)))
                .isEqualTo(Errors.INVALID_REQUEST);
        VoteRequestData orders =
                (VoteRequestData) here.encode(new QuorumRequest.Vote(7, 1, 6, 42, true), 2);
        orders.topics().getFirst().setTopicName("orders");
        assertThat(errorOf(there.decode(orders, (short) 2))).isEqualTo(Errors.INVALID_REQUEST);
        FetchRequestData fetch =
                (FetchRequestData) here.encode(new QuorumRequest.Fetch(7, 1, 0, 0, 0, 0), 2);
        fetch.topics().getFirst().setTopicId(new Uuid(1, 2));
        assertThat(errorOf(there.decode(fetch, (short) 18))).isEqualTo(Errors.INVALID_REQUEST);
        FetchRequestData old = new FetchRequestData();
        assertThat(errorOf(there.decode(old, (short) 11))).isEqualTo(Errors.UNSUPPORTED_VERSION);
    }

    @Test
    void anAnswerToSomethingElseIsAnErrorWithoutATerm() {
        QuorumRequest vote = new QuorumRequest.Vote(7, 1, 6, 42, true);
        assertThat(QuorumCodec.decode(vote, new BeginQuorumEpochResponseData()))
                .isEqualTo(new QuorumResponse.Vote("UNKNOWN_SERVER_ERROR", -1, -1, false));
        assertThat(QuorumCodec.decode(vote, new VoteResponseData().setErrorCode((short) 104)))
                .isEqualTo(new QuorumResponse.Vote("INCONSISTENT_CLUSTER_ID", -1, -1, false));
        assertThat(
                        QuorumCodec.decode(
                                        new QuorumRequest.Fetch(7, 1, 0, 0, 0, 0),
                                        new FetchResponseData())
                                .error())
                .isEqualTo("UNKNOWN_SERVER_ERROR");
    }

    private static Errors errorOf(QuorumCodec.Decoded decoded) {
        ApiMessage response = ((QuorumCodec.Decoded.Refused) decoded).response();
        return switch (response) {
            case VoteResponseData vote -> Errors.forCode(vote.errorCode());
            case FetchResponseData fetch -> Errors.forCode(fetch.errorCode());
            default -> throw new AssertionError(response);
        };
    }
}
