package dev.vitrine.ui;

import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.Scene;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.Supplier;

/// The parts of the window, in the order in which one goes through them by keyboard.
final class Parts {
    private final Scene scene;
    private final Supplier<List<Node>> parts;

    /// @param parts those that there are now, though some may be folded away
    Parts(Scene scene, Supplier<List<Node>> parts) {
        this.scene = scene;
        this.parts = parts;
    }

    /// Gives the next part that has something for the keyboard the focus, or with -1 the one
    /// before.
    void go(int step) {
        List<Node> all = parts.get();
        int at = indexOf(scene.getFocusOwner(), all);
        for (int i = 1; i <= all.size(); i++) {
            int next = Math.floorMod(at < 0 && step < 0 ? -i : at + i * step, all.size());
            Node first = firstStop(all.get(next));
            if (first != null) {
                first.requestFocus();
                return;
            }
        }
    }

    private static int indexOf(@Nullable Node owner, List<Node> parts) {
        for (Node node = owner; node != null; node = node.getParent()) {
            int at = parts.indexOf(node);
            if (at >= 0) {
                return at;
            }
        }
        return -1;
    }

    private @Nullable Node firstStop(Node node) {
        if (node.getScene() != scene || !node.isVisible() || node.isDisabled()) {
            return null;
        }
        if (node.isFocusTraversable()) {
            return node;
        }
        if (node instanceof Parent parent) {
            for (Node child : parent.getChildrenUnmodifiable()) {
                Node found = firstStop(child);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }
}
