/// What the window says, as plain values and properties folded from snapshots. Needs no toolkit, so
/// that it is tested without one; it does not know nodes of a scene graph.
package dev.vitrine.ui.model;
