package dev.vitrine.live;

import dev.vitrine.event.Event;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// What a hub told so far, to wait on.
final class Heard {
    private final Subscription subscription;
    private final List<Event> events = new ArrayList<>();

    Heard(EventHub hub) {
        subscription = hub.open(10_000);
    }

    <T extends Event> T await(Class<T> kind, Predicate<T> wanted) throws InterruptedException {
        int seen = 0;
        while (true) {
            for (; seen < events.size(); seen++) {
                if (kind.isInstance(events.get(seen)) && wanted.test(kind.cast(events.get(seen)))) {
                    return kind.cast(events.get(seen));
                }
            }
            if (!subscription.await(Duration.ofSeconds(20))) {
                throw new AssertionError("no such " + kind.getSimpleName() + " in " + events);
            }
            subscription.drain(events::add);
        }
    }

    /// How many of a kind it has heard of.
    <T extends Event> long count(Class<T> kind) {
        return events.stream().filter(kind::isInstance).count();
    }

    <T extends Event> T last(Class<T> kind) {
        return events.stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .reduce((_, later) -> later)
                .orElseThrow();
    }

    List<Event> all() {
        subscription.drain(events::add);
        return events;
    }
}
