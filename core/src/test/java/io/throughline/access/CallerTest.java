package io.throughline.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which models a caller may call. */
class CallerTest {
    @Test
    void withNoListAllModelsMayBeCalled() {
        assertThat(caller().mayCall("openai/gpt-4o")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "openai/*, openai/gpt-4o, true",
        "openai/*, anthropic/claude, false",
        "*, anything/at-all, true",
        "*/llama-3, local/llama-3, true",
        "*/llama-3, local/llama-31, false",
        "groq/llama-*-instant, groq/llama-3.1-8b-instant, true",
        "groq/llama-*-instant, groq/llama-3.1-8b, false",
        "smart, smart, true",
        "smart, smarter, false",
        "a*b*c, a-b-b-c, true",
        "openai/gpt.4o, openai/gpt-4o, false"
    })
    void aStarStandsForAnyCharacters(String pattern, String model, boolean allowed) {
        assertThat(caller(pattern).mayCall(model)).isEqualTo(allowed);
    }

    @Test
    void oneOfItsNamesIsEnough() {
        assertThat(caller("smart").mayCall("smart", "openai/gpt-4o")).isTrue();
    }

    private static Caller caller(String... models) {
        return new Caller(Optional.empty(), "t", "e", Set.of("llm"), List.of(models));
    }
}
