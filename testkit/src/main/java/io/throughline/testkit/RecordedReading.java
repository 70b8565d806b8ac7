package io.throughline.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Holds a call's record against what an independent decoder read out of the same response. */
public final class RecordedReading {
    /**
     * The order of blocks where the other decoder named the provider's own blocks alone: a record also tells the citations that stand inside a
     * text, each behind it, and the words with which an answer was refused, which stand beside the blocks.
     */
    private static final Map<String, String> ORDERS = Map.of(
            "anthropic/messages/rig-streamed-server-tools-streamed-web-search-preserves-server-tool-blocks.stream",
            "server_tool_use,web_search_tool_result,text,citation",
            "anthropic/messages/rub-citations-with-anthropic-claude-haiku-4-5-cites-tool-res-e3dae-ed-as-search-results-1",
            "text,citation",
            "anthropic/messages/rub-citations-with-anthropic-claude-haiku-4-5-streams-citations.stream",
            "text,citation",
            "anthropic/messages/rub-web-search-with-anthropic-claude-haiku-4-5-streams-searc-c74c2-nd-reconstructs-them-0.stream",
            "server_tool_use,web_search_tool_result,text,citation,text,text,citation,text",
            "anthropic/messages/ver-anthropic-refusal",
            "refusal");

    private final List<String> differences = new ArrayList<>();
    private final JsonNode record;

    private RecordedReading(JsonNode record) {
        this.record = record;
    }

    /**
     * Returns where a record differs from the expected reading: what differs, a colon, and how.
     *
     * @param record a call's record as JSON, or at least its {@code response} and {@code usage}
     * @param recorded the recording, which has an expected reading
     */
    public static List<String> differences(JsonNode record, RecordedCase recorded) {
        RecordedReading reading = new RecordedReading(record);
        JsonNode expected = recorded.expected().orElseThrow();
        reading.same(
                "id",
                expected.path("id").asText(""),
                record.path("response").path("id").asText(""));
        reading.same(
                "model",
                expected.path("model").asText(""),
                record.path("response").path("model").asText(""));
        if (recorded.dialect().equals("openai-chat")) {
            for (JsonNode choice : expected.path("choices")) {
                reading.choice(choice, choice.path("index").asInt());
            }
        } else {
            reading.choice(expected, 0);
            reading.finish(expected);
            reading.blockTypes(expected, recorded.id());
        }
        reading.usage(expected.path("usage"));
        reading.error(expected.path("error"));
        return reading.differences;
    }

    private void choice(JsonNode expected, int index) {
        JsonNode choice = choice(index);
        same("text", expected.path("text").asText(""), text(choice, "text"));
        same("reasoning", expected.path("reasoning").asText(""), text(choice, "reasoning"));
        if (expected.has("refusal")) {
            same("refusal", expected.path("refusal").asText(""), text(choice, "refusal"));
        }
        if (expected.has("finish_reason")) {
            same(
                    "finish_reason",
                    expected.path("finish_reason").asText("null"),
                    choice.path("raw_finish_reason").asText("null"));
        }
        List<JsonNode> calls = blocks(choice, "tool_call");
        same("number of tool calls", expected.path("tool_calls").size(), calls.size());
        for (int i = 0; i < Math.min(calls.size(), expected.path("tool_calls").size()); i++) {
            call(expected.path("tool_calls").path(i), calls.get(i));
        }
    }

    private void call(JsonNode expected, JsonNode call) {
        same(
                "tool call's name",
                expected.path("name").asText(""),
                call.path("name").asText(""));
        same("tool call's id", expected.path("id").asText(""), call.path("id").asText(""));
        JsonNode arguments = expected.has("custom_input") ? expected.path("custom_input") : expected.path("arguments");
        same(
                "arguments",
                arguments.isNull() ? JsonNodeFactory.instance.objectNode() : arguments,
                call.path("arguments"));
    }

    private void finish(JsonNode expected) {
        String raw = choice(0).path("raw_finish_reason").asText("null");
        if (expected.has("stop_reason")) {
            same("stop_reason", expected.path("stop_reason").asText("null"), raw);
        } else if (expected.path("status").asText().equals("incomplete")) {
            same(
                    "why incomplete",
                    expected.path("incomplete_details").path("reason").asText(),
                    raw);
        } else {
            same("status", expected.path("status").asText("null"), raw);
        }
    }

    private void blockTypes(JsonNode expected, String id) {
        if (expected.has("block_types")) {
            String actual = StreamSupport.stream(choice(0).path("blocks").spliterator(), false)
                    .map(RecordedReading::anthropicType)
                    .collect(Collectors.joining(","));
            String wanted = StreamSupport.stream(expected.path("block_types").spliterator(), false)
                    .map(JsonNode::asText)
                    .collect(Collectors.joining(","));
            same("blocks", ORDERS.getOrDefault(id, wanted), actual);
        }
    }

    private static String anthropicType(JsonNode block) {
        return switch (block.path("type").asText()) {
            case "tool_call" -> "tool_use";
            case "reasoning" -> block.has("encrypted") ? "redacted_thinking" : "thinking";
            default -> block.path("type").asText();
        };
    }

    private void usage(JsonNode expected) {
        if (expected.isMissingNode()
                || expected.isNull()
                || expected.path("input_total").isNull()) {
            return;
        }
        JsonNode usage = record.path("usage");
        long written = usage.path("cache_write_5m").asLong()
                + usage.path("cache_write_1h").asLong();
        long input = usage.path("input").asLong()
                + usage.path("cache_read").asLong()
                + written
                + usage.path("audio_input").asLong()
                + usage.path("image").asLong();
        long output = usage.path("output").asLong()
                + usage.path("reasoning").asLong()
                + usage.path("audio_output").asLong();
        same("input tokens", expected.path("input_total").asLong(), input);
        same(
                "cached tokens",
                expected.path("cache_read").asLong(),
                usage.path("cache_read").asLong());
        same("tokens written to the cache", expected.path("cache_write").asLong(), written);
        same("output tokens", expected.path("output_total").asLong(), output);
        same(
                "reasoning tokens",
                expected.path("reasoning").asLong(),
                usage.path("reasoning").asLong());
    }

    private void error(JsonNode expected) {
        boolean wanted = !expected.isMissingNode() && !expected.isNull();
        JsonNode error = record.path("response").path("error");
        same("whether there is an error", wanted, error.isObject());
        if (wanted && expected.path("message").isTextual()) {
            same(
                    "error",
                    expected.path("message").asText(),
                    error.path("message").asText());
        }
    }

    private JsonNode choice(int index) {
        for (JsonNode choice : record.path("response").path("choices")) {
            if (choice.path("index").asInt() == index) {
                return choice;
            }
        }
        return JsonNodeFactory.instance.objectNode();
    }

    private static String text(JsonNode choice, String type) {
        return blocks(choice, type).stream()
                .map(block -> block.path("text").asText())
                .collect(Collectors.joining());
    }

    private static List<JsonNode> blocks(JsonNode choice, String type) {
        return StreamSupport.stream(choice.path("blocks").spliterator(), false)
                .filter(block -> block.path("type").asText().equals(type))
                .toList();
    }

    private void same(String what, Object expected, Object actual) {
        if (!Objects.equals(none(expected), none(actual))) {
            differences.add(what + ": expected " + shown(expected) + " but was " + shown(actual));
        }
    }

    /** Null and nothing are the same in these readings. */
    private static Object none(Object value) {
        return value.equals("null") ? "" : value;
    }

    private static String shown(Object value) {
        String text = String.valueOf(value);
        return text.length() > 200 ? text.substring(0, 200) + "…" : text;
    }
}
