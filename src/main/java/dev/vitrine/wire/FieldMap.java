package dev.vitrine.wire;

import dev.vitrine.anatomy.Anatomy;
import dev.vitrine.anatomy.Part;

import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.types.Schema;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Takes frames apart, by Kafka's own schemas: which bytes are which field. Never throws; what is
/// not well formed gives the parts up to there, the rest as bytes, and the reason.
public final class FieldMap {
    private static final int HEAD_BYTES = 8;

    private FieldMap() {}

    /// @param frame the first bytes of a request, without its length prefix
    /// @param length of the whole frame
    public static Anatomy ofRequest(byte[] frame, int length) {
        Cursor in = new Cursor(ByteBuffer.wrap(frame));
        if (frame.length < HEAD_BYTES) {
            in.fail("a request of " + frame.length + " bytes has no header");
            return finished("", 0, in, new ArrayList<>(), length);
        }
        Frames.Head head = Frames.head(ByteBuffer.wrap(frame));
        if (!ApiKeys.hasId(head.apiKey())) {
            in.fail("unknown API key " + head.apiKey());
            return finished("", head.version(), in, new ArrayList<>(), length);
        }
        ApiKeys api = ApiKeys.forId(head.apiKey());
        List<Part> parts = new ArrayList<>();
        if (isKnown(api, head.version())) {
            FieldWalk walk = new FieldWalk(in);
            parts.add(
                    walk.struct(
                            "header",
                            RequestHeaderData.SCHEMAS[api.requestHeaderVersion(head.version())]));
            if (!in.isBroken()) {
                parts.add(walk.struct("body", api.messageType.requestSchemas()[head.version()]));
            }
        } else {
            in.fail("unknown version " + head.version() + " of " + api.name);
        }
        return finished(api.name, head.version(), in, parts, length);
    }

    /// @param request the first bytes of the request that was answered: they tell the API and the
    ///   version
    public static Anatomy ofResponse(byte[] frame, int length, byte[] request) {
        if (request.length < HEAD_BYTES) {
            Cursor in = new Cursor(ByteBuffer.wrap(frame));
            in.fail("the request is not known");
            return finished("", 0, in, new ArrayList<>(), length);
        }
        Frames.Head head = Frames.head(ByteBuffer.wrap(request));
        if (!ApiKeys.hasId(head.apiKey())
                || !isKnown(ApiKeys.forId(head.apiKey()), head.version())) {
            if (head.apiKey() == ApiKeys.API_VERSIONS.id) {
                return ofResponse(frame, length, ApiKeys.API_VERSIONS, (short) 0);
            }
            Cursor in = new Cursor(ByteBuffer.wrap(frame));
            in.fail("unknown API key or version");
            return finished("", head.version(), in, new ArrayList<>(), length);
        }
        ApiKeys api = ApiKeys.forId(head.apiKey());
        short version = isTooNew(api, frame) ? 0 : head.version();
        return ofResponse(frame, length, api, version);
    }

    /// A client that asks for ApiVersions in a version that is not served is answered in version 0
    /// (KIP-511).
    private static boolean isTooNew(ApiKeys api, byte[] frame) {
        return api == ApiKeys.API_VERSIONS
                && frame.length >= Integer.BYTES + Short.BYTES
                && ByteBuffer.wrap(frame).getShort(Integer.BYTES)
                        == Errors.UNSUPPORTED_VERSION.code();
    }

    private static Anatomy ofResponse(byte[] frame, int length, ApiKeys api, short version) {
        Cursor in = new Cursor(ByteBuffer.wrap(frame));
        FieldWalk walk = new FieldWalk(in);
        List<Part> parts = new ArrayList<>();
        Schema header = ResponseHeaderData.SCHEMAS[api.responseHeaderVersion(version)];
        parts.add(walk.struct("header", header));
        if (!in.isBroken()) {
            parts.add(walk.struct("body", api.messageType.responseSchemas()[version]));
        }
        return finished(api.name, version, in, parts, length);
    }

    private static boolean isKnown(ApiKeys api, short version) {
        return version >= api.messageType.lowestSupportedVersion()
                && version <= api.messageType.highestSupportedVersion(true);
    }

    private static Anatomy finished(
            String api, int version, Cursor in, List<Part> parts, int length) {
        boolean isCut = in.at() + in.remaining() < length;
        String problem = in.problem();
        if (in.remaining() > 0) {
            if (!in.isBroken()) {
                problem = in.remaining() + " bytes follow the last field";
            }
            parts.add(in.rest("unread", problem));
        }
        if (isCut) {
            problem = "only the first " + in.at() + " of " + length + " bytes are kept";
        }
        return new Anatomy(api, version, List.copyOf(parts), problem);
    }
}
