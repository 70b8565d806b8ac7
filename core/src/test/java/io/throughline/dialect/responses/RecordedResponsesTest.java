package io.throughline.dialect.responses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.throughline.dialect.Dialect;
import io.throughline.dialect.EventDecoder;
import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.UsageConvention;
import io.throughline.dialect.conversation.Conversation;
import io.throughline.dialect.conversation.Destination;
import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.conversation.Part;
import io.throughline.dialect.registry.Dialects;
import io.throughline.testkit.RecordedCase;
import io.throughline.testkit.grammar.ResponsesGrammar;
import io.throughline.wire.SseReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What clients and providers really said, as far as the Responses API has a part in it. */
class RecordedResponsesTest {
    private static final Set<String> RESPONSES = Set.of("openai-responses");
    private static final Set<String> CONVERSATIONS = Set.of("openai-responses", "openai-chat", "anthropic-messages");

    @BeforeEach
    void needsRecordings() {
        assumeTrue(RecordedCase.available(), "no recorded traffic under the property throughline.fixtures");
    }

    @TestFactory
    Stream<DynamicTest> openAisOwnStreamsObeyTheGrammar() {
        return RecordedCase.of(RESPONSES).stream()
                .filter(recorded ->
                        recorded.streamed() && Set.of("openai", "azure").contains(recorded.provider()))
                // cut short by whoever wrote them down
                .filter(recorded -> !recorded.id().contains("parallel-tool-call-wrapper")
                        && !recorded.id().contains("custom-tool"))
                .map(recorded -> DynamicTest.dynamicTest(
                        recorded.id(),
                        () -> ResponsesGrammar.check(new String(recorded.response(), StandardCharsets.UTF_8))));
    }

    @TestFactory
    Stream<DynamicTest> everyRequestIsReadAndCanBeWrittenAgain() {
        return RecordedCase.of(RESPONSES).stream()
                .filter(recorded -> recorded.request().isPresent())
                .map(recorded -> DynamicTest.dynamicTest(recorded.id(), () -> {
                    Conversation asked = read(recorded.request().orElseThrow());
                    byte[] again = written(asked);
                    // what the first reading told apart, the second does as well
                    Conversation reread = read(again);
                    assertThat(said(reread)).isEqualTo(said(asked));
                    assertThat(reread.sampling()).isEqualTo(asked.sampling());
                    assertThat(written(reread)).isEqualTo(again);
                }));
    }

    @TestFactory
    Stream<DynamicTest> everyAnswerIsOneInBothForms() {
        return RecordedCase.of(CONVERSATIONS).stream()
                .filter(recorded -> recorded.status() < 400)
                .map(recorded -> DynamicTest.dynamicTest(recorded.id(), () -> compare(recorded)));
    }

    private static void compare(RecordedCase recorded) throws IOException {
        StreamEvent[] events = events(recorded).toArray(StreamEvent[]::new);
        String stream = Answers.streamed(Answers.context(Answers.REQUEST, "openai"), events);
        ResponsesGrammar.check(stream);
        JsonNode last = Answers.last(stream);
        if (!last.get("status").asText().equals("failed")) {
            assertThat(last).isEqualTo(Answers.whole(Answers.context(Answers.REQUEST, "openai"), events));
        }
    }

    private static List<StreamEvent> events(RecordedCase recorded) throws IOException {
        List<StreamEvent> events = new ArrayList<>();
        Dialect dialect = Dialects.named(recorded.dialect()).orElseThrow();
        byte[] body = recorded.response();
        if (recorded.streamed()) {
            EventDecoder decoder = dialect.streamDecoder(UsageConvention.STANDARD, events::add);
            SseReader reader = new SseReader(1 << 24, (name, data) -> decode(decoder, name, data));
            reader.feed(ByteBuffer.wrap(body));
            reader.finish();
        } else {
            dialect.wholeDecoder(UsageConvention.STANDARD, events::add).decode(null, body);
        }
        int end = events.indexOf(new StreamEvent.Ended());
        List<StreamEvent> told = new ArrayList<>();
        told.add(whoAnswers(events));
        events.subList(0, end < 0 ? events.size() : end).stream()
                .filter(event -> !(event instanceof StreamEvent.Started))
                .forEach(told::add);
        told.add(new StreamEvent.Ended());
        return told;
    }

    /** Some providers say it late, and one changes its mind with every event: a stream holds to what it began with. */
    private static StreamEvent.Started whoAnswers(List<StreamEvent> events) {
        Optional<String> id = Optional.empty();
        Optional<String> model = Optional.empty();
        for (StreamEvent event : events) {
            if (event instanceof StreamEvent.Started who) {
                id = id.or(who::id);
                model = model.or(who::model);
            }
        }
        return new StreamEvent.Started(id, model);
    }

    private static void decode(EventDecoder decoder, String name, byte[] data) {
        try {
            decoder.decode(name, data);
        } catch (IOException e) {
            // the end mark of chat completions
        }
    }

    /** Returns what every target takes: reasoning without a signature is left out, and other pieces tell their place. */
    private static List<Part> said(Conversation asked) {
        return asked.turns().stream()
                .flatMap(turn -> turn.parts().stream())
                .filter(part -> !(part instanceof Part.Reasoning) && !(part instanceof Part.Foreign))
                .toList();
    }

    private static Conversation read(byte[] body) {
        return new ResponsesRequestReader().read(body);
    }

    /** Writes a request, hosted tools and all that needs them left out. */
    private static byte[] written(Conversation asked) {
        Losses losses = new Losses(ResponsesFields.TABLE, ResponsesLosses.TABLE, false);
        return new ResponsesRequestWriter()
                .write(withoutFurther(asked), Destination.of(asked.model(), "openai"), losses)
                .body()
                .bytes();
    }

    private static Conversation withoutFurther(Conversation asked) {
        return new Conversation(
                asked.model(),
                asked.stream(),
                asked.streamUsage(),
                asked.turns(),
                asked.tools(),
                asked.toolChoice(),
                asked.parallelTools(),
                asked.sampling(),
                asked.format(),
                asked.thinking(),
                asked.user(),
                asked.serviceTier(),
                List.of());
    }
}
