package dev.vitrine.ui.lens;

import dev.vitrine.history.Snapshot;
import dev.vitrine.history.Snapshot.ClientView;
import dev.vitrine.history.Snapshot.Ghost;
import dev.vitrine.history.Snapshot.Range;
import dev.vitrine.history.Snapshot.ReplicaView;
import dev.vitrine.ui.draw.Numbers;
import dev.vitrine.ui.lens.Specimen.Row;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// What a teacher would say of a partition's logs, in sentences, as long as it is so.
final class Remarks {
    /// Sentences at most.
    static final int MAX = 2;

    /// Whether it is bad news.
    record Remark(String words, boolean bad) {}

    private Remarks() {}

    /// @param gaps offsets in view that compaction has taken from the leader's log
    static List<Remark> of(Snapshot snapshot, Specimen specimen, long gaps) {
        List<Remark> remarks = new ArrayList<>();
        lost(snapshot, specimen, remarks);
        parted(specimen, remarks);
        if (specimen.partition().isOffline()) {
            remarks.add(new Remark("Nobody leads: no replica that may lead is up.", true));
        }
        behind(specimen, remarks);
        if (gaps > 0) {
            remarks.add(
                    new Remark(
                            count(gaps, "offset")
                                    + " in view hold"
                                    + (gaps == 1 ? "s" : "")
                                    + " nothing any more: compaction keeps the last record of each"
                                    + " key, at its offset.",
                            false));
        }
        return remarks.subList(0, Math.min(MAX, remarks.size()));
    }

    private static void lost(Snapshot snapshot, Specimen specimen, List<Remark> remarks) {
        List<Range> lost = joined(specimen.partition().lost());
        if (lost.isEmpty()) {
            return;
        }
        long records = lost.stream().mapToLong(Range::size).sum();
        Range last = lost.getLast();
        StringBuilder words = new StringBuilder(count(records, "record"));
        words.append(records == 1 ? " was" : " were").append(" acknowledged");
        words.append(acks(snapshot, specimen.partition().id().topic()));
        words.append(records == 1 ? " and is gone: offset " : " and are gone: offsets ");
        words.append(lost.size() == 1 ? span(last) : "… " + span(last));
        int epoch = epochOf(specimen, last);
        if (epoch >= 0) {
            words.append(" of epoch ").append(epoch);
        }
        words.append('.');
        Row leader = specimen.leader();
        ReplicaView log = leader == null ? null : leader.log();
        if (log != null && lost.size() == 1) {
            long taken = Math.min(last.to(), log.logEndOffset()) - last.from();
            if (taken > 0) {
                words.append(
                        taken == last.size()
                                ? last.size() == 1
                                        ? " Its offset now holds"
                                        : " Their offsets now hold"
                                : " " + Numbers.grouped(taken) + " of their offsets now hold");
                words.append(taken == 1 ? " another record" : " other records");
                words.append(" of epoch ").append(log.epochAt(last.from())).append('.');
            }
        }
        remarks.add(new Remark(words.toString(), true));
    }

    /// Named only when every producer of the topic, as far as is known, asked for the same.
    private static String acks(Snapshot snapshot, String topic) {
        List<String> asked =
                snapshot.clients().stream()
                        .filter(client -> client.produces() && client.topic().equals(topic))
                        .map(client -> client.settings().getOrDefault("acks", ""))
                        .distinct()
                        .toList();
        boolean outsiders =
                snapshot.clients().stream()
                        .filter(client -> !client.inApp())
                        .anyMatch(ClientView::produces);
        return asked.size() == 1 && !asked.getFirst().isEmpty() && !outsiders
                ? " with acks=" + asked.getFirst()
                : "";
    }

    /// The leader epoch that lost records had, in whichever log still tells; -1 when none does or
    /// they had several.
    private static int epochOf(Specimen specimen, Range lost) {
        for (Row row : specimen.rows()) {
            ReplicaView log = row.log();
            if (log == null) {
                continue;
            }
            for (Ghost ghost : log.ghosts()) {
                if (Specimen.contains(ghost.lost(), lost.from())
                        && ghost.epochAt(lost.from()) == ghost.epochAt(lost.to() - 1)) {
                    return ghost.epochAt(lost.from());
                }
            }
            if (Specimen.contains(log.lost(), lost.from())
                    && log.epochAt(lost.from()) == log.epochAt(lost.to() - 1)) {
                return log.epochAt(lost.from());
            }
        }
        return -1;
    }

    private static void parted(Specimen specimen, List<Remark> remarks) {
        for (Row row : specimen.rows()) {
            long count = row.end() - row.partsFrom();
            if (count > 0) {
                remarks.add(
                        new Remark(
                                "Broker "
                                        + row.node()
                                        + " holds "
                                        + count(count, "record")
                                        + " that the leader does not: "
                                        + (count == 1 ? "it" : "they")
                                        + " will be cut off"
                                        + (row.up() ? "." : " when it is back."),
                                false));
            }
        }
    }

    private static void behind(Specimen specimen, List<Remark> remarks) {
        Row leader = specimen.leader();
        if (leader == null || leader.end() <= specimen.highWatermark()) {
            return;
        }
        List<String> waited = new ArrayList<>();
        for (Row row : specimen.rows()) {
            if (row.inSync() && !row.leads() && row.end() < leader.end()) {
                waited.add("broker " + row.node());
            }
        }
        long open = leader.end() - specimen.highWatermark();
        if (!waited.isEmpty()) {
            remarks.add(
                    new Remark(
                            count(open, "record")
                                    + (open == 1 ? " is" : " are")
                                    + " not committed: "
                                    + String.join(" and ", waited)
                                    + (waited.size() == 1
                                            ? " is in sync and has not fetched up to the end."
                                            : " are in sync and have not fetched up to the end."),
                            false));
        }
    }

    private static List<Range> joined(List<Range> ranges) {
        List<Range> sorted = new ArrayList<>(ranges);
        sorted.sort(Comparator.comparingLong(Range::from));
        List<Range> joined = new ArrayList<>();
        for (Range range : sorted) {
            if (!joined.isEmpty() && range.from() <= joined.getLast().to()) {
                Range last = joined.removeLast();
                joined.add(new Range(last.from(), Math.max(last.to(), range.to())));
            } else {
                joined.add(range);
            }
        }
        return joined;
    }

    private static String span(Range range) {
        return range.size() == 1
                ? Numbers.grouped(range.from())
                : Numbers.grouped(range.from()) + "–" + Numbers.grouped(range.to() - 1);
    }

    private static String count(long number, String noun) {
        return Numbers.grouped(number) + " " + noun + (number == 1 ? "" : "s");
    }
}
