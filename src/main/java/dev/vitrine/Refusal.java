package dev.vitrine;

/// A command cannot be carried out as given. The message is the one sentence that the person reads.
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Refusal(String sentence) {
        super(sentence);
    }
}
