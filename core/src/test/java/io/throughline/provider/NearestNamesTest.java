package io.throughline.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNamesTest {
    private static final List<String> KEYS = List.of("api-key", "api-keys", "base-url", "models", "port", "2");

    @ParameterizedTest
    @CsvSource({
        "api-kye, api-key",
        "apikey, api-key",
        "API-KEY, api-key",
        "api_keys, api-keys",
        "baseurl, base-url",
        "prot, port",
        "model, models",
        "pt, ",
        "ports, port",
        "3, ",
        "weight, ",
        "'', ",
    })
    void theNearestThatIsNear(String wrong, String expected) {
        assertThat(NearestNames.nearest(wrong, KEYS)).isEqualTo(Optional.ofNullable(expected));
    }

    @Test
    void nearestFirstAndNoMoreThanAskedFor() {
        assertThat(NearestNames.nearest("gpt-4.0", List.of("gpt-5.1", "gpt-4.1", "gpt-4o", "gpt-4.00"), 3))
                .containsExactly("gpt-4.1", "gpt-4.00", "gpt-5.1");
    }

    @Test
    void aLongNameHasNone() {
        assertThat(NearestNames.nearest("x".repeat(129), List.of("x".repeat(129))))
                .isEmpty();
    }
}
