package io.throughline.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.throughline.testkit.RecordedCase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every recorded answer reads as an independent decoder read it, but for the differences that are explained here. */
class RecordedAnswersTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String DICE = "anthropic/messages/ver-anthropic-programmatic-tool-calling-1.stream";
    private static final String SPLICED =
            "the recording strings fifteen answers together; an answer ends at its message_stop, so only the first is read";

    /** Case and field, and why we differ. */
    private static final Map<String, String> EXPLAINED = Map.of(
            DICE + " 0 blocks",
            SPLICED,
            DICE + " 0 finish",
            SPLICED,
            DICE + " 0 text",
            SPLICED,
            DICE + " input",
            SPLICED,
            DICE + " output",
            SPLICED,
            "azure/models.chat.completions/rub-with-params-azure-grok-4-1-fast-non-reasoning-supports-response-format-param cacheRead",
            "more cached than prompt tokens: buckets never overlap, so the cached ones are cut to the prompt's",
            "openai/chat.completions/ddt-chat-completion-custom-tool-call 0 calls",
            "a custom tool's call has a name and an input, which the other decoder did not read",
            "openai/responses/req-o4-mini-deep-research-usage output",
            "the provider told -9; counts are zero or more",
            "openai/responses/req-o4-mini-deep-research-usage reasoning",
            "reasoning is among the output, of which there is none");

    @TestFactory
    Stream<DynamicTest> reads() {
        List<RecordedCase> cases = Recordings.all();
        assumeFalse(cases.isEmpty(), "no recorded traffic under the property throughline.fixtures");
        return cases.stream().map(one -> DynamicTest.dynamicTest(one.id(), () -> compare(one)));
    }

    @Test
    void everyExplainedDifferenceIsStillThere() {
        List<RecordedCase> cases = Recordings.all();
        assumeFalse(cases.isEmpty(), "no recorded traffic under the property throughline.fixtures");
        List<String> found = new ArrayList<>();
        for (RecordedCase one : cases) {
            one.expected()
                    .ifPresent(expected ->
                            differences(one, expected).keySet().forEach(field -> found.add(one.id() + " " + field)));
        }
        assertThat(found).containsAll(EXPLAINED.keySet());
    }

    private static void compare(RecordedCase one) throws IOException {
        if (one.expected().isPresent()) {
            Map<String, String> differences = differences(one, one.expected().get());
            differences.keySet().removeIf(field -> EXPLAINED.containsKey(one.id() + " " + field));
            assertThat(differences).isEmpty();
        } else if (one.status() >= 400) {
            compareError(one);
        } else if (one.dialect().equals("openai-embeddings")) {
            JsonNode body = JSON.readTree(one.response());
            Answer answer = Recordings.answer(one);
            assertThat(answer.error()).isEmpty();
            assertThat(answer.model()).contains(body.get("model").asText());
            assertThat(answer.usage().orElseThrow().inputTotal())
                    .isEqualTo(body.at("/usage/prompt_tokens").asLong());
        } else {
            assertThat(one.dialect()).isEqualTo("anthropic-count-tokens");
            Block block = Recordings.answer(one).choices().get(0).blocks().get(0);
            assertThat(block).isEqualTo(new Block.Opaque("token_count", "{\"input_tokens\": 1581}"));
            assertThat(Recordings.answer(one).usage()).isEmpty();
        }
    }

    private static void compareError(RecordedCase one) throws IOException {
        JsonNode body = JSON.readTree(one.response());
        JsonNode error = body.path("error").isObject() ? body.path("error") : body;
        String message = error.path("message").asText(error.path("error").asText());
        ModelError read = Recordings.answer(one).error().orElseThrow();
        assertThat(read.status()).isEqualTo(one.status());
        if (!message.contains("key provided:")) {
            assertThat(read.message()).isEqualTo(message);
        }
        JsonNode code = error.path("code");
        if (code.isValueNode() && !code.isNull()) {
            assertThat(read.code()).contains(code.asText());
        } else if (!error.path("type").isMissingNode()) {
            assertThat(read.code()).contains(error.path("type").asText());
        }
    }

    private static Map<String, String> differences(RecordedCase one, JsonNode expected) {
        Map<String, String> differences = new TreeMap<>();
        Map<String, Object> wanted = wanted(one, expected);
        Map<String, Object> got = got(one, Recordings.answer(one));
        wanted.forEach((field, value) -> {
            if (!value.equals(got.get(field))) {
                differences.put(field, "expected " + value + " but got " + got.get(field));
            }
        });
        return differences;
    }

    private static Map<String, Object> wanted(RecordedCase one, JsonNode expected) {
        Map<String, Object> wanted = new TreeMap<>();
        wanted.put("id", expected.get("id").asText(""));
        wanted.put("model", expected.get("model").asText(""));
        wanted.put("error", !expected.get("error").isNull());
        JsonNode usage = expected.path("usage");
        wanted.put("usage", usage.isObject());
        if (usage.isObject()) {
            wanted.put(
                    "input",
                    usage.path("executor_input_total")
                            .asLong(usage.get("input_total").asLong()));
            wanted.put("cacheRead", usage.get("cache_read").asLong());
            wanted.put("cacheWrite", usage.get("cache_write").asLong());
            wanted.put("cacheWrite1h", usage.path("cache_write_1h").asLong(0));
            wanted.put(
                    "output",
                    usage.path("executor_output_total")
                            .asLong(usage.get("output_total").asLong()));
            wanted.put("reasoning", usage.get("reasoning").asLong());
        }
        switch (one.dialect()) {
            case "openai-chat" -> {
                List<Integer> numbers = new ArrayList<>();
                for (JsonNode choice : expected.get("choices")) {
                    numbers.add(choice.get("index").asInt());
                    putChoice(wanted, choice.get("index").asInt(), choice, finish(choice.get("finish_reason")));
                }
                wanted.put("choices", numbers);
            }
            case "anthropic-messages" -> {
                putChoice(wanted, 0, expected, finish(expected.get("stop_reason")));
                wanted.put("0 blocks", texts(expected.get("block_types")));
                wanted.put("0 signatures", texts(expected.get("signature_sha256")));
            }
            default -> {
                JsonNode incomplete = expected.at("/incomplete_details/reason");
                String status = finish(expected.get("status"));
                putChoice(wanted, 0, expected, incomplete.isTextual() ? incomplete.asText() : status);
            }
        }
        return wanted;
    }

    private static void putChoice(Map<String, Object> wanted, int index, JsonNode choice, String finish) {
        wanted.put(index + " text", choice.get("text").asText());
        wanted.put(index + " reasoning", choice.get("reasoning").asText());
        if (choice.has("refusal")) {
            wanted.put(index + " refusal", choice.get("refusal").asText("").replace("null", ""));
        }
        wanted.put(index + " finish", finish);
        List<JsonNode> calls = new ArrayList<>();
        choice.get("tool_calls").forEach(calls::add);
        List<Object> told = new ArrayList<>();
        for (JsonNode call : calls) {
            JsonNode arguments = call.has("custom_input") ? call.get("custom_input") : call.get("arguments");
            told.add(List.of(
                    call.get("id").asText("").replace("null", ""),
                    call.get("name").asText(),
                    arguments));
        }
        wanted.put(index + " calls", told);
    }

    private static Map<String, Object> got(RecordedCase one, Answer answer) {
        Map<String, Object> got = new TreeMap<>();
        got.put("id", answer.id().orElse(""));
        got.put("model", answer.model().orElse(""));
        got.put("error", answer.error().isPresent());
        got.put("usage", answer.usage().isPresent());
        answer.usage().ifPresent(usage -> {
            got.put("input", usage.inputTotal());
            got.put("cacheRead", usage.cacheRead());
            got.put("cacheWrite", usage.cacheWrite5m() + usage.cacheWrite1h());
            got.put("cacheWrite1h", usage.cacheWrite1h());
            got.put("output", usage.outputTotal());
            got.put("reasoning", usage.reasoning());
        });
        got.put("choices", answer.choices().stream().map(Answer.Choice::index).toList());
        List<Answer.Choice> choices = answer.choices().isEmpty()
                ? List.of(new Answer.Choice(0, List.of(), java.util.Optional.empty(), java.util.Optional.empty()))
                : answer.choices();
        for (Answer.Choice choice : choices) {
            got.put(choice.index() + " text", choice.text());
            got.put(choice.index() + " reasoning", choice.reasoning());
            got.put(choice.index() + " refusal", refusal(choice));
            got.put(choice.index() + " finish", choice.rawFinishReason().orElse(""));
            got.put(
                    choice.index() + " calls",
                    choice.toolCalls().stream()
                            .map(call -> List.<Object>of(call.id(), call.name(), parsed(call.arguments())))
                            .toList());
            got.put(choice.index() + " blocks", anthropicTypes(choice));
            got.put(choice.index() + " signatures", signatures(choice));
        }
        return got;
    }

    private static String refusal(Answer.Choice choice) {
        StringBuilder words = new StringBuilder();
        for (Block block : choice.blocks()) {
            if (block instanceof Block.Refusal refusal) {
                words.append(refusal.text());
            }
        }
        return words.toString();
    }

    private static List<String> anthropicTypes(Answer.Choice choice) {
        List<String> types = new ArrayList<>();
        for (Block block : choice.blocks()) {
            if (block instanceof Block.Text) {
                types.add("text");
            } else if (block instanceof Block.Reasoning reasoning) {
                types.add(reasoning.encrypted().isPresent() ? "redacted_thinking" : "thinking");
            } else if (block instanceof Block.ToolCall) {
                types.add("tool_use");
            } else if (block instanceof Block.Opaque opaque && !opaque.type().equals("citation")) {
                types.add(opaque.type());
            }
        }
        return types;
    }

    private static List<String> signatures(Answer.Choice choice) {
        List<String> hashes = new ArrayList<>();
        for (Block block : choice.blocks()) {
            if (block instanceof Block.Reasoning reasoning) {
                reasoning.signature().ifPresent(signature -> hashes.add(sha256(signature)));
            }
        }
        return hashes;
    }

    private static JsonNode parsed(String arguments) {
        try {
            return arguments.isBlank() ? JsonNodeFactory.instance.objectNode() : JSON.readTree(arguments);
        } catch (IOException e) {
            return JsonNodeFactory.instance.textNode(arguments);
        }
    }

    private static String finish(JsonNode raw) {
        return raw.isNull() ? "" : raw.asText();
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(element -> texts.add(element.asText()));
        return texts;
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
