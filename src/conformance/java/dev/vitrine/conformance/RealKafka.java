package dev.vitrine.conformance;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Apache Kafka's own brokers, each a broker and a controller in a process of its own, with data
/// under `target`.
final class RealKafka implements AutoCloseable {
    private static final String CLUSTER_ID = "4L6g3nShT-eMCtK--X86sw";
    private static final int START_S_MAX = 120;
    private static final int FORMAT_S_MAX = 60;

    private final Path folder;
    private final List<Process> processes = new ArrayList<>();
    private final SortedMap<Integer, InetSocketAddress> brokers = new TreeMap<>();
    private final Thread atExit = new Thread(this::killAll);

    private RealKafka(Path folder) {
        this.folder = folder;
    }

    /// Starts a cluster of brokers 1 to `count` in the racks rack1, rack2, …
    static RealKafka start(int count, Map<String, String> settings) throws IOException {
        RealKafka kafka = new RealKafka(Folders.fresh("kafka"));
        Runtime.getRuntime().addShutdownHook(kafka.atExit);
        try {
            kafka.startAll(count, settings);
            return kafka;
        } catch (IOException | RuntimeException e) {
            kafka.close();
            throw e;
        }
    }

    private void startAll(int count, Map<String, String> settings) throws IOException {
        List<Integer> ports = freePorts(2 * count);
        String voters =
                IntStream.rangeClosed(1, count)
                        .mapToObj(id -> id + "@127.0.0.1:" + ports.get(count + id - 1))
                        .collect(Collectors.joining(","));
        List<Process> formats = new ArrayList<>();
        for (int id = 1; id <= count; id++) {
            Map<String, String> all = new TreeMap<>(settings);
            String listener = "PLAINTEXT://127.0.0.1:" + ports.get(id - 1);
            all.put("process.roles", "broker,controller");
            all.put("node.id", String.valueOf(id));
            all.put("broker.rack", "rack" + id);
            all.put("listeners", listener + ",CONTROLLER://127.0.0.1:" + ports.get(count + id - 1));
            all.put("advertised.listeners", listener);
            all.put("controller.listener.names", "CONTROLLER");
            all.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
            all.put("controller.quorum.voters", voters);
            all.put("log.dirs", folder.resolve("data-" + id).toAbsolutePath().toString());
            Path file = folder.resolve(id + ".properties");
            Files.write(
                    file,
                    all.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList());
            brokers.put(id, new InetSocketAddress("127.0.0.1", ports.get(id - 1)));
            formats.add(
                    start(
                            "format-" + id,
                            "kafka.tools.StorageTool",
                            "format",
                            "-t",
                            CLUSTER_ID,
                            "-c",
                            file.toString()));
        }
        for (Process format : formats) {
            await(format);
        }
        for (int id : brokers.keySet()) {
            processes.add(
                    start(
                            "broker-" + id,
                            "kafka.Kafka",
                            folder.resolve(id + ".properties").toString()));
        }
        for (InetSocketAddress broker : brokers.values()) {
            awaitOpen(broker);
        }
    }

    private Process start(String log, String mainClass, String... arguments) throws IOException {
        return KafkaJvm.server(mainClass, arguments)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(log + ".log").toFile())
                .start();
    }

    private static void await(Process format) {
        try {
            if (!format.waitFor(FORMAT_S_MAX, TimeUnit.SECONDS) || format.exitValue() != 0) {
                throw new IllegalStateException("the real Kafka's storage was not formatted");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void awaitOpen(InetSocketAddress broker) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_S_MAX);
        while (true) {
            try (Socket socket = new Socket()) {
                socket.connect(broker);
                return;
            } catch (IOException refused) {
                if (System.nanoTime() > deadline
                        || processes.stream().anyMatch(process -> !process.isAlive())) {
                    throw new IllegalStateException("the real Kafka does not start; see " + folder);
                }
                Side.pause(100);
            }
        }
    }

    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> held = new ArrayList<>();
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            held.add(socket);
            ports.add(socket.getLocalPort());
        }
        for (ServerSocket socket : held) {
            socket.close();
        }
        return ports;
    }

    String bootstrap() {
        return brokers.values().stream()
                .map(broker -> "127.0.0.1:" + broker.getPort())
                .collect(Collectors.joining(","));
    }

    /// Where a broker keeps its logs.
    Path data(int broker) {
        return folder.resolve("data-" + broker);
    }

    SortedMap<Integer, InetSocketAddress> brokers() {
        return brokers;
    }

    private void killAll() {
        processes.forEach(Process::destroyForcibly);
    }

    @Override
    public void close() throws IOException {
        killAll();
        for (Process process : processes) {
            process.onExit().join();
        }
        Runtime.getRuntime().removeShutdownHook(atExit);
        Folders.delete(folder);
    }
}
