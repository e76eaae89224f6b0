package dev.vitrine.ui;

import dev.vitrine.ui.theme.Styles;

import javafx.animation.PauseTransition;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.util.Duration;

import org.controlsfx.control.NotificationPane;
import org.jspecify.annotations.Nullable;

/// Short sentences that come up below the stage and go by themselves. Part of the window's own
/// scene; the newest takes the place of the one before.
final class Notices {
    private static final Duration TROUBLE_STAYS = Duration.seconds(8);
    private static final Duration NEWS_STAYS = Duration.seconds(3);

    private final NotificationPane pane;
    private final PauseTransition stay = new PauseTransition();

    /// @param over what the sentences come up over
    Notices(Node over) {
        pane = new NotificationPane(over);
        pane.setShowFromTop(false);
        pane.setId("notices");
        stay.setOnFinished(event -> pane.hide());
    }

    Node pane() {
        return pane;
    }

    void trouble(String sentence) {
        Label sign = new Label("That did not work:");
        sign.getStyleClass().addAll(Styles.STRONG, "v-tone-bad");
        show(sign, sentence, TROUBLE_STAYS);
    }

    void news(String sentence) {
        show(null, sentence, NEWS_STAYS);
    }

    private void show(@Nullable Node sign, String sentence, Duration stays) {
        stay.stop();
        pane.setGraphic(sign);
        pane.show(sentence);
        stay.setDuration(stays);
        stay.playFromStart();
    }

    /// The sentence that is shown; empty when none is.
    String shown() {
        return pane.isShowing() ? pane.getText() : "";
    }
}
