package dev.vitrine.fault;

import java.util.List;
import java.util.Locale;

/// What is done to a cluster's time. Scenario files and the command line use [#words]; [#parse]
/// reads them back.
public sealed interface TimeDeed {
    /// The slowest pace: a second of the cluster takes this many of the wall's.
    int SLOWDOWN_MAX = 1_000;

    /// Time stands still: no node takes anything.
    record StandStill() implements TimeDeed {}

    /// Time goes on, at the pace it had.
    record GoOn() implements TimeDeed {}

    /// A second of the cluster takes so many of the wall's.
    ///
    /// @param slowdown 1 to [#SLOWDOWN_MAX]
    record SlowDown(int slowdown) implements TimeDeed {}

    /// One thing happens while time stands still.
    record Step() implements TimeDeed {}

    /// Time goes on until something of a kind happens, and stands still then.
    record RunTo(Goal goal) implements TimeDeed {}

    /// What time may run to.
    enum Goal {
        /// A node becomes the leader of a partition, or of the metadata quorum.
        ELECTION,
        /// A partition's in-sync set becomes another.
        IN_SYNC,
        /// A group begins to rebalance, or a new assignment is computed.
        REBALANCE,
        /// A broker takes a Produce request.
        PRODUCE;

        /// `in-sync`
        public String words() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /// It in the scenario's words.
    default String words() {
        return switch (this) {
            case StandStill() -> "time pause";
            case GoOn() -> "time resume";
            case SlowDown(int slowdown) -> "time 1/" + slowdown;
            case Step() -> "time step";
            case RunTo(Goal goal) -> "time to " + goal.words();
        };
    }

    /// Whether words begin as these do.
    static boolean isTime(String words) {
        return words.strip().split("\\s+")[0].equals("time");
    }

    /// Reads the scenario's words:
    ///
    /// ```text
    /// time pause   time resume   time step   time 1/20
    /// time to election   time to in-sync   time to rebalance   time to produce
    /// ```
    ///
    /// @throws FaultSyntaxException with one sentence when these are not such words
    static TimeDeed parse(String words) {
        List<String> parts = List.of(words.strip().split("\\s+"));
        String what = parts.size() < 2 ? "" : parts.get(1);
        boolean isRunTo = what.equals("to");
        if (!parts.getFirst().equals("time") || parts.size() != (isRunTo ? 3 : 2)) {
            throw refused(words);
        }
        if (isRunTo) {
            for (Goal goal : Goal.values()) {
                if (goal.words().equals(parts.get(2))) {
                    return new RunTo(goal);
                }
            }
            throw refused(words);
        }
        return switch (what) {
            case "pause" -> new StandStill();
            case "resume" -> new GoOn();
            case "step" -> new Step();
            default -> new SlowDown(slowdown(words, what));
        };
    }

    private static int slowdown(String words, String what) {
        int slowdown = 0;
        if (what.startsWith("1/")) {
            try {
                slowdown = Integer.parseInt(what.substring(2));
            } catch (NumberFormatException e) {
                throw refused(words);
            }
        }
        if (slowdown < 1 || slowdown > SLOWDOWN_MAX) {
            throw refused(words);
        }
        return slowdown;
    }

    private static FaultSyntaxException refused(String words) {
        return new FaultSyntaxException(
                "\""
                        + words.strip()
                        + "\" is nothing that time does; there are time pause, time resume, time"
                        + " step, time 1/1 to 1/"
                        + SLOWDOWN_MAX
                        + ", and time to election, in-sync, rebalance or produce");
    }
}
