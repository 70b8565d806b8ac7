package io.throughline.testkit.grammar;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks that a stream of Anthropic's Messages is one: {@code message_start} first and once; blocks numbered densely, one open at a time, each opened
 * empty and closed; deltas of the types that their block has; the input of each tool an object, but for one that a limit of tokens cut off; then {@code message_delta} and {@code message_stop},
 * and nothing after. A stream may end with an {@code error} instead, anywhere.
 */
public final class MessagesGrammar {
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    /** The types of deltas that each type of block may have; others have none, or input. */
    private static final Map<String, Set<String>> DELTAS = Map.of(
            "text", Set.of("text_delta", "citations_delta"),
            "thinking", Set.of("thinking_delta", "signature_delta"),
            "redacted_thinking", Set.of(),
            "tool_use", Set.of("input_json_delta"));

    private static final Set<String> INPUT_ALONE = Set.of("input_json_delta");

    private boolean started;
    private boolean told;
    private boolean over;
    private int blocks;
    private @Nullable String open;
    private StringBuilder input = new StringBuilder();
    private boolean calls;
    /** Whether some input is not to its end, as only a limit of tokens may leave it. */
    private boolean cutOff;

    private MessagesGrammar() {}

    /**
     * Checks a stream.
     *
     * @param stream the server-sent events, with their framing
     * @throws AssertionError naming the first event that must not be there
     */
    public static void check(String stream) {
        MessagesGrammar grammar = new MessagesGrammar();
        String[] frames = stream.split("\n\n", -1);
        if (!frames[frames.length - 1].isEmpty()) {
            throw new AssertionError("the stream ends within an event: " + frames[frames.length - 1]);
        }
        for (int i = 0; i < frames.length - 1; i++) {
            grammar.take(i, frames[i]);
        }
        if (!grammar.over) {
            throw new AssertionError("the stream ends without message_stop or error");
        }
    }

    private void take(int number, String frame) {
        try {
            take(frame);
        } catch (AssertionError wrong) {
            throw new AssertionError("event " + number + ": " + wrong.getMessage() + ": " + frame, wrong);
        }
    }

    private void take(String frame) {
        String[] lines = frame.split("\n", -1);
        demand(lines.length == 2 && lines[0].startsWith("event: ") && lines[1].startsWith("data: "), "wrong framing");
        JsonNode data = parse(lines[1].substring("data: ".length()));
        String type = data.path("type").asText();
        demand(lines[0].equals("event: " + type), "the name is not the type");
        demand(!over, "the stream is over");
        switch (type) {
            case "message_start" -> start(data.path("message"));
            case "ping" -> demand(started, "before message_start");
            case "content_block_start" -> open(data);
            case "content_block_delta" -> add(data);
            case "content_block_stop" -> close(data);
            case "message_delta" -> tell(data);
            case "message_stop" -> {
                demand(told, "before message_delta");
                over = true;
            }
            case "error" -> {
                demand(data.path("error").path("type").isTextual(), "an error without a type");
                demand(data.path("error").path("message").isTextual(), "an error without a message");
                over = true;
            }
            default -> throw new AssertionError("no such event");
        }
    }

    private void start(JsonNode message) {
        demand(!started, "a second message_start");
        started = true;
        demand(message.path("type").asText().equals("message"), "no message");
        demand(message.path("role").asText().equals("assistant"), "not the assistant's");
        demand(!message.path("id").asText().isEmpty(), "without an id");
        demand(message.path("model").isTextual(), "without a model");
        demand(message.path("content").isArray() && message.path("content").isEmpty(), "content that is not empty");
        demand(message.path("stop_reason").isNull(), "a stop_reason at the start");
        usage(message.path("usage"));
    }

    private void open(JsonNode data) {
        demand(started && !told, "outside the message");
        demand(open == null, "another block is open");
        demand(data.path("index").asInt(-1) == blocks, "index must be " + blocks);
        JsonNode block = data.path("content_block");
        open = block.path("type").asText();
        input = new StringBuilder();
        switch (open) {
            case "text" -> empty(block, "text");
            case "thinking" -> {
                empty(block, "thinking");
                empty(block, "signature");
            }
            case "redacted_thinking" -> demand(!block.path("data").asText().isEmpty(), "without data");
            case "tool_use" -> {
                calls = true;
                demand(block.path("id").asText().matches("[a-zA-Z0-9_-]+"), "a wrong id");
                demand(!block.path("name").asText().isEmpty(), "without a name");
                demand(block.path("input").isObject() && block.path("input").isEmpty(), "input that is not empty");
            }
            default -> demand(!open.isEmpty(), "a block without a type");
        }
    }

    private void add(JsonNode data) {
        String block = open;
        demand(block != null, "no block is open");
        demand(data.path("index").asInt(-1) == blocks, "index must be " + blocks);
        JsonNode delta = data.path("delta");
        String type = delta.path("type").asText();
        demand(
                block != null && DELTAS.getOrDefault(block, INPUT_ALONE).contains(type),
                type + " in a block of " + block);
        String field = switch (type) {
            case "text_delta" -> "text";
            case "thinking_delta" -> "thinking";
            case "signature_delta" -> "signature";
            case "input_json_delta" -> "partial_json";
            default -> "";
        };
        demand(field.isEmpty() || delta.path(field).isTextual(), "without " + field);
        input.append(delta.path("partial_json").asText());
    }

    private void close(JsonNode data) {
        String block = open;
        demand(block != null, "no block is open");
        demand(data.path("index").asInt(-1) == blocks, "index must be " + blocks);
        if ("tool_use".equals(block) && !input.toString().isBlank()) {
            cutOff |= !isWhole(input.toString());
        }
        open = null;
        blocks++;
    }

    private void tell(JsonNode data) {
        demand(started, "before message_start");
        demand(!told, "a second message_delta");
        demand(open == null, "a block is open");
        told = true;
        String reason = data.path("delta").path("stop_reason").asText("");
        demand(!reason.isEmpty(), "without a stop_reason");
        demand(!calls || !reason.equals("end_turn"), "end_turn though a tool is called");
        demand(!cutOff || reason.equals("max_tokens"), "a tool's input is no JSON");
        demand(calls || !reason.equals("tool_use"), "tool_use though no tool is called");
        usage(data.path("usage"));
    }

    private static void usage(JsonNode usage) {
        demand(usage.path("output_tokens").isIntegralNumber(), "usage without output_tokens");
        usage.properties()
                .forEach(count -> demand(
                        !count.getKey().endsWith("_tokens") || count.getValue().asLong(-1) >= 0, "a count below zero"));
    }

    private static void empty(JsonNode block, String field) {
        demand(block.path(field).isTextual() && block.path(field).textValue().isEmpty(), field + " that is not empty");
    }

    private static boolean isWhole(String input) {
        try {
            demand(JSON.readTree(input).isObject(), "a tool's input is no object");
            return true;
        } catch (JsonProcessingException cutOff) {
            return false;
        }
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException malformed) {
            throw new AssertionError("no JSON (" + malformed.getOriginalMessage() + ")", malformed);
        }
    }

    private static void demand(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
