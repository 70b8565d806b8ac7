package io.throughline.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.throughline.testkit.RecordedCase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What an independent decoder read out of a recorded answer, in the words of {@link ClientAnswer}. */
final class ExpectedAnswer {
    private ExpectedAnswer() {}

    static ClientAnswer of(RecordedCase recorded) {
        JsonNode expected = recorded.expected().orElseThrow();
        if (expected.path("error").isObject() || expected.path("error").isTextual()) {
            return ClientAnswer.failure();
        }
        JsonNode choice = expected.has("choices")
                ? expected.path("choices").path(0)
                : expected.has("candidates") ? expected.path("candidates").path(0) : expected;
        List<ClientAnswer.Call> calls = calls(choice.path("tool_calls"));
        return new ClientAnswer(
                text(choice, "text"),
                text(choice, "reasoning") + text(choice, "tool_plan"),
                text(choice, "refusal"),
                calls,
                calls.isEmpty() ? finish(choice, expected) : "tool_calls",
                usage(expected.path("usage")),
                false);
    }

    private static List<ClientAnswer.Call> calls(JsonNode expected) {
        List<ClientAnswer.Call> calls = new ArrayList<>();
        for (JsonNode call : expected) {
            JsonNode arguments = call.path("arguments");
            calls.add(new ClientAnswer.Call(
                    call.path("name").asText(),
                    arguments.isNull() ? JsonNodeFactory.instance.objectNode() : arguments));
        }
        return calls;
    }

    private static String finish(JsonNode choice, JsonNode expected) {
        String raw = choice.path("finish_reason")
                .asText(expected.path("stop_reason")
                        .asText(expected.path("done_reason")
                                .asText(expected.path("incomplete_details")
                                        .path("reason")
                                        .asText(expected.path("status").asText("")))));
        return switch (raw) {
            case "stop", "end_turn", "stop_sequence", "STOP", "1", "COMPLETE", "completed", "eos" -> "stop";
            case "length", "max_tokens", "MAX_TOKENS", "2", "max_output_tokens", "model_length" -> "length";
            case "content_filter", "refusal", "guardrail_intervened", "SAFETY" -> "content_filter";
            default -> raw;
        };
    }

    private static Optional<ClientAnswer.Tokens> usage(JsonNode usage) {
        return usage.path("input_total").isNumber()
                ? Optional.of(new ClientAnswer.Tokens(
                        usage.path("input_total").asLong(),
                        usage.path("cache_read").asLong(),
                        usage.path("output_total").asLong()))
                : Optional.empty();
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).isTextual() ? node.path(field).asText() : "";
    }
}
