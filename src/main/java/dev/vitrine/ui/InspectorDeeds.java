package dev.vitrine.ui;

import dev.vitrine.fault.Fault;
import dev.vitrine.history.Snapshot.PartitionView;
import dev.vitrine.history.TopicPartition;
import dev.vitrine.ui.draw.Action;
import dev.vitrine.ui.model.RecordRow;
import dev.vitrine.ui.model.WindowModel;
import dev.vitrine.ui.panel.AddPopovers;
import dev.vitrine.ui.panel.InspectorPanel;
import dev.vitrine.workload.Administrator.Owner;
import dev.vitrine.workload.Administrator.Setting;

import javafx.scene.Node;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// Does what the inspector's buttons and fields ask for.
///
/// @param act carries out an action on a node
/// @param askWhy opens the causes of what is selected
/// @param openWire opens the bytes of what is selected
record InspectorDeeds(
        WindowModel model,
        Running running,
        AddPopovers popovers,
        FaultDeeds faults,
        Consumer<Action> act,
        Runnable askWhy,
        Runnable openWire)
        implements InspectorPanel.Deeds {
    /// Records that the inspector lists.
    private static final int NEWEST_MAX = 6;

    @Override
    public void why() {
        askWhy.run();
    }

    @Override
    public void readBytes() {
        openWire.run();
    }

    @Override
    public void apply(Fault fault) {
        faults.apply(fault);
    }

    @Override
    public void act(Action action) {
        act.accept(action);
    }

    @Override
    public void send(String producer, int records) {
        running.command(now -> now.send(producer, records));
    }

    @Override
    public void change(String client, Node button) {
        Session now = running.session();
        if (now != null) {
            now.producer(client).ifPresent(form -> popovers.change(form, button));
            now.consumer(client).ifPresent(form -> popovers.change(form, button));
        }
    }

    @Override
    public CompletableFuture<List<Setting>> settings(Owner owner) {
        return running.ask(now -> now.settings(owner), List.of());
    }

    @Override
    public CompletableFuture<String> set(Owner owner, Setting setting, @Nullable String value) {
        String name = setting.name();
        String before = setting.isOwn() ? setting.value() : null;
        Undo.Step back =
                new Undo.Step(
                        name + " is " + setting.value() + " again",
                        now -> now.set(owner, name, before));
        CompletableFuture<String> done =
                running.ask(
                        now -> {
                            now.set(owner, name, value);
                            return name;
                        },
                        name);
        done.thenRun(() -> running.did(back));
        return done;
    }

    @Override
    public void stopClient(String client) {
        running.command(now -> now.stopClient(client));
    }

    @Override
    public void pauseClient(String client, boolean paused) {
        running.command(now -> now.pauseClient(client, paused));
    }

    @Override
    public CompletableFuture<List<RecordRow>> newest(TopicPartition id) {
        PartitionView view = model.snapshot().partition(id.topic(), id.partition());
        if (view == null || view.isOffline()) {
            return CompletableFuture.failedFuture(
                    new IllegalStateException("Nobody leads " + id + " now."));
        }
        long high = view.highWatermark();
        CompletableFuture<List<RecordRow>> newest = new CompletableFuture<>();
        running.new Logs()
                .read(id, view.leader(), Math.max(0, high - NEWEST_MAX), NEWEST_MAX)
                .whenComplete((stretch, failure) -> {
                    if (failure != null) {
                        // As it is: a stage in between would wrap its sentence.
                        newest.completeExceptionally(failure);
                    } else {
                        newest.complete(
                                stretch.rows().stream()
                                        .filter(row -> row.offset() < high)
                                        .toList()
                                        .reversed());
                    }
                });
        return newest;
    }
}
