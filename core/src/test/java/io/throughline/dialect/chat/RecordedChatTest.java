package io.throughline.dialect.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.Answer;
import io.throughline.dialect.Dialect;
import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.UsageConvention;
import io.throughline.dialect.conversation.AnswerContext;
import io.throughline.dialect.conversation.Conversation;
import io.throughline.dialect.conversation.Destination;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.conversation.Quirk;
import io.throughline.dialect.conversation.Treatment;
import io.throughline.dialect.registry.Dialects;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What real clients have asked comes back as they asked it; what real providers have answered reads the same once written anew. */
class RecordedChatTest {
    private static final Path ROOT = Path.of(System.getProperty("throughline.fixtures", "none"));
    private static final Set<Quirk> QUIRKS =
            Set.of(Quirk.REASONING_CONTENT_BACK, Quirk.CACHE_CONTROL, Quirk.TOP_K, Quirk.TOOL_RESULT_IMAGES);

    @TestFactory
    Stream<DynamicTest> requestsComeBack() {
        List<JsonNode> cases = cases().stream()
                .filter(one -> one.get("dialect").asText().equals("openai-chat"))
                .filter(one -> Files.exists(ROOT.resolve(id(one)).resolve("request.json")))
                .toList();
        return cases.stream().map(one -> DynamicTest.dynamicTest(id(one), () -> requestComesBack(one)));
    }

    @TestFactory
    Stream<DynamicTest> answersReadTheSame() {
        return cases().stream()
                .filter(one -> one.get("status").asInt() == 200)
                .filter(one -> Set.of("openai-chat", "anthropic-messages", "openai-responses")
                        .contains(one.get("dialect").asText()))
                .map(one -> DynamicTest.dynamicTest(id(one), () -> answerReadsTheSame(one)));
    }

    private static void requestComesBack(JsonNode one) throws IOException {
        byte[] body = Files.readAllBytes(ROOT.resolve(id(one)).resolve("request.json"));
        Conversation asked = Chat.READER.read(body);
        Destination to = new Destination(
                asked.model(),
                "x",
                OptionalLong.empty(),
                QUIRKS,
                Map.of(Feature.SAFETY, Treatment.dropped("as a test wants it")));
        Losses losses = Chat.losses(to);
        byte[] written = Chat.WRITER.write(asked, to, losses).body().bytes();
        ObjectNode wanted = Normal.of((ObjectNode) Chat.JSON.readTree(body));
        losses.told().stream()
                .filter(loss -> loss.way() == Treatment.Way.DROPPED)
                .forEach(loss -> wanted.remove(loss.path()));
        assertThat((JsonNode) Normal.of((ObjectNode) Chat.JSON.readTree(written)))
                .isEqualTo(wanted);
        assertThat(Chat.READER.read(written).turns()).isEqualTo(asked.turns());
        assertThat(Chat.WRITER.write(asked, to, losses).body().bytes()).isEqualTo(written);
    }

    private static void answerReadsTheSame(JsonNode one) {
        List<StreamEvent> events = events(one);
        AnswerContext context =
                Chat.context("anthropic", "{'model':'m','messages':[],'stream_options':{'include_usage':true}}");
        Answer answer = Chat.answer(events);
        boolean restarted = events.stream().anyMatch(StreamEvent.Restarted.class::isInstance);
        if (answer.error().isPresent() || restarted) {
            List<String> data = Chat.stream(context, events);
            assertThat(data.get(data.size() - 1)).startsWith("{\"error\"");
            return;
        }
        events.add(new StreamEvent.Ended());
        List<String> data = Chat.stream(context, events);
        ChatGrammar.check(data);
        Answer streamed = Chat.answer(Chat.decoded(data));
        Answer whole = Chat.answer(Chat.decodedWhole(Chat.whole(answer, context)));
        assertThat(streamed.choices()).hasSameSizeAs(whole.choices());
        assertThat(streamed.usage()).isEqualTo(whole.usage());
        for (int i = 0; i < answer.choices().size(); i++) {
            compare(streamed.choices().get(i), whole.choices().get(i));
            Answer.Choice told = answer.choices().get(i);
            assertThat(whole.choices().get(i).text()).isEqualTo(told.text());
            assertThat(whole.choices().get(i).reasoning()).isEqualTo(told.reasoning());
            assertThat(whole.choices().get(i).toolCalls()).hasSameSizeAs(told.toolCalls());
        }
    }

    private static void compare(Answer.Choice streamed, Answer.Choice whole) {
        assertThat(streamed.text()).isEqualTo(whole.text());
        assertThat(streamed.reasoning()).isEqualTo(whole.reasoning());
        assertThat(streamed.toolCalls()).isEqualTo(whole.toolCalls());
        assertThat(streamed.finishReason()).isEqualTo(whole.finishReason());
    }

