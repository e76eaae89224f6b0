package dev.vitrine.broker.api;

import dev.vitrine.config.BrokerSettings;
import dev.vitrine.config.Settings;
import dev.vitrine.env.Environment;
import dev.vitrine.replica.ParkedFetch;
import dev.vitrine.replica.Partition;
import dev.vitrine.replica.Replicas;
import dev.vitrine.wire.Digest;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.FetchableTopicResponse;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Fetch: reads batches for consumers, up to the high watermark, and for followers, up to the log's
/// end.
///
/// - Waits up to `maxWaitMs` for `minBytes`. The first batch comes whole whatever the limits.
/// - Sessions (KIP-227, version 7) in [FetchSessions]; topic ids (version 13).
/// - Diverging epochs (KIP-595, version 12), leader hints (KIP-951, version 16).
/// - From version 11 on a follower serves consumers too, up to its own high watermark, and the
///   leader names one in the consumer's rack (KIP-392).
/// - Only whole batches are sent; Kafka fills an answer up with the beginning of the next.
/// - Left out: transactions; the last stable offset is the high watermark.
public final class FetchApi implements Handler {
    private static final byte READ_UNCOMMITTED = 0;
    private static final byte READ_COMMITTED = 1;

    private final Knowledge knowledge;
    private final Replicas replicas;
    private final FetchSessions sessions;
    private final int maxBytes;
    private final boolean prefersNearReplicas;

    public FetchApi(Knowledge knowledge, Replicas replicas, Environment env) {
        Settings settings = knowledge.started();
        this.knowledge = knowledge;
        this.replicas = replicas;
        this.sessions =
                new FetchSessions(
                        env.clock(),
                        env.random(),
                        settings.intOf(BrokerSettings.FETCH_SESSION_SLOTS_MAX),
                        FetchSessions.EVICTION_MS);
        this.maxBytes = settings.intOf(BrokerSettings.FETCH_MAX_BYTES);
        this.prefersNearReplicas =
                settings.stringOf(BrokerSettings.REPLICA_SELECTOR_CLASS)
                        .equals(ReadReplicas.RACK_AWARE);
    }

    @Override
    public Facts facts() {
        return Facts.simplified(ApiKeys.FETCH, 4, 18, "no transactions");
    }

    @Override
    public Digest.About about(ApiMessage request, Function<Uuid, String> nameOf) {
        FetchRequestData fetch = (FetchRequestData) request;
        FetchSession session = sessions.find(fetch.sessionId());
        return session == null || session.epoch() != fetch.sessionEpoch()
                ? Digest.about(request, nameOf)
                : FetchScope.about(session, knowledge, fetch);
    }

    @Override
    public void handle(Call call) {
        FetchRequestData request = call.body(FetchRequestData.class);
        if (request.isolationLevel() != READ_UNCOMMITTED
                && request.isolationLevel() != READ_COMMITTED) {
            refuseAll(call, request);
            return;
        }
        FetchRound.Terms terms = terms(call, request);
        switch (FetchScope.open(
                sessions, knowledge, request, call.version() >= 13, terms.fromFollower())) {
            case FetchScope.Opening.Refused(Errors error) ->
                    call.reply(new FetchResponseData().setErrorCode(error.code()));
            case FetchScope.Opening.Open(FetchScope scope) ->
                    new Fetch(call, request, terms, scope).begin();
        }
    }

    private FetchRound.Terms terms(Call call, FetchRequestData request) {
        boolean inTag = call.version() >= 15;
        int replicaId = inTag ? request.replicaState().replicaId() : request.replicaId();
        boolean knowsFollowers = call.version() >= 11;
        return new FetchRound.Terms(
                replicaId,
                inTag ? request.replicaState().replicaEpoch() : -1,
                replicaId >= 0 || !knowsFollowers,
                request.isolationLevel() == READ_COMMITTED,
                Math.min(request.maxBytes(), maxBytes),
                call.version() >= 16,
                new ReadReplicas(
                        knowledge, prefersNearReplicas && knowsFollowers ? request.rackId() : ""));
    }

    /// Kafka has no answer of its own to an isolation level that it does not know.
    private static void refuseAll(Call call, FetchRequestData request) {
        short error = Errors.UNKNOWN_SERVER_ERROR.code();
        FetchResponseData answer = new FetchResponseData().setErrorCode(error);
        if (call.version() < 13) {
            for (FetchTopic topic : request.topics()) {
                FetchableTopicResponse into = new FetchableTopicResponse().setTopic(topic.topic());
                for (FetchPartition partition : topic.partitions()) {
                    into.partitions()
                            .add(
                                    new PartitionData()
                                            .setPartitionIndex(partition.partition())
                                            .setErrorCode(error)
                                            .setHighWatermark(-1)
                                            .setRecords(MemoryRecords.EMPTY));
                }
                answer.responses().add(into);
            }
        }
        call.reply(answer);
    }

    /// A fetch from its first reading to its answer.
    private final class Fetch {
        private final Call call;
        private final FetchRequestData request;
        private final FetchRound.Terms terms;
        private final FetchScope scope;
        private final int minBytes;

        /// What can be read here, and what there is no use in waiting for.
        private final List<FetchScope.Wanted> readable = new ArrayList<>();

        private final List<FetchScope.Found> unknown = new ArrayList<>();

        Fetch(Call call, FetchRequestData request, FetchRound.Terms terms, FetchScope scope) {
            this.call = call;
            this.request = request;
            this.terms = terms;
            this.scope = scope;
            this.minBytes = Math.min(request.minBytes(), terms.maxBytes());
            for (FetchScope.Wanted wanted : scope.wanted()) {
                Errors error = existence(wanted);
                if (error == Errors.NONE) {
                    readable.add(wanted);
                } else {
                    unknown.add(new FetchScope.Found(wanted, FetchRound.refusal(wanted, error)));
                }
            }
        }

        private Errors existence(FetchScope.Wanted wanted) {
            if (scope.byId() && wanted.topic().isEmpty()) {
                return Errors.UNKNOWN_TOPIC_ID;
            }
            return knowledge
                            .image()
                            .partition(wanted.topic(), wanted.asked().partition())
                            .isPresent()
                    ? Errors.NONE
                    : Errors.UNKNOWN_TOPIC_OR_PARTITION;
        }

        void begin() {
            FetchRound round = round(true);
            long lacks = round.lacks(minBytes);
            if (lacks == 0 || request.maxWaitMs() <= 0 || readable.isEmpty()) {
                send(round);
                return;
            }
            List<Partition> waitFor = new ArrayList<>();
            for (FetchScope.Wanted wanted : readable) {
                Partition here = replicas.find(wanted.topic(), wanted.asked().partition());
                if (here != null) {
                    waitFor.add(here);
                }
            }
            ParkedFetch parked =
                    replicas.park(
                            waitFor, request.maxWaitMs(), lacks, terms.fromFollower(), this::again);
            call.whenAbandoned(parked::cancel);
        }

        private long again(boolean timeIsUp) {
            FetchRound round = round(false);
            long lacks = timeIsUp ? 0 : round.lacks(minBytes);
            if (lacks == 0) {
                send(round);
            }
            return lacks;
        }

        private FetchRound round(boolean first) {
            return new FetchRound(terms, replicas, knowledge, readable, first);
        }

        private void send(FetchRound round) {
            List<FetchScope.Found> found = new ArrayList<>(round.found());
            found.addAll(unknown);
            FetchResponseData answer = scope.answer(found);
            round.addEndpoints(answer);
            round.onSent();
            call.reply(answer);
        }
    }
}
