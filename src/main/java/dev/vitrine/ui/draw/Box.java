package dev.vitrine.ui.draw;

import java.util.List;

/// A rectangle in stage pixels, y downwards.
public record Box(double x, double y, double width, double height) {
    /// Around two points, with so much more on every side.
    public static Box around(double x1, double y1, double x2, double y2, double more) {
        return new Box(
                Math.min(x1, x2) - more,
                Math.min(y1, y2) - more,
                Math.abs(x2 - x1) + 2 * more,
                Math.abs(y2 - y1) + 2 * more);
    }

    /// Around all of them; nothing for none.
    public static Box union(List<Box> boxes) {
        Box all = boxes.isEmpty() ? new Box(0, 0, 0, 0) : boxes.getFirst();
        for (Box box : boxes) {
            all = all.union(box);
        }
        return all;
    }

    public Box union(Box other) {
        double left = Math.min(x, other.x);
        double top = Math.min(y, other.y);
        return new Box(
                left,
                top,
                Math.max(right(), other.right()) - left,
                Math.max(bottom(), other.bottom()) - top);
    }

    public double area() {
        return width * height;
    }

    public double right() {
        return x + width;
    }

    public double bottom() {
        return y + height;
    }

    public double centreX() {
        return x + width / 2;
    }

    public double centreY() {
        return y + height / 2;
    }

    public boolean contains(double px, double py) {
        return px >= x && px < right() && py >= y && py < bottom();
    }

    public boolean contains(Box other) {
        return other.x >= x
                && other.y >= y
                && other.right() <= right()
                && other.bottom() <= bottom();
    }

    /// Whether they share more than an edge.
    public boolean overlaps(Box other) {
        return x < other.right() && other.x < right() && y < other.bottom() && other.y < bottom();
    }

    /// The box so far on the way to another, 0 to 1.
    public Box towards(Box other, double share) {
        return new Box(
                x + (other.x - x) * share,
                y + (other.y - y) * share,
                width + (other.width - width) * share,
                height + (other.height - height) * share);
    }

    /// This box with so much less on every side.
    public Box inset(double by) {
        return new Box(x + by, y + by, width - 2 * by, height - 2 * by);
    }
}
