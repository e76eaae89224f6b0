/// A run of a cluster, kept: every event in order, the frames that nodes took and answered, and the
/// way to any moment of it. In files a recording is JSON lines, packed.
package dev.vitrine.recording;
