/// A node of the cluster: dispatch, connections, timers, and the wiring of log, replicas, quorum,
/// controller and coordinators.
package dev.vitrine.broker;
