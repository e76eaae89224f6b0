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
                "skew 2 5000",
                "skew 2 -5000",
                "slow-disk 2 50",
                "full-disk 2",
                "mend-disk 2",
                "corrupt 2 orders-0",
                "corrupt 2 my-orders-12",
                "cut 1 3",
                "cut-one-way 1 3",
                "cut clients 2",
                "cut 2 any",
                "heal",
                "heal 1 3",
                "heal clients 2",
                "delay 1->3 200",
                "delay FETCH 2->1 50..300",
                "delay any->any 5",
                "drop clients->2",
                "drop PRODUCE clients->any",
                "hold 2->1",
                "hold any->any",
                "hold FETCH 2->1",
                "hold FETCH 3->1 controller",
                "hold PRODUCE clients->any",
                "release",
                "release FETCH 2->1",
                "deliver",
                "deliver FETCH 2->1 controller",
                "deliver #17",
                "swallow",
                "swallow clients->any",
                "swallow #17",
                "delay #17 500"
            })
    void wordsAndFaultsAreTheSame(String words) {
        assertThat(Fault.parse(words).words()).isEqualTo(words);
    }

    @Test
    void anApiIsFoundHoweverItIsWritten() {
        Fault expected = new Fault.Hold(new Route("LIST_OFFSETS", 2, 1, false));
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
                    hold              | hold takes a link, with or without an API: hold FETCH 2->1
                    hold controller   | hold takes a link, with or without an API: hold FETCH 2->1
                    hold FETCH 2      | hold takes a link, with or without an API: hold FETCH 2->1
                    hold 2->2         | hold takes two ends that differ
                    hold GET 2->1     | Kafka has no API "GET"; FETCH is one
                    heal 1            | heal takes nothing after it, or the two ends of a link
                    skew 2            | skew takes the number of a node and milliseconds
                    skew 2 fast       | skew takes a number, -86400000 to 86400000, not "fast"
                    slow-disk 2 -1    | slow-disk takes a number, 0 to 60000, not "-1"
                    corrupt 2         | corrupt takes the number of a node and a partition
                    corrupt 2 orders  | corrupt takes a partition, as orders-0, not "orders"
                    corrupt 2 a-b     | corrupt takes a number, 0 to 2147483647, not "b"
                    delay 200         | delay takes a link and milliseconds
                    delay 2->1        | delay takes a link and milliseconds
                    delay 2->1 70000  | delay takes a number, 0 to 60000, not "70000"
                    delay 2->1 9..5   | delay takes the shorter time first
                    drop              | drop takes a link, with or without an API
                    deliver #0        | deliver takes a number, 1 to
                    deliver #1 2      | deliver takes the number of one frame: deliver #17
                    deliver 2         | deliver takes a link, with or without an API
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
        Route fetches = new Route("FETCH", 2, 1, false);
        assertThat(fetches.covers(ApiKeys.FETCH.id, 2, 1, false)).isTrue();
        assertThat(fetches.covers(ApiKeys.PRODUCE.id, 2, 1, false)).isFalse();
    }
}
