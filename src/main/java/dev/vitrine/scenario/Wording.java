package dev.vitrine.scenario;

import dev.vitrine.scenario.Expression.Argument;

import java.util.List;
import java.util.stream.Collectors;

/// Expressions as they are written.
final class Wording {
    private Wording() {}

    static String of(Expression expression) {
        return switch (expression) {
            case Expression.Constant(Value value, Value.Type _) -> value.toString();
            case Expression.Named(String name, Value.Type _) -> name;
            case Expression.Call(Function function, List<Argument> arguments) ->
                    arguments.stream()
                            .map(Wording::of)
                            .collect(Collectors.joining(", ", function.word + "(", ")"));
            case Expression.Sum(Expression left, boolean minus, Expression right) ->
                    of(left) + (minus ? " - " : " + ") + of(right);
            case Expression.Comparison(
                            Expression left,
                            Expression.Operator operator,
                            Expression right) ->
                    of(left) + " " + operator.sign + " " + of(right);
            case Expression.Not(Expression what) -> "not " + of(what);
            case Expression.And(List<Expression> all) ->
                    all.stream().map(Wording::of).collect(Collectors.joining(" and "));
        };
    }

    private static String of(Argument argument) {
        return switch (argument) {
            case Argument.OfPartition(var id) -> id.toString();
            case Argument.OfName(String name) -> name;
            case Argument.Computed(Expression expression) -> of(expression);
        };
    }
}
