package dev.vitrine;

import dev.vitrine.sim.SimulateCommand;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Runs the engine in the deterministic simulator, a seed at a time, until one shows a violation.
@Command(
        name = "simulate",
        description = "Runs the engine under faults in the deterministic simulator.",
        sortOptions = false)
final class Simulate implements Callable<Integer> {
    private static final Pattern RANGE = Pattern.compile("(\\d{1,18})\\.\\.(\\d{1,18})");

    @Option(
            names = "--seeds",
            paramLabel = "A..B",
            required = true,
            description = "The first and the last seed; a violation prints how to see it again.")
    private String seeds = "";

    @Override
    public Integer call() {
        Matcher range = RANGE.matcher(seeds);
        if (!range.matches()) {
            throw new Refusal("--seeds takes a range such as 1..200, not " + seeds);
        }
        long from = Long.parseLong(range.group(1));
        long to = Long.parseLong(range.group(2));
        if (from > to) {
            throw new Refusal("--seeds " + seeds + " is an empty range");
        }
        return SimulateCommand.simulate(from, to, System.out);
    }
}
