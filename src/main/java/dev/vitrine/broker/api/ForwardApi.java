package dev.vitrine.broker.api;

/// An API of the controller, asked of a broker: the request goes to the active controller as it is,
/// and the controller's answer comes back as it is (Kafka wraps such requests in an Envelope,
/// KIP-590; the client sees the same).
///
/// When no controller answers in time the connection is closed, so that the client tries again.
public final class ForwardApi implements Handler {
    private final Facts facts;
    private final ControllerPort controller;

    /// @param facts of the handler behind the controller's listener
    public ForwardApi(Facts facts, ControllerPort controller) {
        this.facts = facts;
        this.controller = controller;
    }

    @Override
    public Facts facts() {
        return facts;
    }

    @Override
    public void handle(Call call) {
        controller.ask(
                facts.api(),
                call.version(),
                call.request().body(),
                response -> {
                    if (response == null) {
                        call.hangUp();
                    } else {
                        call.reply(response);
                    }
                });
    }
}
