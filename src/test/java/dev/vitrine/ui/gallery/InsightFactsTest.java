package dev.vitrine.ui.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.event.Event;
import dev.vitrine.history.Subject;
import dev.vitrine.ui.draw.Artist;
import dev.vitrine.ui.draw.Drawing;
import dev.vitrine.ui.draw.Fact;
import dev.vitrine.ui.draw.Shape;
import dev.vitrine.ui.lens.ChartsLens;
import dev.vitrine.ui.lens.MetricStrip;
import dev.vitrine.ui.lens.WhyLens;
import dev.vitrine.ui.theme.Theme;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// What the lenses of the quorum, of causes, checks and charts show, by their facts.
final class InsightFactsTest {
    private static Exhibit exhibit(String fullName) {
        return InsightExhibits.all().stream()
                .filter(each -> each.fullName().equals(fullName))
                .findFirst()
                .orElseThrow();
    }

    private static Drawing draw(
            Artist artist, Exhibit exhibit, Subject selection, double width, double height) {
        return Canned.draw(artist, exhibit, selection, width, height, Theme.DARK);
    }

    private static Drawing drawing(String fullName) {
        Exhibit exhibit = exhibit(fullName);
        return draw(
                exhibit.artist().get(),
                exhibit,
                exhibit.selection(),
                exhibit.width(),
                exhibit.height());
    }

    private static Fact fact(Drawing drawing, String id) {
        return Objects.requireNonNull(drawing.fact(id), id);
    }

    // ---- quorum
    // ----------------------------------------------------------------------------------

    @Test
    void quorumSaysWhoLeadsHowFarLogsReachAndWhoVoted() {
        Drawing drawing = drawing("quorum-elected");
        assertThat(fact(drawing, "quorum-state").text()).isEqualTo("controller broker 2, epoch 4");
        assertThat(fact(drawing, "voter-1").state()).isEqualTo("DOWN");
        assertThat(fact(drawing, "voter-1").tip()).contains("Fenced").contains("6 records behind");
        assertThat(fact(drawing, "voter-2").state()).isEqualTo("LEADER");
        assertThat(fact(drawing, "voter-3").tip())
                .contains("log end 13, high watermark 12")
                .contains("The leader knows that it has all before offset 13");
        assertThat(fact(drawing, "vote-0").text()).isEqualTo("epoch 4 vote 3 → 2 granted");
        assertThat(fact(drawing, "vote-1").text()).isEqualTo("epoch 3 pre-vote 3 → 2 granted");
        Fact record = fact(drawing, "record-9");
        assertThat(record.subject()).isEqualTo(new Subject.OfPartition("orders", 1));
        assertThat(drawing.shapes())
                .anyMatch(shape ->
                        shape instanceof Shape.Icon icon && icon.glyph() == Shape.Glyph.LOCK);
    }

    @Test
    void aNodesEndIsPinnedEvenIfAnotherHasJustStarted() {
        Tape tape = new Tape();
        tape.nodes(3);
        tape.controller(1, 1);
        tape.pass(1_000);
        tape.end(2, Event.Ending.KILLED);
        tape.pass(2_000);
        tape.controller(1, 1);
        Exhibit killed =
                new Exhibit(
                        () -> new ChartsLens(seq -> {}),
                        "killed",
                        "",
                        tape.snapshot(),
                        tape.nowMs(),
                        null,
                        1_200,
                        300);

        assertThat(draw(new ChartsLens(seq -> {}), killed, null, 1_200, 300).facts())
                .filteredOn(fact -> fact.state().equals("PIN"))
                .extracting(Fact::text)
                .contains("broker 2 killed");
    }

    @Test
    void quorumWithoutAMajoritySaysSo() {
        Fact state = fact(drawing("quorum-lost"), "quorum-state");
        assertThat(state.text()).isEqualTo("no quorum: 1 of 3 voters runs");
        assertThat(state.state()).isEqualTo("NO_QUORUM");
    }

    // ---- why
    // -------------------------------------------------------------------------------------

    @Test
    void chainNamesTheSettingAndEndsWhereItBegan() {
        Drawing drawing = drawing("why-leader");
        assertThat(fact(drawing, "why-0").text()).startsWith("orders-1: broker 3 leads it");
        assertThat(fact(drawing, "why-1").tip()).contains("broker.session.timeout.ms = 1500");
        assertThat(fact(drawing, "why-2").text()).isEqualTo("because broker 1 is killed");
        assertThat(fact(drawing, "why-2").state()).isEqualTo("ROOT");
        assertThat(fact(drawing, "why-2").subject()).isEqualTo(new Subject.OfNode(1));
        assertThat(drawing.labels())
                .extracting(Shape.Label::text)
                .contains("broker.session.timeout.ms = 1500");
    }

    @Test
    void chainStaysWhileOneWalksAlongItAndGoesWithAnotherSelection() {
        Exhibit exhibit = exhibit("why-leader");
        WhyLens lens = new WhyLens();
        draw(lens, exhibit, exhibit.selection(), 1_000, 300);
        Drawing along = draw(lens, exhibit, new Subject.OfNode(1), 1_000, 300);
        assertThat(fact(along, "why-0").text()).startsWith("orders-1: broker 3 leads it");
        Drawing elsewhere = draw(lens, exhibit, new Subject.OfPartition("orders", 0), 1_000, 300);
        assertThat(fact(elsewhere, "why-0").text()).startsWith("orders-0: broker 2 leads it");
    }

