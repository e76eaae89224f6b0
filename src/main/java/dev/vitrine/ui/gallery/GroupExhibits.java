package dev.vitrine.ui.gallery;

import dev.vitrine.event.Event;
import dev.vitrine.event.Event.GroupMember;
import dev.vitrine.event.Event.RebalanceStep;
import dev.vitrine.history.Subject;
import dev.vitrine.history.TopicPartition;
import dev.vitrine.ui.lens.GroupsLens;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Groups and their rebalances.
final class GroupExhibits {
    private static final String GROUP = "billing";
    private static final String TOPIC = "orders";
    private static final double WIDTH = 1_240;
    private static final double HEIGHT = 420;
    private static final int COORDINATOR = 2;

    private final Tape tape = new Tape();

    /// What each partition's log and its commits have come to.
    private final long[] ends;

    private final long[] committed;

    private GroupExhibits(int partitions) {
        ends = new long[partitions];
        committed = new long[partitions];
        tape.nodes(3);
        tape.controller(1, 2);
        List<List<Integer>> placement = new ArrayList<>();
        for (int i = 0; i < partitions; i++) {
            int first = i % 3;
            placement.add(List.of(first + 1, (first + 1) % 3 + 1, (first + 2) % 3 + 1));
        }
        tape.topic(TOPIC, placement);
    }

    static List<Exhibit> all() {
        return List.of(
                eager(), inTheDrawer(), cooperative(), consumerProtocol(), paused(), big(), none());
    }

    private Exhibit exhibit(String name, String words, double height, @Nullable Subject selection) {
        return new Exhibit(
                GroupsLens::new,
                name,
                words,
                tape.snapshot(),
                tape.nowMs(),
                selection,
                WIDTH,
                height);
    }

    // ---- what is told --------------------------------------------------------------------------

    /// Time passes, records come, and what is owned is read.
    private void run(long ms, Integer... stuck) {
        List<Integer> waiting = List.of(stuck);
        for (long passed = 0; passed < ms; passed += 500) {
            tape.pass(Math.min(500, ms - passed));
            for (int i = 0; i < ends.length; i++) {
                int records = (int) (5 + (i * 7 + passed / 500) % 3);
                tape.grow(TOPIC, i, records);
                ends[i] += records;
                if (!waiting.contains(i)) {
                    committed[i] = Math.max(committed[i], ends[i] - 2 - (i * 5 + passed / 500) % 4);
                    tape.commit(GROUP, new TopicPartition(TOPIC, i), committed[i]);
                }
            }
        }
    }

    private void joins(String client) {
        tape.tell(
                new Event.GroupMemberJoined(
                        COORDINATOR, tape.nowMs(), GROUP, client + "-id", client, ""));
    }

    private void leaves(String client, String why) {
        tape.tell(new Event.GroupMemberLeft(COORDINATOR, tape.nowMs(), GROUP, client + "-id", why));
    }

    private void classic(String state, int generation, String assignor, GroupMember... members) {
        tape.group(COORDINATOR, GROUP, "classic", state, generation, assignor, List.of(members));
    }

    private static GroupMember has(String client, Integer... partitions) {
        return partitions.length == 0
                ? Tape.member(client, Map.of())
                : Tape.member(client, TOPIC, partitions);
    }

    private void says(String client, RebalanceStep step, Integer... partitions) {
        tape.tell(
                new Event.ConsumerRebalanced(
                        Event.OUTSIDE,
                        tape.nowMs(),
                        client,
                        GROUP,
                        client + "-id",
                        1,
                        step,
                        orders(partitions)));
    }

    private static Map<String, List<Integer>> orders(Integer... partitions) {
        return partitions.length == 0 ? Map.of() : Map.of(TOPIC, List.of(partitions));
    }

    private void consumer(String state, int epoch, GroupMember... members) {
        tape.group(COORDINATOR, GROUP, "consumer", state, epoch, "uniform", List.of(members));
    }

    private void target(int epoch, Map<String, List<Integer>> byClient) {
        Map<String, Map<String, List<Integer>>> targets = new LinkedHashMap<>();
        byClient.forEach((client, ids) -> targets.put(client + "-id", Map.of(TOPIC, ids)));
        tape.tell(new Event.GroupEpochBumped(COORDINATOR, tape.nowMs(), GROUP, epoch));
        tape.tell(
                new Event.TargetAssignmentComputed(
                        COORDINATOR, tape.nowMs(), GROUP, epoch, "uniform", targets));
    }

    private void reconciled(String client, int epoch, List<Integer> keeps, List<Integer> givesUp) {
        tape.tell(
                new Event.MemberReconciled(
                        COORDINATOR,
                        tape.nowMs(),
                        GROUP,
                        client + "-id",
                        epoch,
                        givesUp.isEmpty() ? "STABLE" : "UNREVOKED_PARTITIONS",
                        Map.of(TOPIC, keeps),
                        givesUp.isEmpty() ? Map.of() : Map.of(TOPIC, givesUp)));
    }

    // ---- the exhibits --------------------------------------------------------------------------

