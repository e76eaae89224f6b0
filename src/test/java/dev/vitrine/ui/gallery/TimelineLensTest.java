package dev.vitrine.ui.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.history.Subject;
import dev.vitrine.ui.Fx;
import dev.vitrine.ui.draw.Artist.Gesture;
import dev.vitrine.ui.draw.Drawing;
import dev.vitrine.ui.draw.Fact;
import dev.vitrine.ui.draw.Shape;
import dev.vitrine.ui.draw.SvgPainter;
import dev.vitrine.ui.lens.TimelineLens;
import dev.vitrine.ui.theme.Ink;
import dev.vitrine.ui.theme.Theme;

import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.xml.parsers.DocumentBuilderFactory;

/// What the timeline shows, on its facts, and what it exports.
class TimelineLensTest {
    private static final double WIDTH = 1_300;
    private static final double HEIGHT = 330;

    private final List<String> saved = new ArrayList<>();
    private final TimelineLens lens =
            new TimelineLens((kind, name, text) -> saved.add(name + "\n" + text));

    private static Exhibit exhibit(String name) {
        return TimelineExhibits.all().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private Drawing draw(Exhibit exhibit) {
        return Canned.draw(lens, exhibit, WIDTH, HEIGHT);
    }

    private static List<Fact> arrows(Drawing drawing) {
        return drawing.facts().stream().filter(fact -> fact.id().startsWith("arrow-")).toList();
    }

    private static Fact fact(Drawing drawing, String id) {
        return Objects.requireNonNull(drawing.fact(id), id);
    }

    @Test
    void everyNodeClientAndGroupHasALifelineWithItsState() {
        Drawing drawing = draw(exhibit("failover"));
        assertThat(fact(drawing, "line-node-1").state()).isEqualTo("RUNNING");
        assertThat(fact(drawing, "line-client-checkout").subject())
                .isEqualTo(new Subject.OfClient("checkout"));
        assertThat(fact(drawing, "line-group-billing").role()).isEqualTo(Fact.Role.GROUP);
        assertThat(drawing.labels())
                .extracting(Shape.Label::text)
                .contains("killed", "paused", "cut 2 clients", "broker 1 was killed");
    }

    @Test
    void anArrowSelectsItsRequestAndSaysWhatBecameOfIt() {
        Drawing drawing = draw(exhibit("failover"));
        Fact refused =
                arrows(drawing).stream()
                        .filter(fact -> fact.tip().contains("NOT_LEADER_OR_FOLLOWER"))
                        .findFirst()
                        .orElseThrow();
        assertThat(refused.state()).isEqualTo("ERROR");
        assertThat(refused.tip()).contains("Produce v13 from checkout to broker 2");
        long seq = Long.parseLong(refused.id().substring("arrow-".length()));
        assertThat(refused.subject()).isEqualTo(new Subject.OfMessage(seq));
        assertThat(arrows(drawing))
                .extracting(Fact::tip)
                .anyMatch(tip -> tip.contains("connection went"));
    }

    @Test
    void heartbeatsAreCollapsedWithACount() {
        Drawing drawing = draw(exhibit("healthy"));
        List<Fact> beats =
                drawing.facts().stream().filter(fact -> fact.state().equals("BEATS")).toList();
        assertThat(beats).extracting(Fact::text).contains("Fetch ×11");
        assertThat(beats)
                .extracting(Fact::tip)
                .anyMatch(tip -> tip.startsWith("11 × Fetch from broker 2 to broker 1"));
    }

    @Test
    void aThousandRequestsASecondAreCountedAndThePictureSaysSo() {
        Drawing drawing = draw(exhibit("crowded"));
        assertThat(arrows(drawing)).isEmpty();
        assertThat(fact(drawing, "aggregated").text()).startsWith("aggregated: ");
        assertThat(fact(drawing, "density-1").tip()).contains("with an error");

        lens.filter("produce 2");
        Drawing filtered = draw(exhibit("crowded"));
        assertThat(arrows(filtered)).isNotEmpty().hasSizeLessThanOrEqualTo(400);
        assertThat(filtered.fact("density-1")).isNull();

        lens.filter("");
        lens.errorsOnly(true);
        assertThat(arrows(draw(exhibit("crowded"))))
                .isNotEmpty()
                .extracting(Fact::state)
                .containsOnly("ERROR");
    }

    @Test
    void tooManyForTheFilterAreSampledAndThePictureSaysSo() {
        lens.filter("checkout");
        Drawing drawing = draw(exhibit("crowded"));
        assertThat(fact(drawing, "aggregated").text()).startsWith("sampled: 1 of ");
        assertThat(arrows(drawing)).hasSizeBetween(200, 400);
    }

    @Test
    void theFilterKnowsApisClientsPartitionsAndErrors() {
        lens.filter("fetch billing-1 orders-0");
        assertThat(arrows(draw(exhibit("failover"))))
                .isNotEmpty()
                .extracting(Fact::text)
                .containsOnly("Fetch");
        lens.filter("not_leader");
        assertThat(arrows(draw(exhibit("failover")))).hasSize(1);
        lens.filter("nothing like this");
        assertThat(arrows(draw(exhibit("failover")))).isEmpty();
    }

    @Test
    void zoomKeepsTheTimeUnderThePointerAndDragsMoveIt() {
        Exhibit exhibit = exhibit("failover");
        lens.show(exhibit.nowMs() - 8_000, exhibit.nowMs());
        Fact mark = killed(draw(exhibit));
        double x = mark.bounds().centreX();
        lens.moved(new Gesture(Gesture.Kind.ZOOM, x, 100, 0, 200));
        assertThat(killed(draw(exhibit)).bounds().centreX()).isCloseTo(x, within());
        lens.moved(new Gesture(Gesture.Kind.DRAG, x, 100, 40, 0));
        assertThat(killed(draw(exhibit)).bounds().centreX()).isCloseTo(x + 40, within());
        lens.moved(new Gesture(Gesture.Kind.END, 0, 0, 0, 0));
        assertThat(draw(exhibit).labels()).extracting(Shape.Label::text).contains("FOLLOWS NOW");
    }

    private static org.assertj.core.data.Offset<Double> within() {
        return org.assertj.core.data.Offset.offset(1.0);
    }

    private static Fact killed(Drawing drawing) {
        return drawing.facts().stream()
                .filter(fact -> fact.tip().contains("broker 1 was killed"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void moreLifelinesThanThereIsRoomForScroll() {
        Exhibit exhibit = exhibit("failover");
        Drawing low = Canned.draw(lens, exhibit, 900, 130);
        assertThat(low.height()).isGreaterThan(200);
        assertThat(lens.moved(new Gesture(Gesture.Kind.SCROLL, 100, 50, 0, -40))).isFalse();
        assertThat(lens.moved(new Gesture(Gesture.Kind.SCROLL, 100, 50, -40, 0))).isTrue();
    }

    // ---- exports -------------------------------------------------------------------------------

    @Test
    void svgIsWellFormedAndHasTheSameLabels() throws Exception {
        Drawing drawing = draw(exhibit("failover"));
        assertThat(texts(Fx.on(lens::svg)))
                .containsExactlyElementsOf(
                        drawing.labels().stream().map(Shape.Label::text).toList());
    }

    @Test
    void everyExhibitCanBeSvg() throws Exception {
        for (Exhibit exhibit : Exhibits.all()) {
            Drawing drawing =
                    Canned.draw(exhibit.artist().get(), exhibit, exhibit.width(), exhibit.height());
            String svg =
                    Fx.on(() -> SvgPainter.of(drawing, Theme.LIGHT.palette(), Ink.STAGE, "<&>"));
            assertThat(texts(svg))
                    .as(exhibit.fullName())
                    .containsAll(drawing.labels().stream().map(Shape.Label::text).toList());
        }
    }

    private static List<String> texts(String svg) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        Document document =
                factory.newDocumentBuilder()
                        .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
        assertThat(document.getDocumentElement().getTagName()).isEqualTo("svg");
        NodeList nodes = document.getElementsByTagName("text");
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            texts.add(nodes.item(i).getTextContent());
        }
        return texts;
    }

    /// A line of Mermaid's sequence diagrams, as far as we use them.
    private static final Pattern LINE =
            Pattern.compile(
                    "    (?:participant (p\\d+) as [^;]+"
                            + "|(p\\d+)(?:->>|-->>|--x)(p\\d+): .+"
                            + "|Note over (p\\d+)(?:,(p\\d+))?: .+)");

    private static void assertIsMermaid(String mermaid) {
        List<String> lines = mermaid.lines().toList();
        assertThat(lines.getFirst()).isEqualTo("sequenceDiagram");
        Set<String> participants = new TreeSet<>();
        for (String line : lines.subList(1, lines.size())) {
            String unescaped = line.replaceAll("#\\d+;", "?");
            Matcher matcher = LINE.matcher(unescaped);
            assertThat(matcher.matches()).as(line).isTrue();
            assertThat(unescaped).as(line).doesNotContain(";").doesNotContain("%%");
            if (matcher.group(1) != null) {
                participants.add(matcher.group(1));
            }
            for (int i = 2; i <= 5; i++) {
                if (matcher.group(i) != null) {
                    assertThat(participants).as(line).contains(matcher.group(i));
                }
            }
        }
    }

    @Test
    void mermaidTellsTheStretchInOrder() {
        draw(exhibit("failover"));
        String mermaid = lens.mermaid();
        assertIsMermaid(mermaid);
        assertThat(mermaid)
                .contains("as Broker 1\n")
                .contains("as checkout\n")
                .contains("Produce v13 orders-0")
                .contains("--xp")
                .contains("NOT_LEADER_OR_FOLLOWER")
                .contains("broker 1 was killed");
        assertThat(mermaid.indexOf("was killed")).isLessThan(mermaid.indexOf("is back"));
    }

    @Test
    void mermaidHasALimitAndSaysWhatIsLeftOut() {
        draw(exhibit("crowded"));
        String mermaid = lens.mermaid();
        assertIsMermaid(mermaid);
        assertThat(mermaid).contains("older lines are left out");
        assertThat(mermaid.lines().count()).isLessThan(420);
    }

    @Test
    void namesThatMermaidWouldTripOverAreEscaped() {
        Tape tape = new Tape();
        tape.nodes(1);
        String name = "a;b#c end\n%%{x}: \"q\"";
        tape.connect(name, 1, "");
        tape.ask(name, 1, "Produce", "");
        tape.pass(5);
        Exhibit odd = new Exhibit(() -> lens, "", "", tape.snapshot(), tape.nowMs(), null, 0, 0);
        draw(odd);
        assertIsMermaid(lens.mermaid());
        assertThat(lens.mermaid()).contains("a#59;b#35;c #101;nd");
    }
}
