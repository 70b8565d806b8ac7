package io.throughline.echo;

import static io.throughline.echo.EchoCalls.CHAT;
import static io.throughline.echo.EchoCalls.MESSAGES;
import static io.throughline.echo.EchoCalls.RESPONSES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.throughline.ProxyResponse;
import io.throughline.echo.EchoCalls.Event;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EchoDirectivesTest {
    private final EchoCalls calls = new EchoCalls();

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 7, 40, 200, 5000})
    void tokensSetsTheLengthOfTheText(int tokens) {
        JsonNode answer = chat("hello there [[echo tokens=" + tokens + "]]");
        String text = answer.at("/choices/0/message/content").asText();
        assertThat(Tokens.count(text)).isEqualTo(tokens);
        assertThat(answer.at("/usage/completion_tokens").asInt()).isEqualTo(tokens);
        assertThat(answer.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
    }

    @Test
    void reasoningSetsTheLengthOfTheReasoning() {
        JsonNode answer = chat("hello [[echo reasoning=30 tokens=5]]");
        assertThat(Tokens.count(
                        answer.at("/choices/0/message/reasoning_content").asText()))
                .isEqualTo(30);
        assertThat(answer.at("/usage/completion_tokens_details/reasoning_tokens")
                        .asInt())
                .isEqualTo(30);
        assertThat(answer.at("/usage/completion_tokens").asInt()).isEqualTo(35);
    }

    @Test
    void theModelEchoReasoningReasonsByItself() {
        String body = EchoCalls.request(CHAT, "echo-reasoning", "hello", "");
        assertThat(calls.whole(CHAT, body)
                        .at("/usage/completion_tokens_details/reasoning_tokens")
                        .asInt())
                .isEqualTo(24);
    }

    @ParameterizedTest
    @CsvSource({"echo,15", "echo-fast,0", "echo-slow,100", "gpt-4o,15"})
    void theModelSetsThePace(String model, int millis) {
        var response = calls.post(CHAT, EchoCalls.request(CHAT, model, "[[echo tokens=2]]", ""));
        calls.timer.advance(Duration.ofMillis(millis).minusNanos(millis > 0 ? 1 : 0));
        assertThat(response.isDone()).isEqualTo(millis == 0);
        calls.timer.advance(Duration.ofNanos(1));
        assertThat(response).isCompleted();
    }

    @ParameterizedTest
    @CsvSource({
        "429,requests,rate_limit_exceeded,rate_limit_error",
        "500,server_error,server_error,api_error",
        "503,server_error,server_error,api_error",
        "529,server_error,server_error,overloaded_error"
    })
    void failGivesTheProvidersError(int status, String type, String code, String anthropic) {
        for (String path : List.of(CHAT, RESPONSES)) {
            ProxyResponse response = fail(path, "[[echo fail=" + status + " retry-after=7]]");
            JsonNode error = EchoCalls.json(response).get("error");
            assertThat(response.status()).isEqualTo(status);
            assertThat(response.headers().first("retry-after")).contains("7");
            assertThat(error.get("type").asText()).isEqualTo(type);
            assertThat(error.get("code").asText()).isEqualTo(code);
            assertThat(error.get("message").asText()).isNotEmpty();
            assertThat(error.get("param").isNull()).isTrue();
        }
        ProxyResponse response = fail(MESSAGES, "[[echo fail=" + status + "]]");
        JsonNode body = EchoCalls.json(response);
        assertThat(response.status()).isEqualTo(status);
        assertThat(response.headers().first("retry-after")).contains("1");
        assertThat(body.get("type").asText()).isEqualTo("error");
        assertThat(body.at("/error/type").asText()).isEqualTo(anthropic);
    }

    @Test
    void anErrorThatWillNotPassAsksForNoRetry() {
        ProxyResponse response = fail(CHAT, "[[echo fail=404]]");
        assertThat(response.status()).isEqualTo(404);
        assertThat(response.headers().contains("retry-after")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {CHAT, RESPONSES, MESSAGES})
    void failAfterTurnsTheStreamIntoAnError(String path) {
        List<Event> events = calls.stream(
                path, EchoCalls.request(path, "echo", "[[echo tokens=50 fail-after=10 fail=529]]", "\"stream\":true"));
        long texts = events.stream()
                .filter(event -> event.data().toString().matches(".*(_delta|output_text.delta|\"content\":\"[^\"]).*"))
                .filter(event -> !event.type().equals("message_delta"))
                .count();
        assertThat(texts).isEqualTo(10);
        assertThat(events).noneMatch(event -> event.data().asText().equals("[DONE]"));
        assertThat(events).noneMatch(event -> event.type().matches("message_stop|response.completed"));
        switch (path) {
            case CHAT ->
                assertThat(last(events, 1).data().at("/error/type").asText()).isEqualTo("server_error");
            case MESSAGES -> {
                assertThat(last(events, 1).name()).isEqualTo("error");
                assertThat(last(events, 1).data().at("/error/type").asText()).isEqualTo("overloaded_error");
            }
            default -> {
                assertThat(last(events, 2).name()).isEqualTo("error");
                assertThat(last(events, 1).type()).isEqualTo("response.failed");
                assertThat(last(events, 1).data().at("/response/status").asText())
                        .isEqualTo("failed");
                assertThat(last(events, 1).data().at("/response/error/code").asText())
                        .isEqualTo("server_error");
            }
        }
    }

    @Test
    void failAfterIsAnErrorWhereThereIsNoStream() {
        assertThat(fail(CHAT, "[[echo fail-after=3]]").status()).isEqualTo(500);
    }

    @Test
    void cutAfterBreaksTheConnectionWhereThereIsNoStream() {
        var response = calls.post(CHAT, EchoCalls.request(CHAT, "echo-fast", "[[echo cut-after=3]]", ""));
        assertThatThrownBy(response::join).hasCauseInstanceOf(IOException.class);
    }

    @Test
    void stallAfterNeverAnswersWhereThereIsNoStream() {
        var response = calls.post(CHAT, EchoCalls.request(CHAT, "echo", "[[echo stall-after=3]]", ""));
        calls.timer.advance(Duration.ofHours(9));
        assertThat(response).isNotDone();
    }

    @Test
    void onlyTheLastUserMessageDirects() {
        JsonNode answer = calls.whole(
                CHAT,
                "{\"model\":\"echo\",\"messages\":[{\"role\":\"user\",\"content\":\"[[echo fail=500]]\"},"
                        + "{\"role\":\"assistant\",\"content\":\"oops [[echo fail=500]]\"},"
                        + "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"again [[echo tokens=7]]\"}]}]}");
        assertThat(answer.at("/usage/completion_tokens").asInt()).isEqualTo(7);
        assertThat(answer.at("/choices/0/message/content").asText()).startsWith("You said: \"again\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tokns=3",
                "tokens",
                "tokens=x",
                "tokens=-1",
                "tokens=100001",
                "pace=5y",
                "pace=61m",
                "fail=200",
                "chunk=0"
            })
    void aDirectiveThatCannotBeIsABadRequest(String directive) {
        ProxyResponse response = fail(CHAT, "[[echo " + directive + "]]");
        assertThat(response.status()).isEqualTo(400);
        assertThat(EchoCalls.json(response).at("/error/message").asText())
                .contains(directive.split("=")[0]);
    }

    private JsonNode chat(String text) {
        return calls.whole(CHAT, EchoCalls.request(CHAT, "echo", text, ""));
    }

    private ProxyResponse fail(String path, String text) {
        return calls.response(path, EchoCalls.request(path, "echo", text, ""));
    }

    private static Event last(List<Event> events, int fromEnd) {
        return events.get(events.size() - fromEnd);
    }
}
