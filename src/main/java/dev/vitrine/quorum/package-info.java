/// KRaft: elections with pre-vote, and the replicated metadata log (KIP-595, KIP-996) over a static
/// set of voters. Knows what a log is and what a peer is, not what the records mean.
package dev.vitrine.quorum;
