package dev.vitrine.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;

class FaultTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "kill 2",
                "power-loss 2",
                "stop 2",
                "restart 2",
                "wipe 2",
                "pause 1",
                "resume 1",
                "cut 1 3",
                "cut-one-way 1 3",
                "cut clients 2",
                "cut 2 any",
                "heal",
                "hold FETCH 2->1",
                "hold FETCH 3->1 controller",
                "hold PRODUCE clients->any",
                "release"
            })
    void wordsAndFaultsAreTheSame(String words) {
        assertThat(Fault.parse(words).words()).isEqualTo(words);
    }

    @Test
    void anApiIsFoundHoweverItIsWritten() {
        Fault expected = new Fault.HoldRequests("LIST_OFFSETS", 2, 1, false);
        assertThat(Fault.parse("hold ListOffsets 2 -> 1")).isEqualTo(expected);
        assertThat(Fault.parse("  hold list-offsets   2 1 ")).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    explode 2         | "explode" is no fault; there are kill, power-loss
                    ''                | "" is no fault
                    kill              | kill takes the number of one node: kill 2
                    kill 1 2          | kill takes the number of one node: kill 2
                    kill two          | kill takes the number of a node, 1 to 99, not "two"
                    kill 0            | kill takes the number of a node, 1 to 99, not "0"
                    kill 99999999999  | kill takes the number of a node, 1 to 99
                    cut 1             | cut takes the two ends of a link: cut 1 3
                    cut 1 1           | cut takes two ends that differ
                    hold              | hold takes an API and a link: hold FETCH 2->1
                    hold controller   | hold takes an API and a link: hold FETCH 2->1
                    hold FETCH 2      | hold takes an API and a link: hold FETCH 2->1
                    hold GET 2->1     | Kafka has no API "GET"; FETCH is one
                    heal 1            | heal takes nothing after it
                    """)
    void otherWordsAreRefusedWithASentence(String words, String sentence) {
        assertThatThrownBy(() -> Fault.parse(words))
                .isInstanceOf(FaultSyntaxException.class)
                .hasMessageContaining(sentence);
    }

    @Test
    void requestsHaveKafkasNamesAndNumbers() {
        assertThat(RequestNames.NAMES)
                .isEqualTo(Arrays.stream(ApiKeys.values()).map(Enum::name).toList());
        assertThat(new Fault.HoldRequests("FETCH", 2, 1, false).apiKey())
                .isEqualTo(ApiKeys.FETCH.id);
    }
}
