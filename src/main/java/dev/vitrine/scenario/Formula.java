package dev.vitrine.scenario;

/// Something that is computed from the state, as it is written in the scenario.
public final class Formula {
    private final Expression expression;

    Formula(Expression expression) {
        this.expression = expression;
    }

    Expression expression() {
        return expression;
    }

    /// `lost(orders) == 0`.
    @Override
    public String toString() {
        return Wording.of(expression);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Formula formula && formula.expression.equals(expression);
    }

    @Override
    public int hashCode() {
        return expression.hashCode();
    }
}
