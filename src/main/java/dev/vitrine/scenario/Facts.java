package dev.vitrine.scenario;

import dev.vitrine.history.Snapshot;
import dev.vitrine.history.Snapshot.PartitionView;
import dev.vitrine.history.Snapshot.ReplicaView;
import dev.vitrine.history.TopicPartition;
import dev.vitrine.scenario.Expression.Argument;
import dev.vitrine.scenario.Expression.Operator;
import dev.vitrine.workload.Ledger;
import dev.vitrine.workload.RecordFate;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Computes expressions from the state.
final class Facts {
    private final Evidence evidence;

    Facts(Evidence evidence) {
        this.evidence = evidence;
    }

    /// Whether a condition holds. What is not known does not hold.
    boolean holds(Expression condition) {
        return value(condition) instanceof Value.Truth(boolean isTrue) && isTrue;
    }

    /// Whether a condition is known not to hold.
    boolean isFalse(Expression condition) {
        return value(condition) instanceof Value.Truth(boolean isTrue) && !isTrue;
    }

    Value value(Expression expression) {
        return switch (expression) {
            case Expression.Constant(Value value, Value.Type _) -> value;
            case Expression.Named(String name, Value.Type _) ->
                    evidence.named().getOrDefault(name, Value.UNKNOWN);
            case Expression.Call(Function function, List<Argument> arguments) ->
                    called(function, arguments);
            case Expression.Sum(Expression left, boolean minus, Expression right) ->
                    value(left) instanceof Value.Number(long a)
                                    && value(right) instanceof Value.Number(long b)
                            ? Value.of(minus ? a - b : a + b)
                            : Value.UNKNOWN;
            case Expression.Comparison(Expression left, Operator operator, Expression right) ->
                    compared(value(left), operator, value(right));
            case Expression.Not(Expression what) ->
                    value(what) instanceof Value.Truth(boolean isTrue)
                            ? Value.of(!isTrue)
                            : Value.UNKNOWN;
            case Expression.And(List<Expression> all) -> allOf(all);
        };
    }

    private Value allOf(List<Expression> all) {
        boolean known = true;
        for (Expression each : all) {
            Value value = value(each);
            if (value instanceof Value.Truth(boolean isTrue) && !isTrue) {
                return Value.of(false);
            }
            known &= value instanceof Value.Truth;
        }
        return known ? Value.of(true) : Value.UNKNOWN;
    }

    private static Value compared(Value left, Operator operator, Value right) {
        if (left instanceof Value.Number(long a) && right instanceof Value.Number(long b)) {
            return Value.of(operator.holds(a, b));
        }
        if (left instanceof Value.Number(long a) && right instanceof Value.Numbers(var set)) {
            return Value.of(set.contains(a));
        }
        if (left instanceof Value.Numbers(var a) && right instanceof Value.Numbers(var b)) {
            return Value.of(operator.holds(a, b));
        }
        return Value.UNKNOWN;
    }

    /// What the parts of a condition came to, for a person: `lost(orders) is 4`. Constants speak
    /// for themselves.
    String found(Expression condition) {
        List<String> parts = new ArrayList<>();
        collect(condition, parts);
        return String.join(", ", parts);
    }

    private void collect(Expression expression, List<String> parts) {
        switch (expression) {
            case Expression.And(List<Expression> all) -> all.forEach(each -> collect(each, parts));
            case Expression.Not(Expression what) -> collect(what, parts);
            case Expression.Comparison(Expression left, Operator _, Expression right) -> {
                collect(left, parts);
                collect(right, parts);
            }
            case Expression.Constant _ -> {}
            case Expression.Sum _, Expression.Named _, Expression.Call _ -> {
                String said = Wording.of(expression) + " is " + value(expression);
                if (!parts.contains(said)) {
                    parts.add(said);
                }
            }
        }
    }

    // ---- functions -----------------------------------------------------------------------------

    private Value called(Function function, List<Argument> arguments) {
        return switch (function) {
            case LEADER, LEADER_EPOCH, ISR, REPLICAS, FOLLOWERS, HIGHEST_READ ->
                    ofPartition(function, partition(arguments));
            case HIGH_WATERMARK, LOG_END -> {
                PartitionView view = view(partition(arguments));
                yield view == null ? Value.UNKNOWN : ofLog(function, view.log(view.leader()));
            }
            case HIGH_WATERMARK_AT, LOG_END_AT, GHOSTS, TRUNCATED_TO ->
                    ofLog(function, log(arguments, 1));
            case EPOCH_AT -> {
                PartitionView view = view(partition(arguments));
                yield view == null
                        ? Value.UNKNOWN
                        : epochAt(view.log(view.leader()), computed(arguments, 1));
            }
            case EPOCH_AT_ON -> epochAt(log(arguments, 2), computed(arguments, 1));
            case UP -> up(computed(arguments, 0));
            case CONTROLLER -> Value.of(evidence.snapshot().controller().node());
            case BROKERS_DOWN -> Value.of(evidence.snapshot().brokersDown());
            case UNDER_REPLICATED -> Value.of(evidence.snapshot().underReplicated());
            case SENT, ACKNOWLEDGED, FAILED, PENDING ->
                    Value.of(ofProducer(function, evidence.ledger().produced(name(arguments))));
            case LOST -> counted(name(arguments), Facts::isLost);
            case LOST_BUT_READ ->
                    counted(name(arguments), fate -> isLost(fate) && fate.consumed() > 0);
            case DUPLICATES -> duplicates(name(arguments));
            case CONSUMED -> Value.of(evidence.ledger().consumed(name(arguments)).records());
            case REREAD -> Value.of(evidence.ledger().consumed(name(arguments)).duplicates());
            case MEMBERS, LAG -> ofGroup(function, evidence.snapshot().group(name(arguments)));
            case SIZE ->
                    computed(arguments, 0) instanceof Value.Numbers(var set)
                            ? Value.of(set.size())
                            : Value.UNKNOWN;
        };
    }

