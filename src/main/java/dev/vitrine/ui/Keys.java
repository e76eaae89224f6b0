package dev.vitrine.ui;

import dev.vitrine.ui.draw.DrawingView;

import javafx.geometry.Side;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.ComboBoxBase;
import javafx.scene.control.ListView;
import javafx.scene.control.Spinner;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyEvent;

import org.jspecify.annotations.Nullable;

/// The window's keys. They work wherever the focus is, but where one types. Space presses the
/// button that has the focus, and else lets the time stand still.
final class Keys {
    /// What they ask for.
    interface Deeds {
        void kill();

        void stop();

        void restart();

        /// Lets one frame go that is held.
        void deliver();

        void selectBroker(int node);

        void selectNextBroker(int step);

        void selectNothing();

        /// Asks why what is selected is as it is.
        void why();

        void copyAddress();

        void toggleTheme();

        void toggleProjector();

        /// Makes everything larger, or with -1 smaller.
        void enlarge(int step);

        /// Looks at the stage from nearer, with -1 from farther, with 0 as has room.
        void zoom(int step);

        void savePicture();

        /// Lets the time stand still, or go on.
        void togglePause();

        /// Lets one thing happen while the time stands still.
        void stepTime();

        /// Looks so many milliseconds back in the run, or forward.
        void travel(long ms);

        void goLive();

        /// Takes back what was done last.
        void undo();

        /// Folds away what is at a side of the stage, or shows it again.
        void fold(Side panel);

        /// Shows the row of metrics, or folds it away.
        void foldMetrics();

        /// Opens the drawer's next tab, or with -1 the one before.
        void openLens(int step);

        /// Goes to the next part of the window, or with -1 to the one before.
        void goToPart(int step);

        void toggleSheet();

        /// @return whether a sheet or form was open and is now closed
        boolean closeSheet();

        /// Whether a form is open: then letters are for it.
        boolean isFormOpen();
    }

    /// How far one press of a key looks back.
    private static final long TRAVEL_MS = 1_000;

    private final Scene scene;
    private final Deeds deeds;

    Keys(Scene scene, Deeds deeds) {
        this.scene = scene;
        this.deeds = deeds;
    }

    void install() {
        scene.addEventFilter(KeyEvent.KEY_PRESSED, this::pressed);
        scene.addEventFilter(KeyEvent.KEY_TYPED, this::typed);
    }

    private void pressed(KeyEvent event) {
        if (event.isControlDown() || event.isAltDown() || event.isMetaDown()) {
            if (event.isShortcutDown() && shortcut(event)) {
                event.consume();
            }
            return;
        }
        boolean typing = isTyping(scene.getFocusOwner()) || deeds.isFormOpen();
        boolean done =
                switch (event.getCode()) {
                    case F7 -> done(() -> deeds.fold(Side.LEFT));
                    case F8 -> done(() -> deeds.fold(Side.BOTTOM));
                    case F9 -> done(() -> deeds.fold(Side.RIGHT));
                    case F10 -> done(deeds::deliver);
                    case F6 -> done(() -> deeds.goToPart(event.isShiftDown() ? -1 : 1));
                    case F1 -> done(deeds::toggleSheet);
                    case ESCAPE -> deeds.closeSheet() || (!typing && done(deeds::selectNothing));
                    default -> !typing && (event.isShiftDown() ? travel(event) : letter(event));
                };
        if (done) {
            event.consume();
        }
    }

    /// With the system's own key for shortcuts. Plus stands on another key on every keyboard.
    private boolean shortcut(KeyEvent event) {
        return switch (event.getCode()) {
            case S -> done(deeds::savePicture);
            case Z -> !isTyping(scene.getFocusOwner()) && done(deeds::undo);
            case PLUS, EQUALS, ADD -> done(() -> deeds.enlarge(1));
            case MINUS, SUBTRACT -> done(() -> deeds.enlarge(-1));
            default -> false;
        };
    }

    private boolean travel(KeyEvent event) {
        return switch (event.getCode()) {
            case LEFT -> done(() -> deeds.travel(-TRAVEL_MS));
            case RIGHT -> done(() -> deeds.travel(TRAVEL_MS));
            case END -> done(deeds::goLive);
            default -> false;
        };
    }

    private boolean letter(KeyEvent event) {
        return switch (event.getCode()) {
            case SPACE -> !isPressed(scene.getFocusOwner()) && done(deeds::togglePause);
            case K -> done(deeds::kill);
            case S -> done(deeds::stop);
            case R -> done(deeds::restart);
            case M -> done(deeds::foldMetrics);
            case W -> done(deeds::why);
            case C -> done(deeds::copyAddress);
            case P -> done(deeds::toggleProjector);
            case T -> done(deeds::toggleTheme);
            case DOWN -> arrow(1);
            case UP -> arrow(-1);
            default -> {
                if (event.getCode().isDigitKey()) {
                    // "5", and "Numpad 5".
                    String name = event.getCode().getName();
                    int digit = Character.digit(name.charAt(name.length() - 1), 10);
                    yield digit > 0 && done(() -> deeds.selectBroker(digit));
                }
                yield false;
            }
        };
    }

    /// Drawings and lists have arrows of their own.
    private boolean arrow(int step) {
        Node owner = scene.getFocusOwner();
        boolean own = isIn(owner, DrawingView.class) || isIn(owner, ListView.class);
        return !own && done(() -> deeds.selectNextBroker(step));
    }

    /// Where these are on a keyboard differs, so what was typed counts, not the key. A drawing that
    /// has the focus zooms by itself.
    private void typed(KeyEvent event) {
        if (isTyping(scene.getFocusOwner())) {
            return;
        }
        boolean zooms = isIn(scene.getFocusOwner(), DrawingView.class);
        boolean done =
                switch (event.getCharacter()) {
                    case "+", "=" -> !zooms && done(() -> deeds.zoom(1));
                    case "-" -> !zooms && done(() -> deeds.zoom(-1));
                    case "0" -> done(() -> deeds.zoom(0));
                    case "?" -> done(deeds::toggleSheet);
                    case "." -> done(deeds::stepTime);
                    case "[" -> done(() -> deeds.openLens(-1));
                    case "]" -> done(() -> deeds.openLens(1));
                    default -> false;
                };
        if (done) {
            event.consume();
        }
    }

    private static boolean isTyping(@Nullable Node owner) {
        return isIn(owner, TextInputControl.class)
                || isIn(owner, ComboBoxBase.class)
                || isIn(owner, Spinner.class);
    }

    /// Whether Space presses it.
    private static boolean isPressed(@Nullable Node owner) {
        return isIn(owner, ButtonBase.class)
                || owner != null && owner.getAccessibleRole() == AccessibleRole.BUTTON;
    }

    private static boolean isIn(@Nullable Node owner, Class<? extends Node> kind) {
        for (Node node = owner; node != null; node = node.getParent()) {
            if (kind.isInstance(node)) {
                return true;
            }
        }
        return false;
    }

    private static boolean done(Runnable deed) {
        deed.run();
        return true;
    }
}
