package dev.vitrine.ui;

import javafx.animation.AnimationTimer;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/// Waits for what the window comes to show: looks once a frame, on the JavaFX thread.
final class Await {
    private static final long PATIENCE_S = 90;

    private Await() {}

    /// @param what for the message when it does not come
    static void until(String what, BooleanSupplier condition) {
        CompletableFuture<Boolean> seen = new CompletableFuture<>();
        AnimationTimer looking =
                new AnimationTimer() {
                    @Override
                    public void handle(long now) {
                        try {
                            if (condition.getAsBoolean()) {
                                seen.complete(true);
                            }
                        } catch (RuntimeException | AssertionError e) {
                            seen.completeExceptionally(e);
                        }
                    }
                };
        Fx.on(() -> {
            looking.start();
            return true;
        });
        try {
            seen.get(PATIENCE_S, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("not seen within " + PATIENCE_S + " s: " + what, e);
        } catch (ExecutionException | InterruptedException e) {
            throw new AssertionError("while waiting for: " + what, e);
        } finally {
            Fx.on(() -> {
                looking.stop();
                return true;
            });
        }
    }
}