    private void twoMembers(String assignor) {
        joins("billing-1");
        classic("PreparingRebalance", 0, "", has("billing-1"));
        tape.pass(120);
        joins("billing-2");
        classic("PreparingRebalance", 0, "", has("billing-1"), has("billing-2"));
        tape.pass(300);
        classic("CompletingRebalance", 1, assignor, has("billing-1"), has("billing-2"));
        tape.pass(40);
        classic("Stable", 1, assignor, has("billing-1", 0, 1, 2), has("billing-2", 3, 4, 5));
        run(9_000);
    }

    private static Exhibit eager() {
        GroupExhibits told = new GroupExhibits(6);
        told.twoMembers("range");
        GroupMember one = has("billing-1");
        GroupMember two = has("billing-2");
        GroupMember three = has("billing-3");
        told.joins("billing-3");
        told.classic(
                "PreparingRebalance",
                1,
                "range",
                has("billing-1", 0, 1, 2),
                has("billing-2", 3, 4, 5),
                three);
        told.run(600);
        told.says("billing-1", RebalanceStep.REVOKED, 0, 1, 2);
        told.classic("PreparingRebalance", 1, "range", one, has("billing-2", 3, 4, 5), three);
        told.run(1_400, 0, 1, 2);
        told.says("billing-2", RebalanceStep.REVOKED, 3, 4, 5);
        told.classic("CompletingRebalance", 2, "range", one, two, three);
        told.run(900, 0, 1, 2, 3, 4, 5);
        told.classic(
                "Stable",
                2,
                "range",
                has("billing-1", 0, 1),
                has("billing-2", 2, 3),
                has("billing-3", 4, 5));
        told.run(6_000);
        return told.exhibit(
                "eager", "A third member joins: the eager protocol stops everybody", HEIGHT, null);
    }

    /// As it opens: lower than what there is to see.
    private static Exhibit inTheDrawer() {
        Exhibit all = eager();
        return new Exhibit(
                all.artist(),
                "eager-in-the-drawer",
                "The same in the drawer as it opens, which scrolls",
                all.snapshot(),
                all.nowMs(),
                null,
                900,
                172);
    }

    private static Exhibit cooperative() {
        GroupExhibits told = new GroupExhibits(6);
        told.twoMembers("cooperative-sticky");
        String assignor = "cooperative-sticky";
        GroupMember one = has("billing-1", 0, 1, 2);
        GroupMember two = has("billing-2", 3, 4, 5);
        GroupMember three = has("billing-3");
        told.joins("billing-3");
        told.classic("PreparingRebalance", 1, assignor, one, two, three);
        told.run(1_000);
        told.classic("CompletingRebalance", 2, assignor, one, two, three);
        told.run(400);
        one = has("billing-1", 0, 1);
        two = has("billing-2", 3, 4);
        told.classic("Stable", 2, assignor, one, two, three);
        told.run(700);
        told.says("billing-1", RebalanceStep.REVOKED, 2);
        told.classic("PreparingRebalance", 2, assignor, one, two, three);
        told.run(500, 2);
        told.says("billing-2", RebalanceStep.REVOKED, 5);
        told.run(400, 2, 5);
        told.classic("CompletingRebalance", 3, assignor, one, two, three);
        told.run(400, 2, 5);
        told.classic("Stable", 3, assignor, one, two, has("billing-3", 2, 5));
        told.run(5_000);
        return told.exhibit(
                "cooperative",
                "A third member joins: two partitions move, in two rounds",
                HEIGHT,
                new Subject.OfMember(GROUP, "billing-3-id"));
    }

    /// In the middle: one member has given up a partition, the other has not yet.
    private static Exhibit consumerProtocol() {
        GroupExhibits told = new GroupExhibits(6);
        told.joins("billing-1");
        told.joins("billing-2");
        told.target(3, Map.of("billing-1", List.of(0, 1, 2), "billing-2", List.of(3, 4, 5)));
        told.reconciled("billing-1", 3, List.of(0, 1, 2), List.of());
        told.reconciled("billing-2", 3, List.of(3, 4, 5), List.of());
        told.consumer("Stable", 3, has("billing-1", 0, 1, 2), has("billing-2", 3, 4, 5));
        told.run(12_000);
        told.joins("billing-3");
        told.target(
                4,
                Map.of(
                        "billing-1", List.of(0, 1),
                        "billing-2", List.of(3, 4),
                        "billing-3", List.of(2, 5)));
        told.reconciled("billing-3", 4, List.of(), List.of());
        told.consumer(
                "Reconciling",
                4,
                has("billing-1", 0, 1, 2),
                has("billing-2", 3, 4, 5),
                has("billing-3"));
        told.run(1_000);
        told.reconciled("billing-1", 3, List.of(0, 1), List.of(2));
        told.run(500);
        told.reconciled("billing-2", 3, List.of(3, 4), List.of(5));
        told.run(1_000, 2);
        told.reconciled("billing-1", 4, List.of(0, 1), List.of());
        told.run(1_500, 2);
        return told.exhibit(
                "consumer-protocol",
                "A third member joins by the consumer protocol: two partitions move, one by one",
                HEIGHT,
                null);
    }

