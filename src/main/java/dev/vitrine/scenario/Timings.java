package dev.vitrine.scenario;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// How long things take. The facts of a lesson hold with both.
public enum Timings {
    /// Kafka's defaults divided, about tenfold, so that nobody waits half a minute in a lecture.
    /// What guards against a machine that stumbles is divided by less.
    CLASSROOM,
    /// Kafka's own defaults.
    PRODUCTION;

    /// One setting, in milliseconds.
    ///
    /// @param where whose it is
    public record Row(String setting, Where where, int productionMs, int classroomMs) {
        public int ms(Timings timings) {
            return timings == CLASSROOM ? classroomMs : productionMs;
        }
    }

    public enum Where {
        BROKER,
        CONSUMER
    }

    private static final List<Row> TABLE =
            List.of(
                    broker("broker.session.timeout.ms", 9_000, 1_500),
                    broker("broker.heartbeat.interval.ms", 2_000, 200),
                    broker("replica.lag.time.max.ms", 30_000, 3_000),
                    broker("replica.fetch.backoff.ms", 1_000, 100),
                    broker("controller.quorum.election.timeout.ms", 1_000, 250),
                    broker("controller.quorum.fetch.timeout.ms", 2_000, 500),
                    broker("controller.quorum.election.backoff.max.ms", 1_000, 100),
                    broker("group.initial.rebalance.delay.ms", 3_000, 300),
                    broker("group.min.session.timeout.ms", 6_000, 600),
                    consumer("session.timeout.ms", 45_000, 4_500),
                    consumer("heartbeat.interval.ms", 3_000, 300),
                    consumer("auto.commit.interval.ms", 5_000, 500),
                    consumer("max.poll.interval.ms", 300_000, 30_000));

    private static Row broker(String setting, int productionMs, int classroomMs) {
        return new Row(setting, Where.BROKER, productionMs, classroomMs);
    }

    private static Row consumer(String setting, int productionMs, int classroomMs) {
        return new Row(setting, Where.CONSUMER, productionMs, classroomMs);
    }

    /// Every setting that the two differ in: what it was and what it is.
    public static List<Row> table() {
        return TABLE;
    }

    /// `classroom` or `production`.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The settings that differ from Kafka's defaults.
    public Map<String, String> settings(Where where) {
        Map<String, String> changed = new TreeMap<>();
        for (Row row : TABLE) {
            if (row.where() == where && row.ms(this) != row.productionMs()) {
                changed.put(row.setting(), Integer.toString(row.ms(this)));
            }
        }
        return Collections.unmodifiableMap(changed);
    }
}
