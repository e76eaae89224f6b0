package dev.vitrine.history;

import dev.vitrine.history.Snapshot.Telling;
import dev.vitrine.history.Snapshot.Tone;

import java.util.List;

/// What happened, in words. Each line is one event's; the oldest lines make room.
final class Story implements State {
    private final Ring<Telling> lines = new Ring<>(Projector.STORY_MAX);
    private long nextSeq;

    void tell(long atMs, Tone tone, Subject about, String words) {
        lines.add(new Telling(nextSeq++, atMs, tone, words, about));
    }

    List<Telling> lines() {
        return lines.view();
    }
}
