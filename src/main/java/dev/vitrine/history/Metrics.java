package dev.vitrine.history;

import java.util.List;
import java.util.Map;

/// The cluster's figures, under the names that Kafka's own metrics have, worked out from the
/// events.
///
/// @param now the strip, in a fixed order
/// @param seconds the newest seconds that are over, oldest first, at most [Projector#SECONDS_MAX]
/// @param spans the same and what came before, by [Projector#SPAN_SECONDS] seconds, at most
///   [Projector#SPANS_MAX]
public record Metrics(List<Metric> now, List<Second> seconds, List<Second> spans) {
    public static final Metrics EMPTY = new Metrics(List.of(), List.of(), List.of());

    /// @param name Kafka's short name
    /// @param mbean Kafka's full name, as a monitoring tool asks for it
    /// @param says how the value is worked out here
    /// @param value [#UNKNOWN] while there is none
    /// @param unit empty for a count
    /// @param tone whether it is as it should be
    /// @param happening what changed it last, [Happening#NOT_TOLD] when that is not known
    public record Metric(
            String name,
            String mbean,
            String says,
            double value,
            String unit,
            Snapshot.Tone tone,
            long happening) {
        public static final double UNKNOWN = -1;
    }

    /// What happened in a second, or in a longer span: sums, and how things stood at its end.
    ///
    /// @param startMs the engine's time, whole seconds
    /// @param millis how long
    /// @param recordsIn appended on leaders
    /// @param recordsOut read by in-app consumers
    /// @param bytesIn appended on leaders
    /// @param bytesOut of the records in answers to clients' fetches
    /// @param produce how long answers to Produce took
    /// @param fetch how long answers to clients' Fetch took, the wait for records included
    /// @param inSync replicas that are in sync
    /// @param replicas replicas there are to be
    /// @param lag by group
    public record Second(
            long startMs,
            long millis,
            long recordsIn,
            long recordsOut,
            long bytesIn,
            long bytesOut,
            Latency produce,
            Latency fetch,
            int underReplicated,
            int offline,
            int inSync,
            int replicas,
            Map<String, Long> lag) {
        public double perSecond(long sum) {
            return sum * 1_000.0 / millis;
        }
    }

    /// Milliseconds. Above 32 ms a value is known to a sixteenth of itself.
    ///
    /// @param p50 -1 when there were no requests
    public record Latency(int requests, int p50, int p99) {
        public static final Latency NONE = new Latency(0, -1, -1);
    }
}
