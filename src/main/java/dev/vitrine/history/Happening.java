package dev.vitrine.history;

/// A change that somebody may ask "why?" of.
///
/// @param seq counts all happenings; the newest [Projector#HAPPENINGS_MAX] are kept
/// @param words what happened, a plain sentence without a full stop
/// @param why the reason as who decided it gave it; empty when it gave none
/// @param setting the setting and its value in force that decided it, `name = value`; empty when
///   none did
/// @param cause the happening that led to it, [#ROOT] or [#NOT_TOLD]
public record Happening(
        long seq,
        long atMs,
        Kind kind,
        String words,
        String why,
        String setting,
        Subject about,
        long cause) {
    /// Nothing in the cluster led to it: a hand, a fault, a process that starts.
    public static final long ROOT = -1;

    /// Something did, but nobody told what.
    public static final long NOT_TOLD = -2;

    public enum Kind {
        /// A process starts, stops, pauses or is gone.
        NODE,
        FAULT,
        /// A voter stands, is elected, resigns.
        QUORUM,
        CONTROLLER,
        FENCING,
        /// A partition is led by another, or by nobody; its in-sync set may have changed too.
        LEADER,
        IN_SYNC,
        /// A leader asks for another in-sync set.
        PROPOSAL,
        PARTITION,
        TRUNCATION,
        LOSS,
        TOPIC,
        CONFIG,
        MEMBER,
        GROUP,
        CLIENT,
        ERROR
    }

    Happening causedBy(long seqOfCause) {
        return new Happening(seq, atMs, kind, words, why, setting, about, seqOfCause);
    }

    /// Whether this is about that, or about a part of it.
    public boolean concerns(Subject subject) {
        return about.equals(subject)
                || switch (subject) {
                    case Subject.OfTopic(String topic) ->
                            switch (about) {
                                case Subject.OfPartition(String t, int _) -> t.equals(topic);
                                case Subject.OfReplica(String t, int _, int _) -> t.equals(topic);
                                default -> false;
                            };
                    case Subject.OfPartition(String topic, int partition) ->
                            about instanceof Subject.OfReplica(String t, int p, int _)
                                    && t.equals(topic)
                                    && p == partition;
                    case Subject.OfReplica(String topic, int partition, int _) ->
                            about.equals(new Subject.OfPartition(topic, partition));
                    case Subject.OfGroup(String group) ->
                            about instanceof Subject.OfMember(String g, String _)
                                    && g.equals(group);
                    case Subject.OfMember(String group, String _) ->
                            about.equals(new Subject.OfGroup(group));
                    case Subject.OfCluster() -> true;
                    default -> false;
                };
    }
}
