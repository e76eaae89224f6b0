package dev.vitrine.ui;

import dev.vitrine.fault.Fault;
import dev.vitrine.history.Snapshot;
import dev.vitrine.history.Snapshot.NodeView;
import dev.vitrine.history.Subject;
import dev.vitrine.history.Transit;
import dev.vitrine.history.Transit.Parked;
import dev.vitrine.live.EventHub;
import dev.vitrine.recording.Recording;
import dev.vitrine.scenario.Library;
import dev.vitrine.scenario.Timings;
import dev.vitrine.ui.draw.Action;
import dev.vitrine.ui.draw.Action.Verb;
import dev.vitrine.ui.draw.DrawingView;
import dev.vitrine.ui.draw.Marks;
import dev.vitrine.ui.lens.ChartsLens;
import dev.vitrine.ui.lens.ChecksLens;
import dev.vitrine.ui.lens.GroupsLens;
import dev.vitrine.ui.lens.LedgerLens;
import dev.vitrine.ui.lens.Lens;
import dev.vitrine.ui.lens.MicroscopeLens;
import dev.vitrine.ui.lens.QuorumLens;
import dev.vitrine.ui.lens.TimelineLens;
import dev.vitrine.ui.lens.WhyLens;
import dev.vitrine.ui.lens.WireLens;
import dev.vitrine.ui.model.Forms;
import dev.vitrine.ui.model.LessonModel;
import dev.vitrine.ui.model.WindowModel;
import dev.vitrine.ui.panel.AboutSheet;
import dev.vitrine.ui.panel.AddPopovers;
import dev.vitrine.ui.panel.Drawer;
import dev.vitrine.ui.panel.FaultForms;
import dev.vitrine.ui.panel.InspectorPanel;
import dev.vitrine.ui.panel.KeysSheet;
import dev.vitrine.ui.panel.LessonPanel;
import dev.vitrine.ui.panel.MetricRow;
import dev.vitrine.ui.panel.TimeBar;
import dev.vitrine.ui.panel.TimingsSheet;
import dev.vitrine.ui.panel.ZoomControl;
import dev.vitrine.ui.stage.StageLayout;

import javafx.application.Platform;
import javafx.geometry.Insets;
import javafx.geometry.Pos;
import javafx.geometry.Side;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.input.Clipboard;
import javafx.scene.input.DataFormat;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.stage.Stage;
import javafx.stage.Window;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;

/// The window: puts stage, panels, keys and pulse together, and hands what a person asks for to the
/// session. All methods are for the JavaFX thread.
final class VitrineWindow implements AutoCloseable {
    /// How the window opens.
    ///
    /// @param basePort of broker 1, 0 for one of the system's choice
    /// @param lesson to play at once; null for free play
    /// @param timings of that lesson; null for those that it wants
    /// @param slowdown how many of the wall's seconds a second of its cluster takes
    record Opening(
            int brokers,
            int basePort,
            @Nullable Path lesson,
            @Nullable Timings timings,
            int slowdown) {
        static Opening ofFreePlay() {
            return new Opening(3, Session.FIRST_PORT, null, null, 1);
        }
    }

    private static final double STAGE_WIDTH_MIN = 360;
    private static final double STAGE_HEIGHT_MIN = 260;
    private static final double ZOOM_MARGIN = 6;

    /// What command lines for clients name before there is a topic.
    private static final String FIRST_TOPIC = "orders";

    private final WindowMemory memory;
    private final WindowModel model = new WindowModel();
    private final LessonModel lesson = new LessonModel();
    private final Frame frame = new Frame();
    private final TopBar bar = new TopBar();
    private final StageLayout layout = new StageLayout();
    private final DrawingView stage = new DrawingView(layout);
    private final ZoomControl zoom = new ZoomControl(layout, stage::redraw);
    private final InspectorPanel inspector;
    private final Panels panels;
    private final WhyLens why = new WhyLens();
    private final ChecksLens checks = new ChecksLens();
    private final MetricRow metrics = new MetricRow(this::askWhy, this::openCharts);
    private final Drawer drawer;
    private final KeysSheet sheet = new KeysSheet();
    private final AboutSheet about = new AboutSheet();
    private final TimingsSheet timings = new TimingsSheet(this::playFreely);
    private final AddPopovers popovers;
    private final Notices notices;
    private final TextExport exports;
    private final Commands commands;
    private final TimeTravel travel;
    private final RunFiles runFiles;
    private final TimeDeeds time;
    private final TimeBar timeBar;
    private final Pulse pulse;
    private final Scene scene;
    private final Running running;
    private final FaultDeeds faults;
    private final Sessions sessions;
    private final Enlarged root;
    private final Appearance appearance;
    private final Parts parts;

