package dev.vitrine;

import dev.vitrine.scenario.Scenario;
import dev.vitrine.scenario.ScenarioException;
import dev.vitrine.scenario.ScenarioReader;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

/// `validate FILE...`: whether files are lessons that can be played.
@Command(
        name = "validate",
        description =
                "Check lesson files. Says file, line, column and what is allowed where one is"
                        + " wrong; exits 1 then.")
final class Validate implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Lesson files.")
    private List<Path> files = List.of();

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        for (Path file : files) {
            if (!Files.isRegularFile(file)) {
                throw new Refusal("there is no file " + file);
            }
        }
        int wrong = 0;
        for (Path file : files) {
            try {
                Scenario read = ScenarioReader.read(file);
                out.printf(
                        "%s: a lesson of %d chapters, %d steps and %d facts%n",
                        file, read.chapters().size(), read.steps(), read.facts().size());
            } catch (ScenarioException e) {
                spec.commandLine().getErr().println(e.getMessage());
                wrong++;
            }
        }
        out.flush();
        return wrong == 0 ? 0 : Main.FAILED;
    }
}
