package dev.vitrine.controller;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;

import java.util.ArrayList;
import java.util.List;

/// Decides who is part of the cluster and who counts as alive: registration, heartbeats, controlled
/// shutdown, fencing (KIP-631, KIP-841). Kafka's `ClusterControlManager` and
/// `BrokerHeartbeatManager`.
///
/// ```
///             heartbeat: caught up                    wants to stop, leads something
///   FENCED ------------------------> UNFENCED -----------------------> IN CONTROLLED SHUTDOWN
///     ^  ^                            |    |                                  |
///     |  +----- session ran out ------+    | wants to stop, leads nothing     | leads nothing, and the
///     |         or wants to be fenced      |                                  | others know of it
///     +------------------------------------+----------------------------------+
/// ```
///
/// A broker is born fenced, and so is each of its incarnations.
final class BrokerDecisions {
    private final ClusterImage image;
    private final BrokerSessions sessions;
    private final PartitionDecisions partitions;

    BrokerDecisions(ClusterImage image, BrokerSessions sessions, PartitionDecisions partitions) {
        this.image = image;
        this.sessions = sessions;
        this.partitions = partitions;
    }

    /// @throws Refusal STALE_BROKER_EPOCH when that incarnation is not the one registered
    static BrokerRegistration checkEpoch(ClusterImage image, int brokerId, long brokerEpoch) {
        BrokerRegistration broker =
                image.broker(brokerId)
                        .orElseThrow(() ->
                                new Refusal(
                                        Errors.STALE_BROKER_EPOCH,
                                        "No broker registration found for broker id " + brokerId));
        if (broker.epoch() != brokerEpoch) {
            throw new Refusal(
                    Errors.STALE_BROKER_EPOCH,
                    "Expected broker epoch "
                            + broker.epoch()
                            + ", but got broker epoch "
                            + brokerEpoch);
        }
        return broker;
    }

    /// 1. Another incarnation was heard of just now: DUPLICATE_BROKER_REGISTRATION, unless that one
    ///    is about to stop. It resolves itself when the session runs out.
    /// 2. What it says of itself cannot be: [Admission].
    /// 3. The same incarnation asks again: the same epoch, and nothing changes unless its address
    ///    or its directories did.
    /// 4. A new incarnation: a new epoch, which is the offset of its record, and it starts out
    ///    fenced. It leaves every in-sync set. Unless it knows the epoch of the last one, which it
    ///    does after a clean shutdown, it is not eligible either: what it had not flushed may be
    ///    gone (KIP-966).
    ///
    /// @param nextOffset the offset that the first record of this decision will get
    Decision<Request.RegisterBroker.Registered> decideRegistration(
            Request.RegisterBroker request, long nextOffset, long nowMs) {
        int id = request.brokerId();
        if (id < 0) {
            throw new Refusal(Errors.INVALID_REQUEST, "A broker id is not negative: " + id);
        }
        BrokerRegistration existing = image.broker(id).orElse(null);
        boolean again =
                existing != null && existing.incarnationId().equals(request.incarnationId());
        if (existing != null
                && !again
                && !existing.inControlledShutdown()
                && sessions.valid(id, existing.epoch(), nowMs)) {
            throw new Refusal(
                    Errors.DUPLICATE_BROKER_REGISTRATION,
                    "Another broker is registered with that broker id. If the broker was recently"
                            + " restarted this should self-resolve once the heartbeat manager"
                            + " expires the broker's session.");
        }
        new Admission(image).check(request);
        if (existing != null && again) {
            return decideRegistrationAgain(existing, request);
        }
        List<MetadataRecord> records = new ArrayList<>();
        records.add(record(request, nextOffset, true, false));
        boolean clean = existing != null && request.previousBrokerEpoch() == existing.epoch();
        records.addAll(
                clean
                        ? partitions.leave(id, "broker " + id + " started again")
                        : partitions.leaveUncleanly(
                                id,
                                "broker " + id + " started again after it had stopped uncleanly"));
        return new Decision<>(records, new Request.RegisterBroker.Registered(nextOffset));
    }

    private static Decision<Request.RegisterBroker.Registered> decideRegistrationAgain(
            BrokerRegistration existing, Request.RegisterBroker request) {
        boolean same =
                existing.host().equals(request.host())
                        && existing.port() == request.port()
                        && existing.rack().equals(request.rack())
                        && existing.logDirs().equals(ids(request.logDirs()));
        List<MetadataRecord> records =
                same
                        ? List.of()
                        : List.of(
                                record(
                                        request,
                                        existing.epoch(),
                                        existing.fenced(),
                                        existing.inControlledShutdown()));
        return new Decision<>(records, new Request.RegisterBroker.Registered(existing.epoch()));
    }

