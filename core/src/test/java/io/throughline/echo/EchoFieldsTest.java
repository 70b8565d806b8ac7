package io.throughline.echo;

import static io.throughline.echo.EchoCalls.CHAT;
import static io.throughline.echo.EchoCalls.MESSAGES;
import static io.throughline.echo.EchoCalls.RESPONSES;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.throughline.echo.EchoCalls.Event;
import io.throughline.testkit.RecordedCase;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The echo sends every field that the provider sends, but for those that no client needs. */
class EchoFieldsTest {
    private static final Set<String> NOT_NEEDED = Set.of(
            "obfuscation",
            "billing",
            "moderation",
            "tool_usage",
            "prompt_cache_retention",
            "frequency_penalty",
            "presence_penalty",
            "completed_at",
            "phase",
            "encrypted_content",
            "cache_creation",
            "inference_geo",
            "caller",
            // the parameters of that request, repeated
            "context",
            "mode");

    private final EchoCalls calls = new EchoCalls();

    @ParameterizedTest
    @CsvSource({
        CHAT + ",openai/chat.completions/oll-test-agent-arun-streaming-with-tools-1.stream",
        RESPONSES + ",openai/responses/rig-streaming-grammar-previous-response-id-chain-1.stream",
        MESSAGES + ",anthropic/messages/rig-messages-thinking-redacted-thinking-streaming.stream"
    })
    void ofStreams(String path, String recorded) throws IOException {
        List<Event> theirs = EchoCalls.events(read(recorded));
        String more = "\"stream\":true" + (path.equals(CHAT) ? ",\"stream_options\":{\"include_usage\":true}" : "");
        List<Event> ours =
                calls.stream(path, EchoCalls.request(path, "echo", "hi [[echo reasoning=2 tokens=2 tool=a]]", more));
        Map<String, Set<String>> fields = fields(ours);
        fields(theirs)
                .forEach((type, names) ->
                        assertThat(fields.get(type)).as(type).isNotNull().containsAll(names));
    }

    @ParameterizedTest
    @CsvSource({
        CHAT + ",openai/chat.completions/oin-test-token-counts",
        RESPONSES + ",openai/responses/rig-refusal-matrix-cross-surface-refusal-parity-0",
        MESSAGES + ",anthropic/messages/rig-prompt-caching-matrix-automatic-1h-prefix-unset-no-tools-nonstreaming-0"
    })
    void ofWholeAnswers(String path, String recorded) throws IOException {
        Set<String> theirs = new TreeSet<>();
        collect("", EchoCalls.json(read(recorded)), theirs);
        Set<String> ours = new TreeSet<>();
        collect("", calls.whole(path, EchoCalls.request(path, "echo", "hi", "")), ours);
        // the recorded response is a refusal that follows a schema
        theirs.removeIf(name -> name.contains("refusal") && path.equals(RESPONSES) || name.contains("/text/format/"));
        assertThat(ours).containsAll(theirs);
    }

    private static String read(String name) {
        Optional<RecordedCase> recorded = RecordedCase.named(name);
        assumeTrue(recorded.isPresent(), "recorded traffic is not here: " + name);
        return new String(recorded.get().response(), UTF_8);
    }

    private static Map<String, Set<String>> fields(List<Event> events) {
        Map<String, Set<String>> fields = new TreeMap<>();
        for (Event event : events) {
            if (event.data().isObject()) {
                collect("", event.data(), fields.computeIfAbsent(event.type(), type -> new TreeSet<>()));
            }
        }
        return fields;
    }

    private static void collect(String path, JsonNode node, Set<String> names) {
        node.properties().stream()
                .filter(field -> !NOT_NEEDED.contains(field.getKey()))
                // a block of another kind has fields of its own
                .filter(field -> !node.path("type").asText().equals("redacted_thinking"))
                .forEach(field -> {
                    names.add(path + "/" + field.getKey());
                    collect(path + "/" + field.getKey(), field.getValue(), names);
                });
        if (node.isArray()) {
            node.forEach(element -> collect(path + "/[]", element, names));
        }
    }
}
