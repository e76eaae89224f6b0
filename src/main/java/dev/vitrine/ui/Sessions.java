package dev.vitrine.ui;

import dev.vitrine.live.EventHub;
import dev.vitrine.recording.Recording;
import dev.vitrine.scenario.Library;
import dev.vitrine.scenario.Player;
import dev.vitrine.scenario.Scenario;
import dev.vitrine.scenario.ScenarioException;
import dev.vitrine.scenario.ScenarioReader;
import dev.vitrine.scenario.Timings;
import dev.vitrine.ui.VitrineWindow.Opening;
import dev.vitrine.ui.model.LessonModel;
import dev.vitrine.ui.model.WindowModel;
import dev.vitrine.ui.panel.LessonPanel;

import javafx.application.Platform;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/// Which cluster runs: one for free play, or a lesson's. There is one at a time; the next starts
/// when the one before has ended.
///
/// ```text
/// starting ──► a session for free play ⇄ a session for a lesson ──► closed
///                        └──► a run from a file ◄──┘
/// ```
final class Sessions implements LessonPanel.Conductor {
    private final Opening opening;
    private final Library library;
    private final WindowModel model;
    private final LessonModel lesson;
    private final TopBar bar;
    private final Notices notices;
    private final Commands commands;
    private final Running running;
    private final Pulse pulse;
    private final TimeTravel travel;
    private @Nullable LessonPlay play;
    private Timings freePlay = Timings.CLASSROOM;

    /// How many were started: an answer that comes late belongs to an earlier one.
    private int starts;

    Sessions(
            Opening opening,
            Library library,
            WindowModel model,
            LessonModel lesson,
            TopBar bar,
            Notices notices,
            Commands commands,
            Running running,
            Pulse pulse,
            TimeTravel travel) {
        this.opening = opening;
        this.library = library;
        this.model = model;
        this.lesson = lesson;
        this.bar = bar;
        this.notices = notices;
        this.commands = commands;
        this.running = running;
        this.pulse = pulse;
        this.travel = travel;
        model.selectionProperty()
                .subscribe(subject -> {
                    if (subject != null && play != null) {
                        play.selected(subject);
                    }
                });
    }

    /// Starts what the window opens with.
    void begin() {
        if (opening.lesson() == null) {
            startFreePlay();
        } else {
            startLesson(opening.lesson());
        }
    }

    /// Ends what runs, and shows a run from a file.
    void show(Recording run) {
        starts++;
        Session old = running.replace(null);
        LessonPlay oldPlay = leavePlay();
        lesson.leave();
        pulse.detach();
        travel.show(run);
        bar.breadcrumb("A recorded run");
        commands.run(() -> end(old, oldPlay));
    }

    /// Ends what runs, and starts a cluster for free play whose time has other measures.
    void playFreely(Timings with) {
        freePlay = with;
        lesson.leave();
        startFreePlay();
    }

    private void startFreePlay() {
        Timings timings = freePlay;
        bar.breadcrumb("Free play");
        replace(
                hub -> Session.ofFreePlay(opening.brokers(), opening.basePort(), timings, hub),
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
        bar.breadcrumb("Lessons  ›  " + scenario.title());
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
        Session old = running.replace(null);
        LessonPlay oldPlay = leavePlay();
        int mine = ++starts;
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

    private @Nullable LessonPlay leavePlay() {
        LessonPlay old = play;
        play = null;
        if (old != null) {
            old.leave();
        }
        return old;
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
        running.replace(started);
        model.begin(started.timings().settings(Timings.Where.BROKER));
        pulse.follow(started.cluster().clock());
        bar.timings(started.timings());
        if (!started.remark().isEmpty()) {
            notices.news(started.remark());
        }
    }

    /// Ends what runs, for good. Waits for the cluster's end.
    void close() {
        starts++;
        Session old = running.replace(null);
        LessonPlay oldPlay = leavePlay();
        commands.close();
        end(old, oldPlay);
    }

    // ---- lessons -------------------------------------------------------------------------------

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
                        this::startLesson,
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
