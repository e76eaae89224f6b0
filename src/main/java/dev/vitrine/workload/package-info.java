/// The lesson's clients: real Kafka producers and consumers, each on a thread of its own, and the
/// ledger of what became of every record they sent.
package dev.vitrine.workload;
