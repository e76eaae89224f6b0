package dev.vitrine.ui;

import javafx.application.Platform;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// The JavaFX thread, for tests.
public final class Fx {
    private static final long PATIENCE_S = 60;
    private static boolean started;

    private Fx() {}

    /// Runs something on the JavaFX thread and waits for it.
    public static synchronized <T> T on(Callable<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Runnable run =
                () -> {
                    try {
                        result.complete(work.call());
                    } catch (Throwable e) {
                        result.completeExceptionally(e);
                    }
                };
        start();
        Platform.runLater(run);
        try {
            return result.get(PATIENCE_S, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("on the JavaFX thread", e);
        }
    }

    private static void start() {
        if (started) {
            return;
        }
        try {
            Platform.startup(() -> {});
        } catch (IllegalStateException alreadyRunning) {
            // Another test class of this JVM was first.
        }
        Platform.setImplicitExit(false);
        started = true;
    }
}
