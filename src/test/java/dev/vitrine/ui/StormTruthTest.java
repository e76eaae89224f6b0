package dev.vitrine.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.fault.Fault;
import dev.vitrine.history.Snapshot;
import dev.vitrine.history.Snapshot.ClientView;
import dev.vitrine.history.Snapshot.GroupView;
import dev.vitrine.history.Snapshot.PartitionView;
import dev.vitrine.history.Snapshot.ReplicaView;
import dev.vitrine.ui.draw.Fact;
import dev.vitrine.ui.draw.Numbers;
import dev.vitrine.ui.model.Forms;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// After a storm of faults, at rest, every fact on the stage is what an outside admin client says.
final class StormTruthTest {
    private static final int PARTITIONS = 4;
    private static final String GROUP = "group-billing";

    /// Each is followed by records that are acknowledged, or by a fenced broker, so that all of
    /// them bite.
    private static final List<String> STORM =
            List.of(
                    "kill 2",
                    "restart 2",
                    "cut 1 3",
                    "heal",
                    "power-loss 3",
                    "restart 3",
                    "pause 1",
                    "resume 1",
                    "stop 2",
                    "restart 2",
                    "cut-one-way 3 1",
                    "heal");

    @Test
    void everyFactIsWhatAnAdminClientSays() throws Exception {
        try (OpenWindow open = OpenWindow.ofThreeBrokers()) {
            Session session = open.session();
            session.create(new Forms.Topic("orders", PARTITIONS, 3, 2));
            Await.until("orders on the stage", () -> open.hasFact("replica-orders-3@3"));
            session.start(new Forms.Producer("checkout", "orders", "all", 20, "a, b, c, d, e", 0));
            session.start(new Forms.Consumer("billing-1", "billing", "orders"));
            session.start(new Forms.Consumer("billing-2", "billing", "orders"));
            for (String fault : STORM) {
                session.cluster().apply(Fault.parse(fault)).join();
                if (fault.startsWith("pause")) {
                    // What is asked of a paused broker waits for it, as long as clients here do.
                    int paused = Integer.parseInt(fault.substring("pause ".length()));
                    Await.until("it is fenced", () -> isFenced(open.window().shown(), paused));
                    continue;
                }
                long before = Fx.on(() -> acknowledged(open));
                Await.until("records after " + fault, () -> acknowledged(open) >= before + 5);
            }
            session.stopClient("checkout");
            Await.until("all is at rest", () -> isAtRest(open.window().shown()));

            try (Admin admin =
                    Admin.create(
                            Map.of(
                                    AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                                    session.cluster().bootstrap(),
                                    AdminClientConfig.CLIENT_ID_CONFIG,
                                    "an-outsider"))) {
                TreeMap<String, String> said = said(admin);
                // What is read is drawn a little later than it came while requests move.
                Await.until("the rest is drawn", () -> drawn(open).get(GROUP).endsWith("lag 0"));
                assertThat(Fx.on(() -> drawn(open))).isEqualTo(said);
            }
        }
    }

    private static long acknowledged(OpenWindow open) {
        ClientView client = open.window().shown().client("checkout");
        return client == null || client.produced() == null ? 0 : client.produced().acknowledged();
    }

    private static boolean isFenced(Snapshot now, int node) {
        Snapshot.NodeView view = now.node(node);
        return view != null && view.fenced();
    }

    private static boolean isAtRest(Snapshot now) {
        GroupView group = now.group("billing");
        if (now.brokersDown() > 0
                || now.underReplicated() > 0
                || now.nodes().stream().anyMatch(Snapshot.NodeView::fenced)
                || !now.controller().isKnown()
                || group == null
                || !group.state().equals("Stable")
                || group.members().size() != 2
                || group.lags().size() != PARTITIONS
                || group.totalLag() > 0) {
            return false;
        }
        for (int number = 0; number < PARTITIONS; number++) {
            PartitionView view = now.partition("orders", number);
            if (view == null || view.leader() < 0) {
                return false;
            }
            long end = view.logs().stream().mapToLong(ReplicaView::logEndOffset).max().orElse(-1);
            if (view.logs().stream()
                    .anyMatch(log -> log.highWatermark() != end || log.logEndOffset() != end)) {
                return false;
            }
        }
        return group.lags().stream().allMatch(lag -> lag.committed() >= 0);
    }

