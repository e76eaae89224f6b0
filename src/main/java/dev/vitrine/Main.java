package dev.vitrine;

import dev.vitrine.ui.WindowLauncher;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;

/// The command line: one launcher, a subcommand for everything that needs no window.
///
/// Exit codes: 0 done, 1 what was checked does not hold (a fact, an invariant, a file), 2 the
/// command cannot be carried out as given, said in one sentence on standard error, 3 a bug in
/// Vitrine, with its stack trace.
@Command(
        name = "vitrine",
        description = "A Kafka cluster behind glass: run it, break it, see why.",
        subcommands = {Play.class, Lessons.class, Validate.class, Serve.class, Simulate.class},
        sortOptions = false)
public final class Main implements Callable<Integer> {
    private static final String FIRST_LESSON = "kill-the-leader";
    static final int FAILED = 1;
    static final int REFUSED = 2;
    static final int BROKEN = 3;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help.")
    @SuppressWarnings("unused")
    private boolean help;

    @Spec private CommandSpec spec;

    private Main() {}

    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(out, err, args));
    }

    /// Carries out one command line.
    ///
    /// @return the exit code
    static int run(PrintWriter out, PrintWriter err, String... args) {
        return new CommandLine(new Main())
                .setOut(out)
                .setErr(err)
                .setUsageHelpAutoWidth(true)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((refusal, ignored) -> {
                    err.println(sentence(refusal.getMessage()));
                    return REFUSED;
                })
                .setExecutionExceptionHandler((failure, ignored, result) -> {
                    if (failure instanceof Refusal) {
                        err.println(sentence(failure.getMessage()));
                        return REFUSED;
                    }
                    err.println("Vitrine failed, and should not have:");
                    failure.printStackTrace(err);
                    return BROKEN;
                })
                .execute(args);
    }

    /// Opens the window. Where none can be opened, says why and plays the first lesson as text.
    @Override
    public Integer call() {
        Optional<String> missing = Display.missing();
        if (missing.isEmpty()) {
            WindowLauncher.open();
            return 0;
        }
        spec.commandLine().getOut().println(missing.get());
        Path built = Path.of("target");
        Path pictures = (Files.isDirectory(built) ? built : Path.of("")).resolve(FIRST_LESSON);
        return spec.commandLine()
                .execute("play", FIRST_LESSON, "--headless", "--shots", pictures.toString());
    }

    private static String sentence(@Nullable String message) {
        String line = message == null ? "" : message.strip().replaceAll("\\s*\\R\\s*", " ");
        return line.endsWith(".") || line.endsWith("?") ? line : line + ".";
    }
}
