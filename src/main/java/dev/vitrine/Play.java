package dev.vitrine;

import dev.vitrine.fault.TimeDeed;
import dev.vitrine.live.ClusterException;
import dev.vitrine.live.EventHub;
import dev.vitrine.scenario.FactResult;
import dev.vitrine.scenario.Library;
import dev.vitrine.scenario.Outcome;
import dev.vitrine.scenario.Player;
import dev.vitrine.scenario.Report;
import dev.vitrine.scenario.Scenario;
import dev.vitrine.scenario.ScenarioException;
import dev.vitrine.scenario.ScenarioReader;
import dev.vitrine.scenario.Timings;
import dev.vitrine.ui.WindowLauncher;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/// `play FILE or ID`: a lesson, without a window as a page of text.
@Command(
        name = "play",
        description = "Play a lesson: its file, or its id as `lessons` lists it.",
        sortOptions = false)
final class Play implements Callable<Integer> {
    @Parameters(paramLabel = "LESSON", description = "The lesson's file or id.")
    private String lesson = "";

    @Option(names = "--headless", description = "Without a window, as text.")
    private boolean headless;

    @Option(names = "--check", description = "Exit 1 when a fact does not hold, and say which.")
    private boolean check;

    @Option(
            names = "--shots",
            paramLabel = "DIR",
            description = "Write a picture of the stage after each step.")
    private @Nullable Path shots;

    @Option(names = "--report", paramLabel = "FILE", description = "Write the facts as JSON.")
    private @Nullable Path report;

    @Option(
            names = "--timings",
            paramLabel = "PRESET",
            description =
                    "classroom (Kafka's timeouts divided, about tenfold) or production (Kafka's"
                            + " own); the lesson says which unless you do.")
    private @Nullable Timings timings;

    @Option(
            names = "--speed",
            paramLabel = "N",
            description = "How fast the cluster's time passes: 1, or slower, 0.1 for a tenth.")
    private double speed = 1;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        Scenario scenario = read();
        int slowdown = slowdown();
        if (opensWindow()) {
            WindowLauncher.open(file(), timings, slowdown);
            return 0;
        }
        PrintWriter out = spec.commandLine().getOut();
        Timings chosen = timings == null ? scenario.timings() : timings;
        Page page = new Page(out, shots == null ? null : Shots.into(shots));
        page.open(scenario, chosen.word());
        Outcome outcome;
        try (Player player = Player.open(scenario, chosen, new EventHub(), config -> config)) {
            player.cluster().clock().setSlowdown(slowdown);
            outcome = player.play(page);
        } catch (ClusterException e) {
            throw new Refusal(String.valueOf(e.getMessage()));
        }
        write(outcome);
        if (outcome.passed() || !check) {
            return 0;
        }
        tellWrong(outcome);
        return Main.FAILED;
    }

    /// What is to be checked or written down is played as text; the window is for a person.
    private boolean opensWindow() {
        if (headless || check || shots != null || report != null) {
            return false;
        }
        Optional<String> missing = Display.missing();
        missing.ifPresent(why -> spec.commandLine().getOut().println(why));
        return missing.isEmpty();
    }

    private void tellWrong(Outcome outcome) {
        PrintWriter err = spec.commandLine().getErr();
        List<FactResult> wrong = outcome.wrong();
        for (FactResult each : wrong) {
            if (each.reached()) {
                err.println(Page.wrong(each));
            }
        }
        if (!outcome.broken().isEmpty()) {
            long missed = wrong.stream().filter(each -> !each.reached()).count();
            err.printf(
                    "The lesson could not go on, and %d facts were not reached: %s.%n",
                    missed, outcome.broken());
        }
        err.flush();
    }

    private Scenario read() {
        try {
            return ScenarioReader.read(file());
        } catch (ScenarioException e) {
            throw new Refusal(String.valueOf(e.getMessage()));
        }
    }

    private Path file() {
        Path asFile = Path.of(lesson);
        if (Files.isRegularFile(asFile)) {
            return asFile;
        }
        Library library = Library.shipped();
        return library.find(lesson)
                .orElseThrow(() ->
                        new Refusal(
                                "there is no lesson \""
                                        + lesson
                                        + "\""
                                        + library.nearest(lesson)
                                                .map(near -> "; did you mean " + near + "?")
                                                .orElse(", and no file of that name")));
    }

    private int slowdown() {
        long times = speed > 0 ? Math.round(1 / speed) : 0;
        if (speed > 1 || times < 1 || times > TimeDeed.SLOWDOWN_MAX) {
            throw new Refusal(
                    "--speed is 1 or less, down to 1/" + TimeDeed.SLOWDOWN_MAX + ", not " + speed);
        }
        return (int) times;
    }

    private void write(Outcome outcome) {
        if (report == null) {
            return;
        }
        try {
            Report.write(outcome, report);
        } catch (IOException e) {
            throw new Refusal("the report cannot be written: " + e.getMessage());
        }
    }
}
