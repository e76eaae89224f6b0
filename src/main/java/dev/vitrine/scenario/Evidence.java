package dev.vitrine.scenario;

import dev.vitrine.history.Snapshot;
import dev.vitrine.workload.Ledger;

import java.util.Map;
import java.util.function.Predicate;

/// What facts are computed from, at one moment.
///
/// @param snapshot the cluster as its events tell it
/// @param ledger the fates of the lesson's records
/// @param named what the steps so far gave names to
/// @param audit reads a topic's logs and tells the ledger what is lost; says whether it could
record Evidence(
        Snapshot snapshot, Ledger ledger, Map<String, Value> named, Predicate<String> audit) {}
