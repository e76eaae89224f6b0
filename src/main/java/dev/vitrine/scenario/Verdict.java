package dev.vitrine.scenario;

import java.util.OptionalLong;

/// What a question's answer proved to be.
///
/// @param given the place of the choice, the number or the broker; empty for no answer
/// @param right in the same way
/// @param words the right answer for a person
public record Verdict(Question question, OptionalLong given, long right, String words) {
    public boolean isRight() {
        return given.isPresent() && given.getAsLong() == right;
    }
}
