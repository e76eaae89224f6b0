package dev.vitrine.ui.panel;

import dev.vitrine.history.Snapshot.Ghost;
import dev.vitrine.history.Snapshot.PartitionView;
import dev.vitrine.history.Snapshot.Range;
import dev.vitrine.history.Snapshot.ReplicaView;
import dev.vitrine.ui.draw.Numbers;
import dev.vitrine.ui.model.Divergence;
import dev.vitrine.ui.theme.Ink;
import dev.vitrine.ui.theme.Palette;
import dev.vitrine.ui.theme.Theme;
import dev.vitrine.ui.theme.Typeface;

import javafx.geometry.VPos;
import javafx.scene.AccessibleRole;
import javafx.scene.canvas.Canvas;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.layout.Region;
import javafx.scene.paint.Color;
import javafx.scene.text.TextAlignment;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The ends of a partition's logs, one below the other, so that a column is an offset and a hue a
/// leader epoch.
///
/// What is committed is solid, what is not is open; what the leader does not hold and will cut off
/// is dashed in red; what was cut off lately is crossed. A log whose broker is down is dim.
final class Microscope extends Region {
    private static final int COLUMNS = 13;
    private static final double NAME_WIDTH = 36;
    private static final double CELL = 17;
    private static final double PITCH = 19;
    private static final double ROW = 28;
    private static final double HEAD = 20;
    private static final double FOOT = 22;
    private static final double LEGEND = 20;
    private static final double SMALL = 11;
    private static final double ARC = 5;
    private static final double DIM = 0.45;

    private final Canvas canvas = new Canvas();
    private Theme theme = Theme.DARK;
    private @Nullable PartitionView partition;
    private List<Integer> down = List.of();

    Microscope() {
        getChildren().add(canvas);
        canvas.setManaged(false);
        setAccessibleRole(AccessibleRole.IMAGE_VIEW);
    }

    void setTheme(Theme theme) {
        this.theme = theme;
        draw();
    }

    /// @param down the nodes that do not run
    void show(@Nullable PartitionView partition, List<Integer> down) {
        this.partition = partition;
        this.down = List.copyOf(down);
        double height =
                partition == null ? 0 : HEAD + ROW * partition.replicas().size() + FOOT + LEGEND;
        if (getPrefHeight() != height) {
            setMinHeight(height);
            setPrefHeight(height);
        }
        setAccessibleText(inWords());
        draw();
    }

    private String inWords() {
        PartitionView view = partition;
        if (view == null) {
            return "";
        }
        return view.logs().stream()
                .map(log ->
                        "broker "
                                + log.node()
                                + ": high watermark "
                                + log.highWatermark()
                                + ", log end "
                                + log.logEndOffset())
                .collect(Collectors.joining("; ", "Replicas of " + view.id() + ": ", ""));
    }

    @Override
    protected void layoutChildren() {
        if (canvas.getWidth() != getWidth() || canvas.getHeight() != getHeight()) {
            canvas.setWidth(getWidth());
            canvas.setHeight(getHeight());
            draw();
        }
    }

    private void draw() {
        GraphicsContext g = canvas.getGraphicsContext2D();
        g.clearRect(0, 0, canvas.getWidth(), canvas.getHeight());
        PartitionView view = partition;
        if (view == null || canvas.getWidth() <= 0) {
            return;
        }
        Palette palette = theme.palette();
        int columns =
                Math.max(4, (int) Math.min(COLUMNS, (canvas.getWidth() - NAME_WIDTH) / PITCH));
        long end = shownEnd(view);
        long from = Math.max(0, end - columns);
        head(g, palette, from, columns);
        ReplicaView leader = view.log(view.leader());
        TreeSet<Integer> epochs = new TreeSet<>();
        boolean cutOff = false;
        List<Integer> replicas = view.replicas();
        for (int row = 0; row < replicas.size(); row++) {
            int node = replicas.get(row);
            double y = HEAD + row * ROW;
            ReplicaView log = view.log(node);
            name(g, palette, view, node, y);
            if (log == null) {
                continue;
            }
            long parted =
                    leader == null || leader == log
                            ? log.logEndOffset()
                            : Divergence.of(log, leader);
            cutOff |= parted < log.logEndOffset();
            for (long offset = Math.max(from, log.logStartOffset());
                    offset < log.logEndOffset();
                    offset++) {
                int epoch = log.epochAt(offset);
                epochs.add(epoch);
                cell(g, palette, log, offset, from, y, epoch, offset >= parted);
            }
            if (log.logEndOffset() <= from && log.logEndOffset() > 0) {
                g.setFont(Typeface.REGULAR.at(SMALL));
                g.setFill(palette.color(Ink.MUTED));
                String ends = "← ends at " + Numbers.grouped(log.logEndOffset());
                g.fillText(ends, NAME_WIDTH, y + CELL / 2 + 1);
            }
            ghosts(g, palette, log, from, columns, y);
            watermark(g, palette, log, from, columns, y);
        }
        foot(g, palette, view, from, columns, HEAD + replicas.size() * ROW);
        legend(g, palette, epochs, cutOff, HEAD + replicas.size() * ROW + FOOT);
    }

    /// One column is left free for the next record.
    private static long shownEnd(PartitionView view) {
        long end = 0;
        for (ReplicaView log : view.logs()) {
            end = Math.max(end, log.logEndOffset());
        }
        return Math.max(end + 1, COLUMNS);
    }

    private static double x(long offset, long from) {
        return NAME_WIDTH + (offset - from) * PITCH;
    }

