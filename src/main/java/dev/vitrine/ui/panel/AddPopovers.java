package dev.vitrine.ui.panel;

import dev.vitrine.history.Snapshot;
import dev.vitrine.ui.model.Forms;

import javafx.scene.Node;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Spinner;
import javafx.scene.control.TextField;
import javafx.scene.layout.StackPane;

import java.util.function.Supplier;

/// The small forms below the buttons that add something. One is open at a time.
public final class AddPopovers {
    /// Who adds.
    public interface Deeds {
        void add(Forms.Topic topic);

        void add(Forms.Producer producer);

        void add(Forms.Consumer consumer);
    }

    private final Supplier<Snapshot> snapshot;
    private final Deeds deeds;
    private final Flyout flyout;

    /// @param over what the forms lie over: the whole window
    public AddPopovers(StackPane over, Supplier<Snapshot> snapshot, Deeds deeds) {
        this.flyout = new Flyout(over);
        this.snapshot = snapshot;
        this.deeds = deeds;
    }

    public void topic(Node button) {
        Forms.Topic suggested = Forms.Topic.suggested(snapshot.get());
        AddForm form = new AddForm("add-topic", "New topic", "Create topic");
        TextField name = form.text("name", "Name", suggested.name());
        Spinner<Integer> partitions =
                form.number(
                        "partitions",
                        "Partitions",
                        1,
                        Forms.PARTITIONS_MAX,
                        suggested.partitions());
        Spinner<Integer> replicas =
                form.number("replicas", "Replicas", 1, 16, suggested.replicas());
        Spinner<Integer> inSync =
                form.number("in-sync", "Min in-sync", 1, 16, suggested.minInSync());
        Supplier<Forms.Topic> entered =
                () ->
                        new Forms.Topic(
                                name.getText().strip(),
                                partitions.getValue(),
                                replicas.getValue(),
                                inSync.getValue());
        form.onSubmit(
                () -> entered.get().refusal(snapshot.get()),
                () -> close(() -> deeds.add(entered.get())));
        show(button, form);
    }

    public void producer(Node button) {
        Forms.Producer suggested = Forms.Producer.suggested(snapshot.get());
        AddForm form = new AddForm("add-producer", "New producer", "Start producer");
        TextField name = form.text("name", "Name", suggested.name());
        ComboBox<String> topic =
                form.choice("topic", "Topic", Forms.topics(snapshot.get()), suggested.topic());
        ComboBox<String> acks = form.choice("acks", "Acks", Forms.ACKS, suggested.acks());
        Spinner<Integer> rate =
                form.number(
                        "rate",
                        "Records a second",
                        0,
                        Forms.RECORDS_PER_SECOND_MAX,
                        suggested.recordsPerSecond());
        TextField key = form.text("key", "Key", suggested.key());
        key.setPromptText("none: any partition");
        Supplier<Forms.Producer> entered =
                () ->
                        new Forms.Producer(
                                name.getText().strip(),
                                chosen(topic),
                                chosen(acks),
                                rate.getValue(),
                                key.getText());
        form.onSubmit(
                () -> entered.get().refusal(snapshot.get()),
                () -> close(() -> deeds.add(entered.get())));
        show(button, form);
    }

    public void consumer(Node button) {
        Forms.Consumer suggested = Forms.Consumer.suggested(snapshot.get());
        AddForm form = new AddForm("add-consumer", "New consumer", "Start consumer");
        TextField name = form.text("name", "Name", suggested.name());
        TextField group = form.text("group", "Group", suggested.group());
        ComboBox<String> topic =
                form.choice("topic", "Topic", Forms.topics(snapshot.get()), suggested.topic());
        Supplier<Forms.Consumer> entered =
                () ->
                        new Forms.Consumer(
                                name.getText().strip(), group.getText().strip(), chosen(topic));
        form.onSubmit(
                () -> entered.get().refusal(snapshot.get()),
                () -> close(() -> deeds.add(entered.get())));
        show(button, form);
    }

    private static String chosen(ComboBox<String> field) {
        String value = field.getValue();
        return value == null ? "" : value;
    }

    private void show(Node button, AddForm form) {
        flyout.show(button, form);
        form.firstField().requestFocus();
    }

    private void close(Runnable then) {
        hide();
        then.run();
    }

    public boolean isOpen() {
        return flyout.isOpen();
    }

    /// @return whether one was open
    public boolean hide() {
        return flyout.hide();
    }
}
