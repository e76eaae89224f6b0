package dev.vitrine.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.ui.draw.Lettering;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.stream.Stream;

class EnlargedTest {
    @ParameterizedTest
    @CsvSource({
        "1, 1440, 900, 1",
        "1.5, 1440, 900, 1.5",
        "2, 1440, 900, 1.5",
        "2, 1280, 720, 1.3333",
        "2, 1920, 1080, 2",
        "2, 3840, 2160, 2",
        "2, 800, 480, 1"
    })
    void aSmallWindowIsEnlargedAsFarAsItsContentFits(
            double wanted, double width, double height, double factor) {
        assertThat(Enlarged.factor(wanted, false, width, height))
                .isCloseTo(factor, org.assertj.core.data.Offset.offset(0.001));
    }

    @ParameterizedTest
    @CsvSource({"1280, 720", "1440, 900", "1920, 1080", "3840, 2160"})
    void onAProjectorTheSmallestLetterIsAFiftiethOfTheWindow(double width, double height) {
        double factor = Enlarged.factor(1, true, width, height);

        assertThat(Enlarged.SMALLEST_LETTER * factor).isGreaterThanOrEqualTo(height / 50);
        assertThat(width / factor).isGreaterThanOrEqualTo(880);
    }

    @Test
    void noLetterOfADrawingIsSmaller() {
        assertThat(Stream.of(Lettering.values()).mapToDouble(Lettering::size).min())
                .hasValue(Enlarged.SMALLEST_LETTER);
    }
}
