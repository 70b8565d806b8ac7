package io.throughline.echo;

import static io.throughline.echo.EchoCalls.RESPONSES;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.echo.EchoCalls.Event;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EchoResponsesStreamTest {
    private static final String TOOLS =
            "\"tools\":[{\"type\":\"function\",\"name\":\"a\",\"parameters\":{\"type\":\"object\",\"properties\":{\"x\":{\"type\":\"string\"}},\"required\":[\"x\"]}}]";

    private final EchoCalls calls = new EchoCalls();

    @ParameterizedTest
    @MethodSource("io.throughline.echo.EchoCalls#texts")
    void keepsTheGrammarAndAddsUpToTheWholeAnswer(String text) {
        List<Event> events =
                calls.stream(RESPONSES, EchoCalls.request(RESPONSES, "echo", text, TOOLS + ",\"stream\":true"));
        JsonNode whole = calls.whole(RESPONSES, EchoCalls.request(RESPONSES, "echo", text, TOOLS));

        for (int i = 0; i < events.size(); i++) {
            assertThat(events.get(i).name()).isEqualTo(events.get(i).type());
            assertThat(events.get(i).data().get("sequence_number").asInt()).isEqualTo(i);
        }
        assertThat(events.get(0).type()).isEqualTo("response.created");
        assertThat(events.get(1).type()).isEqualTo("response.in_progress");
        assertThat(events.get(0).data().get("response").get("output")).isEmpty();
        Event end = events.get(events.size() - 1);
        assertThat(end.type()).isEqualTo("response.completed");
        JsonNode response = end.data().get("response");
        assertThat(response.get("id"))
                .isEqualTo(events.get(0).data().get("response").get("id"));
        assertThat(response.get("id").asText()).matches("resp_[0-9a-f]{48}");
        assertThat(response.get("usage")).isEqualTo(whole.get("usage"));
        assertThat(anonymous(response.get("output"))).isEqualTo(anonymous(whole.get("output")));
        assertItems(events.subList(2, events.size() - 1), response.get("output"));
    }

    @Test
    void saysThatItWasTooLong() {
        List<Event> events = calls.stream(
                RESPONSES, EchoCalls.request(RESPONSES, "echo", "hi", "\"stream\":true,\"max_output_tokens\":3"));
        JsonNode response = events.get(events.size() - 1).data().get("response");
        assertThat(events.get(events.size() - 1).type()).isEqualTo("response.incomplete");
        assertThat(response.get("status").asText()).isEqualTo("incomplete");
        assertThat(response.get("incomplete_details").get("reason").asText()).isEqualTo("max_output_tokens");
        assertThat(response.get("output").get(0).get("status").asText()).isEqualTo("incomplete");
        assertThat(response.get("usage").get("output_tokens").asInt()).isEqualTo(3);
        assertThat(response.get("max_output_tokens").asInt()).isEqualTo(3);
    }

    @Test
    void repeatsTheParametersOfTheRequest() {
        String more = TOOLS + ",\"temperature\":0.25,\"previous_response_id\":\"resp_1\",\"metadata\":{\"k\":\"v\"}";
        JsonNode response = calls.whole(RESPONSES, EchoCalls.request(RESPONSES, "echo", "hi", more));
        assertThat(response.get("temperature").asDouble()).isEqualTo(0.25);
        assertThat(response.get("previous_response_id").asText()).isEqualTo("resp_1");
        assertThat(response.get("metadata").get("k").asText()).isEqualTo("v");
        assertThat(response.get("tools").get(0).get("name").asText()).isEqualTo("a");
        assertThat(response.get("tool_choice").asText()).isEqualTo("auto");
    }

    private static void assertItems(List<Event> events, JsonNode output) {
        List<JsonNode> done = new ArrayList<>();
        StringBuilder content = new StringBuilder();
        String open = "";
        for (Event event : events) {
            JsonNode data = event.data();
            assertThat(data.get("output_index").asInt())
                    .as("one item at a time")
                    .isEqualTo(done.size());
            String type = event.type().substring("response.".length());
            if (type.equals("output_item.added")) {
                assertThat(open).isEmpty();
                open = data.get("item").get("id").asText();
                content.setLength(0);
            } else if (type.equals("output_item.done")) {
                assertThat(data.get("item").get("id").asText()).isEqualTo(open);
                done.add(data.get("item"));
                open = "";
            } else {
                assertThat(data.get("item_id").asText()).isEqualTo(open).isNotEmpty();
                content.append(data.path("delta").asText());
                for (String field : List.of("text", "arguments")) {
                    if (data.has(field)) {
                        assertThat(data.get(field).asText()).isEqualTo(content.toString());
                    }
                }
            }
        }
        assertThat(open).isEmpty();
        assertThat(done).containsExactlyElementsOf(output);
    }

    private static JsonNode anonymous(JsonNode output) {
        JsonNode copy = output.deepCopy();
        copy.forEach(item -> ((ObjectNode) item).remove(List.of("id", "call_id")));
        return copy;
    }
}
