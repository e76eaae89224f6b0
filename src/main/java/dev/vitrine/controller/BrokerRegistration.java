package dev.vitrine.controller;

/// A broker as the cluster knows it.
///
/// @param epoch the offset of the record that registered this incarnation; a broker that has
///   applied the metadata log up to here knows of its own registration
/// @param rack empty when unknown
/// @param fenced whether it counts as dead; it is born so
/// @param inControlledShutdown whether it asked to stop; it remains so until it registers again
public record BrokerRegistration(
        int id,
        long epoch,
        String incarnationId,
        String host,
        int port,
        String rack,
        boolean fenced,
        boolean inControlledShutdown) {

    /// Whether it may lead and may join in-sync sets.
    public boolean active() {
        return !fenced && !inControlledShutdown;
    }

    BrokerRegistration withFenced(boolean nowFenced) {
        return new BrokerRegistration(
                id, epoch, incarnationId, host, port, rack, nowFenced, inControlledShutdown);
    }

    BrokerRegistration withControlledShutdown() {
        return new BrokerRegistration(id, epoch, incarnationId, host, port, rack, fenced, true);
    }
}
