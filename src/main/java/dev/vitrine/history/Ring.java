package dev.vitrine.history;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// The newest so many of a kind, with a list of them that is copied only after a change.
final class Ring<T> implements State {
    private final int max;
    private final Deque<T> items = new ArrayDeque<>();
    private List<T> view = List.of();
    private boolean changed;

    Ring(int max) {
        this.max = max;
    }

    void add(T item) {
        changed = true;
        items.addLast(item);
        if (items.size() > max) {
            items.removeFirst();
        }
    }

    /// The newest item, which is taken out; null when there is none.
    @Nullable T takeLast() {
        changed = true;
        return items.pollLast();
    }

    List<T> view() {
        if (changed) {
            view = List.copyOf(items);
            changed = false;
        }
        return view;
    }
}
