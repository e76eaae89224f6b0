package dev.vitrine.ui.draw;

/// A rectangle in stage pixels, y downwards.
public record Box(double x, double y, double width, double height) {
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
