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
        running.command(now -> now.start(producer));
    }

    @Override
    public void add(Forms.Consumer consumer) {
        running.command(now -> now.start(consumer));
    }

    @Override
    public void change(Forms.Producer producer) {
        running.command(now -> now.change(producer));
    }

    @Override
    public void change(Forms.Consumer consumer) {
        running.command(now -> now.change(consumer));
    }
}
