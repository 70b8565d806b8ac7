package io.throughline.dialect.responses;

import static io.throughline.dialect.responses.Answers.REQUEST;
import static io.throughline.dialect.responses.Answers.context;
import static io.throughline.dialect.responses.Answers.events;
import static io.throughline.dialect.responses.Answers.last;
import static io.throughline.dialect.responses.Answers.streamed;
import static io.throughline.dialect.responses.Answers.types;
import static io.throughline.dialect.responses.Answers.whole;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.throughline.dialect.FinishReason;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.StreamEvent.ArgumentsDelta;
import io.throughline.dialect.StreamEvent.BlockClosed;
import io.throughline.dialect.StreamEvent.BlockOpened;
import io.throughline.dialect.StreamEvent.EncryptedReasoning;
import io.throughline.dialect.StreamEvent.Ended;
import io.throughline.dialect.StreamEvent.Failed;
import io.throughline.dialect.StreamEvent.Finished;
import io.throughline.dialect.StreamEvent.Kind;
import io.throughline.dialect.StreamEvent.SignatureDelta;
import io.throughline.dialect.StreamEvent.Started;
import io.throughline.dialect.StreamEvent.TextDelta;
import io.throughline.dialect.StreamEvent.UsageTold;
import io.throughline.dialect.Usage;
import io.throughline.testkit.grammar.ResponsesGrammar;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Answers as responses: what the events are, and that both forms are one. */
class ResponsesAnswerWriterTest {
    private static final StreamEvent START = new Started(Optional.of("msg_1"), Optional.of("claude"));
    private static final StreamEvent END = new Ended();

    @Test
    void aTextIsToldInTheOrderThatClientsKnow() {
        String stream = streamed(context(REQUEST, "anthropic"), text());
        assertThat(types(stream))
                .containsExactly(
                        "created",
                        "in_progress",
                        "output_item.added",
                        "content_part.added",
                        "output_text.delta",
                        "output_text.delta",
                        "output_text.done",
                        "content_part.done",
                        "output_item.done",
                        "completed");
        assertThat(last(stream).at("/output/0/content/0/text").asText()).isEqualTo("Hello");
        assertThat(last(stream).get("usage"))
                .hasToString(
                        "{\"input_tokens\":13,\"input_tokens_details\":{\"cached_tokens\":2,\"cache_write_tokens\":1},"
                                + "\"output_tokens\":9,\"output_tokens_details\":{\"reasoning_tokens\":4},\"total_tokens\":22}");
    }

    @Test
    void everyEventIsToldAtOnce() {
        List<Integer> frames = new ArrayList<>();
        int[] told = {0};
        StreamEvent.Sink writer = new ResponsesAnswerWriter().stream(context(REQUEST, "anthropic"), frame -> told[0]++);
        for (StreamEvent event : text()) {
            writer.accept(event);
            frames.add(told[0]);
        }
        assertThat(frames).containsExactly(2, 2, 5, 6, 6, 6, 6, 10);
    }

    @Test
    void aResponseTellsTheRequestAgain() {
        String request =
                "{\"model\":\"m\",\"input\":\"hi\",\"instructions\":\"Be short\",\"temperature\":0.30,\"tools\":[{\"type\":\"function\",\"name\":\"f\"}],"
                        + "\"text\":{\"verbosity\":\"low\"},\"metadata\":{\"a\":\"b\"},\"store\":true,\"max_output_tokens\":99}";
        JsonNode response = whole(context(request, "anthropic"), text());
        assertThat(response.get("instructions").asText()).isEqualTo("Be short");
        assertThat(response.get("temperature")).hasToString("0.30");
        assertThat(response.get("top_p")).hasToString("1.0");
        assertThat(response.at("/tools/0/name").asText()).isEqualTo("f");
        assertThat(response.get("text")).hasToString("{\"format\":{\"type\":\"text\"},\"verbosity\":\"low\"}");
        assertThat(response.at("/metadata/a").asText()).isEqualTo("b");
        assertThat(response.get("max_output_tokens").asInt()).isEqualTo(99);
        assertThat(response.get("tool_choice").asText()).isEqualTo("auto");
        assertThat(response.get("parallel_tool_calls").asBoolean()).isTrue();
        assertThat(response.get("store").asBoolean()).as("nothing is kept").isFalse();
        assertThat(response.get("created_at").asLong()).isEqualTo(1_700_000_000);
    }

