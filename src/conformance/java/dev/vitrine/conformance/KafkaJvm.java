package dev.vitrine.conformance;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Processes that run Kafka's own classes.
final class KafkaJvm {
    /// Where the profile puts the jars, in a folder for the server and one for the tools.
    private static final Path JARS =
            Path.of(System.getProperty("conformance.jars", "target/kafka"));

    private KafkaJvm() {}

    /// A class of the server's. Its log says what goes wrong.
    static ProcessBuilder server(String mainClass, String... arguments) {
        return jvm("server", List.of(logLevel("warn")), mainClass, List.of(arguments));
    }

    /// A command-line tool, which says on its output what it has to say.
    ///
    /// @param classes an archive of classes that [#archiving] made; without it a start takes longer
    static ProcessBuilder tool(Path classes, String mainClass, List<String> arguments) {
        return jvm(
                "tools",
                List.of("-Xshare:auto", "-XX:SharedArchiveFile=" + classes, logLevel("off")),
                mainClass,
                arguments);
    }

    /// A command-line tool that leaves the classes it loaded in an archive.
    static ProcessBuilder archiving(Path classes, String mainClass, List<String> arguments) {
        return jvm(
                "tools",
                List.of("-XX:ArchiveClassesAtExit=" + classes, logLevel("off")),
                mainClass,
                arguments);
    }

    private static String logLevel(String level) {
        return "-Dorg.slf4j.simpleLogger.defaultLogLevel=" + level;
    }

    private static ProcessBuilder jvm(
            String jars, List<String> options, String mainClass, List<String> arguments) {
        Path folder = JARS.resolve(jars).toAbsolutePath();
        if (!Files.isDirectory(folder)) {
            throw new IllegalStateException(
                    "no jars of Kafka's in " + folder + "; the Maven profile puts them there");
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // Starts in a third of the time, and three brokers fit into a small machine.
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx400m"));
        command.addAll(options);
        command.addAll(List.of("-cp", folder + "/*", mainClass));
        command.addAll(arguments);
        return new ProcessBuilder(command);
    }
}
