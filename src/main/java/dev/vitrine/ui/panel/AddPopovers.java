package dev.vitrine.ui.panel;

import dev.vitrine.history.Snapshot;
import dev.vitrine.ui.model.Forms;
import dev.vitrine.workload.ConsumerPlan;
import dev.vitrine.workload.ProducerPlan;

import javafx.scene.Node;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Spinner;
import javafx.scene.control.TextField;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;

import java.util.List;
import java.util.function.Supplier;

/// The small forms below the buttons that add or change something. One is open at a time.
public final class AddPopovers {
    /// Who adds.
    public interface Deeds {
        void add(Forms.Topic topic);

        void add(Forms.Producer producer);

        void add(Forms.Consumer consumer);

        void change(Forms.Producer producer);

        void change(Forms.Consumer consumer);
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
        ComboBox<String> topic = form.choice("topic", "Topic", this::topics, suggested.topic());
        ProducerFields fields = new ProducerFields(form, suggested);
        Supplier<Forms.Producer> entered =
                () -> fields.entered(name.getText().strip(), chosen(topic));
        form.onSubmit(
                () -> entered.get().refusal(snapshot.get()),
                () -> close(() -> deeds.add(entered.get())));
        show(button, form);
    }

    private List<String> topics() {
        return Forms.topics(snapshot.get());
    }

    /// Changes a producer that runs.
    public void change(Forms.Producer now, Node button) {
        AddForm form = new AddForm("change-producer", now.name(), "Restart it so");
        ProducerFields fields = new ProducerFields(form, now);
        Supplier<Forms.Producer> entered = () -> fields.entered(now.name(), now.topic());
        form.onSubmit(
                () -> entered.get().refusal(), () -> close(() -> deeds.change(entered.get())));
        show(button, form);
    }

    /// What a producer is like.
    private static final class ProducerFields {
        private final ComboBox<String> acks;
        private final Spinner<Integer> rate;
        private final TextField keys;
        private final Spinner<Integer> bytes;

        ProducerFields(AddForm form, Forms.Producer now) {
            acks = form.choice("acks", "Acks", Forms.ACKS, now.acks());
            rate =
                    form.number(
                            "rate",
                            "Records a second",
                            0,
                            Forms.RECORDS_PER_SECOND_MAX,
                            now.recordsPerSecond());
            keys = form.text("key", "Keys, in turn", now.keys());
            keys.setPromptText("none: any partition");
            bytes =
                    form.number(
                            "bytes",
                            "Bytes of a value",
                            0,
                            ProducerPlan.RECORD_BYTES_MAX,
                            now.recordBytes());
        }

        Forms.Producer entered(String name, String topic) {
            return new Forms.Producer(
                    name, topic, chosen(acks), rate.getValue(), keys.getText(), bytes.getValue());
        }
    }

    public void consumer(Node button) {
        Forms.Consumer suggested = Forms.Consumer.suggested(snapshot.get());
        AddForm form = new AddForm("add-consumer", "New consumer", "Start consumer");
        TextField name = form.text("name", "Name", suggested.name());
        TextField group = form.text("group", "Group", suggested.group());
        ComboBox<String> topic = form.choice("topic", "Topic", this::topics, suggested.topic());
        ConsumerFields fields = new ConsumerFields(form, suggested);
        Supplier<Forms.Consumer> entered =
                () ->
                        fields.entered(
                                name.getText().strip(), group.getText().strip(), chosen(topic));
        form.onSubmit(
                () -> entered.get().refusal(snapshot.get()),
                () -> close(() -> deeds.add(entered.get())));
        show(button, form);
    }

    /// Changes a consumer that runs.
    public void change(Forms.Consumer now, Node button) {
        AddForm form = new AddForm("change-consumer", now.name(), "Restart it so");
        ConsumerFields fields = new ConsumerFields(form, now);
        Supplier<Forms.Consumer> entered =
                () -> fields.entered(now.name(), now.group(), now.topic());
        form.onSubmit(
                () -> entered.get().refusal(), () -> close(() -> deeds.change(entered.get())));
        show(button, form);
    }

    /// What a consumer is like.
    private static final class ConsumerFields {
        private final ComboBox<String> protocol;
        private final ComboBox<String> assignor;
        private final ComboBox<String> isolation;
        private final ComboBox<String> commit;
        private final Spinner<Integer> processing;

        ConsumerFields(AddForm form, Forms.Consumer now) {
            protocol = form.choice("protocol", "Protocol", Forms.PROTOCOLS, now.protocol());
            assignor = form.choice("assignor", "Assignor", Forms.ASSIGNORS, now.assignor());
            isolation = form.choice("isolation", "Isolation", Forms.ISOLATIONS, now.isolation());
            commit = form.choice("commit", "Commits", Forms.Consumer.commits(), now.commit());
            processing =
                    form.number(
                            "processing",
                            "Works on a record, ms",
                            0,
                            (int) ConsumerPlan.PROCESSING_MS_MAX,
                            now.processingMs());
        }

        Forms.Consumer entered(String name, String group, String topic) {
            return new Forms.Consumer(
                    name,
                    group,
                    topic,
                    chosen(protocol),
                    chosen(assignor),
                    chosen(isolation),
                    chosen(commit),
                    processing.getValue());
        }
    }

    private static String chosen(ComboBox<String> field) {
        String value = field.getValue();
        return value == null ? "" : value;
    }

    void show(Node button, AddForm form) {
        show(button, form, form.firstField());
    }

    /// @param first gets the focus
    void show(Node button, Region form, Node first) {
        flyout.show(button, form);
        first.requestFocus();
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