    @Test
    void thoughtsAndCallsKeepTheirOrderAndSignatures() {
        StreamEvent[] events = {
            START,
            new BlockOpened(0, 0, new Kind.Reasoning()),
            new TextDelta(0, 0, "I think"),
            new SignatureDelta(0, 0, "si"),
            new SignatureDelta(0, 0, "g"),
            new BlockClosed(0, 0),
            new BlockOpened(0, 1, new Kind.ToolCall("toolu_1", "f")),
            new ArgumentsDelta(0, 1, "{\"a\":"),
            new ArgumentsDelta(0, 1, "1}"),
            new BlockClosed(0, 1),
            new BlockOpened(0, 2, new Kind.Reasoning()),
            new EncryptedReasoning(0, 2, "hidden"),
            new BlockClosed(0, 2),
            new BlockOpened(0, 3, new Kind.ToolCall("", "g")),
            new BlockClosed(0, 3),
            new Finished(0, FinishReason.TOOL_CALLS, "tool_use"),
            END
        };
        String stream = streamed(context(REQUEST, "anthropic"), events);
        ResponsesGrammar.check(stream);
        JsonNode output = last(stream).get("output");
        assertThat(output.findValuesAsText("type"))
                .containsExactly("reasoning", "summary_text", "function_call", "reasoning", "function_call");
        assertThat(output.at("/0/summary/0/text").asText()).isEqualTo("I think");
        assertThat(output.at("/0/encrypted_content").asText()).isEqualTo("tl1.anthropic.s.sig");
        assertThat(output.at("/1/call_id").asText()).isEqualTo("toolu_1");
        assertThat(output.at("/1/arguments").asText()).isEqualTo("{\"a\":1}");
        assertThat(output.at("/2/summary")).isEmpty();
        assertThat(output.at("/2/encrypted_content").asText()).isEqualTo("tl1.anthropic.e.hidden");
        assertThat(output.at("/3/call_id").asText()).isEqualTo("call_call7_3");
        assertThat(output.at("/3/arguments").asText()).isEqualTo("{}");
        assertThat(whole(context(REQUEST, "openai"), events)
                        .at("/output/2/encrypted_content")
                        .asText())
                .as("what the dialect's own provider issued is not marked")
                .isEqualTo("hidden");
    }

    @ParameterizedTest
    @CsvSource({
        "STOP, completed, , completed",
        "STOP_SEQUENCE, completed, , completed",
        "TOOL_CALLS, completed, , completed",
        "OTHER, completed, , completed",
        "LENGTH, incomplete, max_output_tokens, incomplete",
        "PAUSE, incomplete, max_output_tokens, incomplete",
        "CONTENT_FILTER, incomplete, content_filter, incomplete",
        "ERROR, failed, , incomplete",
        "MALFORMED_CALL, failed, , incomplete"
    })
    void theEndSaysHowItEnded(FinishReason reason, String status, String why, String item) {
        StreamEvent[] events = {
            START,
            new BlockOpened(0, 0, new Kind.Text()),
            new TextDelta(0, 0, "a"),
            new BlockClosed(0, 0),
            new Finished(0, reason, "word"),
            END
        };
        String stream = streamed(context(REQUEST, "anthropic"), events);
        ResponsesGrammar.check(stream);
        JsonNode response = last(stream);
        assertThat(response.get("status").asText()).isEqualTo(status);
        assertThat(response.at("/incomplete_details/reason").asText(null)).isEqualTo(why);
        assertThat(response.at("/output/0/status").asText()).isEqualTo(item);
        assertThat(response.get("error").isObject()).isEqualTo(status.equals("failed"));
    }

