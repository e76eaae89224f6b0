package dev.vitrine.broker.api;

import dev.vitrine.wire.Digest;

import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchRequestData.ForgottenTopic;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.FetchableTopicResponse;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;

/// The partitions that one fetch is about, and which of them its answer tells: all that it names,
/// or with a session those that the session remembers and that have news.
final class FetchScope {
    /// A partition as this fetch asks for it.
    record Wanted(FetchSession.Key key, String topic, FetchPartition asked) {}

    /// What was found of a partition.
    record Found(Wanted wanted, PartitionData data) {}

    /// What comes of opening a fetch.
    sealed interface Opening {
        record Open(FetchScope scope) implements Opening {}

        record Refused(Errors error) implements Opening {}
    }

    private sealed interface Kind {
        record WithoutSession() implements Kind {}

        record BeginsSession(boolean privileged) implements Kind {}

        /// @param epoch of the session as long as nobody else goes on with it
        record InSession(FetchSession session, int epoch) implements Kind {}
    }

    private final FetchSessions sessions;
    private final Kind kind;
    private final boolean byId;
    private final List<Wanted> wanted = new ArrayList<>();

    private FetchScope(
            FetchSessions sessions,
            Kind kind,
            boolean byId,
            Collection<FetchSession.Entry> entries) {
        this.sessions = sessions;
        this.kind = kind;
        this.byId = byId;
        entries.forEach(each -> wanted.add(new Wanted(each.key(), each.name(), each.asked())));
    }

    /// Finds out what a fetch is about. In order:
    ///
    /// 1. A full request ends the session that it names. It begins another, once it is answered,
    ///    unless its epoch says that it wants none.
    /// 2. An incremental one needs its session, with the right epoch, and topics named as they were
    ///    when the session began.
    /// 3. It adds, changes and forgets partitions. A session without any ends.
    static Opening open(
            FetchSessions sessions,
            Knowledge knowledge,
            FetchRequestData request,
            boolean byId,
            boolean fromFollower) {
        LinkedHashMap<FetchSession.Key, FetchSession.Entry> named = named(knowledge, request);
        int epoch = request.sessionEpoch();
        if (epoch == FetchSessions.FULL || epoch == FetchSessions.FINAL) {
            sessions.remove(request.sessionId());
            Kind kind =
                    epoch == FetchSessions.FULL
                            ? new Kind.BeginsSession(fromFollower)
                            : new Kind.WithoutSession();
            return new Opening.Open(new FetchScope(sessions, kind, byId, named.values()));
        }
        FetchSession session = sessions.find(request.sessionId());
        if (session == null) {
            return new Opening.Refused(Errors.FETCH_SESSION_ID_NOT_FOUND);
        }
        if (session.epoch() != epoch) {
            return new Opening.Refused(Errors.INVALID_FETCH_SESSION_EPOCH);
        }
        if (session.byId() != byId) {
            return new Opening.Refused(Errors.FETCH_SESSION_TOPIC_ID_ERROR);
        }
        update(session, named.values(), request);
        if (session.size() == 0) {
            sessions.remove(session.id());
            return new Opening.Open(
                    new FetchScope(sessions, new Kind.WithoutSession(), byId, named.values()));
        }
        sessions.touch(session);
        session.advance();
        for (FetchSession.Entry entry : session.entries()) {
            if (entry.name().isEmpty()) {
                entry.resolve(nameOf(knowledge, entry.key()));
            }
        }
        Kind kind = new Kind.InSession(session, session.epoch());
        return new Opening.Open(new FetchScope(sessions, kind, byId, session.entries()));
    }

    /// The partitions that a request names, each once, as it is named last.
    private static LinkedHashMap<FetchSession.Key, FetchSession.Entry> named(
            Knowledge knowledge, FetchRequestData request) {
        LinkedHashMap<FetchSession.Key, FetchSession.Entry> named = new LinkedHashMap<>();
        for (FetchTopic topic : request.topics()) {
            for (FetchPartition asked : topic.partitions()) {
                FetchSession.Key key = FetchSession.Key.of(topic, asked);
                named.put(key, new FetchSession.Entry(key, nameOf(knowledge, key), asked));
            }
        }
        return named;
    }