    private Value ofPartition(Function function, TopicPartition id) {
        PartitionView view = view(id);
        if (view == null) {
            return Value.UNKNOWN;
        }
        return switch (function) {
            case LEADER -> Value.of(view.leader());
            case LEADER_EPOCH -> Value.of(view.leaderEpoch());
            case ISR -> Value.Numbers.of(view.isr());
            case REPLICAS -> Value.Numbers.of(view.replicas());
            case FOLLOWERS ->
                    Value.Numbers.of(
                            view.replicas().stream()
                                    .filter(replica -> replica != view.leader())
                                    .toList());
            default ->
                    Value.of(
                            evidence.ledger().readsOf(id.topic(), id.partition()).stream()
                                    .mapToLong(Ledger.Read::offset)
                                    .max()
                                    .orElse(Value.NONE));
        };
    }

    private static Value ofLog(Function function, @Nullable ReplicaView log) {
        if (log == null) {
            return Value.UNKNOWN;
        }
        return switch (function) {
            case HIGH_WATERMARK, HIGH_WATERMARK_AT -> Value.of(log.highWatermark());
            case LOG_END, LOG_END_AT -> Value.of(log.logEndOffset());
            case GHOSTS ->
                    Value.of(log.ghosts().stream().mapToLong(ghost -> ghost.range().size()).sum());
            default ->
                    Value.of(
                            log.ghosts().isEmpty()
                                    ? Value.NONE
                                    : log.ghosts().getLast().range().from());
        };
    }

    private static Value epochAt(@Nullable ReplicaView log, Value offset) {
        if (log == null || !(offset instanceof Value.Number(long at)) || at >= log.logEndOffset()) {
            return Value.UNKNOWN;
        }
        return Value.of(log.epochAt(at));
    }

    private Value up(Value broker) {
        if (!(broker instanceof Value.Number(long id))) {
            return Value.UNKNOWN;
        }
        Snapshot.NodeView node = evidence.snapshot().node((int) id);
        return node == null ? Value.UNKNOWN : Value.of(node.isUp());
    }

    private static long ofProducer(Function function, Ledger.Produced totals) {
        return switch (function) {
            case SENT -> totals.sent();
            case ACKNOWLEDGED -> totals.acknowledged();
            case FAILED -> totals.failed();
            default -> totals.pending();
        };
    }

    private static boolean isLost(RecordFate fate) {
        return fate.state() == RecordFate.State.LOST;
    }

    private Value counted(String topic, Predicate<RecordFate> condition) {
        if (!evidence.audit().test(topic)) {
            return Value.UNKNOWN;
        }
        return Value.of(evidence.ledger().fates(topic).stream().filter(condition).count());
    }

    private Value duplicates(String topic) {
        if (!evidence.audit().test(topic)) {
            return Value.UNKNOWN;
        }
        return Value.of(
                evidence.ledger().fates(topic).stream().mapToLong(RecordFate::duplicates).sum());
    }

    private static Value ofGroup(Function function, Snapshot.@Nullable GroupView group) {
        if (group == null) {
            return Value.UNKNOWN;
        }
        return Value.of(function == Function.LAG ? group.totalLag() : group.members().size());
    }

    // ---- arguments -----------------------------------------------------------------------------

    private static TopicPartition partition(List<Argument> arguments) {
        return ((Argument.OfPartition) arguments.getFirst()).id();
    }

    private static String name(List<Argument> arguments) {
        return ((Argument.OfName) arguments.getFirst()).name();
    }

    private Value computed(List<Argument> arguments, int index) {
        return value(((Argument.Computed) arguments.get(index)).expression());
    }

    private @Nullable PartitionView view(TopicPartition id) {
        return evidence.snapshot().partition(id.topic(), id.partition());
    }

    private @Nullable ReplicaView log(List<Argument> arguments, int brokerIndex) {
        PartitionView view = view(partition(arguments));
        return view != null && computed(arguments, brokerIndex) instanceof Value.Number(long broker)
                ? view.log((int) broker)
                : null;
    }
}