    /// One member is paused, one was taken out and came back.
    private static Exhibit paused() {
        GroupExhibits told = new GroupExhibits(4);
        told.joins("billing-1");
        told.joins("billing-2");
        told.classic("PreparingRebalance", 0, "", has("billing-1"), has("billing-2"));
        told.classic("CompletingRebalance", 1, "range", has("billing-1"), has("billing-2"));
        told.classic("Stable", 1, "range", has("billing-1", 0, 1), has("billing-2", 2, 3));
        told.run(5_000);
        told.tape.tell(
                new Event.ConsumerPaused(
                        Event.OUTSIDE, told.tape.nowMs(), "billing-1", GROUP, orders(0, 1)));
        told.run(7_000, 0, 1);
        told.leaves("billing-2", "no heartbeat for session.timeout.ms = 4500");
        told.classic("PreparingRebalance", 1, "range", has("billing-1", 0, 1));
        told.run(1_000, 0, 1, 2, 3);
        told.says("billing-1", RebalanceStep.REVOKED, 0, 1);
        told.classic("CompletingRebalance", 2, "range", has("billing-1"));
        told.run(500, 0, 1, 2, 3);
        told.classic("Stable", 2, "range", has("billing-1", 0, 1, 2, 3));
        told.tape.tell(
                new Event.ConsumerPaused(
                        Event.OUTSIDE, told.tape.nowMs(), "billing-1", GROUP, orders(0, 1, 2, 3)));
        told.run(4_000, 0, 1, 2, 3);
        told.tape.group(1, "analytics", "classic", "Empty", 3, "", List.of());
        return told.exhibit(
                "paused-member",
                "One member is paused, and another was taken out",
                HEIGHT,
                new Subject.OfGroup(GROUP));
    }

    /// Twenty members, 96 partitions, two of the members on their way.
    private static Exhibit big() {
        int members = 20;
        int partitions = 96;
        GroupExhibits told = new GroupExhibits(partitions);
        Map<String, List<Integer>> targets = new LinkedHashMap<>();
        for (int m = 1; m < members; m++) {
            targets.put("worker-" + m, share(m - 1, members - 1, partitions));
        }
        targets.keySet().forEach(told::joins);
        told.target(19, targets);
        targets.forEach((client, ids) -> told.reconciled(client, 19, ids, List.of()));
        told.consumer("Stable", 19, members(targets));
        told.run(9_000);
        Map<String, List<Integer>> before = targets;
        Map<String, List<Integer>> after = new LinkedHashMap<>();
        String late = "worker-" + members;
        List<Integer> moved = new ArrayList<>();
        before.forEach((client, ids) -> {
            boolean gives = ids.size() > 5 || moved.size() < 4;
            after.put(client, gives ? ids.subList(0, ids.size() - 1) : ids);
            if (gives) {
                moved.add(ids.getLast());
            }
        });
        after.put(late, List.copyOf(moved));
        told.joins(late);
        told.target(20, after);
        told.reconciled(late, 20, List.of(), List.of());
        before.put(late, List.of());
        told.consumer("Reconciling", 20, members(before));
        before.remove(late);
        told.run(1_000);
        int given = 0;
        for (Map.Entry<String, List<Integer>> entry : before.entrySet()) {
            List<Integer> keeps = after.getOrDefault(entry.getKey(), List.of());
            List<Integer> gives = entry.getValue().subList(keeps.size(), entry.getValue().size());
            if (given < moved.size() - 1 || gives.isEmpty()) {
                told.reconciled(entry.getKey(), gives.isEmpty() ? 20 : 19, keeps, gives);
            }
            given += gives.size();
        }
        told.run(1_500);
        told.reconciled("worker-1", 20, after.getOrDefault("worker-1", List.of()), List.of());
        told.reconciled("worker-2", 20, after.getOrDefault("worker-2", List.of()), List.of());
        told.run(1_000, moved.get(0), moved.get(1));
        told.reconciled(late, 20, List.of(moved.get(0)), List.of());
        told.run(1_500, moved.get(1));
        return told.exhibit(
                "twenty-members",
                "Twenty members share 96 partitions; the last is on its way",
                1_330,
                null);
    }

    private static List<Integer> share(int member, int members, int partitions) {
        List<Integer> its = new ArrayList<>();
        int from = member * partitions / members;
        for (int i = from; i < (member + 1) * partitions / members; i++) {
            its.add(i);
        }
        return List.copyOf(its);
    }

    private static GroupMember[] members(Map<String, List<Integer>> assignments) {
        return assignments.entrySet().stream()
                .map(entry -> Tape.member(entry.getKey(), Map.of(TOPIC, entry.getValue())))
                .toArray(GroupMember[]::new);
    }

    private static Exhibit none() {
        Tape tape = new Tape();
        tape.nodes(1);
        return new Exhibit(
                GroupsLens::new,
                "no-group",
                "There is no group yet",
                tape.snapshot(),
                tape.nowMs(),
                null,
                900,
                130);
    }
}
