package io.throughline.echo;

import static io.throughline.echo.EchoCalls.MESSAGES;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.throughline.echo.EchoCalls.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EchoMessagesStreamTest {
    private static final Map<String, String> DELTA_OF = Map.of(
            "thinking", "thinking_delta signature_delta",
            "text", "text_delta",
            "tool_use", "input_json_delta");

    private final EchoCalls calls = new EchoCalls();
    private final List<String> blocks = new ArrayList<>();
    private final List<StringBuilder> contents = new ArrayList<>();

    @ParameterizedTest
    @MethodSource("io.throughline.echo.EchoCalls#texts")
    void keepsTheGrammarAndAddsUpToTheWholeAnswer(String text) {
        String tools =
                "\"tools\":[{\"name\":\"a\",\"input_schema\":{\"type\":\"object\",\"properties\":{\"x\":{\"type\":\"string\"}}}}]";
        List<Event> events =
                calls.stream(MESSAGES, EchoCalls.request(MESSAGES, "echo", text, tools + ",\"stream\":true"));
        JsonNode whole = calls.whole(MESSAGES, EchoCalls.request(MESSAGES, "echo", text, tools));

        assertThat(events).allSatisfy(event -> assertThat(event.name()).isEqualTo(event.type()));
        JsonNode message = events.get(0).data().get("message");
        assertThat(events.get(0).type()).isEqualTo("message_start");
        assertThat(message.get("id").asText()).matches("msg_01[A-Za-z0-9]{22}");
        assertThat(message.get("content")).isEmpty();
        assertThat(message.get("stop_reason").isNull()).isTrue();
        assertThat(message.get("usage").get("input_tokens"))
                .isEqualTo(whole.get("usage").get("input_tokens"));
        assertThat(events.get(1).type()).isEqualTo("ping");
        assertThat(events.get(events.size() - 1).type()).isEqualTo("message_stop");

        JsonNode end = events.get(events.size() - 2).data();
        assertThat(end.get("type").asText()).isEqualTo("message_delta");
        assertThat(end.get("delta").get("stop_reason")).isEqualTo(whole.get("stop_reason"));
        assertThat(end.get("usage").get("output_tokens"))
                .isEqualTo(whole.get("usage").get("output_tokens"));
        readBlocks(events.subList(2, events.size() - 2));
        assertBlocks(whole.get("content"));
    }

    private void readBlocks(List<Event> events) {
        boolean open = false;
        for (Event event : events) {
            JsonNode data = event.data();
            switch (event.type()) {
                case "content_block_start" -> {
                    assertThat(open).as("one block at a time").isFalse();
                    assertThat(data.get("index").asInt())
                            .as("indexes are dense")
                            .isEqualTo(blocks.size());
                    open = true;
                    blocks.add(data.get("content_block").get("type").asText());
                    contents.add(new StringBuilder());
                }
                case "content_block_delta" -> {
                    assertThat(open).isTrue();
                    assertThat(data.get("index").asInt()).isEqualTo(blocks.size() - 1);
                    String type = data.get("delta").get("type").asText();
                    assertThat(DELTA_OF.get(blocks.get(blocks.size() - 1))).contains(type);
                    for (String field : List.of("text", "thinking", "partial_json")) {
                        contents.get(blocks.size() - 1)
                                .append(data.get("delta").path(field).asText());
                    }
                }
                case "content_block_stop" -> {
                    assertThat(open).isTrue();
                    assertThat(data.get("index").asInt()).isEqualTo(blocks.size() - 1);
                    open = false;
                }
                default -> throw new AssertionError("unexpected event " + event);
            }
        }
        assertThat(open).isFalse();
    }

    private void assertBlocks(JsonNode content) {
        assertThat(blocks).hasSize(content.size());
        for (int i = 0; i < content.size(); i++) {
            JsonNode block = content.get(i);
            String streamed = contents.get(i).toString();
            assertThat(blocks.get(i)).isEqualTo(block.get("type").asText());
            switch (blocks.get(i)) {
                case "thinking" -> {
                    assertThat(streamed).isEqualTo(block.get("thinking").asText());
                    assertThat(block.get("signature").asText()).isNotEmpty();
                }
                case "text" -> assertThat(streamed).isEqualTo(block.get("text").asText());
                default -> {
                    assertThat(block.get("id").asText()).matches("toolu_01[A-Za-z0-9]{22}");
                    assertThat(EchoCalls.json(streamed)).isEqualTo(block.get("input"));
                }
            }
        }
    }
}
