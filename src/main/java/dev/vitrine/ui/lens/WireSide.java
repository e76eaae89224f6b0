package dev.vitrine.ui.lens;

/// What the wire inspector shows of a request.
public enum WireSide {
    REQUEST("Request"),
    ANSWER("Answer"),
    /// What changed since the previous request of the same client, node and API.
    DIFFERENCE("Difference");

    private final String title;

    WireSide(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }
}
