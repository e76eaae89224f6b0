package dev.vitrine.ui.draw;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// A picture of one moment.
///
/// @param width in pixels at 100 %
/// @param shapes to paint, in order
/// @param facts what they show; of two at a place the later is the upper
public record Drawing(double width, double height, List<Shape> shapes, List<Fact> facts) {
    public static final Drawing EMPTY = new Drawing(0, 0, List.of(), List.of());

    /// The uppermost fact at a point.
    public @Nullable Fact at(double x, double y) {
        for (int i = facts.size() - 1; i >= 0; i--) {
            if (facts.get(i).bounds().contains(x, y)) {
                return facts.get(i);
            }
        }
        return null;
    }

    public @Nullable Fact fact(String id) {
        for (Fact fact : facts) {
            if (fact.id().equals(id)) {
                return fact;
            }
        }
        return null;
    }

    public List<Shape.Label> labels() {
        return shapes.stream()
                .filter(Shape.Label.class::isInstance)
                .map(Shape.Label.class::cast)
                .toList();
    }
}
