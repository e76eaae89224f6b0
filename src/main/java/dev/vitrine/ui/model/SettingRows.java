package dev.vitrine.ui.model;

import dev.vitrine.workload.Administrator.Owner;
import dev.vitrine.workload.Administrator.Setting;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Which of an owner's settings are shown: what was set for it first, then what matters in lessons,
/// and whatever is asked for by name.
public record SettingRows(List<Setting> shown, int more) {
    /// Rows at most; the rest are counted.
    public static final int ROWS_MAX = 14;

    private static final List<String> OF_TOPICS =
            List.of(
                    "min.insync.replicas",
                    "unclean.leader.election.enable",
                    "cleanup.policy",
                    "retention.ms",
                    "retention.bytes",
                    "segment.bytes",
                    "max.message.bytes",
                    "message.timestamp.type",
                    "compression.type");

    private static final List<String> OF_BROKERS =
            List.of(
                    "min.insync.replicas",
                    "unclean.leader.election.enable",
                    "log.retention.ms",
                    "log.segment.bytes",
                    "message.max.bytes",
                    "broker.session.timeout.ms",
                    "replica.lag.time.max.ms");

    private static final List<String> OF_GROUPS =
            List.of(
                    "consumer.session.timeout.ms",
                    "consumer.heartbeat.interval.ms",
                    "consumer.assignment.interval.ms");

    /// @param words of which a name, value or documentation has to contain all; empty for the usual
    public static SettingRows of(Owner owner, List<Setting> all, String words) {
        List<String> wanted =
                List.of(words.strip().toLowerCase(Locale.ROOT).split("\\s+")).stream()
                        .filter(word -> !word.isEmpty())
                        .toList();
        List<Setting> found = new ArrayList<>();
        if (wanted.isEmpty()) {
            all.stream().filter(Setting::isOwn).forEach(found::add);
            for (String name : usual(owner)) {
                all.stream()
                        .filter(setting -> setting.name().equals(name) && !setting.isOwn())
                        .forEach(found::add);
            }
            int shown = Math.min(found.size(), ROWS_MAX);
            return new SettingRows(List.copyOf(found.subList(0, shown)), all.size() - shown);
        }
        for (Setting setting : all) {
            String text =
                    (setting.name() + ' ' + setting.value() + ' ' + setting.documentation())
                            .toLowerCase(Locale.ROOT);
            if (wanted.stream().allMatch(text::contains)) {
                found.add(setting);
            }
        }
        int shown = Math.min(found.size(), ROWS_MAX);
        return new SettingRows(List.copyOf(found.subList(0, shown)), found.size() - shown);
    }

    private static List<String> usual(Owner owner) {
        return switch (owner) {
            case Owner.Topic _ -> OF_TOPICS;
            case Owner.Broker _, Owner.AllBrokers _ -> OF_BROKERS;
            case Owner.Group _ -> OF_GROUPS;
        };
    }
}
