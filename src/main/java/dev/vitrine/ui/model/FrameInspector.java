package dev.vitrine.ui.model;

import dev.vitrine.fault.Fault;
import dev.vitrine.fault.Route;
import dev.vitrine.history.Snapshot;
import dev.vitrine.history.Snapshot.Tone;
import dev.vitrine.history.Transit.Parked;
import dev.vitrine.ui.draw.Numbers;
import dev.vitrine.ui.model.Inspection.Detail;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Says what is known of a frame that waits on its way.
///
/// @param faults those in effect
record FrameInspector(Snapshot snapshot, long nowMs, List<Fault> faults) {
    @Nullable Inspection of(long number) {
        Parked frame = snapshot.transit().frame(number);
        if (frame == null) {
            return null;
        }
        List<Detail> details = new ArrayList<>();
        details.add(
                Detail.of("API", FrameWords.api(frame), frame.isAnswer() ? "answer" : "request"));
        details.add(Detail.of("From", FrameWords.from(frame)));
        details.add(
                Detail.of(
                        "To",
                        FrameWords.to(frame),
                        frame.toController() ? "controller listener" : ""));
        details.add(Detail.of("Size", Numbers.grouped(frame.bytes()), "bytes"));
        details.add(
                Detail.of(
                        "Waits since",
                        Numbers.duration(nowMs - frame.sinceMs()) + " ago",
                        "at broker " + frame.node()));
        details.add(
                frame.isHeld()
                        ? Detail.of("Until", "somebody lets it go")
                        : Detail.of("Until", "in " + Numbers.duration(frame.untilMs() - nowMs)));
        details.add(
                new Detail(
                        frame.isHeld() ? "Held by" : "Delayed by", cause(frame), "", Tone.WARNING));
        String behind = FrameWords.waitsBehind(frame, snapshot.transit());
        if (!behind.isEmpty()) {
            details.add(new Detail("Its turn", behind, "", Tone.WARNING));
        }
        return new Inspection("frame", FrameWords.title(frame), details, null, List.of());
    }

    /// The fault in effect that keeps it, in the scenario's words.
    private String cause(Parked frame) {
        int asker = frame.isAnswer() ? frame.to() : frame.from();
        int asked = frame.isAnswer() ? frame.from() : frame.to();
        for (Fault fault : faults) {
            if (frame.isHeld()
                    && fault instanceof Fault.Hold(Route route)
                    && route.covers(frame.apiKey(), asker, asked, frame.toController())) {
                return fault.words();
            }
            if (!frame.isHeld()
                    && fault instanceof Fault.Delay(Route route, int _, int _)
                    && route.covers(
                            frame.apiKey(), frame.from(), frame.to(), frame.toController())) {
                return fault.words();
            }
        }
        if (snapshot.transit().paused() && frame.isHeld()) {
            return "the time, which stands still";
        }
        if (snapshot.transit().first(frame) != null) {
            return "those before it";
        }
        return frame.isHeld() ? "not known" : "hand, or slow time";
    }
}
