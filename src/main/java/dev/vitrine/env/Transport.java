package dev.vitrine.env;

import java.nio.ByteBuffer;

/// Carries frames. It never blocks and never throws; it may lose a connection, and with it every
/// frame that is on its way. Within one connection frames arrive whole, once and in order.
public interface Transport {
    /// Starts to connect to a listener of another node of the cluster (or of this one).
    ///
    /// [Node#onOpened] or [Node#onClosed] follows with the number returned, never before this call
    /// has returned.
    long connect(int nodeId, Listener listener);

    /// Queues a frame, without its length prefix. The buffer belongs to the transport from now on.
    /// Ignored when the connection is gone.
    void send(long connection, ByteBuffer frame);

    /// Holds back the frames that arrive on a connection until [#unmute]. Kafka's brokers do so
    /// while a request is in flight, so that requests of one connection are answered one at a time,
    /// in order.
    void mute(long connection);

    /// Lets frames through again. They come after the current input, never within this call.
    void unmute(long connection);

    /// How many connections others may have open to this node; those that are open already stay.
    void acceptAtMost(int connections);

    /// Closes after what was sent has been written. [Node#onClosed] follows.
    void close(long connection);
}
