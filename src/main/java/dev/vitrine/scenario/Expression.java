package dev.vitrine.scenario;

import dev.vitrine.history.TopicPartition;

import java.util.List;
import java.util.SortedSet;
import java.util.stream.Stream;

/// A condition or a number over the state, read by [ExpressionReader], computed by [Facts].
sealed interface Expression {
    Value.Type type();

    record Constant(Value value, Value.Type type) implements Expression {}

    /// What a `let` gave a name to.
    record Named(String name, Value.Type type) implements Expression {}

    record Call(Function function, List<Argument> arguments) implements Expression {
        @Override
        public Value.Type type() {
            return function.type;
        }
    }

    /// `left + right` or `left - right`.
    record Sum(Expression left, boolean minus, Expression right) implements Expression {
        @Override
        public Value.Type type() {
            return Value.Type.NUMBER;
        }
    }

    record Comparison(Expression left, Operator operator, Expression right) implements Expression {
        @Override
        public Value.Type type() {
            return Value.Type.TRUTH;
        }
    }

    record Not(Expression what) implements Expression {
        @Override
        public Value.Type type() {
            return Value.Type.TRUTH;
        }
    }

    record And(List<Expression> all) implements Expression {
        @Override
        public Value.Type type() {
            return Value.Type.TRUTH;
        }
    }

    sealed interface Argument {
        record OfPartition(TopicPartition id) implements Argument {}

        /// The name of a topic, client or group.
        record OfName(String name) implements Argument {}

        record Computed(Expression expression) implements Argument {}
    }

    enum Operator {
        EQUAL("=="),
        UNEQUAL("!="),
        AT_MOST("<="),
        AT_LEAST(">="),
        LESS("<"),
        MORE(">"),
        IN("in");

        final String sign;

        Operator(String sign) {
            this.sign = sign;
        }

        boolean holds(long left, long right) {
            return switch (this) {
                case EQUAL -> left == right;
                case UNEQUAL -> left != right;
                case AT_MOST -> left <= right;
                case AT_LEAST -> left >= right;
                case LESS -> left < right;
                case MORE -> left > right;
                case IN -> false;
            };
        }

        boolean holds(SortedSet<Long> left, SortedSet<Long> right) {
            return left.equals(right) == (this == EQUAL);
        }
    }

    /// Whether the logs have to be read to compute it.
    default boolean needsAudit() {
        return calls().anyMatch(call -> call.function().needsAudit());
    }

    private Stream<Call> calls() {
        return switch (this) {
            case Constant _, Named _ -> Stream.empty();
            case Call call ->
                    Stream.concat(
                            Stream.of(call),
                            call.arguments().stream()
                                    .flatMap(argument ->
                                            argument instanceof Argument.Computed(var of)
                                                    ? of.calls()
                                                    : Stream.empty()));
            case Sum(Expression left, boolean _, Expression right) ->
                    Stream.concat(left.calls(), right.calls());
            case Comparison(Expression left, Operator _, Expression right) ->
                    Stream.concat(left.calls(), right.calls());
            case Not(Expression what) -> what.calls();
            case And(List<Expression> all) -> all.stream().flatMap(Expression::calls);
        };
    }
}
