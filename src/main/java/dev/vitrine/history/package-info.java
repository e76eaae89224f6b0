/// What the cluster is at a moment, folded from its events: an immutable [Snapshot] and the
/// [Projector] that makes it. Live view and time travel read the same fold. Knows events only.
///
/// The picture's state is in the `…Fold` of its noun; [Insight] is what an engineer asks besides:
/// the quorum, why ([Happening], [Why]), whether all that must hold does ([Check]), and Kafka's
/// [Metrics].
package dev.vitrine.history;
