package dev.vitrine.ui.panel;

import javafx.scene.AccessibleAction;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.Region;

/// A few words in a bar. They can be fewer where there is little room; its tip has them all, and
/// says what they mean. With nothing to say it takes no room.
public final class Chip extends Label {
    private final Tooltip tip = new Tooltip();
    private Runnable deed = () -> {};
    private String words = "";
    private String inShort = "";
    private double least;
    private boolean brief;
    private boolean away;

    public Chip() {
        managedProperty().bind(visibleProperty());
        setMinWidth(Region.USE_PREF_SIZE);
        setEllipsisString("…");
        setTooltip(tip);
        write();
    }

    /// Lets it end in an ellipsis where it has less room than it wants.
    ///
    /// @param least what it does not go below, unless it wants less
    public void shrinksTo(double least) {
        this.least = least;
        setMinWidth(Region.USE_COMPUTED_SIZE);
    }

    @Override
    protected double computeMinWidth(double height) {
        return Math.min(least, prefWidth(height));
    }

    /// Makes a button of it.
    public void setOnPress(Runnable deed) {
        this.deed = deed;
        getStyleClass().add("v-pressable");
        setFocusTraversable(true);
        setAccessibleRole(AccessibleRole.BUTTON);
        setOnMouseClicked(event -> deed.run());
        setOnKeyPressed(event -> {
            if (event.getCode() == KeyCode.ENTER || event.getCode() == KeyCode.SPACE) {
                deed.run();
                event.consume();
            }
        });
    }

    @Override
    public void executeAccessibleAction(AccessibleAction action, Object... parameters) {
        if (action == AccessibleAction.FIRE) {
            deed.run();
        } else {
            super.executeAccessibleAction(action, parameters);
        }
    }

    /// @param words empty for nothing
    /// @param inShort the same where there is little room
    /// @param meaning what they mean; empty when they speak for themselves
    public void say(String words, String inShort, String meaning) {
        this.words = words;
        this.inShort = inShort;
        tip.setText(meaning.isEmpty() ? words : words + "\n" + meaning);
        setAccessibleText(meaning.isEmpty() ? words : words + ". " + meaning);
        write();
    }

    /// Says it in short, or in full.
    public void brief(boolean chosen) {
        brief = chosen;
        write();
    }

    /// Leaves its place, or takes it again.
    public void away(boolean chosen) {
        away = chosen;
        write();
    }

    /// Whether it has something to say and no place to say it.
    public boolean isAway() {
        return away && !words.isEmpty();
    }

    /// All that it says, though it may be away; empty for nothing.
    public String words() {
        return words;
    }

    private void write() {
        setText(brief ? inShort : words);
        setVisible(!words.isEmpty() && !away);
    }
}
