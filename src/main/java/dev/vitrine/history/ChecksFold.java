package dev.vitrine.history;

import dev.vitrine.event.Event;

import java.util.ArrayList;
import java.util.List;

/// All the invariants, checked on each event.
final class ChecksFold implements State {
    private final Identities identities = new Identities();
    private final Durability durability;
    private final QuorumDisks disks = new QuorumDisks();
    private final LogRules.Logs logs = new LogRules.Logs(identities);
    private final List<Rule> rules = new ArrayList<>();
    private List<Check> view = List.of();
    private boolean changed = true;

    ChecksFold(SettingsFold settings) {
        durability = new Durability(identities, settings);
        rules.addAll(PartitionRules.all(identities, disks));
        rules.addAll(LogRules.all(logs, durability));
        rules.addAll(ClientRules.all(durability));
        rules.addAll(QuorumRules.all(disks));
    }

    void apply(Event event) {
        if (event instanceof Event.RequestReceived || event instanceof Event.ResponseSent) {
            return;
        }
        identities.see(event);
        durability.see(event);
        disks.see(event);
        logs.see(event);
        for (Rule rule : rules) {
            rule.see(event);
        }
        changed = true;
    }

    /// Whether events come in the order in which they happened, and none was left out.
    void inOrder(boolean now) {
        rules.forEach(rule -> {
            rule.judges(now);
            rule.leftOut();
        });
        logs.forgetHighWatermarks();
    }

    List<Check> view() {
        if (changed) {
            view = rules.stream().map(Rule::view).toList();
            changed = false;
        }
        return view;
    }
}
