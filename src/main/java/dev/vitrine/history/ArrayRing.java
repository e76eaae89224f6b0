package dev.vitrine.history;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// The newest so many of a kind, by their number. A number that fell out is passed over.
final class ArrayRing<T> implements State {
    private final int max;
    private final List<T> items = new ArrayList<>();
    private long nextSeq;
    private List<T> view = List.of();
    private boolean changed;

    ArrayRing(int max) {
        this.max = max;
    }

    long nextSeq() {
        return nextSeq;
    }

    long firstSeq() {
        return Math.max(0, nextSeq - max);
    }

    void add(T item) {
        if (items.size() < max) {
            items.add(item);
        } else {
            items.set((int) (nextSeq % max), item);
        }
        nextSeq++;
        changed = true;
    }

    void replace(long seq, UnaryOperator<T> by) {
        if (seq >= firstSeq() && seq < nextSeq) {
            int index = (int) (seq % max);
            items.set(index, by.apply(items.get(index)));
            changed = true;
        }
    }

    /// Oldest first; made anew only after a change.
    List<T> view() {
        if (changed) {
            ArrayDeque<T> inOrder = new ArrayDeque<>(items.size());
            for (long seq = firstSeq(); seq < nextSeq; seq++) {
                inOrder.add(items.get((int) (seq % max)));
            }
            view = List.copyOf(inOrder);
            changed = false;
        }
        return view;
    }
}