    private static String nameOf(Knowledge knowledge, FetchSession.Key key) {
        return key.topic().isEmpty()
                ? knowledge.image().topicName(key.topicId()).orElse("")
                : key.topic();
    }

    private static void update(
            FetchSession session, Collection<FetchSession.Entry> named, FetchRequestData request) {
        for (FetchSession.Entry entry : named) {
            FetchSession.Entry present = session.find(entry.key());
            if (present == null) {
                session.put(entry);
            } else {
                present.ask(entry.asked());
            }
        }
        forgotten(request).forEach(session::remove);
    }

    private static List<FetchSession.Key> forgotten(FetchRequestData request) {
        List<FetchSession.Key> forgotten = new ArrayList<>();
        for (ForgottenTopic topic : request.forgottenTopicsData()) {
            for (int partition : topic.partitions()) {
                forgotten.add(new FetchSession.Key(topic.topicId(), topic.topic(), partition));
            }
        }
        return forgotten;
    }

    /// What a request that goes on with a session is about: what it names and what the session
    /// remembers. As only a few are named in words, each request begins with others, so that all
    /// have their turn in the picture.
    static Digest.About about(FetchSession session, Knowledge knowledge, FetchRequestData request) {
        LinkedHashMap<FetchSession.Key, FetchSession.Entry> about = new LinkedHashMap<>();
        session.entries().forEach(entry -> about.put(entry.key(), entry));
        named(knowledge, request).forEach((key, entry) -> about.putIfAbsent(key, entry));
        forgotten(request).forEach(key -> about.remove(key));
        List<FetchSession.Entry> entries = new ArrayList<>(about.values());
        Collections.rotate(entries, -session.epoch());
        Digest.Names names = new Digest.Names();
        entries.forEach(entry -> names.add(entry.name(), entry.key().partition()));
        return names.about();
    }

    /// Whether topics are named by their ids.
    boolean byId() {
        return byId;
    }

    /// In the order in which they are read.
    List<Wanted> wanted() {
        return wanted;
    }

    /// Puts the answer together.
    FetchResponseData answer(List<Found> found) {
        return switch (kind) {
            case Kind.WithoutSession() -> answer(FetchSessions.NONE, found);
            case Kind.BeginsSession begins -> answer(begin(begins, found), found);
            case Kind.InSession(FetchSession session, int epoch) -> {
                if (session.epoch() != epoch) {
                    yield new FetchResponseData()
                            .setErrorCode(Errors.INVALID_FETCH_SESSION_EPOCH.code())
                            .setSessionId(session.id());
                }
                yield answer(session.id(), found.stream().filter(f -> isNews(session, f)).toList());
            }
        };
    }

    private int begin(Kind.BeginsSession begins, List<Found> found) {
        List<FetchSession.Entry> entries = new ArrayList<>();
        for (Found each : found) {
            Wanted of = each.wanted;
            FetchSession.Entry entry = new FetchSession.Entry(of.key, of.topic, of.asked);
            entry.tell(each.data);
            entries.add(entry);
        }
        FetchSession session = sessions.begin(begins.privileged, byId, entries);
        return session == null ? FetchSessions.NONE : session.id();
    }

    private static boolean isNews(FetchSession session, Found found) {
        FetchSession.Entry entry = session.find(found.wanted.key);
        if (entry == null || !entry.tell(found.data)) {
            return false;
        }
        if (FetchSession.hasRecords(found.data)) {
            session.moveToEnd(entry);
        }
        return true;
    }

    private static FetchResponseData answer(int sessionId, List<Found> found) {
        FetchResponseData answer = new FetchResponseData().setSessionId(sessionId);
        FetchSession.@Nullable Key before = null;
        for (Found each : found) {
            FetchSession.Key key = each.wanted.key;
            if (before == null || !key.hasSameTopic(before)) {
                answer.responses()
                        .add(
                                new FetchableTopicResponse()
                                        .setTopic(key.topic())
                                        .setTopicId(key.topicId()));
            }
            answer.responses().getLast().partitions().add(each.data);
            before = key;
        }
        return answer;
    }
}
