package dev.vitrine.history;

import dev.vitrine.event.Event;
import dev.vitrine.history.Check.Exempt;
import dev.vitrine.history.Check.Violation;

import java.util.function.Supplier;

/// An invariant that is checked on each event that can break it.
abstract class Rule implements State {
    private final String id;
    private final String name;
    private final String says;
    private final Ring<Violation> newest = new Ring<>(Projector.VIOLATIONS_MAX);
    private final Ring<Exempt> exempt = new Ring<>(Projector.EXEMPT_MAX);
    private long checked;
    private long sinceMs = -1;
    private long violations;
    private long exempted;
    private boolean judges = true;

    Rule(String id, String name, String says) {
        this.id = id;
        this.name = name;
        this.says = says;
    }

    abstract void see(Event event);

    /// While events do not come in the order in which they happened nothing is judged by them.
    final void judges(boolean now) {
        judges = now;
    }

    final void require(boolean holds, long atMs, Subject about, Supplier<String> otherwise) {
        if (!judges) {
            return;
        }
        checked++;
        if (sinceMs < 0) {
            sinceMs = atMs;
        }
        if (!holds) {
            violations++;
            sinceMs = atMs;
            newest.add(new Violation(atMs, otherwise.get(), about));
        }
    }

    /// From now on something is not judged.
    final void exempt(long atMs, Subject about, String words) {
        exempted++;
        exempt.add(new Exempt(atMs, words, about));
    }

    /// Some events were left out: the next is compared with none.
    void leftOut() {}

    final Check view() {
        return new Check(
                id,
                name,
                says,
                checked,
                sinceMs,
                violations,
                newest.view(),
                exempted,
                exempt.view());
    }
}
