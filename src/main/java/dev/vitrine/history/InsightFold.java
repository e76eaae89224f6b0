package dev.vitrine.history;

import dev.vitrine.event.Event;
import dev.vitrine.history.Snapshot.Controller;

/// The quorum, the causes, the checks and the metrics.
final class InsightFold implements State {
    private final QuorumFold quorum = new QuorumFold();
    private final SettingsFold settings = new SettingsFold();
    private final CausesFold causes = new CausesFold(settings);
    private final ChecksFold checks = new ChecksFold(settings);
    private final MetricsFold metrics;
    private Insight view = Insight.EMPTY;

    InsightFold(TopicsFold topics, GroupsFold groups) {
        metrics = new MetricsFold(topics, causes, settings, groups);
    }

    /// @param nowMs the newest event's time so far
    void apply(Event event, Controller controller, long nowMs) {
        quorum.apply(event);
        causes.apply(event);
        checks.apply(event);
        metrics.apply(event, controller, nowMs);
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
