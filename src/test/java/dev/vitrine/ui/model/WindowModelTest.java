package dev.vitrine.ui.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.event.Event;
import dev.vitrine.event.Event.EpochStart;
import dev.vitrine.history.Projector;
import dev.vitrine.history.Snapshot;
import dev.vitrine.history.Snapshot.ReplicaView;
import dev.vitrine.history.Snapshot.Telling;
import dev.vitrine.history.Subject;
import dev.vitrine.history.TopicPartition;
import dev.vitrine.ui.Fx;
import dev.vitrine.ui.draw.Numbers;
import dev.vitrine.ui.gallery.Exhibit;
import dev.vitrine.ui.gallery.Exhibits;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

/// The window's model, on canned states.
final class WindowModelTest {
    @Test
    void headlineSpeaksOfTroubleOnlyWhenThereIsSome() {
        Headline well = Canned.showing("healthy").headlineProperty().get();
        assertThat(well.violated().words()).isEmpty();
        assertThat(well.brokersDown().words()).isEmpty();
        assertThat(well.underReplicated().words()).isEmpty();
        assertThat(well.offline().words()).isEmpty();
        assertThat(well.controllerNode()).isEqualTo("2");
        assertThat(well.controllerEpoch()).isEqualTo("4");

        Headline ill = Canned.showing("failed-over").headlineProperty().get();
        assertThat(ill.brokersDown().words()).isEqualTo("1 of 3 brokers down");
        assertThat(ill.underReplicated().words()).endsWith("under-replicated");
        assertThat(ill.controllerNode()).isEqualTo("3");
        assertThat(ill.controllerEpoch()).isEqualTo("7");
        assertThat(ill.violated().words()).isEmpty();

        // Some artists have buttons, which are made on the JavaFX thread.
        Exhibit broken =
                Fx.on(() ->
                        Exhibits.all().stream()
                                .filter(each -> each.fullName().equals("checks-violated"))
                                .findFirst()
                                .orElseThrow());
        assertThat(Headline.of(broken.snapshot()).violated().words())
                .isEqualTo("2 checks violated");
    }

    @Test
    void bootstrapNamesBrokersThatRunFirst() {
        Headline headline = Canned.showing("leader-killed").headlineProperty().get();
        assertThat(headline.bootstrap())
                .isEqualTo("127.0.0.1:19091,127.0.0.1:19093,127.0.0.1:19092");
        assertThat(headline.bootstrapInShort()).isEqualTo("127.0.0.1:19091  +2");
        assertThat(headline.portInShort()).isEqualTo(":19091  +2");
    }

    @Test
    void partitionTellsWhoLedBeforeAndInWhichEpoch() {
        WindowModel model = Canned.showing("healthy", "leader-killed", "failed-over");
        Inspection orders1 = Canned.inspection(model, new Subject.OfPartition("orders", 1));
        assertThat(orders1.title()).isEqualTo("orders-1");
        assertThat(Canned.detail(orders1, "Leader")).isEqualTo("3 | was 2, epoch 4 → 5");
        assertThat(Canned.detail(orders1, "In-sync")).isEqualTo("3, 1 | 2 offline");
        assertThat(Canned.detail(orders1, "Preferred")).isEqualTo("2");
        assertThat(Canned.detail(orders1, "High watermark")).isEqualTo(Numbers.grouped(1_043));
        assertThat(Canned.detail(orders1, "Log end")).isEqualTo(Numbers.grouped(1_045));
        assertThat(Canned.detail(orders1, "Min in-sync")).isEqualTo("2 of 3");
        assertThat(orders1.partition()).isNotNull();
    }

    @Test
    void followerThatRunsButLagsIsCalledBehind() {
        WindowModel model = Canned.showing("out-of-sync");
        Inspection orders1 = Canned.inspection(model, new Subject.OfReplica("orders", 1, 1));
        assertThat(Canned.detail(orders1, "In-sync")).isEqualTo("2, 3 | 1 behind");
    }

    @Test
    void electionThatNobodyWonDoesNotHideTheLeaderBefore() {
        Projector projector = new Projector();
        WindowModel model = new WindowModel();
        projector.apply(new Event.TopicCreated(1, 1, "t", "id", Map.of()));
        int epoch = 0;
        for (int leader : new int[] {1, -1, 2}) {
            projector.apply(
                    new Event.PartitionChanged(
                            1,
                            2,
                            "t",
                            0,
                            List.of(1, 2),
                            List.of(),
                            List.of(),
                            List.of(1, 2),
                            List.of(),
                            List.of(),
                            leader,
                            epoch,
                            epoch));
            model.show(projector.snapshot(), 2);
            epoch++;
        }
        Inspection view = Canned.inspection(model, new Subject.OfPartition("t", 0));
        assertThat(Canned.detail(view, "Leader")).isEqualTo("2 | was 1, epoch 0 → 2");
    }

    @Test
    void whoMayLeadWhenNobodyIsInSyncIsSaid() {
        Projector projector = new Projector();
        WindowModel model = new WindowModel();
        projector.apply(new Event.TopicCreated(1, 1, "t", "id", Map.of()));
        projector.apply(
                new Event.PartitionChanged(
                        1,
                        2,
                        "t",
                        0,
                        List.of(1, 2),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(2),
                        List.of(1),
                        -1,
                        1,
                        1));
        model.show(projector.snapshot(), 2);

        Inspection view = Canned.inspection(model, new Subject.OfPartition("t", 0));
        assertThat(Canned.detail(view, "In-sync")).startsWith("none");
        assertThat(Canned.detail(view, "Eligible")).isEqualTo("2 | not in sync, may lead");
    }

