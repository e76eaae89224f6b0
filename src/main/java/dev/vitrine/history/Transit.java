package dev.vitrine.history;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// How the time passes, and which frames wait on their way.
///
/// @param paused whether the time stands still
/// @param slowdown how many of the wall's seconds a second takes, when it does not
/// @param parked the frames that wait, the one that has waited longest first, at most
///   [Projector#PARKED_MAX]
/// @param more how many wait besides
public record Transit(boolean paused, int slowdown, List<Parked> parked, int more) {
    static final Transit CLEAR = new Transit(false, 1, List.of(), 0);

    /// A frame that waits on its way. An end is a node's number or
    /// [dev.vitrine.event.Event#OUTSIDE].
    ///
    /// @param frame its number
    /// @param node where it waits
    /// @param connection of that node
    /// @param apiKey Kafka's number of the API; -1 when it is not known
    /// @param isAnswer whether it is an answer, on the way back to who asked
    /// @param sinceMs when it came there
    /// @param untilMs when it goes on by itself; -1 when it does not
    /// @param client the client at its one end; empty when both are nodes, and for a client that
    ///   has not said its name yet
    public record Parked(
            long frame,
            int node,
            long connection,
            int from,
            int to,
            boolean toController,
            int apiKey,
            int correlationId,
            boolean isAnswer,
            int bytes,
            long sinceMs,
            long untilMs,
            String client) {
        /// Whether it waits until somebody lets it go.
        public boolean isHeld() {
            return untilMs < 0;
        }

        /// Whether it waits in the same queue: on that connection, the same way.
        private boolean isWith(Parked other) {
            return node == other.node
                    && connection == other.connection
                    && from == other.from
                    && to == other.to;
        }
    }

    /// The frame of that number; null when it does not wait, or is only counted.
    public @Nullable Parked frame(long number) {
        for (Parked each : parked) {
            if (each.frame() == number) {
                return each;
            }
        }
        return null;
    }

    /// The first frame of the queue in which another one waits; null when that one is the first.
    /// Those of a connection keep their order.
    public @Nullable Parked first(Parked of) {
        for (Parked each : parked) {
            if (each.frame() < of.frame() && each.isWith(of)) {
                return each;
            }
        }
        return null;
    }

    /// The frame that has been held longest and can go; null when none is held.
    public @Nullable Parked oldestHeld() {
        for (Parked each : parked) {
            if (each.isHeld() && first(each) == null) {
                return each;
            }
        }
        return null;
    }
}
