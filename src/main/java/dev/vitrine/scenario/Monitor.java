package dev.vitrine.scenario;

import dev.vitrine.history.Snapshot;
import dev.vitrine.workload.Ledger;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.function.Consumer;

/// Watches a fact that holds always, or never, and remembers when it first did not, or did.
final class Monitor implements Consumer<Snapshot> {
    private final Expectation fact;
    private final Ledger ledger;
    private final Map<String, Value> named;
    private @Nullable String broken;
    private String last = "";

    Monitor(Expectation fact, Ledger ledger, Map<String, Value> named) {
        this.fact = fact;
        this.ledger = ledger;
        this.named = Map.copyOf(named);
    }

    @Override
    public void accept(Snapshot snapshot) {
        if (broken != null) {
            return;
        }
        Facts facts = new Facts(new Evidence(snapshot, ledger, named, _ -> false));
        Expression condition = fact.condition().expression();
        boolean wrong =
                fact.when() == Expectation.When.NEVER
                        ? facts.holds(condition)
                        : facts.isFalse(condition);
        last = facts.found(condition);
        if (wrong) {
            broken = last;
        }
    }

    FactResult result(long afterMs) {
        return broken == null
                ? new FactResult(fact, true, true, last, afterMs)
                : new FactResult(fact, true, false, broken, afterMs);
    }
}
