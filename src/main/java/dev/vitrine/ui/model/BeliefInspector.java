package dev.vitrine.ui.model;

import dev.vitrine.history.Belief;
import dev.vitrine.history.Belief.About;
import dev.vitrine.history.Belief.Leader;
import dev.vitrine.history.Belief.Stale;
import dev.vitrine.history.GroupPast.MemberPast;
import dev.vitrine.history.Snapshot;
import dev.vitrine.history.Snapshot.ClientView;
import dev.vitrine.history.Snapshot.GroupView;
import dev.vitrine.history.Snapshot.MemberView;
import dev.vitrine.history.Snapshot.PartitionView;
import dev.vitrine.history.Snapshot.Tone;
import dev.vitrine.history.TopicPartition;
import dev.vitrine.ui.draw.Numbers;
import dev.vitrine.ui.model.Inspection.Detail;
import dev.vitrine.ui.model.Inspection.Table;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/// Says what a client of the app goes by, beside what is so.
record BeliefInspector(Snapshot snapshot, long nowMs) {
    private static final String UNKNOWN = "–";

    /// Nothing for a client that has not told.
    List<Detail> details(String client) {
        Belief belief = snapshot.belief(client);
        if (belief == null) {
            return List.of();
        }
        List<Detail> details = new ArrayList<>();
        for (About about : About.values()) {
            List<Stale> its =
                    belief.stale().stream().filter(each -> each.about() == about).toList();
            if (!its.isEmpty()) {
                details.add(detail(its.getFirst(), its.size() - 1));
            }
        }
        if (!belief.isStale()) {
            details.add(Detail.of("Believes", "what is so", lately(belief)));
        }
        ClientView view = snapshot.client(client);
        if (view != null && !view.group().isEmpty()) {
            generation(belief, view.group(), details);
        }
        return details;
    }

    private Detail detail(Stale stale, int others) {
        boolean leader = stale.about() == About.LEADER;
        return new Detail(
                leader ? "Believes" : "Owns, it believes",
                leader ? "leader of " + stale.id() + " is " + stale.believed() : stale.believed(),
                "truth "
                        + stale.truth()
                        + " · stale for "
                        + Numbers.duration(stale.forMs(nowMs))
                        + (others == 0 ? "" : " · and of " + others + " more"),
                Tone.WARNING);
    }

    private String lately(Belief belief) {
        if (belief.healed().isEmpty()) {
            return "";
        }
        Stale last = belief.healed().getLast();
        return "was wrong about "
                + last.what()
                + " for "
                + Numbers.duration(last.forMs(nowMs))
                + ", until "
                + Numbers.duration(nowMs - last.untilMs())
                + " ago";
    }

    private void generation(Belief belief, String group, List<Detail> details) {
        GroupView view = snapshot.group(group);
        boolean consumer = view != null && view.protocolType().equals("consumer");
        String believed = belief.generation() < 0 ? UNKNOWN : Integer.toString(belief.generation());
        String truth = epoch(view, belief.memberId());
        details.add(
                new Detail(
                        consumer ? "Its epoch, it believes" : "Generation, it believes",
                        believed,
                        believed.equals(truth) ? "" : "truth " + truth,
                        Tone.WARNING));
    }

    private static String epoch(@Nullable GroupView group, String memberId) {
        if (group != null) {
            for (MemberPast member : group.past().members()) {
                if (member.memberId().equals(memberId) && member.isHere()) {
                    return Integer.toString(
                            group.protocolType().equals("consumer")
                                    ? member.epoch()
                                    : group.generation());
                }
            }
        }
        return UNKNOWN;
    }

    List<Table> tables(String client) {
        Belief belief = snapshot.belief(client);
        if (belief == null) {
            return List.of();
        }
        List<Table> tables = new ArrayList<>();
        List<List<String>> leaders =
                belief.leaders().stream()
                        .sorted(Comparator.comparing((Leader leader) -> isSo(leader)))
                        .map(leader ->
                                List.of(
                                        leader.id().toString(),
                                        node(leader.node()),
                                        truth(leader.id()),
                                        isSo(leader) ? "" : "stale"))
                        .toList();
        if (!leaders.isEmpty()) {
            tables.add(
                    Table.of(
                            "whom it takes for leader",
                            List.of("partition", "#believes", "#truth", ""),
                            leaders));
        }
        ClientView view = snapshot.client(client);
        if (view != null && !view.group().isEmpty()) {
            tables.add(
                    Table.of(
                            "what it takes for its own",
                            List.of("it believes", "its coordinator"),
                            List.of(
                                    List.of(
                                            words(belief.assignment()),
                                            words(assigned(view.group(), belief.memberId()))))));
        }
        return tables;
    }

    private boolean isSo(Leader leader) {
        return node(leader.node()).equals(truth(leader.id()));
    }

    private String truth(TopicPartition id) {
        PartitionView view = snapshot.partition(id.topic(), id.partition());
        return view == null ? UNKNOWN : node(view.leader());
    }

    private List<TopicPartition> assigned(String group, String memberId) {
        GroupView view = snapshot.group(group);
        if (view != null) {
            for (MemberView member : view.members()) {
                if (member.memberId().equals(memberId)) {
                    return member.assignment();
                }
            }
        }
        return List.of();
    }

    private static String node(int id) {
        return id < 0 ? "nobody" : Integer.toString(id);
    }

    private static String words(List<TopicPartition> ids) {
        return ids.isEmpty()
                ? "nothing"
                : ids.stream().map(String::valueOf).collect(Collectors.joining(" "));
    }
}
