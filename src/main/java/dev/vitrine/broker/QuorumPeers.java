package dev.vitrine.broker;

import dev.vitrine.env.Listener;
import dev.vitrine.quorum.Quorum;
import dev.vitrine.quorum.QuorumRequest;
import dev.vitrine.quorum.QuorumResponse;
import dev.vitrine.wire.MalformedFrame;

import org.apache.kafka.common.protocol.ApiMessage;
import org.jspecify.annotations.Nullable;

import java.util.function.Consumer;

/// Carries the quorum's requests to other nodes' controller listeners, and the answers back. A
/// fetch, which may wait long, does not stand in the way of a vote.
final class QuorumPeers implements Quorum.Peers {
    /// Longer than a fetch waits at the leader; the quorum has shorter limits of its own.
    static final long REQUEST_TIMEOUT_MS = 10_000;

    /// @param response null when there was none
    record Answer(int node, QuorumRequest request, @Nullable QuorumResponse response) {}

    private final Rpc rpc;
    private final QuorumCodec codec;
    private final Consumer<Answer> answers;

    QuorumPeers(Rpc rpc, QuorumCodec codec, Consumer<Answer> answers) {
        this.rpc = rpc;
        this.codec = codec;
        this.answers = answers;
    }

    @Override
    public void send(int nodeId, QuorumRequest request) {
        rpc.send(
                new Rpc.Ask(
                        nodeId,
                        Listener.CONTROLLER,
                        request instanceof QuorumRequest.Fetch
                                ? Rpc.Purpose.QUORUM_FETCH
                                : Rpc.Purpose.VOTE,
                        QuorumCodec.api(request),
                        QuorumCodec.version(request),
                        codec.encode(request, nodeId),
                        REQUEST_TIMEOUT_MS),
                response -> answers.accept(new Answer(nodeId, request, decode(request, response))));
    }

    private static @Nullable QuorumResponse decode(
            QuorumRequest request, @Nullable ApiMessage response) {
        try {
            return response == null ? null : QuorumCodec.decode(request, response);
        } catch (MalformedFrame e) {
            return null;
        }
    }
}
