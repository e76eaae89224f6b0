package dev.vitrine.ui.draw;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Where a drawing differs from the one before: only there it is painted anew.
///
/// Shapes that are equal and in the same order are the same pixels. Of the others, what was there
/// and what is there now is damaged.
final class Damage {
    /// Areas painted one by one; more are painted as fewer, larger ones.
    private static final int AREAS_MAX = 32;

    /// Damaged shapes looked at one by one; with more all is painted anew.
    private static final int SHAPES_MAX = 600;

    private Damage() {}

    /// @return areas that do not overlap, or null for all of it
    static @Nullable List<Box> between(List<Shape> before, List<Shape> now) {
        if (before == now) {
            return List.of();
        }
        int start = 0;
        int shorter = Math.min(before.size(), now.size());
        while (start < shorter && isSame(before.get(start), now.get(start))) {
            start++;
        }
        int end = 0;
        while (end < shorter - start
                && isSame(before.get(before.size() - 1 - end), now.get(now.size() - 1 - end))) {
            end++;
        }
        List<Box> damaged =
                changed(
                        before.subList(start, before.size() - end),
                        now.subList(start, now.size() - end));
        return damaged.size() > SHAPES_MAX ? null : merged(damaged);
    }

    private static boolean isSame(Shape one, Shape other) {
        return one == other || one.equals(other);
    }

    private static List<Box> changed(List<Shape> before, List<Shape> now) {
        Map<Shape, Deque<Integer>> places = new HashMap<>();
        for (int i = 0; i < before.size(); i++) {
            places.computeIfAbsent(before.get(i), absent -> new ArrayDeque<>()).addLast(i);
        }
        List<Shape> come = new ArrayList<>();
        int last = -1;
        for (Shape shape : now) {
            Deque<Integer> were = places.get(shape);
            Integer was = were == null ? null : were.pollFirst();
            if (was == null || was < last) {
                come.add(shape);
            } else {
                last = was;
            }
        }
        Map<Shape, Shape.Cells> shorter = new HashMap<>();
        List<Box> damaged = new ArrayList<>();
        places.forEach((shape, were) -> {
            if (were.isEmpty()) {
                return;
            }
            if (shape instanceof Shape.Cells cells) {
                shorter.put(cells.of(1), cells);
            } else {
                damaged.addAll(shape.areas());
            }
        });
        for (Shape shape : come) {
            Shape.Cells was =
                    shape instanceof Shape.Cells cells ? shorter.remove(cells.of(1)) : null;
            if (was == null) {
                damaged.addAll(shape.areas());
            } else {
                damaged.add(difference(was, (Shape.Cells) shape));
            }
        }
        shorter.values().forEach(cells -> damaged.add(cells.bounds()));
        return damaged;
    }

    /// Of a run that got longer or shorter, the cells that came or went.
    private static Box difference(Shape.Cells before, Shape.Cells now) {
        int same = Math.min(before.count(), now.count());
        Shape.Cells longer = before.count() > now.count() ? before : now;
        return longer.from(same).bounds();
    }

    /// Those that overlap become one, and the nearest ones when there are too many.
    private static List<Box> merged(List<Box> damaged) {
        List<Box> areas = new ArrayList<>();
        for (Box box : damaged) {
            add(box, areas);
            if (areas.size() > AREAS_MAX) {
                Box last = areas.removeLast();
                add(nearest(last, areas).union(last), areas);
            }
        }
        return areas;
    }

    private static void add(Box box, List<Box> areas) {
        Box whole = box;
        for (int i = 0; i < areas.size(); ) {
            if (areas.get(i).overlaps(whole)) {
                whole = whole.union(areas.remove(i));
                i = 0;
            } else {
                i++;
            }
        }
        areas.add(whole);
    }

    /// The one that grows least by the union.
    private static Box nearest(Box box, List<Box> areas) {
        Box best = areas.getFirst();
        for (Box area : areas) {
            if (area.union(box).area() - area.area() < best.union(box).area() - best.area()) {
                best = area;
            }
        }
        return best;
    }
}
