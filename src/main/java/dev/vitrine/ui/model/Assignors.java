package dev.vitrine.ui.model;

import dev.vitrine.workload.ConsumerPlan;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Who decides which member of a group gets which partition: with the classic protocol a member, by
/// a class of the client's; with the consumer protocol the broker, by a name.
final class Assignors {
    private Assignors() {}

    private static final String CLASSIC_PACKAGE = "org.apache.kafka.clients.consumer.";

    /// The setting that names a class, and what people call the class.
    private static final String CLASSIC_SETTING = "partition.assignment.strategy";

    private static final Map<String, String> CLASSES =
            Map.of(
                    "range", CLASSIC_PACKAGE + "RangeAssignor",
                    "roundrobin", CLASSIC_PACKAGE + "RoundRobinAssignor",
                    "sticky", CLASSIC_PACKAGE + "StickyAssignor",
                    "cooperative-sticky", CLASSIC_PACKAGE + "CooperativeStickyAssignor");

    private static final String SERVER_SETTING = "group.remote.assignor";
    private static final List<String> OF_SERVER = List.of("uniform", "range");

    /// By the names that people use, [Forms#DEFAULT] first.
    static final List<String> ALL =
            List.of(
                    Forms.DEFAULT,
                    "range",
                    "roundrobin",
                    "sticky",
                    "cooperative-sticky",
                    "uniform");

    /// What a plan's settings come to.
    static String of(ConsumerPlan plan) {
        String strategy = plan.settings().getOrDefault(CLASSIC_SETTING, "");
        return CLASSES.entrySet().stream()
                .filter(entry -> entry.getValue().equals(strategy))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(plan.settings().getOrDefault(SERVER_SETTING, Forms.DEFAULT));
    }

    /// What is wrong with one for a protocol.
    static Optional<String> refusal(String assignor, boolean classic) {
        boolean known =
                assignor.equals(Forms.DEFAULT)
                        || (classic ? CLASSES.containsKey(assignor) : OF_SERVER.contains(assignor));
        if (known) {
            return Optional.empty();
        }
        return Optional.of(
                classic
                        ? "The classic protocol has no assignor " + assignor + "."
                        : "The brokers assign by uniform or range, not by " + assignor + ".");
    }

    /// A plan with one, and without what the other protocol alone knows.
    static ConsumerPlan put(ConsumerPlan plan, String assignor, boolean classic) {
        if (classic) {
            return plan.with(SERVER_SETTING, "")
                    .with(CLASSIC_SETTING, CLASSES.getOrDefault(assignor, ""));
        }
        ConsumerPlan freed = plan;
        for (String setting : ConsumerPlan.CLASSIC_ONLY) {
            freed = freed.with(setting, "");
        }
        return freed.with(SERVER_SETTING, assignor.equals(Forms.DEFAULT) ? "" : assignor);
    }
}
