package dev.vitrine.ui.panel;

import dev.vitrine.history.Subject;
import dev.vitrine.ui.model.SettingRows;
import dev.vitrine.ui.theme.Styles;
import dev.vitrine.workload.Administrator.Owner;
import dev.vitrine.workload.Administrator.Setting;

import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/// The settings of what is selected, as the cluster tells them, to read and to change. Enter
/// changes one; the cluster's refusal is shown below it, and the value is as it was.
final class SettingsPart extends VBox {
    private static final double VALUE_WIDTH = 96;

    /// Who asks the cluster. All complete on the JavaFX thread, and fail with a sentence.
    interface Deeds {
        CompletableFuture<List<Setting>> settings(Owner owner);

        /// @param value null for the default
        CompletableFuture<String> set(Owner owner, Setting setting, @Nullable String value);
    }

    private final Deeds deeds;
    private final TextField filter = new TextField();
    private final VBox rows = new VBox(6);
    private final Label refusal = new Label();
    private final Label more = new Label();
    private @Nullable Owner owner;
    private List<Setting> settings = List.of();

    SettingsPart(Deeds deeds) {
        this.deeds = deeds;
        setId("settings");
        setSpacing(8);
        filter.setId("settings-filter");
        filter.setPromptText("Find a setting: retention …");
        filter.setAccessibleText("Show the settings that contain this");
        filter.textProperty().subscribe(this::fill);
        refusal.setId("settings-refusal");
        refusal.setWrapText(true);
        refusal.getStyleClass().add(PanelStyles.REFUSAL);
        refusal.managedProperty().bind(refusal.textProperty().isNotEmpty());
        more.getStyleClass().add(Styles.MUTED);
        more.managedProperty().bind(more.textProperty().isNotEmpty());
        getChildren().setAll(PanelParts.heading("settings"), filter, refusal, rows, more);
    }

    /// Whose settings a subject has; null for a thing without any.
    static @Nullable Owner ownerOf(@Nullable Subject subject) {
        return switch (subject) {
            case Subject.OfNode(int node) -> new Owner.Broker(node);
            case Subject.OfTopic(String topic) -> new Owner.Topic(topic);
            case Subject.OfPartition(String topic, int _) -> new Owner.Topic(topic);
            case Subject.OfReplica(String topic, int _, int _) -> new Owner.Topic(topic);
            case Subject.OfGroup(String group) -> new Owner.Group(group);
            case Subject.OfMember(String group, String _) -> new Owner.Group(group);
            case null, default -> null;
        };
    }

    /// Shows an owner's settings; reads them when it is another.
    void show(@Nullable Owner next) {
        if (!Objects.equals(next, owner)) {
            owner = next;
            settings = List.of();
            refusal.setText("");
            filter.clear();
            fill();
            read();
        }
    }

    private void read() {
        Owner of = owner;
        if (of == null) {
            return;
        }
        deeds.settings(of)
                .whenComplete((found, failure) -> {
                    if (of.equals(owner)) {
                        settings = found == null ? List.of() : found;
                        refusal.setText(failure == null ? "" : failure.getMessage());
                        fill();
                    }
                });
    }

    private void fill() {
        Owner of = owner;
        if (of == null) {
            return;
        }
        SettingRows shown = SettingRows.of(of, settings, filter.getText());
        rows.getChildren().setAll(shown.shown().stream().map(this::row).toList());
        more.setText(shown.more() == 0 ? "" : "and " + shown.more() + " more");
    }

    private VBox row(Setting setting) {
        Label name = new Label(setting.name());
        name.getStyleClass().add(Styles.MONO);
        name.setTooltip(new Tooltip(setting.documentation() + "\n" + source(setting)));
        name.setMinWidth(0);
        TextField value = new TextField(setting.value());
        value.setId("setting-" + setting.name().replace('.', '-'));
        value.setAccessibleText(setting.name() + ". " + setting.documentation());
        value.setPrefWidth(VALUE_WIDTH);
        value.setMinWidth(VALUE_WIDTH);
        value.setDisable(setting.readOnly());
        value.setOnAction(event -> change(setting, value.getText().strip()));
        value.setOnKeyPressed(event -> {
            if (event.getCode() == KeyCode.ESCAPE) {
                value.setText(setting.value());
            }
        });
        HBox line = new HBox(8, name, PanelParts.gap(), value);
        HBox.setHgrow(name, Priority.SOMETIMES);
        line.setAlignment(Pos.CENTER_LEFT);
        if (setting.isOwn()) {
            Button back =
                    PanelParts.iconButton(
                            Sign.REFRESH, "Back to the default", () -> change(setting, null));
            back.setId("reset-" + setting.name().replace('.', '-'));
            back.getStyleClass().add(PanelStyles.QUIET);
            line.getChildren().add(back);
        }
        return new VBox(line);
    }

    private static String source(Setting setting) {
        String where =
                switch (setting.source()) {
                    case "DYNAMIC_TOPIC_CONFIG" -> "set for this topic";
                    case "DYNAMIC_BROKER_CONFIG" -> "set for this broker";
                    case "DYNAMIC_DEFAULT_BROKER_CONFIG" -> "set for all brokers";
                    case "DYNAMIC_GROUP_CONFIG" -> "set for this group";
                    case "STATIC_BROKER_CONFIG" -> "as the broker was started";
                    default -> "Kafka's default";
                };
        return where + (setting.readOnly() ? "; a running broker does not change it" : "");
    }

    private void change(Setting setting, @Nullable String value) {
        Owner of = owner;
        if (of == null || Objects.equals(value, setting.value())) {
            return;
        }
        deeds.set(of, setting, value)
                .whenComplete((done, failure) -> {
                    if (of.equals(owner)) {
                        if (failure == null) {
                            read();
                        } else {
                            refusal.setText(failure.getMessage());
                            fill();
                        }
                    }
                });
    }
}
