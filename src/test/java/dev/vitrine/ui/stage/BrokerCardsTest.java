package dev.vitrine.ui.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.history.Snapshot;
import dev.vitrine.history.Snapshot.NodeView;
import dev.vitrine.ui.draw.Drawing;
import dev.vitrine.ui.draw.Fact;
import dev.vitrine.ui.gallery.Exhibit;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What holds of the brokers' cards in whatever place they have.
class BrokerCardsTest {
    private static final Map<String, Exhibit> SHOWN =
            Stream.of("failed-over", "rows", "trouble", "nine-brokers", "ten-brokers-trouble")
                    .collect(Collectors.toMap(Function.identity(), Stages::exhibit));
    private static final double[] WIDTHS = {610, 640, 836, 1_280};
    private static final double[] HEIGHTS = {260, 300, 420, 800};

    /// Each state at each level, and at that which has room, in each size.
    static Stream<Arguments> places() {
        List<Arguments> places = new ArrayList<>();
        for (String name : SHOWN.keySet()) {
            for (double width : WIDTHS) {
                for (double height : HEIGHTS) {
                    places.add(Arguments.of(name, null, width, height));
                    for (Level level : Level.values()) {
                        places.add(Arguments.of(name, level, width, height));
                    }
                }
            }
        }
        return places.stream();
    }

    private static Drawing draw(String name, Level level, double width, double height) {
        StageLayout stage = level == null ? new StageLayout() : StageLayout.at(level);
        return Stages.draw(stage, SHOWN.get(name), width, height, null);
    }

    /// The pairs that meet, in words.
    private static List<String> meeting(List<Fact> some, List<Fact> others) {
        List<String> meeting = new ArrayList<>();
        for (Fact one : some) {
            for (Fact other : others) {
                if (one != other && one.bounds().overlaps(other.bounds())) {
                    meeting.add(one + " over " + other);
                }
            }
        }
        return meeting;
    }

    @ParameterizedTest
    @MethodSource("places")
    void whatIsBelowTheRowsLiesOverNone(String name, Level level, double width, double height) {
        Drawing drawing = draw(name, level, width, height);
        List<Fact> notes = Stages.facts(drawing, Fact.Role.NOTE);
        assertThat(meeting(notes, Stages.facts(drawing, Fact.Role.REPLICA))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("places")
    void cardsLieBesideOneAnotherAndHoldWhatIsTheirs(
            String name, Level level, double width, double height) {
        Drawing drawing = draw(name, level, width, height);
        List<Fact> cards = Stages.facts(drawing, Fact.Role.BROKER);
        assertThat(meeting(cards, cards)).isEmpty();
        assertThat(cards.getLast().bounds().bottom()).isLessThan(drawing.height());
        List<String> outside = new ArrayList<>();
        for (Fact fact : drawing.facts()) {
            boolean isPart =
                    fact.role() == Fact.Role.REPLICA
                            || fact.role() == Fact.Role.BUTTON
                            || fact.id().startsWith("internal-")
                            || fact.id().startsWith("rest-");
            if (isPart && cards.stream().noneMatch(card -> card.bounds().contains(fact.bounds()))) {
                outside.add(fact.toString());
            }
        }
        assertThat(outside).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("places")
    void badgesLieBesideOneAnotherAndTheButtons(
            String name, Level level, double width, double height) {
        Drawing drawing = draw(name, level, width, height);
        List<Fact> heads = new ArrayList<>(Stages.facts(drawing, Fact.Role.BADGE));
        heads.addAll(Stages.facts(drawing, Fact.Role.BUTTON));
        assertThat(meeting(heads, heads)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("places")
    void eachHeaderSaysWhoControlsWhoLagsAndWhoIsDown(
            String name, Level level, double width, double height) {
        Drawing drawing = draw(name, level, width, height);
        Snapshot snapshot = SHOWN.get(name).snapshot();
        assertThat(drawing.fact("controller-" + snapshot.controller().node())).isNotNull();
        for (NodeView node : snapshot.nodes()) {
            assertThat(drawing.fact("state-" + node.id()) != null)
                    .as("state of %s", node)
                    .isEqualTo(node.state() != Snapshot.NodeState.RUNNING);
            assertThat(drawing.fact("lagging-" + node.id()) != null)
                    .as("lagging of %s", node)
                    .isEqualTo(lags(snapshot, node));
        }
    }

    /// What the snapshot says, without the stage's code.
    private static boolean lags(Snapshot snapshot, NodeView node) {
        return node.state() == Snapshot.NodeState.RUNNING
                && !node.fenced()
                && snapshot.partitions().stream()
                        .filter(each -> each.replicas().contains(node.id()))
                        .filter(each -> !each.isr().contains(node.id()))
                        .anyMatch(each ->
                                each.leader() >= 0
                                        && snapshot.node(each.leader()) instanceof NodeView leader
                                        && leader.isUp());
    }
}
