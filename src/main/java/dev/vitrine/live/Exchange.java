package dev.vitrine.live;

import org.jspecify.annotations.Nullable;

/// A request and its answer, as bytes.
///
/// @param request the first [FrameTap#FRAME_BYTES_MAX] bytes of its frame, length prefix excluded;
///   null when it is no longer kept
/// @param requestBytes of the whole frame, 0 when it is no longer kept
/// @param response as much of the answer's; null when there is none, or it is no longer kept
public record Exchange(
        byte @Nullable [] request,
        int requestBytes,
        byte @Nullable [] response,
        int responseBytes) {
    public static final Exchange FORGOTTEN = new Exchange(null, 0, null, 0);
}
