package dev.vitrine.ui;

import dev.vitrine.scenario.Timings;

import javafx.application.Application;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;

/// Opens the window and returns when it is closed. Once in a process, as the toolkit has it.
public final class WindowLauncher {
    private static volatile VitrineWindow.Opening opening = VitrineWindow.Opening.ofFreePlay();

    private WindowLauncher() {}

    /// Opens the window with three brokers to play with and the lessons at its side. They listen on
    /// 19092 to 19094, or where those are taken on ports of the system's choice, which it says.
    public static void open() {
        launch(VitrineWindow.Opening.ofFreePlay());
    }

    /// Opens the window with a lesson.
    ///
    /// @param lesson the scenario's file
    /// @param timings to play it with; null for those that it wants
    /// @param slowdown how many of the wall's seconds a second of its cluster takes, 1 or more
    public static void open(Path lesson, @Nullable Timings timings, int slowdown) {
        VitrineWindow.Opening free = VitrineWindow.Opening.ofFreePlay();
        launch(
                new VitrineWindow.Opening(
                        free.brokers(), free.basePort(), lesson, timings, slowdown));
    }

    private static void launch(VitrineWindow.Opening with) {
        opening = with;
        Application.launch(VitrineApp.class);
    }

    static VitrineWindow.Opening opening() {
        return opening;
    }
}
