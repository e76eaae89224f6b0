package dev.vitrine.ui;

import dev.vitrine.live.EventHub;
import dev.vitrine.scenario.Library;
import dev.vitrine.ui.gallery.DenseTraffic;
import dev.vitrine.ui.model.Forms;

import javafx.animation.AnimationTimer;
import javafx.application.Platform;
import javafx.stage.Stage;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// How fast the window draws: `mvn -Pbench`. Not a test, as its numbers are a machine's.
///
/// From frame to frame is from one pulse to the next; the toolkit waits with the next until the
/// last is on the screen, so that what is too slow to draw shows in it. Without a display the
/// screen is an array into which the headless platform copies the whole window pixel by pixel, on
/// the thread of the window: most of a frame, and none of it ours. Therefore the work of a frame is
/// told apart: what the window's thread computes from the pulse's beginning until all is laid out,
/// and what the renderer's thread paints. The share of a core is that of all the toolkit's threads,
/// without the cluster's and the collector's.
final class FrameBench {
    private static final int WIDTH = 1_440;
    private static final int HEIGHT = 900;
    private static final long WARM_MS = 10_000;
    private static final long MEASURED_MS = 12_000;
    private static final long NANOS_PER_MS = 1_000_000;
    private static final long TELL_EVERY_MS = 5;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

    private final Meter meter = new Meter();

    private FrameBench() {}

    public static void main(String[] args) throws InterruptedException {
        List<String> wanted =
                args.length == 0 ? List.of("everyday", "dense", "idle") : Arrays.asList(args);
        System.out.printf(
                Locale.ROOT,
                "%d cores, Java %s, JavaFX %s, window %d × %d, software pipeline%n",
                Runtime.getRuntime().availableProcessors(),
                Runtime.version(),
                System.getProperty("javafx.version", "?"),
                WIDTH,
                HEIGHT);
        FrameBench bench =
                Fx.on(() -> {
                    FrameBench made = new FrameBench();
                    made.meter.start();
                    return made;
                });
        if (wanted.contains("idle") || wanted.contains("everyday")) {
            bench.ofThreeBrokers(wanted);
        }
        if (wanted.contains("dense")) {
            bench.dense();
        }
        Platform.exit();
        System.exit(0);
    }

    private record Shown(VitrineWindow window, Stage stage) {
        void close() {
            Fx.on(() -> {
                window.close();
                stage.close();
                return true;
            });
        }
    }

    private static Shown window(EventHub hub) {
        return Fx.on(() -> {
            VitrineWindow window =
                    new VitrineWindow(
                            new VitrineWindow.Opening(3, 0, null, null, 1),
                            WindowMemory.none(),
                            new Library(Path.of("scenarios")));
            Stage stage = new Stage();
            stage.setWidth(WIDTH);
            stage.setHeight(HEIGHT);
            if (hub == null) {
                window.open(stage);
            } else {
                window.watch(stage, hub);
            }
            return new Shown(window, stage);
        });
    }

    private void ofThreeBrokers(List<String> wanted) throws InterruptedException {
        Shown shown = window(null);
        Await.until("the cluster runs", () -> shown.window().session() != null);
        Session session = shown.window().session();
        session.awaitReady();
        if (wanted.contains("idle")) {
            measure(shown, "nothing moves: three brokers, no client");
        }
        if (wanted.contains("everyday")) {
            session.create(new Forms.Topic("orders", 3, 3, 2));
            session.create(new Forms.Topic("payments", 2, 3, 2));
            session.start(new Forms.Producer("checkout", "orders", "all", 100, "", 100));
            session.start(new Forms.Producer("web-clicks", "payments", "1", 40, "", 100));
            for (int member = 1; member <= 3; member++) {
                session.start(new Forms.Consumer("billing-" + member, "billing", "orders"));
            }
            measure(shown, "everyday: three brokers, 140 records a second, three consumers");
        }
        shown.close();
    }

    private void dense() throws InterruptedException {
        EventHub hub = new EventHub();
        Shown shown = window(hub);
        DenseTraffic traffic = new DenseTraffic(hub);
        ScheduledExecutorService teller = Executors.newSingleThreadScheduledExecutor();
        teller.scheduleAtFixedRate(
                () -> traffic.pass(TELL_EVERY_MS),
                TELL_EVERY_MS,
                TELL_EVERY_MS,
                TimeUnit.MILLISECONDS);
        measure(shown, "dense: 10 brokers × 200 partitions, 20 consumers, 1 000 records a second");
        teller.shutdownNow();
        shown.close();
    }

    /// Runs before the window's own pulse, as it was started before.
    private final class Meter extends AnimationTimer {
        private final List<Long> frames = new ArrayList<>();
        private final List<Long> works = new ArrayList<>();
        private long last;
        private long cpu;

        @Override
        public void handle(long now) {
            long here = System.nanoTime();
            if (last != 0) {
                frames.add(here - last);
            }
            last = here;
            cpu = threads.getCurrentThreadCpuTime();
        }

        void laidOut() {
            works.add(threads.getCurrentThreadCpuTime() - cpu);
        }

        void begin() {
            frames.clear();
            works.clear();
            last = 0;
        }
    }

    private void measure(Shown shown, String what) throws InterruptedException {
        Runnable laidOut = meter::laidOut;
        Fx.on(() -> {
            shown.stage().getScene().addPostLayoutPulseListener(laidOut);
            return true;
        });
        Thread.sleep(WARM_MS);
        Fx.on(() -> {
            meter.begin();
            return true;
        });
        long all = toolkitNanos("");
        long renderer = toolkitNanos("QuantumRenderer");
        long began = System.nanoTime();
        Thread.sleep(MEASURED_MS);
        List<List<Long>> measured =
                Fx.on(() -> {
                    shown.stage().getScene().removePostLayoutPulseListener(laidOut);
                    return List.of(
                            meter.frames.stream().sorted().toList(),
                            meter.works.stream().sorted().toList());
                });
        long took = System.nanoTime() - began;
        List<Long> frames = measured.get(0);
        System.out.printf(
                Locale.ROOT,
                "%s%n    from frame to frame: median %.1f ms, p99 %.1f ms, %.1f a second%n    work"
                    + " of a frame: median %.2f ms, p99 %.2f ms, then %.2f ms to render%n    share"
                    + " of a core: %.1f %%%n",
                what,
                ms(share(frames, 0.5)),
                ms(share(frames, 0.99)),
                frames.size() * 1e9 / took,
                ms(share(measured.get(1), 0.5)),
                ms(share(measured.get(1), 0.99)),
                ms(toolkitNanos("QuantumRenderer") - renderer) / frames.size(),
                100.0 * (toolkitNanos("") - all) / took);
    }

    private static long share(List<Long> sorted, double share) {
        return sorted.get((int) (sorted.size() * share));
    }

    private static double ms(long nanos) {
        return (double) nanos / NANOS_PER_MS;
    }

    /// @param of how the names of the threads begin that count; empty for all of the toolkit's
    private long toolkitNanos(String of) {
        long nanos = 0;
        for (ThreadInfo thread : threads.dumpAllThreads(false, false, 0)) {
            String name = thread.getThreadName();
            boolean toolkit =
                    name.startsWith("JavaFX")
                            || name.startsWith("QuantumRenderer")
                            || name.startsWith("Prism")
                            || name.startsWith("Glass")
                            || name.contains("Pulse");
            if (toolkit && name.startsWith(of)) {
                nanos += Math.max(0, threads.getThreadCpuTime(thread.getThreadId()));
            }
        }
        return nanos;
    }
}
