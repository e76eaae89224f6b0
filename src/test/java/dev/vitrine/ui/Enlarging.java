package dev.vitrine.ui;

/// How far a window of a size is enlarged, for tests elsewhere.
public final class Enlarging {
    private Enlarging() {}

    public static double factor(double wanted, double width, double height) {
        return Enlarged.factor(wanted, false, width, height);
    }
}
