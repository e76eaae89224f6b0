package dev.vitrine.broker.api;

import dev.vitrine.env.Invariant;
import dev.vitrine.env.Listener;
import dev.vitrine.wire.Frames;

import org.apache.kafka.common.protocol.ApiMessage;
import org.jspecify.annotations.Nullable;

/// One request on its way through a node, from the frame that brought it to the frame that answers
/// it.
public final class Call {
    /// Where an answer goes.
    public interface Answer {
        /// @param body the response, or null when the protocol wants none (a produce with acks=0)
        void send(Call call, @Nullable ApiMessage body);

        /// Closes the connection instead.
        void hangUp(Call call);
    }

    private final Frames.Request request;
    private final long connection;
    private final Listener listener;
    private final String address;
    private final Answer answer;
    private boolean answered;
    private Runnable whenAbandoned = () -> {};

    public Call(
            Frames.Request request,
            long connection,
            Listener listener,
            String address,
            Answer answer) {
        this.request = request;
        this.connection = connection;
        this.listener = listener;
        this.address = address;
        this.answer = answer;
    }

    public Frames.Request request() {
        return request;
    }

    public short version() {
        return request.version();
    }

    public long connection() {
        return connection;
    }

    public Listener listener() {
        return listener;
    }

    /// What the client calls itself; empty when it does not.
    public String clientId() {
        String clientId = request.clientId();
        return clientId == null ? "" : clientId;
    }

    /// Where the client connected from, `127.0.0.1:43210`.
    public String address() {
        return address;
    }

    /// The client's host as group descriptions show it, `/127.0.0.1`.
    public String host() {
        int colon = address.lastIndexOf(':');
        return "/" + (colon < 0 ? address : address.substring(0, colon));
    }

    public <T extends ApiMessage> T body(Class<T> type) {
        return type.cast(request.body());
    }

    public void reply(ApiMessage body) {
        answerOnce(body);
    }

    /// Ends the call without a response.
    public void replyNothing() {
        answerOnce(null);
    }

    /// Ends the call by closing the connection.
    public void hangUp() {
        Invariant.check(
                !answered, "a call is answered once", request.api(), request.correlationId());
        answered = true;
        answer.hangUp(this);
    }

    /// What to do when the client goes away before the answer.
    public void whenAbandoned(Runnable action) {
        whenAbandoned = action;
    }

    /// The client is gone.
    public void abandon() {
        if (!answered) {
            whenAbandoned.run();
        }
    }

    private void answerOnce(@Nullable ApiMessage body) {
        Invariant.check(
                !answered, "a call is answered once", request.api(), request.correlationId());
        answered = true;
        answer.send(this, body);
    }
}
