package dev.vitrine.history;

import dev.vitrine.history.Snapshot.Telling;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// The chain of causes of a change, from it back to where it began.
///
/// @param links the change first, its root last; at most [#LINKS_MAX]
/// @param end what stands at the chain's end
public record Why(List<Happening> links, End end) {
    public static final int LINKS_MAX = 6;

    public enum End {
        /// The last link is where it began.
        ROOT,
        /// Nobody told what led to the last link.
        NOT_TOLD,
        /// The cause is no longer kept.
        FORGOTTEN,
        /// There is more than is shown.
        LONGER
    }

    /// The chain of what happened last to something; null when nothing is kept of it.
    ///
    /// @param happenings as in a snapshot
    public static @Nullable Why ofLast(List<Happening> happenings, Subject subject) {
        for (int i = happenings.size() - 1; i >= 0; i--) {
            if (happenings.get(i).concerns(subject)) {
                return of(happenings, happenings.get(i));
            }
        }
        return null;
    }

    /// The chain of what a line of the story tells; null when it is not kept or has no causes.
    public static @Nullable Why of(List<Happening> happenings, Telling line) {
        for (int i = happenings.size() - 1; i >= 0; i--) {
            Happening each = happenings.get(i);
            if (each.atMs() < line.atMs()) {
                return null;
            }
            if (each.atMs() == line.atMs() && each.about().equals(line.about())) {
                return of(happenings, each);
            }
        }
        return null;
    }

    /// The chain of one happening.
    public static Why of(List<Happening> happenings, Happening first) {
        List<Happening> links = new ArrayList<>();
        Happening link = first;
        while (true) {
            links.add(link);
            if (link.cause() == Happening.ROOT) {
                return new Why(List.copyOf(links), End.ROOT);
            }
            if (link.cause() == Happening.NOT_TOLD) {
                return new Why(List.copyOf(links), End.NOT_TOLD);
            }
            Happening cause = find(happenings, link.cause());
            if (cause == null) {
                return new Why(List.copyOf(links), End.FORGOTTEN);
            }
            if (links.size() == LINKS_MAX) {
                return new Why(List.copyOf(links), End.LONGER);
            }
            link = cause;
        }
    }

    /// The happening of that number, null when it is no longer kept.
    public static @Nullable Happening find(List<Happening> happenings, long seq) {
        if (happenings.isEmpty()) {
            return null;
        }
        long index = seq - happenings.getFirst().seq();
        return index < 0 || index >= happenings.size() ? null : happenings.get((int) index);
    }
}
