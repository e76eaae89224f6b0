package dev.vitrine.ui;

import dev.vitrine.ui.model.Forms;
import dev.vitrine.ui.panel.AddPopovers;

/// Adds and changes what a form holds.
record AddDeeds(Running running) implements AddPopovers.Deeds {
    @Override
    public void add(Forms.Topic topic) {
        running.command(now -> now.create(topic));
    }

    @Override
    public void add(Forms.Producer producer) {
        running.command(now -> now.start(producer), stopped(producer.name()));
    }

    @Override
    public void add(Forms.Consumer consumer) {
        running.command(now -> now.start(consumer), stopped(consumer.name()));
    }

    @Override
    public void change(Forms.Producer producer) {
        Session session = running.session();
        Forms.Producer before =
                session == null ? producer : session.producer(producer.name()).orElse(producer);
        running.command(
                now -> now.change(producer),
                new Undo.Step(producer.name() + " is as it was", now -> now.change(before)));
    }

    @Override
    public void change(Forms.Consumer consumer) {
        Session session = running.session();
        Forms.Consumer before =
                session == null ? consumer : session.consumer(consumer.name()).orElse(consumer);
        running.command(
                now -> now.change(consumer),
                new Undo.Step(consumer.name() + " is as it was", now -> now.change(before)));
    }

    private static Undo.Step stopped(String client) {
        return new Undo.Step(client + " is stopped", now -> now.stopClient(client));
    }
}
