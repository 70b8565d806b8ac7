package io.throughline.echo;

import static io.throughline.echo.EchoCalls.CHAT;
import static io.throughline.echo.EchoCalls.MESSAGES;
import static io.throughline.echo.EchoCalls.RESPONSES;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;

class EchoAnswerTest {
    private static final String SCHEMA =
            "{\"type\":\"object\",\"properties\":{\"note\":{\"type\":\"string\"},\"city\":{\"type\":\"string\"}},\"required\":[\"city\"]}";

    private final EchoCalls calls = new EchoCalls();

    @Test
    void saysWhatTheUserSaid() {
        assertThat(text("Tell me about Paris")).startsWith("You said: \"Tell me about Paris\". ");
        assertThat(text("")).startsWith("You said nothing. ");
    }

    @Test
    void isTheSameForTheSameRequest() {
        assertThat(text("one")).isEqualTo(text("one")).isNotEqualTo(text("two"));
        String first = text("one").substring(text("one").indexOf("."));
        assertThat(List.of("two", "three", "four", "five", "six"))
                .as("other prompts get other sentences")
                .anyMatch(other -> !text(other).endsWith(first));
    }

    @Test
    void countsAnAnswerThatComesBackAsItWasCounted() {
        JsonNode first = calls.whole(CHAT, EchoCalls.request(CHAT, "echo", "hello", ""));
        String said = first.at("/choices/0/message/content").toString();
        JsonNode second = calls.whole(
                CHAT,
                "{\"model\":\"echo\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"},{\"role\":\"assistant\",\"content\":"
                        + said + "}]}");
        assertThat(second.at("/usage/prompt_tokens").asInt())
                .isEqualTo(first.at("/usage/total_tokens").asInt());
    }

    @Test
    void everyDialectCountsTheSame() {
        int chat = calls.whole(CHAT, EchoCalls.request(CHAT, "echo", "a b c", ""))
                .at("/usage/prompt_tokens")
                .asInt();
        JsonNode messages = calls.whole(MESSAGES, EchoCalls.request(MESSAGES, "echo", "a b c", ""));
        JsonNode counted = calls.whole(MESSAGES + "/count_tokens", EchoCalls.request(CHAT, "echo", "a b c", ""));
        assertThat(chat).isEqualTo(3);
        assertThat(messages.at("/usage/input_tokens").asInt()).isEqualTo(3);
        assertThat(counted.get("input_tokens").asInt()).isEqualTo(3);
        assertThat(calls.whole(RESPONSES, EchoCalls.request(RESPONSES, "echo", "a b c", ""))
                        .at("/usage/input_tokens")
                        .asInt())
                .isEqualTo(3);
    }

    @Test
    void stopsAtTheMostTokensWanted() {
        for (String name : List.of("max_tokens", "max_completion_tokens")) {
            JsonNode chat = calls.whole(CHAT, EchoCalls.request(CHAT, "echo", "hello", "\"" + name + "\":4"));
            assertThat(chat.at("/choices/0/finish_reason").asText()).isEqualTo("length");
            assertThat(chat.at("/usage/completion_tokens").asInt()).isEqualTo(4);
        }
        JsonNode messages = calls.whole(MESSAGES, EchoCalls.request(MESSAGES, "echo", "hello", "\"max_tokens\":4"));
        assertThat(messages.get("stop_reason").asText()).isEqualTo("max_tokens");
        JsonNode exact = calls.whole(CHAT, EchoCalls.request(CHAT, "echo", "[[echo tokens=4]]", "\"max_tokens\":4"));
        assertThat(exact.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
    }

    @Test
    void givesJsonThatFollowsTheSchema() {
        String openAi = "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"n\",\"schema\":"
                + SCHEMA + "}}";
        String flat = "{\"format\":{\"type\":\"json_schema\",\"name\":\"n\",\"schema\":" + SCHEMA + "}}";
        String said = "The weather in Paris";
        JsonNode expected = EchoCalls.json("{\"city\":\"Paris\"}");
        assertThat(EchoCalls.json(calls.whole(CHAT, EchoCalls.request(CHAT, "echo", said, openAi))
                        .at("/choices/0/message/content")
                        .asText()))
                .isEqualTo(expected);
        assertThat(EchoCalls.json(calls.whole(RESPONSES, EchoCalls.request(RESPONSES, "echo", said, "\"text\":" + flat))
                        .at("/output/0/content/0/text")
                        .asText()))
                .isEqualTo(expected);
        assertThat(EchoCalls.json(
                        calls.whole(MESSAGES, EchoCalls.request(MESSAGES, "echo", said, "\"output_config\":" + flat))
                                .at("/content/0/text")
                                .asText()))
                .isEqualTo(expected);
    }

    @Test
    void givesSomeObjectWhereAnyWillDo() {
        String text = calls.whole(
                        CHAT, EchoCalls.request(CHAT, "echo", "hi", "\"response_format\":{\"type\":\"json_object\"}"))
                .at("/choices/0/message/content")
                .asText();
        assertThat(EchoCalls.json(text).isObject()).isTrue();
    }

    private String text(String said) {
        return calls.whole(CHAT, EchoCalls.request(CHAT, "echo", said, ""))
                .at("/choices/0/message/content")
                .asText();
    }
}
