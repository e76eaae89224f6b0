package dev.vitrine.controller;

import java.util.List;

/// A broker as the cluster knows it.
///
/// @param epoch the offset of the record that registered this incarnation; a broker that has
///   applied the metadata log up to here knows of its own registration
/// @param rack empty when unknown
/// @param fenced whether it counts as dead; it is born so
/// @param inControlledShutdown whether it asked to stop; it remains so until it registers again
/// @param logDirs the ids of its log directories, no two brokers' the same
public record BrokerRegistration(
        int id,
        long epoch,
        String incarnationId,
        String host,
        int port,
        String rack,
        boolean fenced,
        boolean inControlledShutdown,
        List<String> logDirs) {

    public BrokerRegistration {
        logDirs = List.copyOf(logDirs);
    }

    /// One whose directories nobody asks for.
    BrokerRegistration(
            int id,
            long epoch,
            String incarnationId,
            String host,
            int port,
            String rack,
            boolean fenced,
            boolean inControlledShutdown) {
        this(id, epoch, incarnationId, host, port, rack, fenced, inControlledShutdown, List.of());
    }

    /// Whether it may lead and may join in-sync sets.
    public boolean active() {
        return !fenced && !inControlledShutdown;
    }

    BrokerRegistration withFenced(boolean nowFenced) {
        return new BrokerRegistration(
                id,
                epoch,
                incarnationId,
                host,
                port,
                rack,
                nowFenced,
                inControlledShutdown,
                logDirs);
    }

    BrokerRegistration withControlledShutdown() {
        return new BrokerRegistration(
                id, epoch, incarnationId, host, port, rack, fenced, true, logDirs);
    }
}
