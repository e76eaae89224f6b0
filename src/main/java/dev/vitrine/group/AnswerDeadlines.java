package dev.vitrine.group;

import dev.vitrine.env.Clock;

/// When those are answered whose write is not committed in time (`offsets.commit.timeout.ms`).
///
/// They are told to try again, but the write goes on: it is in the log and may be committed yet, so
/// nothing is decided as if it had never been made. Only this broker's fall from leadership ends
/// it.
final class AnswerDeadlines {
    private final Clock clock;
    private final Timers timers;
    private final long timeoutMs;
    private long asked;

    AnswerDeadlines(Clock clock, Timers timers, long timeoutMs) {
        this.clock = clock;
        this.timers = timers;
        this.timeoutMs = timeoutMs;
    }

    /// Somebody who is answered once.
    final class Asker {
        private final Timers.Key key;
        private boolean answered;

        private Asker(String group, Runnable late) {
            key = new Timers.Key(group, Timers.Kind.ANSWER, Long.toString(asked++));
            timers.schedule(
                    key,
                    clock.nowMs(),
                    timeoutMs,
                    () -> {
                        if (isFirst()) {
                            late.run();
                        }
                    });
        }

        /// Whether this is the first answer, and so the one that is given.
        boolean isFirst() {
            boolean first = !answered;
            answered = true;
            timers.cancel(key);
            return first;
        }
    }

    /// @param late answers when nobody else has in time
    Asker ask(String group, Runnable late) {
        return new Asker(group, late);
    }
}
