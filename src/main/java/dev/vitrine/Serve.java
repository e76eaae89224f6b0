package dev.vitrine;

import dev.vitrine.fault.Fault;
import dev.vitrine.fault.FaultSyntaxException;
import dev.vitrine.fault.TimeDeed;
import dev.vitrine.live.Cluster;
import dev.vitrine.live.ClusterConfig;
import dev.vitrine.live.ClusterException;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A cluster without a window: prints `READY bootstrap=…` once it serves, then carries out the
/// actions it reads from standard input, one a line, and answers each on a line.
///
/// The end of standard input is not the end of the cluster; `quit` and SIGTERM are.
@Command(
        name = "serve",
        description = "Runs a cluster without a window.",
        footer = {
            "",
            "Actions are read from standard input, one a line, and each is answered on a line:",
            "  kill 2, power-loss 2, stop 2, restart 2, wipe 2, pause 2, resume 2, skew 2 5000,",
            "  slow-disk 2 50, full-disk 2, mend-disk 2, corrupt 2 orders-0,",
            "  cut 1 3, cut-one-way 1 3, delay 1->3 200, drop PRODUCE clients->2, heal, heal 1 3,",
            "  hold FETCH 2->1, deliver FETCH 2->1, swallow 2->1, deliver #17, delay #17 500,"
                    + " release,",
            "  time pause, time resume, time step, time 1/20, time to election, quit"
        },
        sortOptions = false)
final class Serve implements Callable<Integer> {
    /// How long a cluster may take until every broker serves.
    private static final Duration READY_MAX = Duration.ofSeconds(30);

    /// How long an action may take until it is in effect. A clean stop hands over leaders first.
    private static final Duration ACTION_MAX = Duration.ofSeconds(60);

    /// How long a line of standard input may be; what is longer is no action.
    private static final int LINE_CHARS_MAX = 1_000;

    @Option(
            names = "--brokers",
            paramLabel = "N",
            defaultValue = "3",
            description = "How many brokers, 1 to 9 (default: 3).")
    private int brokers;

    @Option(
            names = "--port",
            paramLabel = "P",
            defaultValue = "19092",
            description =
                    "The first broker's port; broker i listens on P+i-1 (default: 19092; 0 lets the"
                            + " system choose).")
    private int port;

    @Option(
            names = "--racks",
            paramLabel = "A,B,…",
            split = ",",
            description =
                    "The brokers' racks (broker.rack) in order; a broker beyond the last has none.")
    private List<String> racks = List.of();

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "Where the data is kept and recovered from (default: a temporary folder).")
    private @Nullable Path data;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "A broker setting by Kafka's name, for all brokers; may be repeated.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Spec private CommandSpec spec;

    private final CountDownLatch quit = new CountDownLatch(1);

    @Override
    public Integer call() throws InterruptedException {
        if (data != null && data.toString().isEmpty()) {
            throw new Refusal("--data needs the name of a folder");
        }
        PrintWriter out = spec.commandLine().getOut();
        ClusterConfig config =
                ClusterConfig.ofBrokers(brokers)
                        .withBasePort(port)
                        .withSettings(settings)
                        .withRacks(racks);
        try (Cluster cluster =
                Cluster.start(Optional.ofNullable(data).map(config::withDataDir).orElse(config))) {
            for (String name : config.settingsWithoutEffect()) {
                spec.commandLine()
                        .getErr()
                        .println(name + " is a setting of Kafka's that does nothing here");
            }
            cluster.awaitReady(READY_MAX);
            out.println("READY bootstrap=" + cluster.bootstrap());
            Thread.ofVirtual().name("actions").start(() -> readActions(cluster, out));
            quit.await();
            return 0;
        } catch (ClusterException e) {
            throw new Refusal(String.valueOf(e.getMessage()));
        }
    }

    private void readActions(Cluster cluster, PrintWriter out) {
        try (Reader in =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (Optional<String> line = nextLine(in); line.isPresent(); line = nextLine(in)) {
                String action = line.get().strip();
                if (action.equals("quit")) {
                    out.println("done: quit");
                    quit.countDown();
                    return;
                }
                if (!action.isEmpty()) {
                    out.println(answer(cluster, action));
                }
            }
        } catch (IOException e) {
            out.println("refused: standard input cannot be read any more, " + e.getMessage());
        }
    }

    private static String answer(Cluster cluster, String action) {
        try {
            String words;
            CompletableFuture<Void> effect;
            if (TimeDeed.isTime(action)) {
                TimeDeed deed = TimeDeed.parse(action);
                words = deed.words();
                CompletableFuture<Void> done = cluster.apply(deed);
                // A run to something is under way: it may never come.
                effect =
                        deed instanceof TimeDeed.RunTo
                                ? CompletableFuture.completedFuture(null)
                                : done;
            } else {
                Fault fault = Fault.parse(action);
                words = fault.words();
                effect = cluster.apply(fault);
            }
            effect.orTimeout(ACTION_MAX.toMillis(), TimeUnit.MILLISECONDS).join();
            return "done: " + words;
        } catch (FaultSyntaxException | ClusterException e) {
            return "refused: " + e.getMessage();
        } catch (CompletionException e) {
            return e.getCause() instanceof TimeoutException
                    ? "refused: not in effect after " + ACTION_MAX.toSeconds() + " s"
                    : "refused: " + (e.getCause() == null ? e : e.getCause()).getMessage();
        }
    }

    /// @return empty at the end of the input; of a line that is too long, its beginning
    private static Optional<String> nextLine(Reader in) throws IOException {
        var line = new StringBuilder();
        int read = in.read();
        if (read < 0) {
            return Optional.empty();
        }
        for (; read >= 0 && read != '\n'; read = in.read()) {
            if (line.length() < LINE_CHARS_MAX) {
                line.append((char) read);
            }
        }
        return Optional.of(line.toString());
    }
}