    private void head(GraphicsContext g, Palette palette, long from, int columns) {
        g.setFont(Typeface.MONO.at(SMALL));
        g.setFill(palette.color(Ink.MUTED));
        g.setTextAlign(TextAlignment.CENTER);
        g.setTextBaseline(VPos.CENTER);
        for (int column = 0; column < columns; column += 2) {
            long offset = from + column;
            String digits = Long.toString(offset);
            int kept = Math.min(digits.length(), 3);
            g.fillText(
                    digits.substring(digits.length() - kept),
                    x(offset, from) + CELL / 2,
                    HEAD / 2 - 2);
        }
    }

    private void name(GraphicsContext g, Palette palette, PartitionView view, int node, double y) {
        boolean isDown = down.contains(node);
        String role = isDown ? "–" : node == view.leader() ? "L" : "F";
        g.setFont(node == view.leader() ? Typeface.MONO_BOLD.at(12) : Typeface.MONO.at(12));
        g.setFill(palette.color(isDown ? Ink.DEAD_TEXT : Ink.TEXT));
        g.setTextAlign(TextAlignment.LEFT);
        g.fillText(node + " " + role, 0, y + CELL / 2 + 1);
    }

    private void cell(
            GraphicsContext g,
            Palette palette,
            ReplicaView log,
            long offset,
            long from,
            double y,
            int epoch,
            boolean parted) {
        double x = x(offset, from);
        Color hue = palette.color(Ink.hue(epoch + 3));
        g.setGlobalAlpha(down.contains(log.node()) ? DIM : 1);
        g.setLineDashes();
        if (parted || contains(log.lost(), offset)) {
            dashed(g, palette.color(Ink.DANGER), x, y);
        } else if (offset < log.highWatermark()) {
            g.setFill(hue);
            g.fillRoundRect(x, y, CELL, CELL, ARC, ARC);
        } else {
            dashed(g, hue, x, y);
        }
        g.setGlobalAlpha(1);
    }

    private static boolean contains(List<Range> ranges, long offset) {
        return ranges.stream().anyMatch(range -> range.contains(offset));
    }

    private static void dashed(GraphicsContext g, Color color, double x, double y) {
        g.setStroke(color);
        g.setLineWidth(1.5);
        g.setLineDashes(3, 2);
        g.strokeRoundRect(x + 0.75, y + 0.75, CELL - 1.5, CELL - 1.5, ARC, ARC);
        g.setLineDashes();
    }

    private void ghosts(
            GraphicsContext g, Palette palette, ReplicaView log, long from, int columns, double y) {
        if (log.ghosts().isEmpty()) {
            return;
        }
        Ghost ghost = log.ghosts().getLast();
        long first = Math.max(Math.max(from, ghost.range().from()), log.logEndOffset());
        long last = Math.min(from + columns, ghost.range().to());
        for (long offset = first; offset < last; offset++) {
            double x = x(offset, from);
            dashed(g, palette.color(Ink.FAINT), x, y);
            g.setStroke(palette.color(Ink.FAINT));
            g.strokeLine(x + 5, y + 5, x + CELL - 5, y + CELL - 5);
            g.strokeLine(x + 5, y + CELL - 5, x + CELL - 5, y + 5);
        }
    }

    private void watermark(
            GraphicsContext g, Palette palette, ReplicaView log, long from, int columns, double y) {
        long high = log.highWatermark();
        if (high <= from || high > from + columns) {
            return;
        }
        double x = Math.round(x(high, from) - (PITCH - CELL) / 2);
        g.setStroke(palette.color(Ink.WATERMARK));
        g.setLineWidth(2);
        g.strokeLine(x, y - 3, x, y + CELL + 3);
    }

    private void foot(
            GraphicsContext g,
            Palette palette,
            PartitionView view,
            long from,
            int columns,
            double y) {
        long high = view.highWatermark();
        String words = "HW " + Numbers.grouped(high);
        g.setFont(Typeface.MONO.at(SMALL));
        g.setFill(palette.color(Ink.TEXT));
        g.setTextBaseline(VPos.CENTER);
        double at = Math.clamp(x(high, from) - 1, NAME_WIDTH + 24, x(from + columns, from) - 24);
        g.setTextAlign(TextAlignment.CENTER);
        g.fillText(words, at, y + 4);
    }

    private void legend(
            GraphicsContext g, Palette palette, TreeSet<Integer> epochs, boolean cut, double y) {
        double x = 0;
        g.setFont(Typeface.REGULAR.at(12));
        g.setTextAlign(TextAlignment.LEFT);
        g.setTextBaseline(VPos.CENTER);
        List<Integer> shown = new ArrayList<>(epochs);
        for (int epoch : shown.subList(Math.max(0, shown.size() - 3), shown.size())) {
            g.setFill(palette.color(Ink.hue(epoch + 3)));
            g.fillRoundRect(x, y + 1, 10, 10, 3, 3);
            g.setFill(palette.color(Ink.MUTED));
            g.fillText("epoch " + epoch, x + 15, y + 6);
            x += 72;
        }
        if (cut) {
            g.setStroke(palette.color(Ink.DANGER));
            g.setLineDashes(3, 2);
            g.strokeRoundRect(x + 0.5, y + 1.5, 9, 9, 3, 3);
            g.setLineDashes();
            g.setFill(palette.color(Ink.MUTED));
            g.fillText("will be truncated", x + 15, y + 6);
        }
    }
}
