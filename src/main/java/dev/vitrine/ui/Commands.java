package dev.vitrine.ui;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Carries out what the window is asked for, off the JavaFX thread, and tells what failed in a
/// sentence.
final class Commands implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Commands.class);

    private final ExecutorService background = Executors.newVirtualThreadPerTaskExecutor();
    private final Executor window;
    private final Consumer<String> failures;

    /// @param window runs what is given on the JavaFX thread
    /// @param failures is told there, a sentence each
    Commands(Executor window, Consumer<String> failures) {
        this.window = window;
        this.failures = failures;
    }

    /// Does it, and says so when it fails.
    void run(Runnable deed) {
        ask(
                        () -> {
                            deed.run();
                            return "";
                        })
                .exceptionally(failure -> {
                    failures.accept(String.valueOf(failure.getMessage()));
                    return "";
                });
    }

    /// Asks for a value.
    ///
    /// @return completes on the JavaFX thread; when it fails, with a sentence as the message
    <T> CompletableFuture<T> ask(Supplier<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        try {
            background.execute(() -> {
                try {
                    T value = question.get();
                    window.execute(() -> answer.complete(value));
                } catch (RuntimeException e) {
                    LOG.debug("A command failed", e);
                    window.execute(() -> answer.completeExceptionally(inWords(e)));
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("A command came after the window's end", e);
        }
        return answer;
    }

    private static CompletionException inWords(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        if (message == null || message.isBlank()) {
            message = cause.getClass().getSimpleName();
        }
        String text = Character.toUpperCase(message.charAt(0)) + message.substring(1);
        return new CompletionException(text.endsWith(".") ? text : text + ".", cause);
    }

    /// Takes nothing more. What is under way ends in its own time.
    @Override
    public void close() {
        background.shutdown();
    }
}
