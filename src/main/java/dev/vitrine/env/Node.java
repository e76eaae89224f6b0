package dev.vitrine.env;

import java.nio.ByteBuffer;

/// One member of the cluster: a value with a handful of inputs.
///
/// A driver calls these methods one at a time, each to completion. A node owns all of its state: it
/// has no locks, no threads, no sockets and no clock of its own, and it never waits. Whatever it
/// wants to happen later it remembers as a deadline, which [#onTime] returns.
///
/// An exception that escapes an input is a bug in the engine: the driver reports it and crashes the
/// node where everybody can see it.
public interface Node {
    /// A deadline that never comes.
    long NEVER = Long.MAX_VALUE;

    /// A connection is up: somebody connected to this node, or a [Transport#connect] succeeded.
    void onOpened(long connection, Peer peer);

    /// One whole frame arrived, without its length prefix. The buffer belongs to the node from now
    /// on.
    void onFrame(long connection, ByteBuffer frame);

    /// The connection is gone, whoever closed it, or could not be made. The last call for that
    /// number.
    void onClosed(long connection);

    /// Does what has become due at the clock's current time.
    ///
    /// Called first when the node starts, then whenever its last deadline has passed, and after
    /// every other input, so that an input may move the deadline.
    ///
    /// @return when to be called next at the latest, in the clock's milliseconds, or [#NEVER]
    long onTime();

    /// Begins a clean shutdown. The node hands over what it leads, flushes, and then asks its
    /// [Host#stopped] to end it.
    void onStop();

    /// Closes the node's files without flushing them. The last call, whether the node stopped or
    /// crashed.
    void close();
}
