package dev.vitrine.live;

import dev.vitrine.event.Event;

import java.util.Arrays;
import java.util.function.Consumer;

/// Where the events of the nodes and of the lesson's clients come together, and whence the window,
/// the recorder and the scenario runner take them.
///
/// Anybody may publish, from any thread; it never waits for a reader. Without a subscription it
/// costs next to nothing.
public final class EventHub implements Consumer<Event> {
    /// How many subscriptions may be open at a time.
    public static final int SUBSCRIPTIONS_MAX = 64;

    private volatile Subscription[] subscriptions = {};

    /// Opens a subscription, which gets what is published from now on.
    ///
    /// @param capacity how many events it holds before it counts as behind, see [Subscription]
    /// @throws IllegalStateException when [#SUBSCRIPTIONS_MAX] are open
    public synchronized Subscription open(int capacity) {
        int count = subscriptions.length;
        if (count == SUBSCRIPTIONS_MAX) {
            throw new IllegalStateException(
                    "there are " + SUBSCRIPTIONS_MAX + " subscriptions to events already");
        }
        Subscription opened = new Subscription(capacity, this::forget);
        Subscription[] more = Arrays.copyOf(subscriptions, count + 1);
        more[count] = opened;
        subscriptions = more;
        return opened;
    }

    /// Hands an event to every subscription.
    public void publish(Event event) {
        for (Subscription subscription : subscriptions) {
            subscription.offer(event);
        }
    }

    @Override
    public void accept(Event event) {
        publish(event);
    }

    private synchronized void forget(Subscription closed) {
        subscriptions =
                Arrays.stream(subscriptions)
                        .filter(subscription -> subscription != closed)
                        .toArray(Subscription[]::new);
    }
}
