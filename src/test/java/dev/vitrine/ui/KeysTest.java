package dev.vitrine.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.ui.panel.KeysSheet;

import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.Label;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.StackPane;

import org.junit.jupiter.api.Test;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// The sheet of keys has every key that does something, and none that does not.
class KeysTest {
    private static final double WIDTH = 1_280;
    private static final double HEIGHT = 720;

    /// What drawings and buttons understand by themselves, whoever has the focus.
    private static final Set<String> OF_DRAWINGS =
            Set.of("Tab", "←", "→", "Home", "End", "Enter", "Space");

    @Test
    void sheetHasEveryKeyThatDoesSomethingAndNoOther() {
        Set<String> works = Fx.on(KeysTest::keysThatDoSomething);
        Set<String> listed = Fx.on(KeysTest::keysOfTheSheet);

        assertThat(works).isNotEmpty();
        assertThat(listed).containsAll(works);
        assertThat(listed)
                .allMatch(
                        key -> works.contains(key) || OF_DRAWINGS.contains(key),
                        "a key that works");
    }

    private static Set<String> keysOfTheSheet() {
        Set<String> keys = new TreeSet<>();
        KeysSheet sheet = new KeysSheet();
        sheet.setVisible(true);
        StackPane root = new StackPane(sheet);
        new Scene(root, WIDTH, HEIGHT);
        root.applyCss();
        root.layout();
        for (Node node : sheet.lookupAll(".v-key")) {
            keys.addAll(List.of(((Label) node).getText().split(" {2}")));
        }
        return keys;
    }

    private static Set<String> keysThatDoSomething() {
        List<String> done = new ArrayList<>();
        Keys.Deeds deeds =
                (Keys.Deeds)
                        Proxy.newProxyInstance(
                                Keys.Deeds.class.getClassLoader(),
                                new Class<?>[] {Keys.Deeds.class},
                                (proxy, method, arguments) -> {
                                    if (method.getName().equals("isFormOpen")) {
                                        return false;
                                    }
                                    done.add(method.getName());
                                    return method.getReturnType() == boolean.class ? false : null;
                                });
        StackPane root = new StackPane();
        Scene scene = new Scene(root);
        new Keys(scene, deeds).install();
        Set<String> names = new TreeSet<>();
        for (KeyCode code : KeyCode.values()) {
            for (String with : List.of("", "Ctrl ", "Shift ")) {
                done.clear();
                KeyEvent.fireEvent(root, pressed(code, with));
                if (!done.isEmpty()) {
                    names.add(name(code, with));
                }
            }
        }
        for (char c = ' '; c < 0x7f; c++) {
            done.clear();
            KeyEvent.fireEvent(root, typed(c));
            if (!done.isEmpty()) {
                names.add(c == '-' ? "−" : c == '=' ? "+" : String.valueOf(c));
            }
        }
        return names;
    }

    private static KeyEvent pressed(KeyCode code, String with) {
        return new KeyEvent(
                KeyEvent.KEY_PRESSED,
                "",
                code.getName(),
                code,
                with.equals("Shift "),
                with.equals("Ctrl "),
                false,
                false);
    }

    private static KeyEvent typed(char c) {
        return new KeyEvent(
                KeyEvent.KEY_TYPED,
                String.valueOf(c),
                "",
                KeyCode.UNDEFINED,
                false,
                false,
                false,
                false);
    }

    /// As written on the sheet.
    private static String name(KeyCode code, String with) {
        // Esc and the function keys mean the same with Shift; F6 goes back with it.
        boolean sameWithShift = code.isFunctionKey() || code == KeyCode.ESCAPE;
        return (with.equals("Shift ") && sameWithShift ? "" : with) + name(code);
    }

    private static String name(KeyCode code) {
        if (code.isDigitKey()) {
            return "1 … 9";
        }
        return switch (code) {
            case LEFT -> "←";
            case RIGHT -> "→";
            case UP -> "↑";
            case DOWN -> "↓";
            case ESCAPE -> "Esc";
            case PLUS, EQUALS, ADD -> "+";
            case MINUS, SUBTRACT -> "−";
            default -> code.getName();
        };
    }
}
