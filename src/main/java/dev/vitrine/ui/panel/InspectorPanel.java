package dev.vitrine.ui.panel;

import dev.vitrine.fault.Fault;
import dev.vitrine.history.Snapshot.NodeView;
import dev.vitrine.history.Snapshot.PartitionView;
import dev.vitrine.history.TopicPartition;
import dev.vitrine.ui.draw.Action;
import dev.vitrine.ui.draw.DrawingView;
import dev.vitrine.ui.draw.Numbers;
import dev.vitrine.ui.lens.CompactMicroscope;
import dev.vitrine.ui.model.Inspection;
import dev.vitrine.ui.model.Inspection.Table;
import dev.vitrine.ui.model.Lint;
import dev.vitrine.ui.model.RecordRow;
import dev.vitrine.ui.model.WindowModel;
import dev.vitrine.ui.theme.Styles;
import dev.vitrine.ui.theme.Theme;
import dev.vitrine.workload.Administrator.Owner;

import javafx.geometry.Insets;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/// What is to be known of the thing that is selected.
public final class InspectorPanel extends VBox {
    private static final double WIDTH = 314;

    /// Above a part that is about something else than the one before, besides the column's spacing.
    private static final double PART_GAP = 14;

    private static final double MICROSCOPE_HEIGHT_MIN = 60;

    /// Before it has been laid out.
    private static final double MICROSCOPE_WIDTH = 280;

    /// Who does what its buttons ask for.
    public interface Deeds extends SettingsPart.Deeds {
        /// Opens a form for a client's settings below a button.
        void change(String client, Node button);

        void act(Action action);

        /// Does what a fault says.
        void apply(Fault fault);

        /// Shows the bytes of the frame that is selected.
        void readBytes();

        /// Asks why what is selected is as it is.
        void why();

        void send(String producer, int records);

        void stopClient(String client);

        /// Lets a consumer fetch nothing until it is to go on.
        void pauseClient(String client, boolean paused);

        /// The newest committed records of a partition, newest first, as they lie in its leader's
        /// log. Completes on the JavaFX thread, with a sentence for a person when it fails.
        CompletableFuture<List<RecordRow>> newest(TopicPartition id);
    }

    private final WindowModel model;
    private final Label kind = PanelParts.heading("");
    private final Label title = new Label();
    private final DetailGrid details = new DetailGrid();
    private final DeedButtons buttons;
    private final Label replicasHeading = PanelParts.heading("replicas, aligned by offset");
    private final DrawingView microscope =
            new DrawingView(new CompactMicroscope(), CompactMicroscope.GROUND_INK);
    private final FlowPane findings = new FlowPane(6, 6);
    private final SettingsPart settings;
    private final VBox replicas = new VBox(12);
    private final VBox tables = new VBox();
    private final RecordsPart records;
    private final VBox column = new VBox();

