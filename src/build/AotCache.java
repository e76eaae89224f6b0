import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Lets the packaged Vitrine run once, up to a live cluster, and keeps what the JVM learnt of its
/// classes in `lib/vitrine.aot` (JEP 483, 514), which halves the time to the next live cluster. Run
/// by the build with the toolchain's Java:
///
/// ```
/// java src/build/AotCache.java target/vitrine
/// ```
///
/// Without the file Vitrine runs as well, only later; so a run that fails is told, and no failure.
class AotCache {
    /// How long the run and the writing of the file may take together.
    private static final long MINUTES_MAX = 3;

    public static void main(String[] args) throws IOException, InterruptedException {
        Path home = Path.of(args[0]).toAbsolutePath();
        Path cache = home.resolve("lib/vitrine.aot");
        Path said = home.resolveSibling("aot.log");
        Files.deleteIfExists(cache);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("@" + home.resolve("lib/vitrine.options"));
        command.add("-XX:AOTCacheOutput=" + cache);
        command.addAll(
                List.of(
                        "-Dvitrine.home=" + home,
                        "--module-path",
                        home.resolve("lib").toString(),
                        "--module",
                        "dev.vitrine",
                        "serve",
                        "--brokers",
                        "3",
                        "--port",
                        "0"));
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile())
                        .start();
        try (OutputStream in = process.getOutputStream()) {
            in.write("quit\n".getBytes(StandardCharsets.UTF_8));
        }
        if (!process.waitFor(MINUTES_MAX, TimeUnit.MINUTES)) {
            process.destroyForcibly();
        }
        if (!Files.exists(cache)) {
            System.err.println("No AOT cache was made; " + said + " says why.");
        }
    }
}
