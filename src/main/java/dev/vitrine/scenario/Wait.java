package dev.vitrine.scenario;

/// The lesson goes on when a condition holds.
///
/// @param words what is waited for; the condition itself unless the scenario says it better
/// @param withinMs of the cluster's time; then the lesson has failed
public record Wait(String words, Formula until, long withinMs) {
    public static final long WITHIN_MS = 60_000;
    public static final long WITHIN_MS_MAX = 600_000;
}
