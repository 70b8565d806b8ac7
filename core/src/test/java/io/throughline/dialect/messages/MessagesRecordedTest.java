package io.throughline.dialect.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.throughline.dialect.Answer;
import io.throughline.dialect.Block;
import io.throughline.dialect.Dialect;
import io.throughline.dialect.EventDecoder;
import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.UsageConvention;
import io.throughline.dialect.conversation.Conversation;
import io.throughline.dialect.conversation.Destination;
import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.registry.Dialects;
import io.throughline.wire.SseReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Recorded answers of all providers are told to a client of Anthropic's, and recorded requests of such clients are read and written. */
class MessagesRecordedTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MISSING = "no recorded traffic under the property throughline.fixtures";

    @TestFactory
    Stream<DynamicTest> answersAreToldAsMessages() throws IOException {
        List<JsonNode> cases = cases();
        assumeFalse(cases.isEmpty(), MISSING);
        return cases.stream()
                .filter(one -> one.get("status").asInt() < 400)
                .filter(one -> List.of("openai-chat", "openai-responses", "anthropic-messages")
                        .contains(one.get("dialect").asText()))
                .filter(one -> List.of("sse", "json").contains(one.get("kind").asText()))
                .map(one -> DynamicTest.dynamicTest(one.get("id").asText(), () -> tell(one)));
    }

    @TestFactory
    Stream<DynamicTest> requestsAreReadAndWritten() throws IOException {
        List<JsonNode> cases = cases();
        assumeFalse(cases.isEmpty(), MISSING);
        return cases.stream()
                .filter(one -> one.get("dialect").asText().equals("anthropic-messages"))
                .filter(one -> Files.exists(folder(one).resolve("request.json")))
                .map(one -> DynamicTest.dynamicTest(one.get("id").asText(), () -> ask(one)));
    }

    private static void tell(JsonNode one) throws IOException {
        boolean streamed = one.get("kind").asText().equals("sse");
        byte[] body = Files.readAllBytes(folder(one).resolve(streamed ? "response.sse" : "response.json"));
        List<StreamEvent> events =
                events(Dialects.named(one.get("dialect").asText()).orElseThrow(), streamed, body);
        boolean restarted = events.stream().anyMatch(StreamEvent.Restarted.class::isInstance);
        boolean failed = events.stream().anyMatch(StreamEvent.Failed.class::isInstance);
        if (!failed && events.stream().noneMatch(StreamEvent.Ended.class::isInstance)) {
            events.add(new StreamEvent.Ended());
        }
        String stream = Answers.stream("someone", events);
        if (failed || restarted) {
            return;
        }
        Answer told = Answers.readStream(stream);
        if (told.error().isEmpty()) {
            Answer whole = Answers.readWhole(Answers.whole("someone", events));
            assertThat(contents(told)).isEqualTo(contents(whole));
            assertThat(told.usage()).isEqualTo(whole.usage());
            assertThat(told.choices().stream().map(Answer.Choice::finishReason).toList())
                    .isEqualTo(whole.choices().stream()
                            .map(Answer.Choice::finishReason)
                            .toList());
        }
    }

    /** Citations stand between the pieces of a streamed text and behind a whole one; nothing else may differ. */
    private static List<Block> contents(Answer answer) {
        return answer.choices().stream()
                .flatMap(choice -> choice.blocks().stream())
                .filter(block -> !(block instanceof Block.Opaque))
                .map(MessagesRecordedTest::parsed)
                .toList();
    }

    private static Block parsed(Block block) {
        return block instanceof Block.ToolCall call
                ? new Block.ToolCall(
                        call.id(), call.name(), ToolInput.of(call.arguments()).toString())
                : block;
    }

    private static void ask(JsonNode one) throws IOException {
        byte[] body = Files.readAllBytes(folder(one).resolve("request.json"));
        Conversation read = new MessagesRequestReader().read(body);
        JsonNode asked = JSON.readTree(body);
        // hosted tools and connectors have no way through another dialect
        if (read.further().stream().anyMatch(field -> !field.path().equals("cache_control"))) {
            return;
        }
        Losses losses = new Losses(new MessagesRequestReader().fields(), MessagesLosses.TABLE, false);
        byte[] written = new MessagesRequestWriter()
                .write(read, Destination.of(read.model(), "anthropic"), losses)
                .body()
                .bytes();
        JsonNode sent = JSON.readTree(written);
        assertThat(sent.get("max_tokens")).isEqualTo(asked.get("max_tokens"));
        assertThat(sent.path("tools").size()).isEqualTo(asked.path("tools").size());
        if (!asked.toString().contains("search_result")) {
            assertThat(texts(sent)).isEqualTo(texts(asked));
        }
        assertThat(new String(written, StandardCharsets.UTF_8).split("cache_control", -1))
                .hasSameSizeAs(new String(body, StandardCharsets.UTF_8).split("cache_control", -1));
    }

    private static String texts(JsonNode body) {
        StringBuilder texts = new StringBuilder();
        for (JsonNode message : body.path("messages")) {
            JsonNode content = message.get("content");
            if (content.isTextual()) {
                texts.append(content.textValue());
            }
            content.findValuesAsText("text").forEach(texts::append);
        }
        return texts.toString();
    }

    private static List<StreamEvent> events(Dialect dialect, boolean streamed, byte[] body) throws IOException {
        List<StreamEvent> events = new ArrayList<>();
        if (!streamed) {
            dialect.wholeDecoder(UsageConvention.STANDARD, events::add).decode(null, body);
            return events;
        }
        EventDecoder decoder = dialect.streamDecoder(UsageConvention.STANDARD, events::add);
        SseReader reader = new SseReader(64 * 1024 * 1024, (name, data) -> {
            try {
                decoder.decode(name, data);
            } catch (IOException unreadable) {
                // the next may be read all the same
            }
        });
        reader.feed(ByteBuffer.wrap(body));
        reader.finish();
        return events;
    }

    private static List<JsonNode> cases() throws IOException {
        Path index = root().resolve("INDEX.jsonl");
        List<JsonNode> cases = new ArrayList<>();
        if (Files.exists(index)) {
            for (String line : Files.readAllLines(index)) {
                cases.add(JSON.readTree(line));
            }
        }
        return cases;
    }

    private static Path folder(JsonNode one) {
        return root().resolve(one.get("id").asText());
    }

    private static Path root() {
        return Path.of(System.getProperty("throughline.fixtures", "none"));
    }
}
