package dev.vitrine.controller;

import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What the active controller knows of brokers by their heartbeats alone: when each was last heard
/// and how far it has applied the metadata log. Lost with the controller, which costs nothing but
/// time: a new one grants every living broker a fresh session.
///
/// Knows the image's brokers, changes none of them.
final class BrokerSessions {
    private final long timeoutMs;
    private final SortedMap<Integer, Session> sessions = new TreeMap<>();

    /// @param shutdownOffset the offset of the last record by which the broker's leaderships moved
    ///   away; -1 when it is not shutting down
    private record Session(
            long brokerEpoch, long heardMs, long metadataOffset, long shutdownOffset) {}

    BrokerSessions(long timeoutMs) {
        this.timeoutMs = timeoutMs;
    }

    /// Forgets everything and grants every unfenced broker a fresh session.
    ///
    /// A broker that is shutting down may go once the others know what is committed now.
    void restart(ClusterImage image, long nowMs) {
        sessions.clear();
        for (BrokerRegistration broker : image.brokers()) {
            if (!broker.fenced()) {
                long shutdownOffset = broker.inControlledShutdown() ? image.nextOffset() - 1 : -1;
                sessions.put(broker.id(), new Session(broker.epoch(), nowMs, -1, shutdownOffset));
            }
        }
    }

    /// Why a session is over, in words.
    String ranOut() {
        return "no heartbeat for broker.session.timeout.ms = " + timeoutMs;
    }

    void clear() {
        sessions.clear();
    }

    void touch(int brokerId, long brokerEpoch, long metadataOffset, long nowMs) {
        Session old = of(brokerId, brokerEpoch);
        long shutdownOffset = old == null ? -1 : old.shutdownOffset;
        sessions.put(brokerId, new Session(brokerEpoch, nowMs, metadataOffset, shutdownOffset));
    }

    /// The broker's leaderships have moved away by records up to this offset.
    void shutDownAt(int brokerId, long offset) {
        Session old = sessions.get(brokerId);
        if (old != null) {
            sessions.put(
                    brokerId,
                    new Session(old.brokerEpoch, old.heardMs, old.metadataOffset, offset));
        }
    }

    void forget(int brokerId) {
        sessions.remove(brokerId);
    }

    /// Whether this incarnation was heard recently.
    boolean valid(int brokerId, long brokerEpoch, long nowMs) {
        Session session = of(brokerId, brokerEpoch);
        return session != null && nowMs < session.heardMs + timeoutMs;
    }

    /// Whether all living brokers but this one have applied the records by which its leaderships
    /// moved.
    boolean othersKnowOfShutdown(int brokerId, ClusterImage image) {
        Session own = sessions.get(brokerId);
        long needed = own == null ? -1 : own.shutdownOffset;
        for (BrokerRegistration broker : image.brokers()) {
            if (broker.id() == brokerId || !broker.active()) {
                continue;
            }
            Session session = of(broker.id(), broker.epoch());
            if (session == null || session.metadataOffset < needed) {
                return false;
            }
        }
        return true;
    }

    /// The unfenced broker that has been silent for the longest, if its session has run out.
    Optional<BrokerRegistration> expired(ClusterImage image, long nowMs) {
        BrokerRegistration stalest = null;
        long stalestHeardMs = Long.MAX_VALUE;
        for (BrokerRegistration broker : image.brokers()) {
            if (broker.fenced() || valid(broker.id(), broker.epoch(), nowMs)) {
                continue;
            }
            long heardMs = heardMs(broker);
            if (heardMs < stalestHeardMs) {
                stalest = broker;
                stalestHeardMs = heardMs;
            }
        }
        return Optional.ofNullable(stalest);
    }

    /// When the next session of an unfenced broker runs out, [Long#MAX_VALUE] when there is none.
    long nextExpiryMs(ClusterImage image) {
        long next = Long.MAX_VALUE;
        for (BrokerRegistration broker : image.brokers()) {
            if (!broker.fenced()) {
                next = Math.min(next, heardMs(broker) + timeoutMs);
            }
        }
        return next;
    }

    private long heardMs(BrokerRegistration broker) {
        Session session = of(broker.id(), broker.epoch());
        return session == null ? 0 : session.heardMs;
    }

    private @Nullable Session of(int brokerId, long brokerEpoch) {
        Session session = sessions.get(brokerId);
        return session != null && session.brokerEpoch == brokerEpoch ? session : null;
    }
}
