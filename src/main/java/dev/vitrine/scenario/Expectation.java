package dev.vitrine.scenario;

/// A fact that the lesson claims, to be computed.
///
/// @param id unique within the scenario: chapter, step and place, `2.3.1`
/// @param words the fact, as a sentence for a person
/// @param withinMs of the cluster's time, for [When#EVENTUALLY]
public record Expectation(String id, String words, When when, Formula condition, long withinMs) {
    public enum When {
        /// It comes to hold within the limit.
        EVENTUALLY("eventually"),
        /// It holds at the end of the step.
        NOW("now"),
        /// It holds at every moment from the step's, or chapter's, first action to its end.
        ALWAYS("always"),
        /// It holds at no such moment.
        NEVER("never");

        private final String word;

        When(String word) {
            this.word = word;
        }

        /// As the scenario writes it.
        public String word() {
            return word;
        }
    }
}
