package dev.vitrine.history;

import dev.vitrine.event.Event;
import dev.vitrine.history.Belief.About;
import dev.vitrine.history.Belief.Leader;
import dev.vitrine.history.Belief.Stale;
import dev.vitrine.history.Snapshot.MemberView;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What the app's clients go by, compared with what is so whenever either changes.
final class BeliefsFold implements State {
    private static final String NOBODY = "nobody";
    private static final String NOTHING = "nothing";

    private final TopicsFold topics;
    private final GroupsFold groups;
    private final Map<String, Mind> minds = new TreeMap<>();
    private @Nullable List<Belief> view = List.of();

    BeliefsFold(TopicsFold topics, GroupsFold groups) {
        this.topics = topics;
        this.groups = groups;
    }

    void started(Event.ClientStarted event) {
        if (minds.size() < Projector.CLIENTS_MAX || minds.containsKey(event.client())) {
            boolean reads = event.kind() == Event.ClientKind.CONSUMER;
            minds.put(event.client(), new Mind(event.client(), event.group(), reads));
            view = null;
        }
    }

    /// Who is gone believes nothing.
    void stopped(String client) {
        if (minds.remove(client) != null) {
            view = null;
        }
    }

    void told(Event.ClientBelieved event) {
        Mind mind = minds.get(event.client());
        if (mind != null) {
            mind.told(event);
            mind.compareAll(event.atMs());
            view = null;
        }
    }

    void leaderTold(TopicPartition id, long atMs) {
        for (Mind mind : minds.values()) {
            mind.compareLeader(id, atMs);
        }
    }

    void groupTold(String group, long atMs) {
        for (Mind mind : minds.values()) {
            if (mind.group.equals(group)) {
                mind.compareAssignment(atMs);
            }
        }
    }

    List<Belief> view() {
        List<Belief> known = view;
        if (known == null) {
            known = minds.values().stream().filter(mind -> mind.hasTold).map(Mind::view).toList();
            view = known;
        }
        return known;
    }

    /// What one client goes by, and where that is wrong.
    private final class Mind implements State {
        final String client;
        final String group;

        /// Whether it reads; then who leads what it does not own is none of its concern.
        final boolean reads;

        final Map<TopicPartition, Integer> leaders = new TreeMap<>();
        final Map<String, Stale> stale = new LinkedHashMap<>();
        final Ring<Stale> healed = new Ring<>(Belief.HEALED_MAX);
        List<TopicPartition> assignment = List.of();
        String memberId = "";
        int generation = -1;
        boolean hasTold;
        @Nullable Belief its;

        Mind(String client, String group, boolean reads) {
            this.client = client;
            this.group = group;
            this.reads = reads;
        }

        void told(Event.ClientBelieved event) {
            its = null;
            hasTold = true;
            leaders.clear();
            event.leaders()
                    .forEach((topic, nodes) -> {
                        for (int i = 0;
                                i < nodes.size() && leaders.size() < Belief.PARTITIONS_MAX;
                                i++) {
                            leaders.put(new TopicPartition(topic, i), nodes.get(i));
                        }
                    });
            List<TopicPartition> ids = new ArrayList<>();
            event.assignment()
                    .forEach((topic, numbers) ->
                            numbers.forEach(n -> ids.add(new TopicPartition(topic, n))));
            ids.sort(null);
            assignment = List.copyOf(ids);
            memberId = event.memberId();
            generation = event.generation();
        }

        void compareAll(long atMs) {
            for (Stale wrong : List.copyOf(stale.values())) {
                TopicPartition id = wrong.id();
                if (id != null && !concerns(id)) {
                    agree(key(id), atMs);
                }
            }
            leaders.keySet().forEach(id -> compareLeader(id, atMs));
            compareAssignment(atMs);
        }

        void compareLeader(TopicPartition id, long atMs) {
            Integer believed = leaders.get(id);
            Integer truth = topics.leader(id);
            if (believed != null && truth != null && !believed.equals(truth) && concerns(id)) {
                compare(key(id), About.LEADER, id, node(believed), node(truth), atMs);
            } else if (!stale.isEmpty()) {
                agree(key(id), atMs);
            }
        }

        private boolean concerns(TopicPartition id) {
            return reads ? assignment.contains(id) : leaders.containsKey(id);
        }

        private static String key(TopicPartition id) {
            return id.toString();
        }

        /// A partition's name has a digit at its end.
        private static final String OF_ASSIGNMENT = "assignment";

        void compareAssignment(long atMs) {
            if (group.isEmpty() || !hasTold || !groups.knows(group)) {
                return;
            }
            MemberView member = groups.member(group, memberId);
            List<TopicPartition> truth = member == null ? List.of() : member.assignment();
            String words = member == null ? NOTHING + ", it is no member" : words(truth);
            compare(
                    OF_ASSIGNMENT,
                    About.ASSIGNMENT,
                    null,
                    words(assignment),
                    assignment.equals(truth) ? words(assignment) : words,
                    atMs);
        }

        private void compare(
                String key,
                About about,
                @Nullable TopicPartition id,
                String believed,
                String truth,
                long atMs) {
            if (believed.equals(truth)) {
                agree(key, atMs);
                return;
            }
            Stale known = stale.get(key);
            long sinceMs = known == null ? atMs : known.sinceMs();
            Stale now = new Stale(about, id, believed, truth, sinceMs, Stale.STILL);
            if (!Objects.equals(now, stale.put(key, now))) {
                its = null;
                view = null;
            }
        }

        private void agree(String key, long atMs) {
            Stale was = stale.remove(key);
            if (was == null) {
                return;
            }
            its = null;
            view = null;
            healed.add(
                    new Stale(
                            was.about(),
                            was.id(),
                            was.believed(),
                            was.truth(),
                            was.sinceMs(),
                            Math.max(was.sinceMs(), atMs)));
        }

        Belief view() {
            Belief known = its;
            if (known == null) {
                List<Stale> wrong = new ArrayList<>(stale.values());
                wrong.sort((one, other) -> one.about().compareTo(other.about()));
                known =
                        new Belief(
                                client,
                                leaders.entrySet().stream()
                                        .map(entry -> new Leader(entry.getKey(), entry.getValue()))
                                        .toList(),
                                assignment,
                                memberId,
                                generation,
                                List.copyOf(wrong),
                                healed.view());
                its = known;
            }
            return known;
        }
    }

    private static String node(int id) {
        return id < 0 ? NOBODY : Integer.toString(id);
    }

    private static String words(List<TopicPartition> ids) {
        return ids.isEmpty()
                ? NOTHING
                : ids.stream().map(String::valueOf).collect(Collectors.joining(" "));
    }
}
