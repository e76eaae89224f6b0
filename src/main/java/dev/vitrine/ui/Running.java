package dev.vitrine.ui;

import dev.vitrine.fault.Fault;
import dev.vitrine.history.Snapshot;
import dev.vitrine.history.TopicPartition;
import dev.vitrine.live.Exchange;
import dev.vitrine.ui.lens.LedgerPort;
import dev.vitrine.ui.lens.LogPort;
import dev.vitrine.ui.model.LogStretch;
import dev.vitrine.workload.Ledger;
import dev.vitrine.workload.RecordFate;
import dev.vitrine.workload.RecordId;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/// The session that the window shows, while there is one, for all who ask something of it. What
/// takes time is done in the background. All methods are for the JavaFX thread.
final class Running {
    /// How long a look into the ledger is good for.
    private static final long BOOK_NANOS = 100_000_000;

    private final Commands commands;
    private final Notices notices;
    private final TimeTravel travel;
    private final Undo undo = new Undo();
    private @Nullable Session session;

    Running(Commands commands, Notices notices, TimeTravel travel) {
        this.commands = commands;
        this.notices = notices;
        this.travel = travel;
    }

    /// The session; null while a cluster starts, and when there is none.
    @Nullable Session session() {
        return session;
    }

    /// @return the one before
    @Nullable Session replace(@Nullable Session next) {
        Session old = session;
        session = next;
        undo.forget();
        return old;
    }

    /// Does something to it, and says so when that fails or there is none yet.
    void command(Consumer<Session> deed) {
        Session now = ready();
        if (now != null) {
            commands.run(() -> deed.accept(now));
        }
    }

    /// The session, if something can be done to it now; else it is said why not.
    private @Nullable Session ready() {
        if (travel.isOver()) {
            notices.trouble("This run is from a file: nothing can be done to it.");
            return null;
        }
        if (session == null) {
            notices.trouble("The cluster is still starting.");
        } else if (travel.isPast()) {
            notices.trouble("This is the past, which does not change. Go back to LIVE first.");
            return null;
        }
        return session;
    }

    /// Does something that can be taken back.
    void command(Consumer<Session> deed, Undo.Step back) {
        Session now = ready();
        if (now == null) {
            return;
        }
        commands.ask(
                        () -> {
                            deed.accept(now);
                            return now;
                        })
                .whenComplete((on, failure) -> {
                    if (failure != null) {
                        notices.trouble(String.valueOf(failure.getMessage()));
                    } else if (on == session) {
                        undo.did(back);
                    }
                });
    }

    /// Something was done that can be taken back.
    void did(Undo.Step back) {
        undo.did(back);
    }

    /// Takes back what was done last.
    void undo() {
        Undo.Step step = undo.take();
        if (step == null) {
            notices.news("There is nothing to take back.");
        } else {
            command(step.back());
            notices.news("Taken back: " + step.words() + ".");
        }
    }

    /// Asks it for something.
    ///
    /// @return completes on the JavaFX thread, with `otherwise` when there is none; fails with a
    ///   sentence
    <T> CompletableFuture<T> ask(Function<Session, T> question, T otherwise) {
        Session now = session;
        return now == null
                ? CompletableFuture.completedFuture(otherwise)
                : commands.ask(() -> question.apply(now));
    }

    /// Tells it what is on the screen now.
    void observe(Snapshot snapshot) {
        Session now = session;
        if (now != null && !travel.isPast()) {
            now.observe(snapshot);
        }
    }

    /// The bytes of a request and its answer, as far as they are kept.
    Exchange bytes(int node, long connection, int correlationId) {
        Session now = session;
        return now == null
                ? Exchange.FORGOTTEN
                : now.cluster().frames(node, connection, correlationId);
    }

    /// The faults in effect that last; none while the past is shown.
    List<Fault> faults() {
        Session now = session;
        return now == null || travel.isPast() ? List.of() : now.cluster().faults();
    }

    /// Reads logs for those who draw them.
    final class Logs implements LogPort {
        @Override
        public CompletableFuture<LogStretch> read(
                TopicPartition id, int node, long fromOffset, int recordsMax) {
            Session now = session;
            if (travel.isPast()) {
                return CompletableFuture.failedFuture(
                        new IllegalStateException("Keys and values of the past are not recorded."));
            }
            return now == null
                    ? CompletableFuture.failedFuture(
                            new IllegalStateException("The cluster is still starting."))
                    : commands.ask(() -> now.records(id, node, fromOffset, recordsMax));
        }

        @Override
        public @Nullable RecordFate fate(RecordId id) {
            Session now = session;
            return now == null ? null : now.ledger().fate(id);
        }
    }

    /// The ledger as it was a moment ago: nobody reads faster.
    final class Books implements LedgerPort {
        private Ledger.Book book = Ledger.Book.EMPTY;
        private long askedAtNanos = System.nanoTime() - BOOK_NANOS;

        @Override
        public Ledger.Book book() {
            Session now = session;
            if (now == null) {
                book = Ledger.Book.EMPTY;
            } else if (System.nanoTime() - askedAtNanos >= BOOK_NANOS) {
                askedAtNanos = System.nanoTime();
                Ledger.Book next = now.ledger().book();
                book = next.equals(book) ? book : next;
            }
            return book;
        }

        @Override
        public List<RecordFate> fates(Predicate<RecordFate> condition) {
            Session now = session;
            return now == null ? List.of() : now.ledger().fates(condition);
        }

        @Override
        public void audit() {
            Session now = session;
            if (now != null) {
                now.audit();
            }
        }
    }
}
