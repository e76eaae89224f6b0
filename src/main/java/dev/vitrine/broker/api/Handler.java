package dev.vitrine.broker.api;

import dev.vitrine.wire.Digest;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.ApiMessage;

import java.util.function.Function;

/// Answers one API. `ApiVersions`' answer and the protocol page are made of the handlers' facts, so
/// what is advertised is what is handled.
public interface Handler {
    /// What this handler takes.
    Facts facts();

    /// What a request is about. Asked before the request is handled.
    ///
    /// @param nameOf the name of a topic by its id, empty when it is not known
    default Digest.About about(ApiMessage request, Function<Uuid, String> nameOf) {
        return Digest.about(request, nameOf);
    }

    /// Answers a call, now or later, exactly once. A call comes only in a version that the facts
    /// allow.
    void handle(Call call);
}
