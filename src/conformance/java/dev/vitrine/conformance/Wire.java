package dev.vitrine.conformance;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.ObjectSerializationCache;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;

/// A connection to one broker, on which one request is on the way at a time.
final class Wire implements AutoCloseable {
    static final String CLIENT_ID = "conformance";

    private static final int CORRELATION_ID = 42;

    private final Socket socket = new Socket();
    private final DataInputStream in;
    private boolean usable = true;

    Wire(InetSocketAddress broker) throws IOException {
        socket.connect(broker);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
    }

    /// Whether another request can go this way.
    boolean isUsable() {
        return usable;
    }

    void send(ApiKeys api, short version, ObjectNode body) throws IOException {
        ByteBuffer bytes = Message.request(api, version).encode(body);
        RequestHeaderData header =
                new RequestHeaderData()
                        .setRequestApiKey(api.id)
                        .setRequestApiVersion(version)
                        .setCorrelationId(CORRELATION_ID)
                        .setClientId(CLIENT_ID);
        ObjectSerializationCache cache = new ObjectSerializationCache();
        short headerVersion = api.requestHeaderVersion(version);
        int size = header.size(cache, headerVersion) + bytes.remaining();
        ByteBuffer frame = ByteBuffer.allocate(Integer.BYTES + size).putInt(size);
        header.write(new ByteBufferAccessor(frame), cache, headerVersion);
        frame.put(bytes);
        try {
            socket.getOutputStream().write(frame.array());
        } catch (SocketException closed) {
            // The answer tells.
        }
    }

    /// Sends bytes as they are, and says in a word what comes: `answered`, `closed` or `silent`.
    String sendRaw(byte[] bytes, int waitMsMax) throws IOException {
        try {
            socket.getOutputStream().write(bytes);
        } catch (SocketException closed) {
            // What comes tells.
        }
        try {
            socket.setSoTimeout(waitMsMax);
            in.readNBytes(in.readInt());
            return "answered";
        } catch (EOFException | SocketException closed) {
            return "closed";
        } catch (SocketTimeoutException silent) {
            return "silent";
        }
    }

    /// The body of the answer; `{"closed": true}` when the broker closes the connection instead,
    /// and `{"silent": true}` when nothing comes.
    ObjectNode answer(ApiKeys api, short version, int waitMsMax) throws IOException {
        ObjectNode other = JsonNodeFactory.instance.objectNode();
        usable = false;
        try {
            socket.setSoTimeout(waitMsMax);
            ByteBuffer frame = ByteBuffer.wrap(in.readNBytes(in.readInt()));
            ResponseHeaderData header = new ResponseHeaderData();
            header.read(new ByteBufferAccessor(frame), api.responseHeaderVersion(version));
            ObjectNode body = Message.response(api, version).decode(frame);
            if (header.correlationId() != CORRELATION_ID) {
                body.put("correlationId", header.correlationId());
            }
            if (frame.hasRemaining()) {
                body.put("moreBytes", frame.remaining());
            }
            usable = true;
            return body;
        } catch (EOFException | SocketException closed) {
            return other.put("closed", true);
        } catch (SocketTimeoutException silent) {
            return other.put("silent", true);
        } catch (RuntimeException garbled) {
            return other.put("garbled", garbled.toString());
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