    private static MetadataRecord record(
            Request.RegisterBroker request, long epoch, boolean fenced, boolean stopping) {
        return new MetadataRecord.BrokerRegistered(
                request.brokerId(),
                epoch,
                request.incarnationId(),
                request.host(),
                request.port(),
                request.rack(),
                fenced,
                stopping,
                ids(request.logDirs()));
    }

    private static List<String> ids(List<Uuid> logDirs) {
        return logDirs.stream().map(Uuid::toString).toList();
    }

    /// Where the broker goes in the diagram above.
    Decision<Request.Heartbeat.Beat> decideHeartbeat(Request.Heartbeat beat) {
        BrokerRegistration broker = checkEpoch(image, beat.brokerId(), beat.brokerEpoch());
        boolean caughtUp = beat.currentMetadataOffset() >= broker.epoch();
        if (broker.fenced()) {
            if (beat.wantShutdown()) {
                return new Decision<>(List.of(), new Request.Heartbeat.Beat(caughtUp, true, true));
            }
            if (beat.wantFence() || !caughtUp) {
                return new Decision<>(List.of(), new Request.Heartbeat.Beat(caughtUp, true, false));
            }
            return new Decision<>(unfence(broker), new Request.Heartbeat.Beat(true, false, false));
        }
        if (beat.wantFence()) {
            return new Decision<>(
                    fence(broker, "it asked for it"),
                    new Request.Heartbeat.Beat(caughtUp, true, beat.wantShutdown()));
        }
        if (!beat.wantShutdown()) {
            return new Decision<>(List.of(), new Request.Heartbeat.Beat(caughtUp, false, false));
        }
        return decideShutdown(broker, caughtUp);
    }

    private Decision<Request.Heartbeat.Beat> decideShutdown(
            BrokerRegistration broker, boolean caughtUp) {
        Request.Heartbeat.Beat wait = new Request.Heartbeat.Beat(caughtUp, false, false);
        if (partitions.leadsAny(broker.id())) {
            List<MetadataRecord> records = new ArrayList<>();
            if (!broker.inControlledShutdown()) {
                records.add(
                        new MetadataRecord.BrokerInControlledShutdown(broker.id(), broker.epoch()));
            }
            records.addAll(
                    partitions.leave(broker.id(), "broker " + broker.id() + " is about to stop"));
            return new Decision<>(records, wait);
        }
        if (broker.inControlledShutdown() && !sessions.othersKnowOfShutdown(broker.id(), image)) {
            return new Decision<>(List.of(), wait);
        }
        return new Decision<>(
                fence(broker, "it stops"), new Request.Heartbeat.Beat(caughtUp, true, true));
    }

    /// Fences the broker that has been silent for the longest, if its session has run out. The next
    /// one's turn comes when this is committed, so that each election knows who is dead already.
    Decision<Request.Done> decideFenceExpired(long nowMs) {
        return new Decision<>(
                sessions.expired(image, nowMs)
                        .map(broker -> fence(broker, sessions.ranOut()))
                        .orElse(List.of()),
                new Request.Done());
    }

    Decision<Request.Done> decideUnregister(Request.UnregisterBroker request) {
        int id = request.brokerId();
        BrokerRegistration broker =
                image.broker(id)
                        .orElseThrow(() ->
                                new Refusal(
                                        Errors.BROKER_ID_NOT_REGISTERED,
                                        "Broker ID " + id + " is not currently registered"));
        List<MetadataRecord> records =
                new ArrayList<>(partitions.leave(id, "broker " + id + " was unregistered"));
        records.add(new MetadataRecord.BrokerUnregistered(id, broker.epoch()));
        return new Decision<>(records, new Request.Done());
    }

    private List<MetadataRecord> fence(BrokerRegistration broker, String why) {
        List<MetadataRecord> records =
                new ArrayList<>(
                        partitions.leave(broker.id(), "broker " + broker.id() + " was fenced"));
        records.add(new MetadataRecord.BrokerFenced(broker.id(), broker.epoch(), why));
        return records;
    }

    private List<MetadataRecord> unfence(BrokerRegistration broker) {
        List<MetadataRecord> records = new ArrayList<>();
        records.add(new MetadataRecord.BrokerUnfenced(broker.id(), broker.epoch()));
        if (!broker.inControlledShutdown()) {
            records.addAll(partitions.join(broker.id(), "broker " + broker.id() + " is alive"));
        }
        return records;
    }
}
