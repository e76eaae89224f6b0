package dev.vitrine.history;

import dev.vitrine.history.Snapshot.Message;
import dev.vitrine.history.Snapshot.Outcome;
import dev.vitrine.history.Timeline.Beats;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Puts requests that say no more than "still here" together to runs.
final class BeatsFold implements State {
    private static final Set<String> HEARTBEATS =
            Set.of(
                    "Heartbeat",
                    "ConsumerGroupHeartbeat",
                    "ShareGroupHeartbeat",
                    "StreamsGroupHeartbeat",
                    "BrokerHeartbeat");

    private final Deque<Run> runs = new ArrayDeque<>();
    private final Map<Key, Run> latest = new LinkedHashMap<>();
    private List<Beats> view = List.of();
    private boolean changed;

    private record Key(String from, int to, String api) {}

    private static final class Run implements State {
        final Key key;
        final int fromNode;
        final long fromMs;
        long toMs;
        int count;

        Run(Key key, int fromNode, long fromMs) {
            this.key = key;
            this.fromNode = fromNode;
            this.fromMs = fromMs;
        }
    }

    static boolean isBeat(Message message) {
        return message.outcome() == Outcome.ANSWERED
                && !message.isError()
                && (HEARTBEATS.contains(message.api())
                        || (message.api().equals("Fetch") && message.recordBytes() == 0));
    }

    void add(Message beat) {
        changed = true;
        Key key = new Key(beat.from(), beat.to(), beat.api());
        Run run = latest.get(key);
        if (run == null || beat.endedAtMs() - run.fromMs > Projector.BEAT_RUN_MS) {
            run = new Run(key, beat.fromNode(), beat.atMs());
            latest.put(key, run);
            runs.addLast(run);
            if (runs.size() > Projector.BEATS_MAX) {
                Run oldest = runs.removeFirst();
                latest.remove(oldest.key, oldest);
            }
        }
        run.toMs = beat.endedAtMs();
        run.count++;
    }

    List<Beats> view() {
        if (changed) {
            changed = false;
            view =
                    runs.stream()
                            .map(run ->
                                    new Beats(
                                            run.key.from,
                                            run.fromNode,
                                            run.key.to,
                                            run.key.api,
                                            run.fromMs,
                                            run.toMs,
                                            run.count))
                            .toList();
        }
        return view;
    }
}
