/// A partition on one broker: leader or follower, the in-sync set, the high watermark, and the
/// requests that wait for it to move.
package dev.vitrine.replica;