    @Test
    void aRefusalInWordsIsACompleteAnswer() {
        StreamEvent[] events = {
            START,
            new BlockOpened(0, 0, new Kind.Refusal()),
            new TextDelta(0, 0, "No."),
            new BlockClosed(0, 0),
            new Finished(0, FinishReason.CONTENT_FILTER, "refusal"),
            END
        };
        String stream = streamed(context(REQUEST, "anthropic"), events);
        assertThat(types(stream)).contains("refusal.delta", "refusal.done");
        assertThat(last(stream).get("status").asText()).isEqualTo("completed");
        assertThat(last(stream).at("/output/0/content/0/refusal").asText()).isEqualTo("No.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"null|{}", "nu;ll|{}", "' '|{}", "{};|{}", "n;o|no", "nullable|nullable"})
    void argumentsThatAreNoneAreAnEmptyObject(String pieces, String told) {
        List<StreamEvent> events = new ArrayList<>();
        events.add(START);
        events.add(new BlockOpened(0, 0, new Kind.ToolCall("c", "f")));
        for (String piece : pieces.split(";")) {
            events.add(new ArgumentsDelta(0, 0, piece));
        }
        events.add(new BlockClosed(0, 0));
        events.add(END);
        String stream = streamed(context(REQUEST, "x"), events.toArray(StreamEvent[]::new));
        ResponsesGrammar.check(stream);
        assertThat(last(stream).at("/output/0/arguments").asText()).isEqualTo(told);
    }

    @Test
    void anErrorInMidStreamIsToldAsOpenAiTellsIt() {
        String stream = streamed(
                context(REQUEST, "anthropic"),
                START,
                new BlockOpened(0, 0, new Kind.Text()),
                new TextDelta(0, 0, "Hel"),
                new Failed(ModelError.of(ModelError.Kind.OVERLOADED, "Too much.")),
                new TextDelta(0, 0, "lo"),
                END);
        ResponsesGrammar.check(stream);
        assertThat(types(stream)).endsWith("output_text.delta", "error", "failed");
        JsonNode error = events(stream).get(events(stream).size() - 2);
        assertThat(error.get("message").asText()).isEqualTo("Too much.");
        assertThat(error.at("/error/code").asText()).isEqualTo("overloaded");
        assertThat(last(stream).at("/error/code").asText())
                .as("clients know but few codes here")
                .isEqualTo("server_error");
        assertThat(last(stream).at("/output/0/status").asText()).isEqualTo("incomplete");
    }

    @Test
    void whatClientsNeedIsThereThoughTheProviderDidNotTellIt() {
        JsonNode response = last(streamed(context(REQUEST, "x"), END));
        assertThat(response.get("id").asText()).isEqualTo("resp_call7");
        assertThat(response.get("model").asText()).isEqualTo("m");
        assertThat(response.at("/usage/output_tokens_details/reasoning_tokens").isNumber())
                .isTrue();
        String failed =
                streamed(context(REQUEST, "x"), new Failed(ModelError.of(ModelError.Kind.INVALID_REQUEST, "Wrong.")));
        ResponsesGrammar.check(failed);
        assertThat(events(failed).get(2).get("code").asText()).isEqualTo("invalid_request_error");
        assertThat(last(failed).get("usage").isNull()).isTrue();
    }

    @Test
    void aStreamThatBeginsAnewIsAnErrorOnceSomethingWasTold() {
        StreamEvent[] before = {START, new StreamEvent.Restarted(), END};
        assertThat(types(streamed(context(REQUEST, "x"), before)))
                .containsExactly("created", "in_progress", "completed");
        String after = streamed(
                context(REQUEST, "x"),
                START,
                new BlockOpened(0, 0, new Kind.Text()),
                new TextDelta(0, 0, "a"),
                new StreamEvent.Restarted(),
                END);
        assertThat(types(after)).endsWith("error", "failed");
    }

    @Test
    void citationsOfTheWebAreAnnotationsOfTheWholeText() {
        StreamEvent[] events = {
            START,
            new BlockOpened(0, 0, new Kind.Text()),
            new BlockOpened(
                    0,
                    1,
                    new Kind.Opaque(
                            "citation", "{\"type\":\"web_search_result_location\",\"url\":\"u\",\"title\":\"t\"}")),
            new BlockClosed(0, 1),
            new TextDelta(0, 0, "Grüße 🎉"),
            new BlockClosed(0, 0),
            new BlockOpened(0, 2, new Kind.Opaque("server_tool_use", "{}")),
            new BlockClosed(0, 2),
            END
        };
        String stream = streamed(context(REQUEST, "anthropic"), events);
        ResponsesGrammar.check(stream);
        assertThat(last(stream).at("/output/0/content/0/annotations/0"))
                .hasToString(
                        "{\"type\":\"url_citation\",\"url\":\"u\",\"title\":\"t\",\"start_index\":0,\"end_index\":7}");
        assertThat(last(stream).get("output")).hasSize(1);
    }

    @Test
    void chatsAnnotationsAreFlat() {
        String annotation =
                "{\"type\":\"url_citation\",\"url_citation\":{\"url\":\"u\",\"title\":\"t\",\"start_index\":1,\"end_index\":2}}";
        StreamEvent[] events = {
            START,
            new BlockOpened(0, 0, new Kind.Text()),
            new TextDelta(0, 0, "abc"),
            new BlockOpened(0, 1, new Kind.Opaque("annotation", annotation)),
            new BlockClosed(0, 1),
            END
        };
        JsonNode told = whole(context(REQUEST, "x"), events).at("/output/0/content/0/annotations/0");
        assertThat(told)
                .hasToString(
                        "{\"type\":\"url_citation\",\"url\":\"u\",\"title\":\"t\",\"start_index\":1,\"end_index\":2}");
    }

    @ParameterizedTest
    @MethodSource("answers")
    void bothFormsAreOneAndObeyTheGrammar(List<StreamEvent> answer) {
        StreamEvent[] events = answer.toArray(StreamEvent[]::new);
        String stream = streamed(context(REQUEST, "gemini"), events);
        ResponsesGrammar.check(stream);
        assertThat(last(stream)).isEqualTo(whole(context(REQUEST, "gemini"), events));
    }

    static Stream<List<StreamEvent>> answers() {
        return Stream.of(
                List.of(text()),
                List.of(END),
                List.of(START, new BlockOpened(0, 0, new Kind.Text()), new BlockClosed(0, 0), END),
                overlapping(),
                List.of(
                        START,
                        new StreamEvent.LogprobsTold(0, "[{\"token\":\"a\"}]"),
                        new BlockOpened(0, 0, new Kind.Text()),
                        new TextDelta(0, 0, "a"),
                        new StreamEvent.LogprobsTold(0, "[{\"token\":\"b\"}]"),
                        new TextDelta(0, 0, "b"),
                        END),
                List.of(
                        START,
                        new BlockOpened(0, 0, new Kind.Reasoning()),
                        new SignatureDelta(0, 0, "g"),
                        new BlockClosed(0, 0),
                        new BlockOpened(0, 1, new Kind.Text()),
                        new TextDelta(0, 1, "a"),
                        new BlockClosed(0, 1),
                        new BlockOpened(0, 2, new Kind.Text()),
                        new TextDelta(0, 2, "b"),
                        new BlockClosed(0, 2),
                        new Finished(0, FinishReason.LENGTH, "MAX_TOKENS"),
                        END));
    }

    /** Chat's parallel calls stay open to the end. */
    private static List<StreamEvent> overlapping() {
        return List.of(
                START,
                new BlockOpened(0, 0, new Kind.Text()),
                new TextDelta(0, 0, "Two calls:"),
                new BlockOpened(0, 1, new Kind.ToolCall("a", "f")),
                new ArgumentsDelta(0, 1, "{"),
                new BlockOpened(0, 2, new Kind.ToolCall("b", "f")),
                new ArgumentsDelta(0, 2, "null"),
                new ArgumentsDelta(0, 1, "}"),
                new TextDelta(0, 0, " wait"),
                new BlockClosed(0, 0),
                new BlockClosed(0, 1),
                new BlockClosed(0, 2),
                new Finished(0, FinishReason.TOOL_CALLS, "tool_calls"),
                END);
    }

    private static StreamEvent[] text() {
        return new StreamEvent[] {
            START,
            new BlockOpened(0, 0, new Kind.Text()),
            new TextDelta(0, 0, "Hel"),
            new TextDelta(0, 0, "lo"),
            new BlockClosed(0, 0),
            new Finished(0, FinishReason.STOP, "end_turn"),
            new UsageTold(new Usage(10, 2, 1, 0, 0, 0, 5, 4, 0)),
            END
        };
    }
}