    private static List<StreamEvent> events(JsonNode one) {
        List<StreamEvent> events = new ArrayList<>();
        Dialect dialect = Dialects.named(one.get("dialect").asText()).orElseThrow();
        boolean streamed = one.get("kind").asText().equals("sse");
        try {
            byte[] body =
                    Files.readAllBytes(ROOT.resolve(id(one)).resolve(streamed ? "response.sse" : "response.json"));
            if (streamed) {
                var decoder = dialect.streamDecoder(UsageConvention.STANDARD, events::add);
                Chat.events(body, (name, data) -> {
                    try {
                        decoder.decode(name, data);
                    } catch (IOException e) {
                        // what can't be read is passed over
                    }
                });
            } else {
                dialect.wholeDecoder(UsageConvention.STANDARD, events::add).decode(null, body);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return events;
    }

    private static List<JsonNode> cases() {
        Path index = ROOT.resolve("INDEX.jsonl");
        assumeFalse(!Files.exists(index), "no recorded traffic under the property throughline.fixtures");
        try {
            return Files.readAllLines(index).stream().map(Chat::tree).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String id(JsonNode one) {
        return one.get("id").asText();
    }

    /** Takes away what means nothing or has two names. */
    private static final class Normal {
        private static final Set<String> UNKNOWN = Set.of("models", "provider", "transforms", "safe_prompt");

        static ObjectNode of(ObjectNode request) {
            ObjectNode plain = (ObjectNode) withoutNulls(request);
            UNKNOWN.forEach(plain::remove);
            rename(plain, "max_tokens", "max_completion_tokens");
            rename(plain, "random_seed", "seed");
            if (plain.path("n").asInt() == 1) {
                plain.remove("n");
            }
            if (!plain.path("stream").asBoolean()) {
                plain.remove("stream");
            } else {
                plain.putObject("stream_options").put("include_usage", true);
            }
            if (plain.at("/thinking/type").asText().equals("disabled")) {
                plain.remove("thinking");
                plain.put("reasoning_effort", "none");
            }
            if (!plain.has("tools") && !plain.has("functions")) {
                plain.remove("parallel_tool_calls");
                plain.remove("tool_choice");
            }
            if (plain.at("/tool_choice/type").asText().equals("tool")) {
                String name = plain.at("/tool_choice/name").asText();
                plain.putObject("tool_choice")
                        .put("type", "function")
                        .putObject("function")
                        .put("name", name);
            }
            if (plain.path("tool_choice").asText().equals("any")) {
                plain.put("tool_choice", "required");
            }
            if (plain.path("tools").isEmpty()) {
                plain.remove("tools");
            }
            format(plain);
            legacy(plain);
            plain.get("messages").forEach(message -> message((ObjectNode) message));
            return plain;
        }

        private static void format(ObjectNode plain) {
            if (plain.at("/response_format/type").asText().equals("text")) {
                plain.remove("response_format");
            }
            JsonNode schema = plain.at("/response_format/json_schema");
            if (schema.isObject() && !schema.has("name")) {
                ((ObjectNode) schema).put("name", "answer");
            }
        }

        private static void legacy(ObjectNode plain) {
            JsonNode functions = plain.remove("functions");
            JsonNode choice = plain.remove("function_call");
            if (functions != null) {
                ArrayNode tools = plain.putArray("tools");
                functions.forEach(
                        function -> tools.addObject().put("type", "function").set("function", function));
                plain.set("tool_choice", choice);
            }
        }

        private static void message(ObjectNode message) {
            boolean assistant = message.path("role").asText().equals("assistant");
            JsonNode content = message.path("content");
            if (content.size() == 1
                    && content.path(0).size() == 2
                    && content.path(0).has("text")) {
                message.set("content", content.path(0).get("text"));
            }
            if (assistant) {
                message.remove("reasoning");
                message.path("tool_calls").forEach(call -> ((ObjectNode) call).remove("index"));
                thoughts(message);
                if (message.path("content").asText().isEmpty()) {
                    message.remove("content");
                }
                message.remove("reasoning_content");
            }
            message.path("content").forEach(part -> {
                if (part.path("input_audio").isTextual()) {
                    String data = part.get("input_audio").asText();
                    ((ObjectNode) part)
                            .putObject("input_audio")
                            .put("data", data)
                            .put("format", "mp3");
                }
            });
        }

        private static void thoughts(ObjectNode message) {
            if (message.path("content").path(0).path("type").asText().equals("thinking")) {
                message.set("content", message.path("content").path(1).get("text"));
            }
        }

        private static void rename(ObjectNode plain, String from, String to) {
            JsonNode value = plain.remove(from);
            if (value != null) {
                plain.set(to, value);
            }
        }

        private static JsonNode withoutNulls(JsonNode json) {
            if (json.isObject()) {
                ObjectNode plain = Chat.JSON.createObjectNode();
                json.properties().stream()
                        .filter(field -> !field.getValue().isNull())
                        .forEach(field -> plain.set(field.getKey(), withoutNulls(field.getValue())));
                return plain;
            }
            if (json.isArray()) {
                ArrayNode plain = Chat.JSON.createArrayNode();
                json.forEach(element -> plain.add(withoutNulls(element)));
                return plain;
            }
            return json;
        }
    }
}
