package dev.vitrine.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Processes that run classes of the Kafka server's and its tools' jars.
final class KafkaJvm {
    /// Where the profile puts the jars.
    private static final Path LIBS =
            Path.of(System.getProperty("conformance.libs", "target/kafka/libs"));

    private KafkaJvm() {}

    static Process start(Path log, String mainClass, String... arguments) throws IOException {
        return builder(mainClass, List.of(arguments))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    static ProcessBuilder builder(String mainClass, List<String> arguments) {
        if (!Files.isDirectory(LIBS)) {
            throw new IllegalStateException("no Kafka server in " + LIBS.toAbsolutePath());
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // Starts in a third of the time, and three brokers fit into a small machine.
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx400m"));
        command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
        command.addAll(List.of("-cp", LIBS.toAbsolutePath() + "/*", mainClass));
        command.addAll(arguments);
        return new ProcessBuilder(command);
    }
}