    /// @param forms for faults that need more than a click
    public InspectorPanel(WindowModel model, Deeds deeds, FaultForms forms) {
        this.model = model;
        buttons = new DeedButtons(model, deeds, forms);
        records = new RecordsPart(deeds::newest);
        settings = new SettingsPart(deeds);
        findings.setId("findings");
        setId("inspector");
        microscope.setId("inspector-microscope");
        microscope.selectionProperty().bindBidirectional(model.selectionProperty());
        model.marksProperty().subscribe(microscope::setMarks);
        getStyleClass().addAll(Styles.PANEL, Styles.RIGHT, PanelStyles.SEPARATE);
        setMinWidth(WIDTH);
        setPrefWidth(WIDTH);
        setMaxWidth(WIDTH);
        title.getStyleClass().add(Styles.TITLE);
        title.setId("inspector-title");
        title.setWrapText(true);
        tables.setSpacing(18);
        column.setSpacing(12);
        replicas.getChildren().addAll(replicasHeading, microscope, records);
        column.getChildren().addAll(title, details, findings, buttons, replicas, tables, settings);
        for (Node part : List.of(replicas, tables, settings)) {
            VBox.setMargin(part, new Insets(PART_GAP, 0, 0, 0));
        }
        ScrollPane scroll = new ScrollPane(column);
        scroll.setFitToWidth(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scroll.getStyleClass().add(PanelStyles.QUIET);
        VBox.setVgrow(scroll, Priority.ALWAYS);
        getChildren().setAll(kind, scroll);
        model.inspectionProperty().subscribe(this::show);
    }

    public void setTheme(Theme theme) {
        microscope.setTheme(theme);
    }

    private void show(Inspection inspection) {
        kind.setText(PanelParts.capitals(inspection.kind()));
        title.setText(inspection.title());
        details.show(inspection.details());
        buttons.show(title.getText());
        PartitionView partition = inspection.partition();
        showMicroscope(partition);
        records.show(partition);
        showTables(inspection.tables());
        showFindings(inspection.findings());
        Owner owner = ownerShown();
        settings.show(owner);
        place(findings, !inspection.findings().isEmpty());
        place(buttons, !buttons.getChildren().isEmpty());
        place(replicas, partition != null);
        place(tables, !inspection.tables().isEmpty());
        place(settings, owner != null);
    }

    /// What has nothing to show takes no room. It stays where it is in the column, so that nothing
    /// loses the focus when something else comes or goes.
    private static void place(Node part, boolean shown) {
        part.setVisible(shown);
        part.setManaged(shown);
    }

    /// Whose settings can be asked for: a broker has to run.
    private @Nullable Owner ownerShown() {
        Owner owner = SettingsPart.ownerOf(model.selectionProperty().get());
        if (owner instanceof Owner.Broker(int id)) {
            NodeView node = model.snapshot().node(id);
            return node != null && node.isUp() && node.broker() ? owner : null;
        }
        return owner;
    }

    private void showFindings(List<Lint.Finding> found) {
        if (found.equals(findings.getUserData())) {
            return;
        }
        findings.setUserData(found);
        findings.getChildren().clear();
        for (Lint.Finding finding : found) {
            Label chip = new Label(finding.words());
            chip.getStyleClass().addAll(Styles.CHIP, Styles.WARNING);
            chip.setTooltip(new Tooltip(finding.consequence()));
            chip.setAccessibleText(finding.words() + ". " + finding.consequence());
            findings.getChildren().add(chip);
        }
    }

    /// As high as what is drawn on it.
    private void showMicroscope(@Nullable PartitionView partition) {
        if (partition == null) {
            return;
        }
        microscope.show(model.snapshot(), model.snapshot().atMs());
        double width = microscope.getWidth() > 0 ? microscope.getWidth() : MICROSCOPE_WIDTH;
        double height = Math.max(MICROSCOPE_HEIGHT_MIN, microscope.heightAt(width));
        if (microscope.getPrefHeight() != height) {
            microscope.setMinHeight(height);
            microscope.setPrefHeight(height);
        }
    }

    private void showTables(List<Table> shown) {
        while (tables.getChildren().size() > shown.size()) {
            tables.getChildren().removeLast();
        }
        while (tables.getChildren().size() < shown.size()) {
            tables.getChildren().add(new TableGrid());
        }
        for (int i = 0; i < shown.size(); i++) {
            ((TableGrid) tables.getChildren().get(i)).show(shown.get(i));
        }
    }

    /// The newest records of a partition, read when it is selected, when more are committed, and
    /// when asked.
    private static final class RecordsPart extends VBox {
        /// How long they are left alone after a reading.
        private static final long REREAD_NANOS = 1_000_000_000;

        private final java.util.function.Function<
                        TopicPartition, CompletableFuture<List<RecordRow>>>
                reader;
        private final TableGrid table = new TableGrid();
        private final Label state = new Label();
        private final Button again;
        private @Nullable TopicPartition shown;

        /// Up to which high watermark they were read.
        private long readTo = -1;

        private long readAtNanos;
        private boolean reading;

        RecordsPart(
                java.util.function.Function<TopicPartition, CompletableFuture<List<RecordRow>>>
                        reader) {
            this.reader = reader;
            again = new Button("Read again");
            again.setGraphic(Sign.REFRESH.node());
            again.getStyleClass().add(PanelStyles.QUIET);
            again.setId("read-again");
            again.setOnAction(event -> read());
            state.getStyleClass().add(Styles.MUTED);
            state.setWrapText(true);
            setSpacing(8);
        }

        void show(@Nullable PartitionView view) {
            TopicPartition id = view == null ? null : view.id();
            if (!Objects.equals(id, shown)) {
                shown = id;
                reading = false;
                getChildren().clear();
                readAtNanos = System.nanoTime() - REREAD_NANOS;
                readTo = -1;
            }
            boolean rested = System.nanoTime() - readAtNanos >= REREAD_NANOS;
            if (view != null && !reading && rested && view.highWatermark() != readTo) {
                readTo = view.highWatermark();
                read();
            }
        }

        private void read() {
            TopicPartition id = shown;
            if (id == null) {
                return;
            }
            if (getChildren().isEmpty()) {
                state.setText("Reading …");
                getChildren().setAll(PanelParts.heading("records"), state);
            }
            reading = true;
            readAtNanos = System.nanoTime();
            reader.apply(id)
                    .whenComplete((rows, failure) -> {
                        if (id.equals(shown)) {
                            reading = false;
                            showRead(rows, failure);
                        }
                    });
        }

        private void showRead(@Nullable List<RecordRow> rows, @Nullable Throwable failure) {
            if (failure != null || rows == null) {
                String why = failure == null ? null : failure.getMessage();
                state.setText(why == null ? "They cannot be read now." : why);
                getChildren().setAll(PanelParts.heading("records"), state, again);
            } else if (rows.isEmpty()) {
                state.setText("Nothing is committed yet.");
                getChildren().setAll(PanelParts.heading("records"), state, again);
            } else {
                table.show(
                        Table.of(
                                "newest committed records",
                                List.of("#offset", "#ep", "key", "value"),
                                rows.stream().map(RecordsPart::cells).toList()));
                getChildren().setAll(table, again);
            }
        }

        private static List<String> cells(RecordRow row) {
            return List.of(
                    Numbers.grouped(row.offset()),
                    row.leaderEpoch() < 0 ? "–" : Integer.toString(row.leaderEpoch()),
                    row.key(),
                    row.value());
        }
    }
}
