package dev.vitrine;

import dev.vitrine.scenario.Library;
import dev.vitrine.scenario.Scenario;
import dev.vitrine.scenario.ScenarioException;
import dev.vitrine.scenario.ScenarioReader;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/// `lessons`: what there is to play.
@Command(name = "lessons", description = "List the lessons.")
final class Lessons implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        Library library = Library.shipped();
        if (library.files().isEmpty()) {
            throw new Refusal("there are no lessons in " + library.folder());
        }
        PrintWriter out = spec.commandLine().getOut();
        for (Path file : library.files()) {
            try {
                Scenario lesson = ScenarioReader.read(file);
                out.printf("%-20s %s (%s)%n", lesson.id(), lesson.title(), lesson.level());
                out.printf("%-20s %s%n", "", lesson.summary());
            } catch (ScenarioException e) {
                out.println(e.getMessage());
            }
        }
        out.flush();
        return 0;
    }
}
