package io.throughline.dialect.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import io.throughline.Body;
import io.throughline.dialect.Answer;
import io.throughline.dialect.AnswerAssembler;
import io.throughline.dialect.AssembledStream;
import io.throughline.dialect.Block;
import io.throughline.dialect.Dialect;
import io.throughline.dialect.EventDecoder;
import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.StreamReader;
import io.throughline.dialect.UsageConvention;
import io.throughline.dialect.conversation.AnswerContext;
import io.throughline.dialect.conversation.Conversation;
import io.throughline.dialect.registry.Dialects;
import io.throughline.testkit.grammar.GeminiGrammar;
import io.throughline.wire.SseReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every recorded stream of another dialect is one that Gemini's clients can read, and says the same. */
class OtherAnswersAsGeminiTest {
    @TestFactory
    Stream<DynamicTest> translates() throws IOException {
        Path root = Path.of(System.getProperty("throughline.fixtures", "none"));
        Path index = root.resolve("INDEX.jsonl");
        assumeFalse(!Files.exists(index), "no recorded traffic under the property throughline.fixtures");
        List<DynamicTest> tests = new ArrayList<>();
        for (String line : Files.readAllLines(index)) {
            JsonNode entry = RecordedGemini.JSON.readTree(line);
            String dialect = entry.get("dialect").asText();
            Path stream = root.resolve(entry.get("id").asText()).resolve("response.sse");
            if (Dialects.named(dialect).isPresent() && Files.exists(stream)) {
                tests.add(DynamicTest.dynamicTest(
                        entry.get("id").asText(),
                        () -> translates(Dialects.named(dialect).orElseThrow(), Files.readAllBytes(stream))));
            }
        }
        return tests.stream();
    }

    private static void translates(Dialect dialect, byte[] stream) {
        List<StreamEvent> events = decode(dialect, stream);
        AnswerAssembler assembler = new AnswerAssembler(AnswerAssembler.DEFAULT_LIMIT);
        events.forEach(assembler::accept);
        Answer answer = assembler.answer();
        List<StreamEvent> told = new ArrayList<>(events);
        told.removeIf(StreamEvent.Ended.class::isInstance);
        told.add(new StreamEvent.Ended());
        String written = write(told);
        if (answer.choices().isEmpty() && answer.error().isEmpty()) {
            return; // nothing was answered
        }
        GeminiGrammar.check(written);
        if (answer.error().isPresent() || events.stream().anyMatch(StreamEvent.Restarted.class::isInstance)) {
            assertThat(written).contains("\"error\"");
            return;
        }
        Answer again = read(written);
        for (Answer.Choice choice : answer.choices()) {
            Answer.Choice other = again.choices().get(choice.index());
            assertThat(other.text()).isEqualTo(choice.text() + refusals(choice));
            assertThat(other.reasoning()).isEqualTo(choice.reasoning());
            assertThat(other.toolCalls())
                    .extracting(Block.ToolCall::name, call -> Json.arguments(call.arguments()))
                    .containsExactlyInAnyOrderElementsOf(choice.toolCalls().stream()
                            .map(call -> tuple(call.name(), Json.arguments(call.arguments())))
                            .toList());
        }
        assertThat(again.usage().isPresent()).isEqualTo(answer.usage().isPresent());
    }

    private static String refusals(Answer.Choice choice) {
        StringBuilder words = new StringBuilder();
        for (Block block : choice.blocks()) {
            words.append(block instanceof Block.Refusal refusal ? refusal.text() : "");
        }
        return words.toString();
    }

    private static List<StreamEvent> decode(Dialect dialect, byte[] stream) {
        List<StreamEvent> events = new ArrayList<>();
        EventDecoder decoder = dialect.streamDecoder(UsageConvention.STANDARD, events::add);
        SseReader reader = new SseReader(1 << 24, (name, data) -> {
            try {
                decoder.decode(name, data);
            } catch (IOException unreadable) {
                // the next one may be read
            }
        });
        reader.feed(ByteBuffer.wrap(stream));
        reader.finish();
        return events;
    }

    private static String write(List<StreamEvent> events) {
        byte[] request = "{\"contents\":[]}".getBytes(StandardCharsets.UTF_8);
        Conversation asked = GeminiRequestReader.streamed("alias").read(request);
        AnswerContext context = new AnswerContext("call-1", asked, new Body.Bytes(request), "other", Instant.EPOCH);
        StringBuilder written = new StringBuilder();
        StreamEvent.Sink sink = GeminiAnswerWriter.sse().stream(
                context, frame -> written.append(new String(frame, StandardCharsets.UTF_8)));
        events.forEach(sink::accept);
        return written.toString();
    }

    private static Answer read(String sse) {
        StreamReader reader = AssembledStream.of(GeminiDecoder::new);
        SseReader events = new SseReader(1 << 24, reader::event);
        events.feed(ByteBuffer.wrap(sse.getBytes(StandardCharsets.UTF_8)));
        events.finish();
        return reader.answer();
    }
}
