/// Everything a node can tell: one record for each kind of change, emitted once, where the change
/// happens. The window, the recorder, the simulator's invariants and the logs all read this one
/// stream. JDK only.
package dev.vitrine.event;
