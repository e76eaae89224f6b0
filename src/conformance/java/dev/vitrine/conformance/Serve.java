package dev.vitrine.conformance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// `vitrine serve` in a process of its own, with data under `target`.
final class Serve implements AutoCloseable {
    private static final String READY = "READY bootstrap=";

    private final Path folder;
    private final Process process;
    private final Thread atExit;
    private final String bootstrap;

    private Serve(Path folder, Process process, Thread atExit, String bootstrap) {
        this.folder = folder;
        this.process = process;
        this.atExit = atExit;
        this.bootstrap = bootstrap;
    }

    /// Starts brokers 1 to `count` in the racks rack1, rack2, …, and waits until they serve.
    static Serve start(int count, List<String> racks, Map<String, String> settings)
            throws IOException {
        Path folder = Folders.fresh("vitrine");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of("dev.vitrine.Main", "serve", "--port", "0"));
        command.addAll(List.of("--brokers", String.valueOf(count)));
        command.addAll(List.of("--racks", String.join(",", racks)));
        command.addAll(List.of("--data", folder.toString()));
        settings.forEach((key, value) -> command.addAll(List.of("--set", key + "=" + value)));
        Process process =
                new ProcessBuilder(command)
                        .redirectError(folder.resolve("serve.log").toFile())
                        .start();
        Thread atExit = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(atExit);
        String line = firstLine(process);
        if (!line.startsWith(READY)) {
            process.destroyForcibly();
            throw new IllegalStateException("serve says: " + line + "; see " + folder);
        }
        return new Serve(folder, process, atExit, line.substring(READY.length()));
    }

    private static String firstLine(Process process) throws IOException {
        BufferedReader out =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        return String.valueOf(out.readLine());
    }

    String bootstrap() {
        return bootstrap;
    }

    /// Where a broker keeps its logs.
    Path data(int broker) {
        return folder.resolve("node-" + broker);
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        process.onExit().join();
        Runtime.getRuntime().removeShutdownHook(atExit);
        Folders.delete(folder);
    }
}
