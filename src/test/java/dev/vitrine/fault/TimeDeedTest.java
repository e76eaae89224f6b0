package dev.vitrine.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimeDeedTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "time pause",
                "time resume",
                "time step",
                "time 1/1",
                "time 1/1000",
                "time to election",
                "time to in-sync",
                "time to rebalance",
                "time to produce"
            })
    void wordsAndDeedsAreTheSame(String words) {
        assertThat(TimeDeed.isTime(words)).isTrue();
        assertThat(TimeDeed.parse(words).words()).isEqualTo(words);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "time",
                "time flies",
                "time 1/0",
                "time 1/1001",
                "time 1/x",
                "time 2",
                "time to",
                "time to lunch",
                "time pause 2",
                "pause"
            })
    void otherWordsAreRefusedWithASentence(String words) {
        assertThatThrownBy(() -> TimeDeed.parse(words))
                .isInstanceOf(FaultSyntaxException.class)
                .hasMessageStartingWith("\"" + words + "\" is nothing that time does; there are");
    }
}
