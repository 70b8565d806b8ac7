package io.throughline.dialect.messages;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Models up to 4.5 go on with a last turn of the assistant's; from 4.6 on a request with one is a 400. */
class PrefillTest {
    @ParameterizedTest
    @CsvSource({
        "claude-3-haiku-20240307, true",
        "claude-3-5-sonnet-20241022, true",
        "claude-3-7-sonnet-latest, true",
        "claude-sonnet-4-20250514, true",
        "claude-opus-4-1-20250805, true",
        "claude-sonnet-4-5, true",
        "claude-haiku-4-5-20251001, true",
        "claude-opus-4-5@20251101, true",
        "us.anthropic.claude-sonnet-4-5-20250929-v1:0, true",
        "anthropic.claude-3-5-sonnet-20241022-v2:0, true",
        "anthropic/claude-sonnet-4.5, true",
        "claude-opus-4-6, false",
        "claude-sonnet-4-6, false",
        "claude-sonnet-4-6-20260217, false",
        "us.anthropic.claude-opus-4-6-v1, false",
        "anthropic/claude-opus-4.6, false",
        "claude-opus-4-7, false",
        "claude-sonnet-5, false",
        "claude-opus-5-20260801, false",
        "claude-mythos-preview, false",
        "some-other-model, false"
    })
    void isTakenByModelsUpTo45(String model, boolean taken) {
        assertThat(Prefill.isTakenBy(model)).isEqualTo(taken);
    }
}
