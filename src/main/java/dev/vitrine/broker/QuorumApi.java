package dev.vitrine.broker;

import dev.vitrine.broker.api.Call;
import dev.vitrine.broker.api.Facts;
import dev.vitrine.broker.api.Handler;
import dev.vitrine.quorum.Quorum;

import org.apache.kafka.common.protocol.ApiKeys;

import java.util.List;

/// What members of the metadata quorum ask on the controller listener: Vote, BeginQuorumEpoch,
/// EndQuorumEpoch, and Fetch of the metadata log (KIP-595, KIP-996). All four go to the quorum.
final class QuorumApi implements Handler {
    private final Facts facts;
    private final QuorumCodec codec;
    private final Quorum quorum;

    private QuorumApi(Facts facts, QuorumCodec codec, Quorum quorum) {
        this.facts = facts;
        this.codec = codec;
        this.quorum = quorum;
    }

    static List<Handler> all(QuorumCodec codec, Quorum quorum) {
        return List.of(
                new QuorumApi(Facts.real(ApiKeys.VOTE, 0, 2), codec, quorum),
                new QuorumApi(Facts.real(ApiKeys.BEGIN_QUORUM_EPOCH, 0, 1), codec, quorum),
                new QuorumApi(Facts.real(ApiKeys.END_QUORUM_EPOCH, 0, 1), codec, quorum),
                new QuorumApi(
                        Facts.simplified(
                                ApiKeys.FETCH, 12, 18, "the metadata log only; no snapshots"),
                        codec,
                        quorum));
    }

    @Override
    public Facts facts() {
        return facts;
    }

    @Override
    public void handle(Call call) {
        switch (codec.decode(call.request().body(), call.version())) {
            case QuorumCodec.Decoded.Refused refused -> call.reply(refused.response());
            case QuorumCodec.Decoded.Asked asked ->
                    quorum.onRequest(
                            asked.request(),
                            response -> call.reply(QuorumCodec.encode(response, call.version())));
        }
    }
}
