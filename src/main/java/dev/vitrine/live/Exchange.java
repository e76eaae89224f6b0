package dev.vitrine.live;

import org.jspecify.annotations.Nullable;

/// A request and its answer, as bytes.
///
/// @param request the first [#FRAME_BYTES_MAX] bytes of its frame, length prefix excluded; null
///   when it is no longer kept
/// @param requestBytes of the whole frame, 0 when it is no longer kept
/// @param response as much of the answer's; null when there is none, or it is no longer kept
public record Exchange(
        byte @Nullable [] request,
        int requestBytes,
        byte @Nullable [] response,
        int responseBytes) {
    /// Requests and answers kept of a cluster; the oldest go.
    public static final int FRAMES_MAX = 8_192;

    /// Bytes kept of all of them; the oldest go.
    public static final int BYTES_MAX = 16 * 1024 * 1024;

    /// Bytes kept of one request or answer, from its beginning.
    public static final int FRAME_BYTES_MAX = 64 * 1024;

    public static final Exchange FORGOTTEN = new Exchange(null, 0, null, 0);
}
