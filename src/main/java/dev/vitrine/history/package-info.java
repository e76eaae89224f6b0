/// What the cluster is at a moment, folded from its events: an immutable [Snapshot] and the
/// [Projector] that makes it. Live view and time travel read the same fold. Knows events only.
package dev.vitrine.history;
