package dev.vitrine.ui.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.event.Event;
import dev.vitrine.history.Subject;
import dev.vitrine.live.Exchange;
import dev.vitrine.ui.draw.Artist.Gesture;
import dev.vitrine.ui.draw.Drawing;
import dev.vitrine.ui.draw.Fact;
import dev.vitrine.ui.lens.WireLens;
import dev.vitrine.ui.lens.WireSide;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Objects;

/// What the wire inspector shows, on its facts.
class WireLensTest {
    private static Exhibit exhibit(String name) {
        return WireExhibits.all().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<Fact> marked(Drawing drawing, String prefix) {
        return drawing.facts().stream()
                .filter(fact -> fact.id().startsWith(prefix) && fact.state().equals("MARKED"))
                .toList();
    }

    private static Fact field(Drawing drawing, String text) {
        return drawing.facts().stream()
                .filter(fact -> fact.text().equals(text) && fact.id().startsWith("field-"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(text));
    }

    @Test
    void pointingAtAFieldMarksItsBytesAndPointingAtBytesTheirField() {
        Exhibit produce = exhibit("produce");
        WireLens lens = (WireLens) produce.artist().get();
        Drawing drawing = Canned.draw(lens, produce, 1_200, 1_100);
        assertThat(lens.hovered(field(drawing, "acks -1"))).isTrue();
        drawing = Canned.draw(lens, produce, 1_200, 1_100);
        assertThat(marked(drawing, "bytes-")).extracting(Fact::text).containsExactly("ff ff");
        assertThat(marked(drawing, "field-")).extracting(Fact::text).containsExactly("acks -1");

        Fact key =
                drawing.facts().stream()
                        .filter(fact -> fact.text().equals("63 75 73 74 2d 31 37"))
                        .findFirst()
                        .orElseThrow();
        assertThat(lens.hovered(key)).isTrue();
        drawing = Canned.draw(lens, produce, 1_200, 1_100);
        assertThat(marked(drawing, "field-"))
                .extracting(Fact::text)
                .containsExactly("key \"cust-17\"");
    }

    @Test
    void whatIsChosenInTheBytesComesIntoViewInTheTree() {
        Exhibit produce = exhibit("produce");
        WireLens lens = (WireLens) produce.artist().get();
        Drawing low = Canned.draw(lens, produce, 900, 200);
        assertThat(marked(low, "field-"))
                .extracting(Fact::text)
                .containsExactly("value \"{\"total\": 18.40}\"");
        assertThat(low.height()).isEqualTo(200);
    }

    @Test
    void theWheelTurnsWhatIsUnderIt() {
        Exhibit produce = exhibit("refused");
        WireLens lens = (WireLens) produce.artist().get();
        String first = firstField(Canned.draw(lens, produce, 1_200, 200));
        lens.moved(new Gesture(Gesture.Kind.SCROLL, 100, 100, 0, -40));
        assertThat(firstField(Canned.draw(lens, produce, 1_200, 200))).isNotEqualTo(first);
        lens.moved(new Gesture(Gesture.Kind.HOME, 600, 100, 0, 0));
        assertThat(firstField(Canned.draw(lens, produce, 1_200, 200))).isEqualTo(first);
    }

    private static String firstField(Drawing drawing) {
        return drawing.facts().stream()
                .filter(fact -> fact.id().startsWith("field-"))
                .findFirst()
                .orElseThrow()
                .id();
    }

    @Test
    void anErrorHasItsNameAndATopicIdItsTopic() {
        Exhibit refused = exhibit("refused");
        Drawing drawing = Canned.draw(refused.artist().get(), refused, 1_200, 420);
        assertThat(Objects.requireNonNull(drawing.fact("wire-head")).state()).isEqualTo("ERROR");
        assertThat(field(drawing, "errorCode 6").tip()).contains("NOT_LEADER_OR_FOLLOWER");
        assertThat(field(drawing, "topicId \"Hy49TFtqeYgBI0VniavN7w\"").tip()).contains("orders");
    }

    @Test
    void whatChangedSinceThePreviousRequestIsSaidInWords() {
        Exhibit difference = exhibit("difference");
        Drawing drawing = Canned.draw(difference.artist().get(), difference, 1_200, 420);
        List<Fact> changes =
                drawing.facts().stream()
                        .filter(fact -> fact.id().startsWith("difference-"))
                        .toList();
        assertThat(changes).extracting(Fact::state).contains("CHANGED", "REMOVED");
        assertThat(changes)
                .extracting(Fact::tip)
                .contains(
                        "changed: header.correlationId: 41 → 42",
                        "changed: body.topicData[0].partitionData[0].index: 1 → 2");
    }

    @Test
    void bytesThatAreGoneAndAnswersThatAreDueSaySo() {
        Tape tape = new Tape();
        tape.nodes(1);
        tape.connect("app", 1, "");
        tape.ask("app", 1, "Produce", "");
        WireLens lens = new WireLens((node, connection, correlationId) -> Exchange.FORGOTTEN);
        Exhibit waiting =
                new Exhibit(() -> lens, "", "", tape.snapshot(), tape.nowMs(), null, 900, 200);
        assertThat(note(Canned.draw(lens, waiting, 900, 200))).contains("no longer kept");
        lens.show(WireSide.DIFFERENCE);
        assertThat(note(Canned.draw(lens, waiting, 900, 200))).contains("no longer kept");

        byte[] metadata = {0, 3, 0, 0, 0, 0, 0, 1, 0, 1, 'a', 0, 0, 0, 0};
        WireLens open =
                new WireLens(
                        (node, connection, correlationId) -> new Exchange(metadata, 15, null, 0));
        open.show(WireSide.ANSWER);
        assertThat(note(Canned.draw(open, waiting, 900, 200))).contains("waits for its answer");
        tape.tell(new Event.NodeEnded(1, tape.nowMs(), Event.Ending.KILLED, ""));
        Exhibit cut =
                new Exhibit(() -> open, "", "", tape.snapshot(), tape.nowMs(), null, 900, 200);
        assertThat(note(Canned.draw(open, cut, 900, 200))).contains("went first");
        open.show(WireSide.DIFFERENCE);
        assertThat(note(Canned.draw(open, cut, 900, 200))).contains("No earlier Produce");
    }

    private static String note(Drawing drawing) {
        return Objects.requireNonNull(drawing.fact("wire-note")).tip();
    }

    @Test
    void withoutASelectionTheNewestOfTheSecondBeforeIsShown() {
        Exhibit exhibit = exhibit("produce");
        Exhibit unselected =
                new Exhibit(
                        exhibit.artist(),
                        "",
                        "",
                        exhibit.snapshot(),
                        exhibit.nowMs(),
                        new Subject.OfCluster(),
                        900,
                        400);
        Drawing drawing = Canned.draw(exhibit.artist().get(), unselected, 900, 400);
        assertThat(Objects.requireNonNull(drawing.fact("wire-head")).tip())
                .contains("correlation id 42");
    }
}
