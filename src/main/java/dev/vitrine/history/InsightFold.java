package dev.vitrine.history;

import dev.vitrine.event.Event;
import dev.vitrine.history.Snapshot.Controller;
import dev.vitrine.history.Snapshot.GroupView;

import java.util.List;
import java.util.function.Supplier;

/// The quorum, the causes, the checks and the metrics.
final class InsightFold {
    private final QuorumFold quorum = new QuorumFold();
    private final SettingsFold settings = new SettingsFold();
    private final CausesFold causes = new CausesFold(settings);
    private final ChecksFold checks = new ChecksFold(settings);
    private final MetricsFold metrics;
    private Insight view = Insight.EMPTY;

    InsightFold(TopicsFold topics, Supplier<List<GroupView>> groups) {
        metrics = new MetricsFold(topics, causes, settings, groups);
    }

    /// @param nowMs the newest event's time so far
    void apply(Event event, long nowMs) {
        quorum.apply(event);
        causes.apply(event);
        checks.apply(event);
        metrics.apply(event, nowMs);
    }

    void inOrder(boolean now) {
        checks.inOrder(now);
    }

    Insight view(Controller controller, long nowMs) {
        Insight now =
                new Insight(
                        quorum.view(),
                        causes.view(),
                        checks.view(),
                        metrics.view(controller, nowMs));
        if (now.quorum() != view.quorum()
                || now.happenings() != view.happenings()
                || now.checks() != view.checks()
                || now.metrics() != view.metrics()) {
            view = now;
        }
        return view;
    }
}
