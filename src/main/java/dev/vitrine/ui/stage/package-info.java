/// The stage: clients, brokers with their logs, groups, and what travels between them. Layout is
/// plain arithmetic from a snapshot to shapes and facts; a painter puts the shapes on a canvas.
/// Knows snapshots, never the engine.
package dev.vitrine.ui.stage;