    VitrineWindow(Opening opening, WindowMemory memory, Library library) {
        this.memory = memory;
        notices = new Notices(stage);
        exports = new TextExport(notices);
        commands = new Commands(Platform::runLater, notices::trouble);
        travel = new TimeTravel(commands);
        running = new Running(commands, notices, travel);
        runFiles = new RunFiles(travel, commands, notices, this::show);
        time = new TimeDeeds(running, travel, notices, runFiles, this::window);
        timeBar = new TimeBar(time);
        faults = new FaultDeeds(running);
        popovers = new AddPopovers(frame.root(), model::snapshot, new AddDeeds(running));
        FaultForms forms = new FaultForms(popovers, model, faults::apply, faults::end);
        timeBar.onLinks(forms::links);
        inspector =
                new InspectorPanel(
                        model,
                        new InspectorDeeds(
                                model,
                                running,
                                popovers,
                                faults,
                                this::act,
                                this::askWhy,
                                () -> openLens("wire")),
                        forms);
        drawer = new Drawer(model, lenses());
        pulse = new Pulse(this::show, this::frame, travel, this::showTime);
        sessions =
                new Sessions(
                        opening, library, model, lesson, bar, notices, commands, running, pulse,
                        travel);
        panels =
                new Panels(
                        memory,
                        new LessonPanel(lesson, sessions),
                        inspector,
                        timeBar,
                        drawer,
                        frame.frame());
        root = new Enlarged(frame.root());
        scene = new Scene(root, memory.width(), memory.height());
        appearance = new Appearance(scene, root, memory);
        parts = new Parts(scene, this::parts);
        arrange();
        connect();
    }

    private void frame(long frameMs) {
        stage.frame(frameMs);
        drawer.view().frame(frameMs);
    }

    private List<Lens> lenses() {
        return List.of(
                new TimelineLens(
                        (kind, name, text) -> exports.save(scene().getWindow(), kind, name, text)),
                new MicroscopeLens(running.new Logs(), ZoneId.systemDefault()),
                new GroupsLens(),
                new LedgerLens(running.new Books(), this::mark),
                new QuorumLens(),
                new WireLens(running::bytes),
                new ChartsLens(this::askWhy),
                checks,
                why);
    }

    private List<Node> parts() {
        return List.of(
                bar.row(),
                panels.panel(Side.LEFT),
                stage,
                panels.panel(Side.RIGHT),
                timeBar,
                drawer.getCenter());
    }

    private void arrange() {
        frame.stagePlace().getChildren().setAll(notices.pane(), zoom);
        StackPane.setAlignment(zoom, Pos.BOTTOM_RIGHT);
        StackPane.setMargin(zoom, new Insets(0, ZOOM_MARGIN, ZOOM_MARGIN, 0));
        frame.frame().setTop(new VBox(bar.row(), metrics));
        metrics.setVisible(memory.isOpen("metrics"));
        frame.root().getChildren().addAll(sheet, about, timings);
        stage.setId("stage");
        layout.choose(memory.level());
    }

    private void connect() {
        stage.selectionProperty().bindBidirectional(model.selectionProperty());
        model.marksProperty().subscribe(stage::setMarks);
        stage.setOnAction(this::act);
        stage.setMinSize(STAGE_WIDTH_MIN, STAGE_HEIGHT_MIN);
        drawer.setOnAction(this::act);
        drawer.setOnWhy(line -> {
            why.ask(line);
            panels.openLens(why.id());
        });
        model.headlineProperty().subscribe(bar::show);
        bar.onAddBroker(() ->
                running.command(now -> {
                    now.cluster().addBroker();
                }));
        bar.onTimings(() -> timings.setVisible(true));
        bar.onViolated(() -> panels.openLens(checks.id()));
        bar.onAddTopic(popovers::topic);
        bar.onAddProducer(popovers::producer);
        bar.onAddConsumer(popovers::consumer);
        bar.onCopy(
                this::copy,
                () -> Forms.topics(model.snapshot()).stream().findFirst().orElse(FIRST_TOPIC));
        new ViewMenu(appearance, new ViewDeeds()).fill(bar.viewMenu());
        new Keys(scene, new KeyDeeds()).install();
        appearance.dresses(this::dress);
    }

