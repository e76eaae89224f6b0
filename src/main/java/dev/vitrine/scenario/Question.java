package dev.vitrine.scenario;

import java.util.List;

/// What a person is asked to predict. The right answer is computed from the state once it has
/// happened.
public sealed interface Question {
    String words();

    /// Exactly one of the choices proves right.
    record OfChoice(String words, List<Choice> choices) implements Question {}

    record Choice(String words, Formula rightIf) {}

    record OfNumber(String words, Formula number) implements Question {}

    /// The person clicks a broker, or types its number.
    record OfBroker(String words, Formula broker) implements Question {}
}
