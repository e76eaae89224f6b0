package dev.vitrine.group;

import java.util.ArrayDeque;
import java.util.TreeMap;

/// Who may decide about a group: one at a time. A decision about a group of the consumer protocol
/// is made upon what is committed, so the next one waits until its records are.
///
/// (Kafka decides upon what it has sent to the log, and takes that back when it fails. An answer
/// waits for the log in both.)
final class Turns {
    /// What wait for one group; one more is refused.
    static final int WAITING_MAX = GroupConfig.WRITES_IN_FLIGHT_MAX;

    /// By group id; a group is here while somebody has its turn.
    private final TreeMap<String, Line> lines = new TreeMap<>();

    private static final class Line {
        final ArrayDeque<Task> waiting = new ArrayDeque<>();

        /// Whether the one whose turn it is has yet to end it.
        boolean taken;

        /// Whether somebody further down the stack takes the next out.
        boolean moving;
    }

    /// What is done when it is its turn. It ends its turn with [#end], now or later.
    interface Task {
        void run();
    }

    /// Takes the turn, now or when those before have ended theirs.
    ///
    /// @return false when too many wait already
    boolean enter(String group, Task task) {
        Line line = lines.computeIfAbsent(group, _ -> new Line());
        if (line.waiting.size() >= WAITING_MAX) {
            return false;
        }
        line.waiting.add(task);
        move(group, line);
        return true;
    }

    /// Whether somebody has the turn, so that what is decided now may be otherwise soon.
    boolean isTaken(String group) {
        return lines.containsKey(group);
    }

    /// The one whose turn it is has done what it had to.
    void end(String group) {
        Line line = lines.get(group);
        if (line != null) {
            line.taken = false;
            move(group, line);
        }
    }

    private void move(String group, Line line) {
        if (line.moving) {
            return;
        }
        line.moving = true;
        while (!line.taken && !line.waiting.isEmpty()) {
            line.taken = true;
            line.waiting.remove().run();
        }
        line.moving = false;
        if (!line.taken) {
            lines.remove(group, line);
        }
    }
}
