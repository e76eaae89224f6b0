package dev.vitrine;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Whether a window can open on this machine, found out before JavaFX starts: its toolkit fails
/// with a stack trace and cannot be started a second time on its headless platform.
///
/// Only Linux is asked. macOS and Windows bring their window systems along.
final class Display {
    private static final String NO_DISPLAY =
            "There is no display to open a window on (DISPLAY is %s), so the lesson plays"
                    + " here as text.";
    private static final String NO_GTK =
            "JavaFX needs GTK to open a window, and %s cannot be loaded (on Debian: apt-get install"
                    + " libgtk-3-0 libxtst6 libxxf86vm1 libgl1), so the lesson plays here as"
                    + " text.";

    /// What JavaFX's GTK window toolkit is linked against, in the order in which a missing one is
    /// named.
    private static final List<String> LIBRARIES =
            List.of(
                    "libX11.so.6",
                    "libgtk-3.so.0",
                    "libXtst.so.6",
                    "libXxf86vm.so.1",
                    "libGL.so.1");

    private Display() {}

    /// Why no window can open, in one sentence; empty when one can.
    static Optional<String> missing() {
        boolean linux =
                System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux");
        boolean headless = "Headless".equals(System.getProperty("glass.platform"));
        if (!linux || headless) {
            return Optional.empty();
        }
        String display = Optional.ofNullable(System.getenv("DISPLAY")).orElse("");
        if (display.isBlank()) {
            return Optional.of(NO_DISPLAY.formatted("not set"));
        }
        try (Arena arena = Arena.ofConfined()) {
            for (String library : LIBRARIES) {
                if (!loads(library, arena)) {
                    return Optional.of(NO_GTK.formatted(library));
                }
            }
            return answers(arena)
                    ? Optional.empty()
                    : Optional.of(NO_DISPLAY.formatted(display + ", which does not answer"));
        }
    }

    private static boolean loads(String library, Arena arena) {
        try {
            SymbolLookup.libraryLookup(library, arena);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /// An X server answers at DISPLAY: XOpenDisplay(NULL) is what GTK would try.
    private static boolean answers(Arena arena) {
        SymbolLookup x11 = SymbolLookup.libraryLookup("libX11.so.6", arena);
        Linker linker = Linker.nativeLinker();
        var open =
                linker.downcallHandle(
                        x11.findOrThrow("XOpenDisplay"),
                        FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.ADDRESS));
        var close =
                linker.downcallHandle(
                        x11.findOrThrow("XCloseDisplay"),
                        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
        try {
            MemorySegment display = (MemorySegment) open.invokeExact(MemorySegment.NULL);
            if (display.equals(MemorySegment.NULL)) {
                return false;
            }
            int ignored = (int) close.invokeExact(display);
            return true;
        } catch (Throwable e) {
            throw new IllegalStateException("libX11 cannot be called", e);
        }
    }
}
