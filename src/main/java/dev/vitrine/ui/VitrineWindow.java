package dev.vitrine.ui;

import dev.vitrine.history.Snapshot;
import dev.vitrine.history.Snapshot.Message;
import dev.vitrine.history.Snapshot.NodeView;
import dev.vitrine.history.Snapshot.PartitionView;
import dev.vitrine.history.Subject;
import dev.vitrine.history.TopicPartition;
import dev.vitrine.live.EventHub;
import dev.vitrine.live.Exchange;
import dev.vitrine.scenario.Library;
import dev.vitrine.scenario.Player;
import dev.vitrine.scenario.Scenario;
import dev.vitrine.scenario.ScenarioException;
import dev.vitrine.scenario.ScenarioReader;
import dev.vitrine.scenario.Timings;
import dev.vitrine.ui.draw.Action;
import dev.vitrine.ui.draw.Action.Verb;
import dev.vitrine.ui.draw.DrawingView;
import dev.vitrine.ui.draw.Marks;
import dev.vitrine.ui.lens.ChartsLens;
import dev.vitrine.ui.lens.ChecksLens;
import dev.vitrine.ui.lens.GroupsLens;
import dev.vitrine.ui.lens.LedgerLens;
import dev.vitrine.ui.lens.LedgerPort;
import dev.vitrine.ui.lens.Lens;
import dev.vitrine.ui.lens.LogPort;
import dev.vitrine.ui.lens.MicroscopeLens;
import dev.vitrine.ui.lens.QuorumLens;
import dev.vitrine.ui.lens.TimelineLens;
import dev.vitrine.ui.lens.WhyLens;
import dev.vitrine.ui.lens.WireLens;
import dev.vitrine.ui.model.Forms;
import dev.vitrine.ui.model.LessonModel;
import dev.vitrine.ui.model.LogStretch;
import dev.vitrine.ui.model.RecordRow;
import dev.vitrine.ui.model.WindowModel;
import dev.vitrine.ui.panel.AboutSheet;
import dev.vitrine.ui.panel.AddPopovers;
import dev.vitrine.ui.panel.Drawer;
import dev.vitrine.ui.panel.Fold;
import dev.vitrine.ui.panel.InspectorPanel;
import dev.vitrine.ui.panel.KeysSheet;
import dev.vitrine.ui.panel.LessonPanel;
import dev.vitrine.ui.panel.MetricRow;
import dev.vitrine.ui.panel.ZoomControl;
import dev.vitrine.ui.stage.StageLayout;
import dev.vitrine.workload.Administrator.Owner;
import dev.vitrine.workload.Administrator.Setting;
import dev.vitrine.workload.Ledger;
import dev.vitrine.workload.RecordFate;
import dev.vitrine.workload.RecordId;

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

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/// The window: puts stage, panels, keys and pulse together, and hands what a person asks for to the
/// session. All methods are for the JavaFX thread.
///
/// ```text
/// starting ──► a session for free play ⇄ a session for a lesson ──► closed
/// ```
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

    /// How long a look into the ledger is good for.
    private static final long BOOK_NANOS = 100_000_000;

    /// Records that the inspector lists.
    private static final int NEWEST_MAX = 6;

    private static final double STAGE_WIDTH_MIN = 480;
    private static final double STAGE_HEIGHT_MIN = 260;
    private static final double ZOOM_MARGIN = 6;

    private final Opening opening;
    private final WindowMemory memory;
    private final Library library;
    private final WindowModel model = new WindowModel();
    private final LessonModel lesson = new LessonModel();
    private final Frame frame = Frame.load();
    private final StageLayout layout = new StageLayout();
    private final DrawingView stage = new DrawingView(layout);
    private final ZoomControl zoom = new ZoomControl(layout, stage::redraw);
    private final InspectorPanel inspector;
    private final Map<String, Fold> folds;
    private final WhyLens why = new WhyLens();
    private final MetricRow metrics = new MetricRow(this::askWhy, () -> open("charts"));
    private final Drawer drawer;
    private final KeysSheet sheet = new KeysSheet();
    private final AboutSheet about = new AboutSheet();
    private final AddPopovers popovers;
    private final Notices notices;
    private final Commands commands;
    private final Pulse pulse;
    private final Scene scene;
    private @Nullable Session session;
    private @Nullable LessonPlay play;
    private int starts;
    private final Enlarged root;
    private final Appearance appearance;
    private final Map<String, Boolean> foldsBefore = new HashMap<>();

    VitrineWindow(Opening opening, WindowMemory memory, Library library) {
        this.opening = opening;
        this.memory = memory;
        this.library = library;
        notices = new Notices(stage);
        commands = new Commands(Platform::runLater, notices::trouble);
        inspector = new InspectorPanel(model, new PanelDeeds());
        drawer = new Drawer(model, lenses());
        popovers = new AddPopovers(frame.root(), model::snapshot, new AddDeeds());
        folds =
                Map.of(
                        "left",
                        new Fold(
                                Side.LEFT,
                                "the lesson",
                                new LessonPanel(lesson, new LessonDeeds())),
                        "right",
                        new Fold(Side.RIGHT, "the inspector", inspector),
                        "bottom",
                        new Fold(Side.BOTTOM, "events and lenses", drawer));
        pulse = new Pulse(this::show, this::frame);
        root = new Enlarged(frame.root());
        scene = new Scene(root, memory.width(), memory.height());
        appearance = new Appearance(scene, root, memory);
        arrange();
        connect();
    }

    private void frame(long frameMs) {
        stage.frame(frameMs);
        drawer.view().frame(frameMs);
    }

    private void observe(Snapshot snapshot) {
        Session now = session;
        if (now != null) {
            now.observe(snapshot);
        }
    }

    private List<Lens> lenses() {
        return List.of(
                new TimelineLens((kind, name, text) ->
                        TextExport.ask(scene().getWindow(), kind, name, text, notices)),
                new MicroscopeLens(new Logs(), ZoneId.systemDefault()),
                new GroupsLens(),
                new LedgerLens(new Books(), this::mark),
                new QuorumLens(),
                new WireLens(this::bytes),
                new ChartsLens(this::askWhy),
                new ChecksLens(),
                why);
    }

    private Exchange bytes(Message message) {
        Session now = session;
        return now == null
                ? Exchange.FORGOTTEN
                : now.cluster().frames(message.to(), message.connection(), message.correlationId());
    }

    private void arrange() {
        frame.stagePlace().getChildren().setAll(notices.pane(), zoom);
        StackPane.setAlignment(zoom, Pos.BOTTOM_RIGHT);
        StackPane.setMargin(zoom, new Insets(0, ZOOM_MARGIN, ZOOM_MARGIN, 0));
        frame.frame().setTop(new VBox(frame.frame().getTop(), metrics));
        metrics.setVisible(memory.isOpen("metrics"));
        frame.frame().setLeft(fold("left"));
        frame.frame().setRight(fold("right"));
        frame.frame().setBottom(fold("bottom"));
        frame.root().getChildren().addAll(sheet, about);
        stage.setId("stage");
        Narrow narrow = new Narrow(frame.root().widthProperty(), fold("left"), fold("right"));
        folds.forEach((name, fold) -> {
            fold.openProperty().set(memory.isOpen(name));
            fold.openProperty()
                    .subscribe(open -> {
                        if (!narrow.isFolding()) {
                            memory.open(name, open);
                        }
                    });
        });
        narrow.install();
    }

    private Fold fold(String name) {
        Fold fold = folds.get(name);
        if (fold == null) {
            throw new IllegalArgumentException("no panel " + name);
        }
        return fold;
    }

    private void connect() {
        stage.selectionProperty().bindBidirectional(model.selectionProperty());
        model.marksProperty().subscribe(stage::setMarks);
        stage.setOnAction(this::act);
        stage.setMinSize(STAGE_WIDTH_MIN, STAGE_HEIGHT_MIN);
        drawer.setOnAction(this::act);
        drawer.height(memory.drawerHeight());
        drawer.setOnHeight(memory::drawerHeight);
        drawer.setOnWhy(line -> {
            why.ask(line);
            open(why.id());
        });
        drawer.open(memory.lens());
        drawer.shownProperty().subscribe((before, now) -> memory.lens(now));
        model.headlineProperty().subscribe(frame::show);
        model.selectionProperty()
                .subscribe(subject -> {
                    if (subject != null && play != null) {
                        play.selected(subject);
                    }
                });
        frame.onAddBroker(() ->
                command(now -> {
                    now.cluster().addBroker();
                }));
        frame.onAddTopic(popovers::topic);
        frame.narrowsBelow(Narrow.WIDTH);
        frame.onAddProducer(popovers::producer);
        frame.onAddConsumer(popovers::consumer);
        frame.onCopy(this::copy, model::snapshot);
        new ViewMenu(appearance, new ViewDeeds()).fill(frame.viewMenu());
        new Keys(scene, stage, new KeyDeeds()).install();
        appearance.dresses(this::dress);
    }

    private void askWhy() {
        why.askOfSelection();
        open(why.id());
    }

    private void askWhy(long happening) {
        why.ask(happening);
        open(why.id());
    }

    private void open(String lens) {
        drawer.open(lens);
        fold("bottom").openProperty().set(true);
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

    Drawer drawer() {
        return drawer;
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
        model.show(snapshot, nowMs);
        observe(snapshot);
        stage.show(snapshot, nowMs);
        drawer.show(snapshot, nowMs);
        metrics.show(snapshot, nowMs);
        zoom.show();
    }

    /// The cluster that is shown; null while it starts.
    @Nullable Session session() {
        return session;
    }

    /// Opens it on a stage of the toolkit, and starts the cluster.
    void open(Stage on) {
        show(on);
        begin();
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

    private void begin() {
        if (opening.lesson() == null) {
            startFreePlay();
        } else {
            startLesson(opening.lesson());
        }
    }

    // ---- sessions ------------------------------------------------------------------------------

    private void startFreePlay() {
        frame.breadcrumb("Free play");
        replace(
                hub -> Session.ofFreePlay(opening.brokers(), opening.basePort(), hub),
                started -> {});
    }

    private void startLesson(Path file) {
        Scenario scenario;
        try {
            scenario = ScenarioReader.read(file);
        } catch (ScenarioException e) {
            notices.trouble(String.valueOf(e.getMessage()));
            return;
        }
        Timings timings = opening.timings() == null ? scenario.timings() : opening.timings();
        frame.breadcrumb("Lessons  ›  " + scenario.title());
        lesson.begin(scenario.title(), scenario.watchFor(), List.of());
        replace(
                hub -> Session.ofLesson(scenario, timings, opening.basePort(), hub),
                started -> {
                    Player player = started.player();
                    if (player != null) {
                        player.cluster().clock().setSlowdown(opening.slowdown());
                        LessonPlay begun =
                                new LessonPlay(player, lesson, model, Platform::runLater);
                        play = begun;
                        begun.start();
                    }
                });
    }

    /// Ends what runs, and starts another cluster, whose events are shown from the first on.
    private void replace(Function<EventHub, Session> start, Consumer<Session> then) {
        EventHub hub = new EventHub();
        Session old = session;
        LessonPlay oldPlay = play;
        session = null;
        play = null;
        int mine = ++starts;
        if (oldPlay != null) {
            oldPlay.leave();
        }
        pulse.attach(hub);
        commands.ask(
                        () -> {
                            end(old, oldPlay);
                            return start.apply(hub);
                        })
                .whenComplete((started, failure) -> {
                    if (failure != null) {
                        notices.trouble(String.valueOf(failure.getMessage()));
                    } else if (mine != starts) {
                        commands.run(started::close);
                    } else {
                        started(started);
                        then.accept(started);
                    }
                });
    }

    private static void end(@Nullable Session old, @Nullable LessonPlay oldPlay) {
        if (oldPlay != null) {
            oldPlay.awaitEnd();
        }
        if (old != null) {
            old.close();
        }
    }

    private void started(Session started) {
        session = started;
        model.begin(started.timings().settings(Timings.Where.BROKER));
        pulse.follow(started.cluster().clock());
        frame.timings(started.timings());
        if (!started.remark().isEmpty()) {
            notices.news(started.remark());
        }
    }

    // ---- what a person asks for ----------------------------------------------------------------

    private void command(Consumer<Session> deed) {
        Session now = session;
        if (now == null) {
            notices.trouble("The cluster is still starting.");
        } else {
            commands.run(() -> deed.accept(now));
        }
    }

    private void act(Action action) {
        command(now -> {
            switch (action.verb()) {
                case KILL -> now.cluster().kill(action.node(), false);
                case STOP -> now.cluster().stop(action.node()).join();
                case RESTART -> now.cluster().restart(action.node());
            }
        });
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
        if (projector) {
            folds.forEach((name, fold) -> foldsBefore.put(name, fold.openProperty().get()));
            fold("right").openProperty().set(false);
            fold("bottom").openProperty().set(false);
        }
        appearance.forProjector(projector);
        if (!projector) {
            foldsBefore.forEach((name, open) -> fold(name).openProperty().set(open));
        }
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
            copy(frame.bootstrap());
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
        public void savePicture() {
            new ViewDeeds().exportPicture();
        }

        @Override
        public void fold(String panel) {
            Fold fold = VitrineWindow.this.fold(panel);
            fold.openProperty().set(!fold.openProperty().get());
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
            List<String> ids = drawer.ids();
            int at = ids.indexOf(drawer.shownProperty().get());
            drawer.open(ids.get(Math.floorMod(at + step, ids.size())));
            VitrineWindow.this.fold("bottom").openProperty().set(true);
        }

        @Override
        public void toggleSheet() {
            sheet.setVisible(!sheet.isVisible());
        }

        @Override
        public boolean closeSheet() {
            boolean open = sheet.isVisible() || about.isVisible();
            sheet.setVisible(false);
            about.setVisible(false);
            return popovers.hide() || open;
        }

        @Override
        public boolean isFormOpen() {
            return popovers.isOpen();
        }
    }

    private final class PanelDeeds implements InspectorPanel.Deeds {
        @Override
        public void why() {
            askWhy();
        }

        @Override
        public void act(Action action) {
            VitrineWindow.this.act(action);
        }

        @Override
        public void send(String producer, int records) {
            command(now -> now.send(producer, records));
        }

        @Override
        public void change(String client, Node button) {
            Session now = session;
            if (now != null) {
                now.producer(client).ifPresent(form -> popovers.change(form, button));
                now.consumer(client).ifPresent(form -> popovers.change(form, button));
            }
        }

        @Override
        public CompletableFuture<List<Setting>> settings(Owner owner) {
            Session now = session;
            return now == null
                    ? CompletableFuture.completedFuture(List.of())
                    : commands.ask(() -> now.settings(owner));
        }

        @Override
        public CompletableFuture<String> set(Owner owner, String name, @Nullable String value) {
            Session now = session;
            return now == null
                    ? CompletableFuture.completedFuture("")
                    : commands.ask(() -> {
                        now.set(owner, name, value);
                        return name;
                    });
        }

        @Override
        public void stopClient(String client) {
            command(now -> now.stopClient(client));
        }

        @Override
        public void pauseClient(String client, boolean paused) {
            command(now -> now.pauseClient(client, paused));
        }

        @Override
        public CompletableFuture<List<RecordRow>> newest(TopicPartition id) {
            PartitionView view = model.snapshot().partition(id.topic(), id.partition());
            if (view == null || view.isOffline()) {
                return CompletableFuture.failedFuture(
                        new IllegalStateException("Nobody leads " + id + " now."));
            }
            long high = view.highWatermark();
            return new Logs()
                    .read(id, view.leader(), Math.max(0, high - NEWEST_MAX), NEWEST_MAX)
                    .thenApply(stretch ->
                            stretch.rows().stream()
                                    .filter(row -> row.offset() < high)
                                    .toList()
                                    .reversed());
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

    /// The ledger as it was a moment ago: nobody reads faster.
    private final class Books implements LedgerPort {
        private Ledger.Book book = Ledger.Book.EMPTY;
        private long askedAtNanos = System.nanoTime() - BOOK_NANOS;

        @Override
        public Ledger.Book book() {
            Session now = session;
            if (now == null) {
                book = Ledger.Book.EMPTY;
            } else if (System.nanoTime() - askedAtNanos >= BOOK_NANOS) {
                askedAtNanos = System.nanoTime();
                Ledger.Book next = now.ledger().book();
                book = next.equals(book) ? book : next;
            }
            return book;
        }

        @Override
        public List<RecordFate> fates(Predicate<RecordFate> condition) {
            Session now = session;
            return now == null ? List.of() : now.ledger().fates(condition);
        }

        @Override
        public void audit() {
            Session now = session;
            if (now != null) {
                now.audit();
            }
        }
    }

    /// Reads logs for those who draw them.
    private final class Logs implements LogPort {
        @Override
        public CompletableFuture<LogStretch> read(
                TopicPartition id, int node, long fromOffset, int recordsMax) {
            Session now = session;
            return now == null
                    ? CompletableFuture.failedFuture(new IllegalStateException("no cluster"))
                    : commands.ask(() -> now.records(id, node, fromOffset, recordsMax));
        }

        @Override
        public @Nullable RecordFate fate(RecordId id) {
            Session now = session;
            return now == null ? null : now.ledger().fate(id);
        }
    }

    private final class AddDeeds implements AddPopovers.Deeds {
        @Override
        public void add(Forms.Topic topic) {
            command(now -> now.create(topic));
        }

        @Override
        public void add(Forms.Producer producer) {
            command(now -> now.start(producer));
        }

        @Override
        public void add(Forms.Consumer consumer) {
            command(now -> now.start(consumer));
        }

        @Override
        public void change(Forms.Producer producer) {
            command(now -> now.change(producer));
        }

        @Override
        public void change(Forms.Consumer consumer) {
            command(now -> now.change(consumer));
        }
    }

    private final class LessonDeeds implements LessonPanel.Conductor {
        @Override
        public List<LessonPanel.Entry> lessons() {
            List<LessonPanel.Entry> entries = new ArrayList<>();
            for (Path file : library.files()) {
                try {
                    Scenario read = ScenarioReader.read(file);
                    entries.add(new LessonPanel.Entry(read.id(), read.title(), read.summary()));
                } catch (ScenarioException e) {
                    entries.add(
                            new LessonPanel.Entry(
                                    String.valueOf(file.getFileName()),
                                    "A lesson that cannot be read",
                                    String.valueOf(e.getMessage())));
                }
            }
            return entries;
        }

        @Override
        public void start(String lessonId) {
            library.find(lessonId)
                    .ifPresentOrElse(
                            VitrineWindow.this::startLesson,
                            () -> notices.trouble("There is no lesson " + lessonId + "."));
        }

        @Override
        public void goOn() {
            if (play != null) {
                play.goOn();
            }
        }

        @Override
        public void answer(long answer) {
            if (play != null) {
                play.answer(answer);
            }
        }

        @Override
        public void leave() {
            lesson.leave();
            startFreePlay();
        }
    }

    /// Ends the cluster and remembers how the window was. Waits for the cluster's end.
    @Override
    public void close() {
        pulse.stop();
        pulse.detach();
        popovers.hide();
        memory.size(scene.getWidth(), scene.getHeight());
        memory.save();
        starts++;
        Session old = session;
        LessonPlay oldPlay = play;
        session = null;
        play = null;
        if (oldPlay != null) {
            oldPlay.leave();
        }
        commands.close();
        end(old, oldPlay);
    }

    Notices notices() {
        return notices;
    }

    /// What the stage shows, in its newest frame.
    Snapshot shown() {
        return model.snapshot();
    }
}
