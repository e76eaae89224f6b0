/// Runs nodes for real: a thread for each, sockets on 127.0.0.1, files, and a clock that can be
/// paused or slowed. [Cluster] is the door for the window, the scenario runner and the command
/// line.
package dev.vitrine.live;
