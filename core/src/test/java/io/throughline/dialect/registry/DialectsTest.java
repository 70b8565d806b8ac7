package io.throughline.dialect.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.dialect.Dialect;
import org.junit.jupiter.api.Test;

/** Dialects are found by the names that configuration and records use. */
class DialectsTest {
    @Test
    void findsEachByItsName() {
        assertThat(Dialects.all())
                .extracting(Dialect::name)
                .containsExactly(
                        "openai-chat",
                        "openai-responses",
                        "openai-embeddings",
                        "anthropic-messages",
                        "anthropic-count-tokens",
                        "gemini-generate-content",
                        "bedrock-converse",
                        "bedrock-invoke-anthropic",
                        "cohere-chat",
                        "ollama-chat");
        for (Dialect dialect : Dialects.all()) {
            assertThat(Dialects.named(dialect.name())).containsSame(dialect);
        }
        assertThat(Dialects.named("OpenAI-Chat")).isEmpty();
    }
}
