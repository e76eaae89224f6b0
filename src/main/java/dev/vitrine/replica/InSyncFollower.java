package dev.vitrine.replica;

/// A follower in the in-sync set, as its leader knows it.
///
/// @param endOffset where its log ends
/// @param behindMs how long ago it had all that the leader had
public record InSyncFollower(int id, long endOffset, long behindMs) {}
