package dev.vitrine.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.history.Snapshot.PartitionView;
import dev.vitrine.ui.draw.Fact;
import dev.vitrine.ui.draw.Numbers;
import dev.vitrine.ui.model.Forms;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Once at rest, the picture says what an outside admin client reports.
final class WindowTruthTest {
    private static final int PARTITIONS = 3;
    private static final int RECORDS = 40;

    /// What somebody says of a partition.
    private record Said(List<Integer> leads, List<Integer> inSync, List<String> ends) {}

    @Test
    void pictureOfAClusterWithADeadBrokerIsWhatAnAdminClientReports() throws Exception {
        try (OpenWindow open = OpenWindow.ofThreeBrokers()) {
            Session session = open.session();
            session.create(new Forms.Topic("orders", PARTITIONS, 3, 2));
            session.start(new Forms.Producer("checkout", "orders", "all", 0, "", 0));
            Await.until("orders on the stage", () -> open.hasFact("replica-orders-2@3"));
            session.send("checkout", RECORDS);
            Await.until("they are acknowledged", () -> acknowledged(open) == RECORDS);

            int victim = open.partition("orders", 1).leader();
            session.cluster().kill(victim, false);
            session.send("checkout", RECORDS);
            Await.until("all are acknowledged again", () -> acknowledged(open) == 2 * RECORDS);
            Await.until("nobody counts on the dead broker", () -> isAtRest(open, victim));

            assertThat(picture(open)).isEqualTo(reported(session, victim));
        }
    }

    private static long acknowledged(OpenWindow open) {
        var client = open.window().shown().client("checkout");
        return client == null || client.produced() == null ? -1 : client.produced().acknowledged();
    }

    private static boolean isAtRest(OpenWindow open, int victim) {
        for (int number = 0; number < PARTITIONS; number++) {
            PartitionView view = open.window().shown().partition("orders", number);
            if (view == null || view.isr().contains(victim) || view.isr().size() != 2) {
                return false;
            }
            for (int node : view.isr()) {
                var log = view.log(node);
                if (log == null || log.highWatermark() != log.logEndOffset()) {
                    return false;
                }
            }
            var leader = view.log(view.leader());
            if (leader == null || leader.logEndOffset() != endOf(view)) {
                return false;
            }
        }
        return true;
    }

    private static long endOf(PartitionView view) {
        return view.logs().stream().mapToLong(log -> log.logEndOffset()).max().orElse(-1);
    }

    /// Read off the stage's facts, nothing else.
    private static Map<Integer, Said> picture(OpenWindow open) {
        Map<Integer, Said> said = new TreeMap<>();
        List<Fact> facts = open.facts();
        for (int number = 0; number < PARTITIONS; number++) {
            List<Integer> leads = new ArrayList<>();
            List<Integer> inSync = new ArrayList<>();
            List<String> ends = new ArrayList<>();
            for (Fact fact : facts) {
                String prefix = "replica-orders-" + number + "@";
                if (!fact.id().startsWith(prefix)) {
                    continue;
                }
                int node = Integer.parseInt(fact.id().substring(prefix.length()));
                switch (fact.state()) {
                    case "LEADER" -> {
                        leads.add(node);
                        inSync.add(node);
                        ends.add(offsets(fact.tip()));
                    }
                    case "IN_SYNC" -> inSync.add(node);
                    default -> {}
                }
            }
            inSync.sort(null);
            said.put(number, new Said(leads, inSync, ends));
        }
        return said;
    }

    /// `high watermark 5, log end 5`
    private static String offsets(String tip) {
        return tip.lines()
                .filter(line -> line.contains("log end"))
                .map(line -> line.substring(line.indexOf("high watermark")))
                .findFirst()
                .orElse("");
    }

    private static Map<Integer, Said> reported(Session session, int victim) throws Exception {
        Map<Integer, Said> said = new TreeMap<>();
        try (Admin admin =
                Admin.create(
                        Map.of(
                                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                                session.cluster().bootstrap(),
                                AdminClientConfig.CLIENT_ID_CONFIG,
                                "an-outsider"))) {
            TopicDescription described =
                    admin.describeTopics(List.of("orders")).allTopicNames().get().get("orders");
            for (TopicPartitionInfo info : described.partitions()) {
                TopicPartition id = new TopicPartition("orders", info.partition());
                ListOffsetsResultInfo end =
                        admin.listOffsets(Map.of(id, OffsetSpec.latest())).all().get().get(id);
                String offset = Numbers.grouped(end.offset());
                List<Integer> inSync =
                        new ArrayList<>(info.isr().stream().map(n -> n.id()).toList());
                inSync.sort(null);
                assertThat(inSync).doesNotContain(victim);
                said.put(
                        info.partition(),
                        new Said(
                                List.of(info.leader().id()),
                                inSync,
                                List.of("high watermark " + offset + ", log end " + offset)));
            }
        }
        return said;
    }
}