    @Test
    void whatNothingChangedHasNoChain() {
        Exhibit exhibit = exhibit("why-leader");
        Drawing drawing = draw(new WhyLens(), exhibit, new Subject.OfGroup("nobody"), 1_000, 300);
        assertThat(drawing.facts()).isEmpty();
        assertThat(drawing.labels()).hasSize(1);
    }

    // ---- checks
    // ----------------------------------------------------------------------------------

    @Test
    void violationsComeFirstAndNameTheRecord() {
        List<Fact> facts = drawing("checks-violated").facts();
        assertThat(facts.getFirst().state()).isEqualTo("VIOLATED");
        assertThat(facts)
                .filteredOn(fact -> fact.state().equals("VIOLATION"))
                .extracting(Fact::text)
                .containsExactly(
                        "orders-1 epoch 1: broker 3 and broker 2",
                        "orders-1: offset 52 is committed, and broker 2, in sync, has only what"
                                + " is before 50");
        assertThat(drawing("checks-hold").facts())
                .extracting(Fact::state)
                .isSubsetOf("HOLDS", "NOT_CHECKED");
    }

    @Test
    void whatIsNotJudgedSaysWhyAndComesBeforeWhatHoldsEverywhere() {
        List<Fact> facts = drawing("checks-not-judged").facts();
        assertThat(facts.getFirst().text()).isEqualTo("nothing acknowledged is lost");
        assertThat(facts.getFirst().state()).isEqualTo("HOLDS");
        assertThat(facts.getFirst().tip()).contains("3 not judged");
        assertThat(facts.subList(1, 4)).extracting(Fact::state).containsOnly("NOT_JUDGED");
        assertThat(facts.get(3).text())
                .isEqualTo(
                        "orders-0 is not judged any more, because the disks of brokers 2 and 3 lost"
                                + " data, and nobody else had all records");
        assertThat(facts.get(3).subject()).isEqualTo(new Subject.OfPartition("orders", 0));
    }

    // ---- charts and metrics
    // ------------------------------------------------------------------------

    @Test
    void chartIsReadOffBySeconds() {
        Drawing drawing = drawing("charts-storm");
        List<Fact> readings =
                drawing.facts().stream()
                        .filter(fact -> fact.id().startsWith("reading-in-sync-"))
                        .toList();
        assertThat(readings).hasSizeBetween(20, 60);
        assertThat(readings).extracting(Fact::role).containsOnly(Fact.Role.READING);
        assertThat(readings).anyMatch(fact -> fact.tip().contains("in sync: 6\nof: 9"));
        assertThat(readings.getLast().tip()).contains("in sync: 9\nof: 9");
    }

    @Test
    void killIsPinnedInEveryChartAndAClickAsksWhy() {
        Exhibit exhibit = exhibit("charts-storm");
        List<Long> asked = new ArrayList<>();
        ChartsLens lens = new ChartsLens(asked::add);
        Drawing drawing = draw(lens, exhibit, null, 1_100, 420);
        List<Fact> kills =
                drawing.facts().stream()
                        .filter(fact -> fact.text().equals("broker 1 killed"))
                        .toList();
        assertThat(kills).hasSize(6);
        assertThat(lens.pressed(kills.getFirst())).isTrue();
        assertThat(exhibit.snapshot().insight().happenings())
                .filteredOn(happening -> asked.contains(happening.seq()))
                .extracting(happening -> happening.words())
                .containsExactly("broker 1 is killed");
    }

    @ParameterizedTest
    @CsvSource({"900, 130", "1440, 260", "2400, 700"})
    void labelsOfChartsNeverLieOverOneAnother(double width, double height) {
        Exhibit exhibit = exhibit("charts-storm");
        Drawing drawing = draw(exhibit.artist().get(), exhibit, null, width, height);
        List<Shape.Label> labels = drawing.labels();
        for (int i = 0; i < labels.size(); i++) {
            for (int j = i + 1; j < labels.size(); j++) {
                Shape.Label one = labels.get(i);
                Shape.Label other = labels.get(j);
                assertThat(one.box().overlaps(other.box()))
                        .as("'%s' over '%s'", one.text(), other.text())
                        .isFalse();
            }
            assertThat(labels.get(i).box().right()).isLessThanOrEqualTo(width);
        }
    }

    @Test
    void stripCountsWhatDoesNotFitAndTheWheelBringsItIn() {
        Exhibit exhibit = exhibit("metrics-strip");
        MetricStrip strip = new MetricStrip(_ -> {}, () -> {});
        Drawing drawing = draw(strip, exhibit, null, 900, MetricStrip.HEIGHT);
        assertThat(fact(drawing, "metric-UnderReplicatedPartitions").state()).isEqualTo("WARNING");
        assertThat(fact(drawing, "metric-UnderReplicatedPartitions").tip())
                .contains("kafka.server:type=ReplicaManager,name=UnderReplicatedPartitions")
                .contains("Changed last by: orders-");
        int all = exhibit.snapshot().insight().metrics().now().size();
        int shown = drawing.facts().size() - 1;
        assertThat(fact(drawing, "metrics-more").text()).isEqualTo(all - shown + " more");
        strip.moved(new Artist.Gesture(Artist.Gesture.Kind.SCROLL, 0, 0, 0, -40));
        Drawing next = draw(strip, exhibit, null, 900, MetricStrip.HEIGHT);
        assertThat(next.fact("metric-UnderReplicatedPartitions")).isNull();
        assertThat(fact(next, "metric-UnderMinIsrPartitionCount").state()).isEqualTo("PLAIN");
    }
}
