package dev.vitrine.ui.lens;

import dev.vitrine.history.GroupPast.Hold;
import dev.vitrine.history.GroupPast.Ownership;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// How many partitions somebody had, over time.
final class GroupRibbon {
    private GroupRibbon() {}

    /// @param counts of each kind of which there are some
    record Step(long fromMs, long toMs, Map<Ownership, Integer> counts) {
        int total() {
            return counts.values().stream().mapToInt(Integer::intValue).sum();
        }
    }

    /// From change to change, without the times in which there was nothing.
    ///
    /// @param holds in the order of their ends
    static List<Step> steps(List<Hold> holds, long fromMs, long toMs, long nowMs) {
        List<Hold> seen = new ArrayList<>();
        TreeSet<Long> changes = new TreeSet<>();
        for (int i = holds.size() - 1; i >= 0; i--) {
            Hold hold = holds.get(i);
            long until = Math.min(toMs, hold.until(nowMs));
            long from = Math.max(fromMs, hold.fromMs());
            if (!hold.isOpen() && hold.toMs() < fromMs) {
                break;
            }
            if (from < until) {
                seen.add(hold);
                changes.add(from);
                changes.add(until);
            }
        }
        List<Long> times = List.copyOf(changes);
        List<Map<Ownership, Integer>> counts = new ArrayList<>();
        for (int i = 0; i < times.size(); i++) {
            counts.add(new EnumMap<>(Ownership.class));
        }
        for (Hold hold : seen) {
            int first = Collections.binarySearch(times, Math.max(fromMs, hold.fromMs()));
            long until = Math.min(toMs, hold.until(nowMs));
            for (int i = first; i < times.size() && times.get(i) < until; i++) {
                counts.get(i).merge(hold.ownership(), 1, Integer::sum);
            }
        }
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i + 1 < times.size(); i++) {
            Map<Ownership, Integer> its = counts.get(i);
            Step last = steps.isEmpty() ? null : steps.getLast();
            if (last != null && last.toMs() == times.get(i) && last.counts().equals(its)) {
                steps.removeLast();
                steps.add(new Step(last.fromMs(), times.get(i + 1), its));
            } else if (!its.isEmpty()) {
                steps.add(new Step(times.get(i), times.get(i + 1), its));
            }
        }
        return steps;
    }
}
