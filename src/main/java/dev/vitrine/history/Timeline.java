package dev.vitrine.history;

import java.util.List;

/// What the space-time timeline shows besides requests and the story. Each list is the newest so
/// many, oldest first.
///
/// @param beats at most [Projector#BEATS_MAX]
/// @param flow at most [Projector#FLOWS_MAX]
/// @param lives at most [Projector#LIVES_MAX]
public record Timeline(List<Beats> beats, List<Flow> flow, List<LifeChange> lives) {
    static final Timeline EMPTY = new Timeline(List.of(), List.of(), List.of());

    /// Requests that say no more than "still here" (heartbeats, fetches that found nothing), put
    /// together so that they do not push out the rest. What was answered with an error is not among
    /// them.
    ///
    /// @param from as in [Snapshot.Message#from]
    /// @param fromMs when the first was taken
    /// @param toMs when the last was answered, at most [Projector#BEAT_RUN_MS] later
    public record Beats(
            String from, int fromNode, int to, String api, long fromMs, long toMs, int count) {}

    /// How many requests a node took in the [Projector#FLOW_MS] from `fromMs` on; hidden clients'
    /// are not counted.
    ///
    /// @param errors answers with an error, and requests whose connection went
    public record Flow(long fromMs, int node, int ofClients, int ofNodes, int errors) {
        public int requests() {
            return ofClients + ofNodes;
        }
    }

    /// From `atMs` on, a node lived so.
    public record LifeChange(int node, long atMs, Life life) {}

    public enum Life {
        RUNNING,
        PAUSED,
        STOPPING,
        STOPPED,
        KILLED,
        POWER_LOST,
        FAILED;

        /// Whether its process is there.
        public boolean isUp() {
            return this == RUNNING || this == PAUSED || this == STOPPING;
        }
    }
}
