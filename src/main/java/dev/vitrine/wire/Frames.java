package dev.vitrine.wire;

import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Message;
import org.apache.kafka.common.protocol.ObjectSerializationCache;
import org.jspecify.annotations.Nullable;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/// Turns frames into messages and back. A frame is a header and a body, without the length prefix
/// that the transport puts before it.
public final class Frames {
    private Frames() {}

    /// A decoded request.
    ///
    /// @param bytes the frame's length
    public record Request(
            ApiKeys api,
            short version,
            int correlationId,
            @Nullable String clientId,
            ApiMessage body,
            int bytes) {}

    /// A decoded response.
    public record Response(int correlationId, ApiMessage body) {}

    /// What can be told of a request before its body is read: enough to refuse it properly.
    public record Head(short apiKey, short version, int correlationId) {}

    /// The first eight bytes of a request, the same in every version of the header.
    ///
    /// @throws MalformedFrame when the frame is shorter than that
    public static Head head(ByteBuffer frame) {
        if (frame.remaining() < 8) {
            throw new MalformedFrame(
                    "a request of " + frame.remaining() + " bytes has no header", null);
        }
        int at = frame.position();
        return new Head(frame.getShort(at), frame.getShort(at + 2), frame.getInt(at + 4));
    }

    /// Decodes a request of a known API and version. The body may point into the frame's bytes.
    /// Bytes after the body are not looked at, as in Kafka.
    ///
    /// @throws MalformedFrame when the bytes do not form such a request
    public static Request decodeRequest(ByteBuffer frame) {
        Head head = head(frame);
        int bytes = frame.remaining();
        if (!ApiKeys.hasId(head.apiKey)) {
            throw new MalformedFrame("unknown API key " + head.apiKey, null);
        }
        ApiKeys api = ApiKeys.forId(head.apiKey);
        if (head.version < api.messageType.lowestSupportedVersion()
                || head.version > api.messageType.highestSupportedVersion(true)) {
            throw new MalformedFrame("unknown version " + head.version + " of " + api.name, null);
        }
        try {
            RequestBytes readable = new RequestBytes(frame);
            RequestHeaderData header = new RequestHeaderData();
            header.read(readable, api.requestHeaderVersion(head.version));
            ApiMessage body = api.messageType.newRequest();
            body.read(readable, head.version);
            return new Request(
                    api, head.version, head.correlationId, header.clientId(), body, bytes);
        } catch (MalformedFrame e) {
            throw e;
        } catch (RuntimeException e) {
            // The generated readers throw whatever they meet: underflow, negative lengths, bad
            // UTF-8.
            throw new MalformedFrame(
                    "malformed " + api.name + " v" + head.version + ": " + reason(e), e);
        }
    }

    /// Encodes a response. An ApiVersions response always has header version 0, so that a client of
    /// any age reads it (KIP-511).
    public static ByteBuffer encodeResponse(
            ApiKeys api, short version, int correlationId, ApiMessage body) {
        ResponseHeaderData header = new ResponseHeaderData().setCorrelationId(correlationId);
        return encode(header, api.responseHeaderVersion(version), body, version);
    }

    /// Encodes a request.
    public static ByteBuffer encodeRequest(
            ApiKeys api, short version, int correlationId, String clientId, ApiMessage body) {
        RequestHeaderData header =
                new RequestHeaderData()
                        .setRequestApiKey(api.id)
                        .setRequestApiVersion(version)
                        .setCorrelationId(correlationId)
                        .setClientId(clientId);
        return encode(header, api.requestHeaderVersion(version), body, version);
    }

    /// Decodes the response to a request of that API and version.
    ///
    /// @throws MalformedFrame when the bytes do not form such a response
    public static Response decodeResponse(ApiKeys api, short version, ByteBuffer frame) {
        try {
            ByteBufferAccessor readable = new ByteBufferAccessor(frame);
            ResponseHeaderData header = new ResponseHeaderData();
            header.read(readable, api.responseHeaderVersion(version));
            ApiMessage body = api.messageType.newResponse();
            body.read(readable, version);
            return new Response(header.correlationId(), body);
        } catch (RuntimeException e) {
            throw new MalformedFrame(
                    "malformed " + api.name + " v" + version + " response: " + reason(e), e);
        }
    }

    private static ByteBuffer encode(
            Message header, short headerVersion, Message body, short version) {
        ObjectSerializationCache cache = new ObjectSerializationCache();
        int size = header.size(cache, headerVersion) + body.size(cache, version);
        ByteBufferAccessor writable = new ByteBufferAccessor(ByteBuffer.allocate(size));
        header.write(writable, cache, headerVersion);
        body.write(writable, cache, version);
        writable.flip();
        return writable.buffer();
    }

    private static String reason(RuntimeException e) {
        if (e instanceof BufferUnderflowException) {
            return "it ends too early";
        }
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }
}
