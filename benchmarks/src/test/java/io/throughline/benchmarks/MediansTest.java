package io.throughline.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MediansTest {
    @Test
    void ofAnOddAndAnEvenNumber() {
        assertThat(Medians.of(List.of(9.0, 1.0, 2.0), it -> it)).isEqualTo(2);
        assertThat(Medians.of(List.of(9.0, 1.0, 2.0, 3.0), it -> it)).isEqualTo(2.5);
        assertThat(Medians.of(List.<Double>of(), it -> it)).isZero();
    }

    @Test
    void ratiosAreTakenWithinARound() {
        // a round in which everything is slow does not count against anybody
        assertThat(Medians.ofRatios(List.of(2.0, 20.0, 6.0), List.of(1.0, 10.0, 2.0), it -> it))
                .isEqualTo(2);
        assertThat(Medians.ofRatios(List.of(2.0, 3.0), List.of(0.0, 1.0), it -> it))
                .isEqualTo(3);
    }
}
