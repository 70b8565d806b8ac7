package io.throughline.echo;

import static io.throughline.echo.EchoCalls.CHAT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.throughline.echo.EchoCalls.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EchoChatStreamTest {
    private final EchoCalls calls = new EchoCalls();

    @ParameterizedTest
    @MethodSource("io.throughline.echo.EchoCalls#texts")
    void keepsTheGrammarAndAddsUpToTheWholeAnswer(String text) {
        String tools =
                "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a\",\"parameters\":{\"type\":\"object\",\"properties\":{\"x\":{\"type\":\"string\"}},\"required\":[\"x\"]}}}]";
        List<Event> events = calls.stream(
                CHAT,
                EchoCalls.request(
                        CHAT, "echo", text, tools + ",\"stream\":true,\"stream_options\":{\"include_usage\":true}"));
        JsonNode whole = calls.whole(CHAT, EchoCalls.request(CHAT, "echo", text, tools));

        assertThat(events).allSatisfy(event -> assertThat(event.name()).isEmpty());
        assertThat(events.get(events.size() - 1).data().asText()).isEqualTo("[DONE]");
        List<JsonNode> chunks =
                events.subList(0, events.size() - 1).stream().map(Event::data).toList();
        Set<String> ids = new TreeSet<>();
        for (JsonNode chunk : chunks) {
            ids.add(chunk.get("id").asText());
            assertThat(chunk.get("object").asText()).isEqualTo("chat.completion.chunk");
            assertThat(chunk.get("created").asLong()).isEqualTo(EchoCalls.NOW.getEpochSecond());
            assertThat(chunk.get("model").asText()).isEqualTo("echo");
            assertThat(chunk.has("usage")).isTrue();
        }
        assertThat(ids).hasSize(1).allMatch(id -> id.matches("chatcmpl-[A-Za-z0-9]{29}"));

        JsonNode last = chunks.get(chunks.size() - 1);
        assertThat(last.get("choices")).isEmpty();
        assertThat(last.get("usage")).isEqualTo(whole.get("usage"));
        JsonNode wholeChoice = whole.get("choices").get(0);
        List<JsonNode> choices = chunks.subList(0, chunks.size() - 1).stream()
                .map(chunk -> chunk.get("choices").get(0))
                .toList();
        assertThat(choices.get(0).get("delta").get("role").asText()).isEqualTo("assistant");
        assertThat(choices.subList(0, choices.size() - 1))
                .allSatisfy(choice ->
                        assertThat(choice.get("finish_reason").isNull()).isTrue());
        assertThat(choices.get(choices.size() - 1).get("finish_reason")).isEqualTo(wholeChoice.get("finish_reason"));
        assertMessage(choices, wholeChoice.get("message"));
    }

    private static void assertMessage(List<JsonNode> choices, JsonNode message) {
        StringBuilder content = new StringBuilder();
        StringBuilder reasoning = new StringBuilder();
        List<String> names = new ArrayList<>();
        List<StringBuilder> arguments = new ArrayList<>();
        for (JsonNode choice : choices) {
            JsonNode delta = choice.get("delta");
            content.append(delta.path("content").asText());
            reasoning.append(delta.path("reasoning_content").asText());
            if (delta.has("content") && !delta.get("content").asText().isEmpty()) {
                assertThat(names).as("text before calls").isEmpty();
            }
            for (JsonNode call : delta.path("tool_calls")) {
                int index = call.get("index").asInt();
                if (call.has("id")) {
                    assertThat(index).as("indexes are dense").isEqualTo(names.size());
                    assertThat(call.get("id").asText()).matches("call_[A-Za-z0-9]{24}");
                    assertThat(call.get("type").asText()).isEqualTo("function");
                    names.add(call.get("function").get("name").asText());
                    arguments.add(new StringBuilder());
                }
                assertThat(index).as("one call at a time").isEqualTo(names.size() - 1);
                arguments
                        .get(index)
                        .append(call.get("function").get("arguments").asText());
            }
        }
        assertThat(content.toString()).isEqualTo(message.get("content").asText(""));
        assertThat(reasoning.toString())
                .isEqualTo(message.path("reasoning_content").asText());
        assertThat(message.has("refusal")).isTrue();
        List<String> wholeNames = new ArrayList<>();
        List<String> wholeArguments = new ArrayList<>();
        for (JsonNode call : message.path("tool_calls")) {
            wholeNames.add(call.get("function").get("name").asText());
            wholeArguments.add(call.get("function").get("arguments").asText());
        }
        assertThat(names).isEqualTo(wholeNames);
        assertThat(arguments).map(StringBuilder::toString).isEqualTo(wholeArguments);
        assertThat(wholeArguments)
                .allSatisfy(text -> assertThat(EchoCalls.json(text).isObject()).isTrue());
    }
}
