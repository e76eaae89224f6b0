package dev.vitrine.broker.api;

/// Answers one API. `ApiVersions`' answer and the protocol page are made of the handlers' facts, so
/// what is advertised is what is handled.
public interface Handler {
    /// What this handler takes.
    Facts facts();

    /// Answers a call, now or later, exactly once. A call comes only in a version that the facts
    /// allow.
    void handle(Call call);
}