    private void playFreely(Timings with) {
        timings.hide();
        sessions.playFreely(with);
    }

    private void openCharts() {
        openLens("charts");
    }

    private void openLens(String id) {
        panels.openLens(id);
    }

    private void askWhy() {
        why.askOfSelection();
        panels.openLens(why.id());
    }

    private void askWhy(long happening) {
        why.ask(happening);
        panels.openLens(why.id());
    }

    Scene scene() {
        return scene;
    }

    DrawingView stage() {
        return stage;
    }

    Appearance appearance() {
        return appearance;
    }

    /// Where lenses export to.
    TextExport exports() {
        return exports;
    }

    Drawer drawer() {
        return drawer;
    }

    Panels panels() {
        return panels;
    }

    WindowModel model() {
        return model;
    }

    LessonModel lesson() {
        return lesson;
    }

    /// Shows a moment.
    ///
    /// @param nowMs the engine's time
    void show(Snapshot snapshot, long nowMs) {
        model.showFaults(running.faults());
        model.show(snapshot, nowMs);
        running.observe(snapshot);
        stage.show(snapshot, nowMs);
        drawer.show(snapshot, nowMs);
        metrics.show(snapshot, nowMs);
        showTime();
    }

    private void show(Recording run) {
        sessions.show(run);
    }

    private Window window() {
        return scene.getWindow();
    }

    /// Where runs are saved and opened.
    RunFiles runFiles() {
        return runFiles;
    }

    private void showTime() {
        Transit transit = pulse.now().transit();
        Recording recording = travel.recording();
        long lastMs = Math.max(recording.lastMs(), model.nowMs());
        long firstMs = recording.size() == 0 ? lastMs : recording.firstMs();
        timeBar.show(
                new TimeBar.State(
                        transit.paused(),
                        transit.slowdown(),
                        travel.isPast(),
                        travel.isOver(),
                        firstMs,
                        travel.isPast() ? recording.lastMs() : lastMs,
                        travel.isPast() ? travel.shownMs() : lastMs,
                        recording.isFull()));
    }

    /// The cluster that is shown; null while it starts.
    @Nullable Session session() {
        return running.session();
    }

    /// Opens it on a stage of the toolkit, and starts the cluster.
    void open(Stage on) {
        show(on);
        sessions.begin();
    }

    /// Shows what a hub tells, without a cluster that one could act on.
    void watch(Stage on, EventHub hub) {
        show(on);
        pulse.attach(hub);
    }

    private void show(Stage on) {
        on.setTitle("Vitrine");
        on.getIcons().addAll(WindowIcon.all());
        on.setScene(scene);
        on.setMinWidth(Enlarged.WIDTH_MIN);
        on.setMinHeight(Enlarged.HEIGHT_MIN);
        on.show();
        stage.requestFocus();
        pulse.start();
    }

    // ---- what a person asks for ----------------------------------------------------------------

    private void act(Action action) {
        int node = action.node();
        Undo.Step back =
                new Undo.Step("broker " + node + " runs again", now -> now.cluster().restart(node));
        switch (action.verb()) {
            case KILL -> running.command(now -> now.cluster().kill(node, false), back);
            case STOP -> running.command(now -> now.cluster().stop(node).join(), back);
            case RESTART -> running.command(now -> now.cluster().restart(node));
        }
    }

    private void copy(String text) {
        if (!text.isEmpty()) {
            Clipboard.getSystemClipboard().setContent(Map.of(DataFormat.PLAIN_TEXT, text));
            notices.news("Copied: " + text);
        }
    }

    private void dress(Appearance.Dress dress) {
        stage.setTheme(dress.theme());
        stage.setResolution(dress.factor());
        stage.setTravelMs(dress.still() ? 0 : DrawingView.TRAVEL_MS);
        drawer.setTheme(dress.theme());
        drawer.view().setResolution(dress.factor());
        inspector.setTheme(dress.theme());
        metrics.dress(dress.theme(), dress.factor());
    }

