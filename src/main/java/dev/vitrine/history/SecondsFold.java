package dev.vitrine.history;

import dev.vitrine.event.Event;
import dev.vitrine.history.Metrics.Second;
import dev.vitrine.history.Snapshot.GroupView;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Counts what happens in each second. Seconds that leave the ring go into longer spans.
final class SecondsFold implements State {
    private static final long SECOND_MS = 1_000;

    private final Ring<Second> seconds = new Ring<>(Projector.SECONDS_MAX);
    private final Ring<Second> spans = new Ring<>(Projector.SPANS_MAX);
    private final Map<String, Long> consumed = new TreeMap<>();
    private final LatencyCounts produce = new LatencyCounts();
    private final LatencyCounts fetch = new LatencyCounts();
    private final Sums second = new Sums();
    private final Sums span = new Sums();
    private final LatencyCounts spanProduce = new LatencyCounts();
    private final LatencyCounts spanFetch = new LatencyCounts();
    private int inSpan;

    /// The end of the second that is being counted; 0 before the first event.
    private long endMs;

    private static final class Sums implements State {
        long recordsIn;
        long recordsOut;
        long bytesIn;
        long bytesOut;

        void add(Sums other) {
            recordsIn += other.recordsIn;
            recordsOut += other.recordsOut;
            bytesIn += other.bytesIn;
            bytesOut += other.bytesOut;
        }

        void clear() {
            recordsIn = 0;
            recordsOut = 0;
            bytesIn = 0;
            bytesOut = 0;
        }
    }

    /// How things stand now.
    record Standing(
            int underReplicated, int offline, int inSync, int replicas, List<GroupView> groups) {}

    void appended(Event.RecordsAppended event) {
        second.recordsIn += event.lastOffset() - event.baseOffset() + 1;
        second.bytesIn += event.bytes();
    }

    void consumed(Event.ConsumerProgressed event) {
        long before = consumed.getOrDefault(event.client(), 0L);
        consumed.put(event.client(), event.consumed());
        second.recordsOut += Math.max(0, event.consumed() - before);
    }

    void started(Event.ClientStarted event) {
        consumed.remove(event.client());
    }

    void answered(Event.RequestReceived asked, Event.ResponseSent answer) {
        long ms = answer.atMs() - asked.atMs();
        if (asked.api().equals("Produce")) {
            produce.add(ms);
        } else if (asked.api().equals("Fetch")) {
            fetch.add(ms);
            second.bytesOut += answer.recordBytes();
        }
    }

    /// Whether the second that was counted is over: how things stand is needed then.
    boolean isDue(long nowMs) {
        return nowMs >= endMs;
    }

    /// Ends the seconds that are over. Those without an event are seconds, too.
    void pass(long nowMs, Standing standing) {
        if (endMs == 0) {
            endMs = nowMs / SECOND_MS * SECOND_MS + SECOND_MS;
            return;
        }
        long skipTo = nowMs - (long) Projector.SECONDS_MAX * SECOND_MS;
        while (nowMs >= endMs) {
            Second done = view(standing);
            seconds.add(done);
            extendSpan(done);
            second.clear();
            produce.clear();
            fetch.clear();
            endMs = Math.max(endMs, skipTo / SECOND_MS * SECOND_MS) + SECOND_MS;
        }
    }

    private void extendSpan(Second done) {
        span.add(second);
        spanProduce.addAll(produce);
        spanFetch.addAll(fetch);
        inSpan++;
        if (inSpan == Projector.SPAN_SECONDS) {
            spans.add(
                    second(
                            done.startMs() + SECOND_MS - inSpan * SECOND_MS,
                            inSpan * SECOND_MS,
                            span,
                            spanProduce,
                            spanFetch,
                            done));
            span.clear();
            spanProduce.clear();
            spanFetch.clear();
            inSpan = 0;
        }
    }

    private static Second second(
            long startMs,
            long millis,
            Sums sums,
            LatencyCounts produce,
            LatencyCounts fetch,
            Second standing) {
        return new Second(
                startMs,
                millis,
                sums.recordsIn,
                sums.recordsOut,
                sums.bytesIn,
                sums.bytesOut,
                produce.view(),
                fetch.view(),
                standing.underReplicated(),
                standing.offline(),
                standing.inSync(),
                standing.replicas(),
                standing.lag());
    }

    private Second view(Standing standing) {
        Map<String, Long> lag = new TreeMap<>();
        for (GroupView group : standing.groups) {
            if (lag.size() < Projector.CHARTED_GROUPS_MAX) {
                lag.put(group.name(), group.totalLag());
            }
        }
        return new Second(
                endMs - SECOND_MS,
                SECOND_MS,
                second.recordsIn,
                second.recordsOut,
                second.bytesIn,
                second.bytesOut,
                produce.view(),
                fetch.view(),
                standing.underReplicated,
                standing.offline,
                standing.inSync,
                standing.replicas,
                Map.copyOf(lag));
    }

    /// Those that are over.
    List<Second> seconds() {
        return seconds.view();
    }

    List<Second> spans() {
        return spans.view();
    }
}
