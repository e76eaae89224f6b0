package dev.vitrine.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

final class ScenarioReaderTest {
    private static final Path LESSON = Path.of("scenarios", "kill-the-leader.json");

    private static final String SMALL =
            """
            {
              "title": "T",
              "summary": "S",
              "watchFor": "W",
              "topology": {
                "brokers": 3,
                "topics": [{ "name": "orders", "partitions": 2 }],
                "producers": [{ "name": "app", "topic": "orders" }]
              },
              "chapters": [
                {
                  "title": "C",
                  "steps": [
                    {
                      "let": { "old": "leader(orders-0)" },
                      "act": [{ "fault": "kill old" }],
                      "expect": [{ "fact": "F", "now": "acknowledged(app) == 1" }]
                    }
                  ]
                }
              ]
            }
            """;

    @Test
    void readsALesson() {
        Scenario small = ScenarioReader.read("small.json", SMALL);

        assertThat(small.id()).isEqualTo("small");
        assertThat(small.timings()).isEqualTo(Timings.CLASSROOM);
        assertThat(small.topology().topics().getFirst().replicationFactor()).isEqualTo(3);
        assertThat(small.facts()).hasSize(1);
        assertThat(small.facts().getFirst().id()).isEqualTo("1.1.1");
        assertThat(small.facts().getFirst().condition()).hasToString("acknowledged(app) == 1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "power-loss old",
                "wipe 2",
                "skew old -5000",
                "slow-disk old 50",
                "full-disk old",
                "mend-disk old",
                "corrupt old orders-0",
                "cut-one-way old clients",
                "delay 1->3 200",
                "delay FETCH followers(orders-0)->old 50..300",
                "delay clients->old 20",
                "drop PRODUCE clients->old",
                "hold old->any",
                "hold FETCH followers(orders-0)->leader(orders-0) controller",
                "release FETCH 2->old",
                "deliver PRODUCE clients->old",
                "swallow old->1",
                "deliver #17",
                "heal old 1",
                "release"
            })
    void aStepDoesEveryFault(String words) {
        String text = SMALL.replace("kill old", words);

        Scenario read = ScenarioReader.read("small.json", text);

        assertThat(read.chapters().getFirst().steps().getFirst().actions())
                .singleElement()
                .extracting(Action::words)
                .isEqualTo(words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pause", "resume", "step", "1/20", "to election"})
    void aStepDoesSomethingToTheTime(String words) {
        String text = SMALL.replace("\"fault\": \"kill old\"", "\"time\": \"" + words + "\"");

        Scenario read = ScenarioReader.read("small.json", text);

        assertThat(read.chapters().getFirst().steps().getFirst().actions())
                .singleElement()
                .extracting(Action::words)
                .isEqualTo("time " + words);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"watchFor\" | \"wachFor\" | 4:3 | did you mean \"watchFor\"?",
                "\"brokers\": 3 | \"brokers\": 12 | 6:16 | a whole number from 1 to 9",
                "\"brokers\": 3 | \"brokers\": \"3\" | 6:16 | found \"3\"",
                "\"topic\": \"orders\" | \"topic\": \"order\" | 8:45 | did you mean \"orders\"?",
                "leader(orders-0) | leader(orders-2) | 15:35 | not a partition of this scenario",
                "leader(orders-0) | leadr(orders-0) | 15:28 | did you mean \"leader\"?",
                "leader(orders-0) | leader() | 15:28 | it is written leader(a partition",
                "kill old | kill odl | 16:36 | did you mean \"old\"?",
                "kill old | kil old | 16:30 | is no fault",
                "kill old | kill 4 | 16:30 | there are 1 to 3",
                "acknowledged(app) | acknowledged(ap) | 17:58 | did you mean \"app\"?",
                "acknowledged(app) == 1 | acknowledged(app) | 17:45 | true or false",
                "acknowledged(app) == 1 | isr(orders-0) > 1 | 17:59 | cannot be compared",
                "acknowledged(app) == 1 | acknowledged(app) = 1 | 17:63 | compares with ==",
                "\"now\" | \"whenever\" | 17:37 | allowed are fact, eventually, now",
                "\"fact\": \"F\", \"now\" | \"now\" | 17:22 | needs the field \"fact\"",
                "{ \"fault\": \"kill old\" } | {} | 16:19 | one of the fields createTopic",
                "\"title\": \"T\" | \"title\": 7 | 2:12 | found 7 where a text stands",
                "\"title\": \"T\" | \"title\": \"T\", \"title\": \"U\" | 2:17 | already",
                "\"title\": \"T\", | \"title\": \"T\" | 3:3 | this is no JSON",
                "\"partitions\": 2 | \"settings\": { \"retention.mss\": 1 } | 7:48 | retention.mss"
            })
    void saysWhereItIsWrongAndWhatIsAllowed(String right, String wrong, String at, String words) {
        assertThat(SMALL).contains(right);

        assertThatExceptionOfType(ScenarioException.class)
                .isThrownBy(() -> ScenarioReader.read("small.json", SMALL.replace(right, wrong)))
                .withMessageStartingWith("small.json:" + at + ": ")
                .withMessageContaining(words);
    }

    @Test
    void whatTheLogsMustBeReadForCannotBeWatchedAtEveryMoment() {
        String watched =
                SMALL.replace(
                        "\"now\": \"acknowledged(app) == 1\"", "\"never\": \"lost(orders) > 0\"");

        assertThatExceptionOfType(ScenarioException.class)
                .isThrownBy(() -> ScenarioReader.read("small.json", watched))
                .withMessageContaining("only be asked eventually or now");
    }

    @Test
    void damagedFileIsRefusedWithAPlaceAndNothingElse() throws IOException {
        String lesson = Files.readString(LESSON);
        Random random = new Random(1);
        int refused = 0;
        for (int i = 0; i < 2_000; i++) {
            String damaged = damaged(lesson, random);
            try {
                ScenarioReader.read("damaged.json", damaged);
            } catch (ScenarioException e) {
                refused++;
                assertThat(e.getMessage())
                        .startsWith("damaged.json:" + e.line() + ":" + e.column());
            }
        }
        assertThat(refused).isGreaterThan(1_000);
    }

    /// Characters struck out, doubled, changed or cut off.
    private static String damaged(String text, Random random) {
        int at = random.nextInt(text.length());
        int to = Math.min(text.length(), at + 1 + random.nextInt(20));
        return switch (random.nextInt(4)) {
            case 0 -> text.substring(0, at);
            case 1 -> text.substring(0, at) + text.substring(to);
            case 2 -> text.substring(0, to) + text.substring(at);
            default -> {
                char wrong = "{}[]\",:0x\\ -(".charAt(random.nextInt(13));
                yield text.substring(0, at) + wrong + text.substring(at + 1);
            }
        };
    }
}