    /// For a projector the stage gets all the room; what was open comes back afterwards.
    void toggleProjector() {
        boolean projector = !appearance.isForProjector();
        panels.makeRoom(projector);
        appearance.forProjector(projector);
    }

    private final class ViewDeeds implements ViewMenu.Deeds {
        @Override
        public void exportPicture() {
            PictureExport.ask(scene, appearance, notices);
        }

        @Override
        public void toggleProjector() {
            VitrineWindow.this.toggleProjector();
        }

        @Override
        public void showKeys() {
            sheet.setVisible(true);
        }

        @Override
        public void showAbout() {
            about.setVisible(true);
        }
    }

    private final class KeyDeeds implements Keys.Deeds {
        @Override
        public void kill() {
            onSelected(Verb.KILL);
        }

        @Override
        public void stop() {
            onSelected(Verb.STOP);
        }

        @Override
        public void restart() {
            onSelected(Verb.RESTART);
        }

        private void onSelected(Verb verb) {
            int node = model.selectedNode();
            if (node < 0) {
                notices.news("Select a broker first: click it, or press its number.");
            } else {
                act(new Action(verb, node));
            }
        }

        @Override
        public void deliver() {
            Parked frame = model.frameToDeliver();
            if (frame == null) {
                notices.news("No frame is held.");
            } else {
                faults.apply(new Fault.DeliverFrame(frame.frame()));
            }
        }

        @Override
        public void selectBroker(int node) {
            NodeView view = model.snapshot().node(node);
            if (view != null) {
                model.selectionProperty().set(new Subject.OfNode(node));
            }
        }

        @Override
        public void selectNextBroker(int step) {
            model.selectBroker(step);
        }

        @Override
        public void selectNothing() {
            model.selectionProperty().set(null);
            model.marksProperty().set(Marks.NONE);
        }

        @Override
        public void copyAddress() {
            copy(bar.bootstrap());
        }

        @Override
        public void toggleTheme() {
            appearance.toggleTheme();
        }

        @Override
        public void toggleProjector() {
            VitrineWindow.this.toggleProjector();
        }

        @Override
        public void enlarge(int step) {
            appearance.enlargeBy(step);
        }

        @Override
        public void zoom(int step) {
            zoom.zoom(step);
        }

        @Override
        public void togglePause() {
            time.togglePause();
        }

        @Override
        public void stepTime() {
            time.step();
        }

        @Override
        public void travel(long ms) {
            travel.goBy(ms);
        }

        @Override
        public void goLive() {
            travel.goLive();
        }

        @Override
        public void undo() {
            running.undo();
        }

        @Override
        public void savePicture() {
            new ViewDeeds().exportPicture();
        }

        @Override
        public void fold(Side panel) {
            panels.toggle(panel);
        }

        @Override
        public void why() {
            askWhy();
        }

        @Override
        public void foldMetrics() {
            metrics.setVisible(!metrics.isVisible());
            memory.open("metrics", metrics.isVisible());
        }

        @Override
        public void openLens(int step) {
            panels.openLens(step);
        }

        @Override
        public void goToPart(int step) {
            parts.go(step);
        }

        @Override
        public void toggleSheet() {
            sheet.setVisible(!sheet.isVisible());
        }

        @Override
        public boolean closeSheet() {
            boolean open = sheet.hide() | about.hide() | timings.hide();
            return popovers.hide() || open;
        }

        @Override
        public boolean isFormOpen() {
            return popovers.isOpen();
        }
    }

    /// Shows records wherever they are drawn, and the first partition that has some.
    private void mark(Marks marks) {
        model.marksProperty().set(marks);
        marks.ranges().keySet().stream()
                .findFirst()
                .ifPresent(id ->
                        model.selectionProperty()
                                .set(new Subject.OfPartition(id.topic(), id.partition())));
    }

    /// Ends the cluster and remembers how the window was. Waits for the cluster's end.
    @Override
    public void close() {
        pulse.stop();
        pulse.detach();
        popovers.hide();
        memory.size(scene.getWidth(), scene.getHeight());
        memory.level(layout.chosen());
        memory.save();
        sessions.close();
        travel.close();
    }

    Notices notices() {
        return notices;
    }

    /// What the stage shows, in its newest frame.
    Snapshot shown() {
        return model.snapshot();
    }
}
