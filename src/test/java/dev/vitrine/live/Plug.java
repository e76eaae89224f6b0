package dev.vitrine.live;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// A client on a plain socket.
final class Plug implements AutoCloseable {
    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    Plug(int port) throws IOException {
        socket = new Socket("127.0.0.1", port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(20_000);
        in = new DataInputStream(socket.getInputStream());
        out = new DataOutputStream(socket.getOutputStream());
    }

    void send(String text) throws IOException {
        byte[] frame = text.getBytes(StandardCharsets.UTF_8);
        out.write(frameOf(frame));
    }

    static byte[] frameOf(byte[] frame) {
        return java.nio.ByteBuffer.allocate(4 + frame.length)
                .putInt(frame.length)
                .put(frame)
                .array();
    }

    void sendRaw(int... bytes) throws IOException {
        for (int b : bytes) {
            out.write(b);
        }
    }

    void sendRaw(byte[] bytes) throws IOException {
        out.write(bytes);
    }

    void sendInt(int value) throws IOException {
        out.writeInt(value);
    }

    void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    String receive() throws IOException {
        byte[] frame = new byte[in.readInt()];
        in.readFully(frame);
        return new String(frame, StandardCharsets.UTF_8);
    }

    String ask(String text) throws IOException {
        send(text);
        return receive();
    }

    /// Reads to the end of the stream. A reset ends it with an exception.
    int readEnd() throws IOException {
        return in.read();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
