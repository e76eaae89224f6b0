package dev.vitrine.clients;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.Optional;

/// A connection that sends what it likes.
final class RawClient implements AutoCloseable {
    private final Socket socket;
    private final DataInputStream in;

    RawClient(int port) throws IOException {
        socket = new Socket("127.0.0.1", port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) LiveCluster.PATIENCE.toMillis());
        in = new DataInputStream(socket.getInputStream());
    }

    /// Sends bytes as they are, without a length before them.
    RawClient send(byte[] bytes) throws IOException {
        try {
            socket.getOutputStream().write(bytes);
        } catch (SocketException closedAlready) {
            // The other side did not wait for the end.
        }
        return this;
    }

    RawClient sendFrame(byte[] frame) throws IOException {
        return send(withLength(frame.length, frame));
    }

    /// The next answer, or empty when the other side closed the connection instead.
    Optional<ByteBuffer> answer() throws IOException {
        try {
            byte[] frame = new byte[in.readInt()];
            in.readFully(frame);
            return Optional.of(ByteBuffer.wrap(frame));
        } catch (EOFException | SocketException closed) {
            return Optional.empty();
        }
    }

    /// Says that nothing more will come.
    RawClient end() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    static byte[] withLength(int length, byte[] frame) {
        return ByteBuffer.allocate(4 + frame.length).putInt(length).put(frame).array();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
