package dev.vitrine.ui.panel;

import dev.vitrine.fault.Fault;
import dev.vitrine.history.Snapshot;
import dev.vitrine.history.Snapshot.ClientView;
import dev.vitrine.history.Snapshot.GroupView;
import dev.vitrine.history.Snapshot.MemberView;
import dev.vitrine.history.Snapshot.NodeView;
import dev.vitrine.history.Subject;
import dev.vitrine.history.Transit.Parked;
import dev.vitrine.ui.draw.Action;
import dev.vitrine.ui.draw.Action.Verb;
import dev.vitrine.ui.model.FrameWords;
import dev.vitrine.ui.model.WindowModel;

import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.StackPane;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/// What can be done to what is selected. The row is built anew only when it is another. What cannot
/// be done now is grey, and its tip says why.
final class DeedButtons extends FlowPane {
    private static final double GAP = 8;

    private final WindowModel model;
    private final InspectorPanel.Deeds deeds;
    private final FaultForms forms;
    private List<String> shown = List.of();

    /// @param forms for what needs more than a click
    DeedButtons(WindowModel model, InspectorPanel.Deeds deeds, FaultForms forms) {
        super(GAP, GAP);
        this.model = model;
        this.deeds = deeds;
        this.forms = forms;
    }

    /// A row in the making.
    private static final class Row {
        /// What tells it from another.
        private final List<String> wanted = new ArrayList<>();

        private final List<Node> made = new ArrayList<>();

        void add(String words, Object whom, Runnable deed) {
            add(words, whom, "", button -> deed.run());
        }

        /// @param refusal why it cannot be done now; empty when it can
        /// @param deed gets the button, to open a form below it
        void add(String words, Object whom, String refusal, Consumer<Node> deed) {
            Button button = new Button(words);
            button.setId("inspector-" + idOf(words));
            button.setAccessibleText(words + " " + whom);
            button.setOnAction(event -> deed.accept(button));
            wanted.add(words + " " + whom + refusal);
            if (refusal.isEmpty()) {
                made.add(button);
            } else {
                button.setDisable(true);
                button.setAccessibleHelp(refusal);
                // What is disabled hears no mouse; its place does.
                StackPane place = new StackPane(button);
                Tooltip.install(place, new Tooltip(refusal));
                made.add(place);
            }
        }

        private static String idOf(String words) {
            return words.toLowerCase(Locale.ROOT).replaceAll("[?…]", "").replace(' ', '-');
        }
    }

    /// @param title of what is selected
    void show(String title) {
        Snapshot snapshot = model.snapshot();
        Row row = new Row();
        Subject selected = model.selectionProperty().get();
        switch (selected) {
            case Subject.OfNode(int id) -> addOfNode(row, snapshot.node(id));
            case Subject.OfClient(String name) -> addOfClient(row, name);
            case Subject.OfMember(String group, String member) ->
                    addOfClient(row, clientOf(snapshot.group(group), member));
            case Subject.OfFrame(long number) -> addOfFrame(row, snapshot.transit().frame(number));
            case null, default -> {}
        }
        if (selected != null && !(selected instanceof Subject.OfFrame)) {
            row.add("Why?", title, deeds::why);
        }
        if (!row.wanted.equals(shown)) {
            shown = row.wanted;
            getChildren().setAll(row.made);
        }
    }

    private void addOfNode(Row row, @Nullable NodeView node) {
        if (node == null) {
            return;
        }
        int id = node.id();
        if (node.isUp()) {
            row.add("Kill", id, () -> deeds.act(new Action(Verb.KILL, id)));
            row.add("Stop", id, () -> deeds.act(new Action(Verb.STOP, id)));
        } else {
            row.add("Restart", id, () -> deeds.act(new Action(Verb.RESTART, id)));
        }
    }

    private void addOfFrame(Row row, @Nullable Parked frame) {
        if (frame == null) {
            return;
        }
        long number = frame.frame();
        String whom = "frame #" + number;
        String behind = FrameWords.waitsBehind(frame, model.snapshot().transit());
        row.add("Read its bytes", whom, deeds::readBytes);
        row.add("Deliver", whom, behind, _ -> deeds.apply(new Fault.DeliverFrame(number)));
        row.add("Delay…", whom, behind, button -> forms.delayFrame(frame, button));
        row.add("Swallow", whom, behind, _ -> deeds.apply(new Fault.SwallowFrame(number)));
    }

    private void addOfClient(Row row, String name) {
        Snapshot snapshot = model.snapshot();
        ClientView client = snapshot.client(name);
        if (client == null || !client.inApp() || !client.isHere()) {
            return;
        }
        if (client.produces()) {
            row.add("Send 1", name, () -> deeds.send(name, 1));
            row.add("Send 10", name, () -> deeds.send(name, 10));
        } else if (!client.group().isEmpty()) {
            boolean paused = snapshot.isPaused(client);
            String words = paused ? "Resume" : "Pause";
            row.add(words, name, () -> deeds.pauseClient(name, !paused));
        }
        row.add("Stop", name, () -> deeds.stopClient(name));
        row.add("Change", name, () -> deeds.change(name, this));
    }

    private static String clientOf(@Nullable GroupView group, String memberId) {
        if (group != null) {
            for (MemberView member : group.members()) {
                if (member.memberId().equals(memberId)) {
                    return member.clientId();
                }
            }
        }
        return "";
    }
}
