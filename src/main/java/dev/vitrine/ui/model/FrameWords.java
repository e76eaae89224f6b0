package dev.vitrine.ui.model;

import dev.vitrine.event.Event;
import dev.vitrine.fault.Fault;
import dev.vitrine.history.Snapshot.Message;
import dev.vitrine.history.Snapshot.Outcome;
import dev.vitrine.history.Transit;
import dev.vitrine.history.Transit.Parked;
import dev.vitrine.live.Exchange;
import dev.vitrine.ui.draw.Numbers;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;

/// Says what a frame is that waits on its way.
public final class FrameWords {
    private static final int VERSION_TO = 4;

    private FrameWords() {}

    /// `PRODUCE #17`, `answer to FETCH #18`.
    public static String title(Parked frame) {
        return (frame.isAnswer() ? "answer to " : "") + api(frame) + " #" + frame.frame();
    }

    static String api(Parked frame) {
        return Fault.apiName(frame.apiKey());
    }

    /// The whole of it in one line: `PRODUCE #17, checkout → broker 2, 212 bytes`.
    public static String line(Parked frame) {
        return title(frame)
                + ", "
                + from(frame)
                + " → "
                + to(frame)
                + ", "
                + Numbers.grouped(frame.bytes())
                + " bytes";
    }

    /// What there is to know of it at a moment, in some lines.
    public static String tip(Parked frame, Transit transit, long nowMs) {
        return line(frame) + "\n" + state(frame, nowMs) + behind(frame, transit);
    }

    private static String state(Parked frame, long nowMs) {
        String waits = "waits for " + Numbers.duration(Math.max(0, nowMs - frame.sinceMs()));
        return frame.isHeld()
                ? "held, " + waits
                : "delayed, "
                        + waits
                        + ", goes on in "
                        + Numbers.duration(Math.max(0, frame.untilMs() - nowMs));
    }

    /// Where it is, without how long: `answer #18 is held at broker 2`.
    public static String stateAt(Parked frame) {
        return (frame.isAnswer() ? "answer #" : "request #")
                + frame.frame()
                + (frame.isHeld() ? " is held at broker " : " is delayed at broker ")
                + frame.node();
    }

    /// The exchange that it is part of, as far as a frame tells.
    public static Message asMessage(Parked frame, Exchange bytes) {
        int asker = frame.isAnswer() ? frame.to() : frame.from();
        return new Message(
                -frame.frame(),
                end(asker, frame),
                asker,
                frame.isAnswer() ? frame.from() : frame.to(),
                apiInWords(frame),
                version(bytes.request()),
                frame.connection(),
                frame.correlationId(),
                "",
                List.of(),
                bytes.requestBytes(),
                bytes.responseBytes(),
                0,
                frame.sinceMs(),
                Outcome.WAITING,
                -1,
                "");
    }

    /// As Kafka's messages are called: `ListOffsets`.
    private static String apiInWords(Parked frame) {
        StringBuilder words = new StringBuilder();
        for (String part : api(frame).split("_")) {
            words.append(part.charAt(0)).append(part.substring(1).toLowerCase(Locale.ROOT));
        }
        return words.toString();
    }

    /// The version of its API stands in a request's third and fourth byte.
    private static int version(byte @Nullable [] request) {
        return request == null || request.length < VERSION_TO
                ? 0
                : (request[2] & 0xff) << 8 | request[VERSION_TO - 1] & 0xff;
    }

    private static String behind(Parked frame, Transit transit) {
        String reason = waitsBehind(frame, transit);
        return reason.isEmpty() ? "" : "\n" + reason;
    }

    /// Why it cannot go before another one; empty when it is the first.
    public static String waitsBehind(Parked frame, Transit transit) {
        Parked first = transit.first(frame);
        return first == null
                ? ""
                : "It is behind #" + first.frame() + ": a connection keeps its order.";
    }

    static String from(Parked frame) {
        return end(frame.from(), frame);
    }

    static String to(Parked frame) {
        return end(frame.to(), frame);
    }

    private static String end(int end, Parked frame) {
        if (end != Event.OUTSIDE) {
            return "broker " + end;
        }
        return frame.client().isEmpty() ? "a client without a name yet" : frame.client();
    }
}
