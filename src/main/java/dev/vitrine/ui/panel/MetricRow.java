package dev.vitrine.ui.panel;

import dev.vitrine.history.Metrics;
import dev.vitrine.history.Snapshot;
import dev.vitrine.ui.draw.DrawingView;
import dev.vitrine.ui.lens.MetricStrip;
import dev.vitrine.ui.theme.Theme;

import javafx.scene.layout.StackPane;

import java.util.function.LongConsumer;

/// Kafka's metrics in a row below the top bar. Drawn anew only when a figure is another.
public final class MetricRow extends StackPane {
    private final DrawingView view;
    private Metrics shown = Metrics.EMPTY;

    /// @param onWhy hears of the happening that changed a metric which is clicked
    /// @param onMore opens all of them
    public MetricRow(LongConsumer onWhy, Runnable onMore) {
        setId("metrics");
        view = new DrawingView(new MetricStrip(onWhy, onMore));
        view.setId("metric-strip");
        getChildren().add(view);
        setMinHeight(MetricStrip.HEIGHT);
        setPrefHeight(MetricStrip.HEIGHT);
        setMaxHeight(MetricStrip.HEIGHT);
        managedProperty().bind(visibleProperty());
    }

    public void show(Snapshot snapshot, long nowMs) {
        if (isVisible() && snapshot.insight().metrics() != shown) {
            shown = snapshot.insight().metrics();
            view.show(snapshot, nowMs);
        }
    }

    public void dress(Theme theme, double resolution) {
        view.setTheme(theme);
        view.setResolution(resolution);
    }

    /// For tests and pictures.
    public DrawingView view() {
        return view;
    }
}