    /// What the facts say, a line each.
    private static TreeMap<String, String> drawn(OpenWindow open) {
        TreeMap<String, String> drawn = new TreeMap<>();
        for (Fact fact : open.window().stage().drawing().facts()) {
            String id = fact.id();
            if (id.startsWith("replica-orders-")) {
                drawn.put(id, fact.state() + ", " + offsets(fact.tip()));
            } else if (id.startsWith("broker-")) {
                drawn.put(id, fact.state());
            } else if (id.startsWith("controller-")) {
                drawn.put("controller", id.substring("controller-".length()));
            } else if (id.startsWith("fenced-") || id.startsWith("lagging-")) {
                drawn.put(id, fact.state());
            } else if (fact.role() == Fact.Role.GROUP) {
                drawn.put(id, fact.state() + fact.tip().substring(fact.tip().lastIndexOf("\nlag")));
            } else if (fact.role() == Fact.Role.MEMBER) {
                drawn.put("member-" + fact.text(), owned(fact.tip()));
            }
        }
        return drawn;
    }

    /// `owns orders-0, orders-1`
    private static String owned(String tip) {
        return tip.lines().filter(line -> line.startsWith("owns ")).findFirst().orElse("");
    }

    /// `high watermark 5, log end 5`
    private static String offsets(String tip) {
        return tip.lines()
                .filter(line -> line.contains("log end"))
                .map(line -> line.substring(line.indexOf("high watermark")))
                .findFirst()
                .orElse("");
    }

    /// The same as an administrator hears it.
    private static TreeMap<String, String> said(Admin admin) throws Exception {
        TreeMap<String, String> said = new TreeMap<>();
        for (Node node : admin.describeCluster().nodes().get()) {
            said.put("broker-" + node.id(), "RUNNING");
        }
        said.put(
                "controller",
                Integer.toString(admin.describeMetadataQuorum().quorumInfo().get().leaderId()));
        Map<TopicPartition, Long> ends = new TreeMap<>(StormTruthTest::order);
        for (TopicPartitionInfo info :
                admin.describeTopics(List.of("orders"))
                        .allTopicNames()
                        .get()
                        .get("orders")
                        .partitions()) {
            TopicPartition id = new TopicPartition("orders", info.partition());
            long end =
                    admin.listOffsets(Map.of(id, OffsetSpec.latest())).all().get().get(id).offset();
            ends.put(id, end);
            for (Node replica : info.replicas()) {
                boolean leads = info.leader().id() == replica.id();
                boolean inSync = info.isr().stream().anyMatch(n -> n.id() == replica.id());
                said.put(
                        "replica-" + id + "@" + replica.id(),
                        (leads ? "LEADER" : inSync ? "IN_SYNC" : "OUT_OF_SYNC")
                                + ", high watermark "
                                + Numbers.grouped(end)
                                + ", log end "
                                + Numbers.grouped(end));
            }
        }
        ConsumerGroupDescription group =
                admin.describeConsumerGroups(List.of("billing")).all().get().get("billing");
        Map<TopicPartition, OffsetAndMetadata> committed =
                admin.listConsumerGroupOffsets("billing").partitionsToOffsetAndMetadata().get();
        long lag = 0;
        for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
            lag += end.getValue() - committed.get(end.getKey()).offset();
        }
        said.put(GROUP, group.groupState() + "\nlag " + Numbers.grouped(lag));
        for (MemberDescription member : group.members()) {
            List<TopicPartition> owned = new ArrayList<>(member.assignment().topicPartitions());
            owned.sort(StormTruthTest::order);
            said.put(
                    "member-" + member.clientId(),
                    owned.stream()
                            .map(String::valueOf)
                            .collect(Collectors.joining(", ", "owns ", "")));
        }
        assertThat(new TreeSet<>(said.keySet())).hasSize(3 + 1 + 3 * PARTITIONS + 1 + 2);
        return said;
    }

    private static int order(TopicPartition one, TopicPartition other) {
        return Integer.compare(one.partition(), other.partition());
    }
}
