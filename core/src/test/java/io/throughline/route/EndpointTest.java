package io.throughline.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.Headers;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a method and a path ask for. */
class EndpointTest {
    @ParameterizedTest
    @CsvSource({
        "/v1/chat/completions, CHAT",
        "/chat/completions, CHAT",
        "/chat/completions/, CHAT",
        "/v1/responses, RESPONSES",
        "/responses, RESPONSES",
        "/v1/embeddings, EMBEDDINGS",
        "/embeddings, EMBEDDINGS",
        "/v1/messages, MESSAGES",
        "/messages, MESSAGES",
        "/v1/messages/count_tokens, COUNT_TOKENS",
        "/messages/count_tokens, COUNT_TOKENS"
    })
    void everyModelCallIsThereWithAndWithoutTheVersion(String path, Endpoint.ModelCall call) {
        assertThat(Endpoint.of("POST", path)).isEqualTo(call);
    }

    @Test
    void aModelsNameMayHoldSlashes() {
        assertThat(Endpoint.of("GET", "/v1/models/together/meta-llama/llama-3"))
                .isEqualTo(new Endpoint.Model("together/meta-llama/llama-3"));
    }

    @ParameterizedTest
    @CsvSource({"GET, /v1/responses/resp_1", "DELETE, /responses/resp_1", "POST, /v1/responses/resp_1/cancel"})
    void aStoredResponseIsKnownByItsId(String method, String path) {
        assertThat(Endpoint.of(method, path))
                .isInstanceOfSatisfying(
                        Endpoint.StoredResponse.class,
                        stored -> assertThat(stored.id()).isEqualTo("resp_1"));
    }

    @Test
    void aKnownPathWithAnotherMethodSaysWhichAreAllowed() {
        assertThat(Endpoint.of("PUT", "/v1/responses/resp_1"))
                .isEqualTo(new Endpoint.WrongMethod(List.of("GET", "DELETE")));
        assertThat(Endpoint.of("GET", "/v1/chat/completions")).isEqualTo(new Endpoint.WrongMethod(List.of("POST")));
    }

    @ParameterizedTest
    @CsvSource({
        "/",
        "/v2/chat/completions",
        "/v1/chat/completions/x",
        "/v1/v1/messages",
        "//v1/messages",
        "/v1%2Fmessages"
    })
    void anythingElseIsUnknown(String path) {
        assertThat(Endpoint.of("POST", path)).isEqualTo(new Endpoint.Unknown());
    }

    @Test
    void anErrorIsInTheDialectOfThePathElseOfTheCaller() {
        Headers anthropic = Headers.of("anthropic-version", "2023-06-01");
        assertThat(Endpoint.errorDialect("/v1beta/models/g", anthropic)).isEqualTo("gemini-generate-content");
        assertThat(Endpoint.errorDialect("/v2/chat", anthropic)).isEqualTo("anthropic-messages");
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/messages, anthropic-messages",
        "/messages/, anthropic-messages",
        "/v1/messages/batches, anthropic-messages",
        "/v1beta/models, gemini-generate-content",
        "/v1/models/g:embedContent, gemini-generate-content",
        "/models/g:countTokens, gemini-generate-content",
        "/v1/responses/resp_1/output, openai-responses",
        "/v1/chat/completions, openai-chat",
        "/v1/models/llama3:latest, openai-chat",
        "/v1/messagesandmore, openai-chat",
        "/v2/messages, openai-chat",
        "/, openai-chat",
        "'', openai-chat"
    })
    void anErrorIsInTheDialectWhosePathsBeginSo(String path, String dialect) {
        assertThat(Endpoint.errorDialect(path, Headers.none())).isEqualTo(dialect);
    }
}