    @Test
    void brokerTellsWhatItLeadsAndFollows() {
        WindowModel model = Canned.showing("failed-over");
        Inspection dead = Canned.inspection(model, new Subject.OfNode(2));
        assertThat(Canned.detail(dead, "State")).startsWith("killed | for ");
        assertThat(Canned.detail(dead, "Leads")).isEqualTo("0 | partitions");
        assertThat(Canned.detail(dead, "Follows")).contains("out of sync");
        Inspection alive = Canned.inspection(model, new Subject.OfNode(3));
        assertThat(Canned.detail(alive, "Roles")).isEqualTo("broker, controller");
        assertThat(alive.tables().getFirst().rows())
                .contains(
                        List.of(
                                "orders-1",
                                "leads",
                                Numbers.grouped(1_043),
                                Numbers.grouped(1_045)));
    }

    @Test
    void groupTellsMembersAndLag() {
        Inspection billing =
                Canned.inspection(Canned.showing("healthy"), new Subject.OfGroup("billing"));
        assertThat(Canned.detail(billing, "Protocol")).isEqualTo("consumer | uniform");
        assertThat(billing.tables().getFirst().rows())
                .contains(List.of("billing-1", "orders-0, payments-0"));
        assertThat(billing.tables().getLast().rows())
                .contains(List.of("orders-0", "981", "986", "5"));
    }

    @Test
    void selectionThatIsGoneGivesWayToTheCluster() {
        Inspection none = Canned.inspection(Canned.showing("healthy"), new Subject.OfNode(77));
        assertThat(none.kind()).isEqualTo("cluster");
        assertThat(Canned.detail(none, "Partitions")).endsWith("all in sync");
    }

    @Test
    void keysActOnTheBrokerThatIsSelectedItselfOrByItsReplica() {
        WindowModel model = Canned.showing("healthy");
        assertThat(model.selectedNode()).isEqualTo(-1);
        model.selectBroker(1);
        assertThat(model.selectedNode()).isEqualTo(1);
        model.selectBroker(-1);
        assertThat(model.selectedNode()).isEqualTo(3);
        model.selectionProperty().set(new Subject.OfReplica("orders", 0, 2));
        assertThat(model.selectedNode()).isEqualTo(2);
        model.selectionProperty().set(new Subject.OfGroup("billing"));
        assertThat(model.selectedNode()).isEqualTo(-1);
    }

    @Test
    void storyIsNewestFirstAndFiltered() {
        WindowModel model = Canned.showing("healthy");
        StoryLines story = model.story();
        int before = story.shown().size();
        model.show(Canned.exhibit("failed-over").snapshot(), 0);
        assertThat(story.shown()).hasSizeGreaterThan(before);
        List<Long> order = story.shown().stream().map(Telling::seq).toList();
        assertThat(order).isSortedAccordingTo((a, b) -> Long.compare(b, a)).doesNotHaveDuplicates();
        assertThat(story.time(story.shown().getLast())).isEqualTo("00:00.000");

        story.wordsProperty().set("ORDERS-1");
        assertThat(story.shown()).isNotEmpty();
        assertThat(story.shown()).allMatch(line -> line.words().contains("orders-1"));
        story.wordsProperty().set("");
        story.troubleOnlyProperty().set(true);
        assertThat(story.shown()).isNotEmpty();
        assertThat(story.shown())
                .allMatch(line ->
                        line.tone() == Snapshot.Tone.BAD || line.tone() == Snapshot.Tone.WARNING);
    }

    @Test
    void anotherClusterBeginsAnotherStory() {
        WindowModel model = Canned.showing("failed-over");
        model.begin(Map.of());
        assertThat(model.story().shown()).isEmpty();
        assertThat(model.headlineProperty().get()).isEqualTo(Headline.of(Snapshot.EMPTY));
    }

    @Test
    void logPartsFromItsLeaderWhereItsEpochEndedThere() {
        ReplicaView leader = log(13, new EpochStart(0, 0), new EpochStart(1, 10));
        assertThat(Divergence.of(log(15, new EpochStart(0, 0)), leader)).isEqualTo(10);
        assertThat(Divergence.of(log(8, new EpochStart(0, 0)), leader)).isEqualTo(8);
        assertThat(Divergence.of(log(12, new EpochStart(0, 0), new EpochStart(1, 10)), leader))
                .isEqualTo(12);
        // Epoch 2 never reached the leader, and of epoch 1 the leader has less.
        ReplicaView twice =
                log(16, new EpochStart(0, 0), new EpochStart(1, 10), new EpochStart(2, 14));
        assertThat(Divergence.of(twice, leader)).isEqualTo(13);
    }

    private static ReplicaView log(long end, EpochStart... epochs) {
        return new ReplicaView(
                new TopicPartition("t", 0),
                1,
                Event.ReplicaRole.FOLLOWER,
                0,
                0,
                0,
                end,
                List.of(epochs),
                List.of(),
                List.of(),
                0);
    }
}
