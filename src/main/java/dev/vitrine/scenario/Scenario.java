package dev.vitrine.scenario;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A lesson, as its file tells it: read, checked, ready to be played by a [Player].
///
/// @param id the file's name without `.json`
/// @param level `first steps`, `basics` or `advanced`
/// @param watchFor what to look at, in a sentence
/// @param timings what it is played with when nobody says otherwise
public record Scenario(
        String id,
        String title,
        String summary,
        String watchFor,
        String level,
        Timings timings,
        Topology topology,
        List<Chapter> chapters) {
    /// What is there when the lesson begins.
    ///
    /// @param brokers each of them a controller too
    /// @param settings of the brokers; they go before those of the timings
    public record Topology(
            int brokers, Map<String, String> settings, List<TopicPlan> topics, Clients clients) {}

    public record TopicPlan(
            String name, int partitions, int replicationFactor, Map<String, String> settings) {}

    public record Clients(
            List<Action.StartProducer> producers, List<Action.StartConsumer> consumers) {}

    /// @param throughout facts that hold from its first step to its last
    /// @param variation one thing to change and try again; may be empty
    public record Chapter(
            String title, List<Expectation> throughout, List<Step> steps, String variation) {}

    /// One step, in the order in which its parts are played.
    ///
    /// @param narration one or two sentences; may be empty
    /// @param question put before anything happens, answered from the state at the end; may be null
    /// @param lets what gets a name before the step acts
    /// @param explanation one or two sentences after the facts; may be empty
    public record Step(
            String narration,
            List<Let> lets,
            @Nullable Question question,
            List<Action> actions,
            List<Wait> waits,
            List<Expectation> expectations,
            String explanation) {}

    /// All facts of the lesson, in order.
    public List<Expectation> facts() {
        List<Expectation> all = new ArrayList<>();
        for (Chapter chapter : chapters) {
            all.addAll(chapter.throughout);
            for (Step step : chapter.steps) {
                all.addAll(step.expectations);
            }
        }
        return all;
    }

    public int steps() {
        return chapters.stream().mapToInt(chapter -> chapter.steps.size()).sum();
    }
}
