package io.throughline.dialect.messages;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.dialect.Answer;
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
import io.throughline.dialect.StreamEvent.Restarted;
import io.throughline.dialect.StreamEvent.SignatureDelta;
import io.throughline.dialect.StreamEvent.Started;
import io.throughline.dialect.StreamEvent.TextDelta;
import io.throughline.dialect.StreamEvent.UsageTold;
import io.throughline.dialect.Usage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a client of Anthropic's is told, whoever answered. */
class MessagesAnswerWriterTest {
    private static final StreamEvent WHO = new Started(Optional.of("chatcmpl-1"), Optional.of("gpt"));
    private static final String MARK = "tl1.openai.";

    @Test
    void aWholeAnswer() {
        Answer answer = answer(
                text(0, "Yes."),
                call(1, "call_1", "t", "{\"a\": 1}"),
                List.of(
                        new Finished(0, FinishReason.TOOL_CALLS, "tool_calls"),
                        new UsageTold(new Usage(10, 20, 30, 4, 5, 0, 7, 2, 0))));

        assertThat(Answers.whole("openai", answer))
                .isEqualTo(
                        "{\"type\":\"message\",\"id\":\"chatcmpl-1\",\"role\":\"assistant\",\"model\":\"gpt\",\"content\":["
                                + "{\"type\":\"text\",\"text\":\"Yes.\"},"
                                + "{\"type\":\"tool_use\",\"id\":\"call_1\",\"name\":\"t\",\"input\":{\"a\":1}}],"
                                + "\"stop_reason\":\"tool_use\",\"stop_sequence\":null,\"usage\":{\"input_tokens\":15,"
                                + "\"cache_creation_input_tokens\":34,\"cache_read_input_tokens\":20,"
                                + "\"cache_creation\":{\"ephemeral_5m_input_tokens\":30,\"ephemeral_1h_input_tokens\":4},"
                                + "\"output_tokens\":9,\"output_tokens_details\":{\"thinking_tokens\":2}}}");
    }

    @Test
    void aStream() {
        String stream = Answers.stream(
                "openai",
                events(
                        text(0, "Ye", "s."),
                        List.of(new UsageTold(new Usage(10, 3, 0, 0, 0, 0, 2, 0, 0))),
                        List.of(new Finished(0, FinishReason.STOP, "stop"), new Ended())));

        assertThat(stream)
                .startsWith(
                        "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"type\":\"message\","
                                + "\"id\":\"chatcmpl-1\",\"role\":\"assistant\",\"model\":\"gpt\",\"content\":[],\"stop_reason\":null,"
                                + "\"stop_sequence\":null,\"usage\":{\"input_tokens\":0,\"cache_creation_input_tokens\":0,"
                                + "\"cache_read_input_tokens\":0,\"output_tokens\":0}}}\n\nevent: ping\ndata: {\"type\":\"ping\"}\n\n");
        assertThat(Answers.data(stream))
                .containsExactly(
                        "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}",
                        "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Ye\"}}",
                        "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"s.\"}}",
                        "{\"type\":\"content_block_stop\",\"index\":0}",
                        "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\",\"stop_sequence\":null},"
                                + "\"usage\":{\"input_tokens\":10,\"cache_creation_input_tokens\":0,"
                                + "\"cache_read_input_tokens\":3,\"output_tokens\":2}}",
                        "{\"type\":\"message_stop\"}");
    }

    @Test
    void eachDeltaGoesOutAtOnce() {
        List<Integer> counts = new ArrayList<>();
        List<byte[]> out = new ArrayList<>();
        StreamEvent.Sink sink = new MessagesAnswerWriter().stream(Answers.context("openai"), out::add);
        List<StreamEvent> events = events(call(0, "c", "t", "{\"a", "\":", "\"b\"}"));
        for (StreamEvent event : events) {
            out.clear();
            sink.accept(event);
            counts.add(out.size());
        }
        assertThat(counts).containsExactly(2, 1, 1, 1, 1, 1);
    }

    static Stream<List<StreamEvent>> answers() {
        return Stream.of(
                events(text(0, "a", "b")),
                events(text(0, "")),
                events(text(0, ""), call(1, "c", "t", "{\"a\":", "1}")),
                events(text(0, "a"), call(1, "c", "t"), call(2, "d", "u", "", "null"), call(3, "e", "v", " ")),
                events(
                        call(0, "", "t", "{}"),
                        call(1, "", "t", "{}"),
                        call(2, "x:1", "t", "{}"),
                        call(3, "x:1", "t", "{}")),
                events(
                        call(0, "c", "sql", "nu", "mber \"1\"", "\n;"),
                        call(1, "d", "sql", "[1]"),
                        call(2, "e", "sql", "nul")),
                events(reasoning(0, "h", "m"), text(1, "a")),
                events(reasoning(0, "h"), List.of(), text(1, "a"), reasoning(2, "i"), call(3, "c", "t", "{}")),
                List.of(
                        WHO,
                        new BlockOpened(0, 0, new Kind.Reasoning()),
                        new TextDelta(0, 0, "h"),
                        new SignatureDelta(0, 0, "s"),
                        new SignatureDelta(0, 0, "ig"),
                        new BlockClosed(0, 0)),
                List.of(
                        WHO,
                        new BlockOpened(0, 0, new Kind.Reasoning()),
                        new SignatureDelta(0, 0, "bare"),
                        new BlockClosed(0, 0),
                        new BlockOpened(0, 1, new Kind.ToolCall("c", "t")),
                        new BlockClosed(0, 1)),
                List.of(
                        WHO,
                        new BlockOpened(0, 0, new Kind.Reasoning()),
                        new EncryptedReasoning(0, 0, "early"),
                        new EncryptedReasoning(0, 0, "late"),
                        new BlockClosed(0, 0)),
                List.of(
                        WHO,
                        new BlockOpened(0, 0, new Kind.Reasoning()),
                        new TextDelta(0, 0, "h"),
                        new EncryptedReasoning(0, 0, "late"),
                        new BlockClosed(0, 0)),
                List.of(
                        WHO,
                        new BlockOpened(0, 0, new Kind.Text()),
                        new TextDelta(0, 0, "a"),
                        new BlockClosed(0, 0),
                        new BlockOpened(
                                0,
                                1,
                                new Kind.Opaque(
                                        "annotation",
                                        "{\"type\":\"url_citation\",\"url_citation\":{\"url\":\"u\",\"title\":\"t\"}}")),
                        new BlockClosed(0, 1),
                        new BlockOpened(0, 2, new Kind.Opaque("image", "{}")),
                        new BlockClosed(0, 2),
                        new BlockOpened(0, 3, new Kind.Refusal()),
                        new TextDelta(0, 3, "No."),
                        new BlockClosed(0, 3)),
                // two calls told by turns, closed at the end
                List.of(
                        WHO,
                        new BlockOpened(0, 0, new Kind.ToolCall("a", "t")),
                        new BlockOpened(0, 1, new Kind.ToolCall("b", "u")),
                        new ArgumentsDelta(0, 1, "{\"x\""),
                        new ArgumentsDelta(0, 0, "{\"y\""),
                        new ArgumentsDelta(0, 1, ":1}"),
                        new BlockOpened(0, 2, new Kind.Text()),
                        new TextDelta(0, 2, "z"),
                        new ArgumentsDelta(0, 0, ":[\"}\\\"\"]}"),
                        new BlockClosed(0, 0),
                        new BlockClosed(0, 1),
                        new BlockClosed(0, 2)));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void aStreamSaysWhatAWholeAnswerSays(List<StreamEvent> events) {
        List<StreamEvent> ended = new ArrayList<>(events);
        ended.add(new Finished(0, FinishReason.STOP, "stop"));
        ended.add(new UsageTold(new Usage(172_000 - 155_000, 155_000, 0, 0, 0, 0, 3_000, 0, 0)));
        ended.add(new Ended());

        for (String issuer : List.of("openai", "anthropic", "")) {
            String stream = Answers.stream(issuer, ended);
            assertThat(Answers.readStream(stream)).isEqualTo(Answers.readWhole(Answers.whole(issuer, ended)));
        }
    }

    @Test
    void aCallWhoseArgumentsAreCompleteDoesNotHoldUpTheNext() {
        List<String> out = new ArrayList<>();
        StreamEvent.Sink sink = new MessagesAnswerWriter()
                .stream(
                        Answers.context("openai"),
                        frame -> out.add(new String(frame, java.nio.charset.StandardCharsets.UTF_8)));
        sink.accept(WHO);
        sink.accept(new BlockOpened(0, 0, new Kind.ToolCall("a", "t")));
        sink.accept(new ArgumentsDelta(0, 0, "{\"x\":{}}"));
        sink.accept(new BlockOpened(0, 1, new Kind.ToolCall("b", "t")));
        sink.accept(new ArgumentsDelta(0, 1, "{\"y"));

        assertThat(out.get(out.size() - 1)).contains("\"index\":1").contains("partial_json");
    }

    @Test
    void whatWaitsIsBounded() {
        List<StreamEvent> events = new ArrayList<>(List.of(
                WHO,
                new BlockOpened(0, 0, new Kind.ToolCall("a", "t")),
                new BlockOpened(0, 1, new Kind.ToolCall("b", "t"))));
        for (int i = 0; i < 9; i++) {
            events.add(new ArgumentsDelta(0, 1, " ".repeat(512 * 1024)));
        }
        events.add(new Ended());

        assertThat(Answers.stream("openai", events)).contains("event: error").doesNotContain("message_stop");
    }

    @Test
    void signaturesOfOthersAreMarked() {
        List<StreamEvent> signed = List.of(
                WHO,
                new BlockOpened(0, 0, new Kind.Reasoning()),
                new SignatureDelta(0, 0, "s"),
                new BlockClosed(0, 0),
                new BlockOpened(0, 1, new Kind.Reasoning()),
                new EncryptedReasoning(0, 1, "e"),
                new BlockClosed(0, 1),
                new Ended());

        assertThat(Answers.whole("openai", signed))
                .contains("\"signature\":\"" + MARK + "s.s\"")
                .contains("{\"type\":\"redacted_thinking\",\"data\":\"" + MARK + "e.e\"}");
        assertThat(Answers.whole("anthropic", signed))
                .contains("\"signature\":\"s\"")
                .contains("\"data\":\"e\"");
        assertThat(Answers.whole("", events(reasoning(0, "h")))).contains("\"thinking\":\"h\",\"signature\":\"\"");
    }

    @ParameterizedTest
    @CsvSource({
        "STOP, false, end_turn",
        "STOP, true, tool_use",
        "STOP_SEQUENCE, false, stop_sequence",
        "LENGTH, false, max_tokens",
        "LENGTH, true, max_tokens",
        "TOOL_CALLS, true, tool_use",
        "TOOL_CALLS, false, end_turn",
        "CONTENT_FILTER, false, refusal",
        "PAUSE, false, pause_turn",
        "MALFORMED_CALL, false, end_turn",
        "OTHER, true, tool_use"
    })
    void whyAnAnswerEnds(FinishReason reason, boolean calls, String expected) {
        List<StreamEvent> events = new ArrayList<>(calls ? events(call(0, "c", "t", "{}")) : events(text(0, "a")));
        events.add(new Finished(0, reason, "raw"));
        events.add(new Ended());

        assertThat(Answers.stream("openai", events)).contains("\"stop_reason\":\"" + expected + "\"");
        assertThat(Answers.whole("openai", events)).contains("\"stop_reason\":\"" + expected + "\"");
    }

    @Test
    void theOnlyStopSequenceIsTheOneThatWasMet() {
        Requests asked = Requests.asking("?");
        asked.stop = List.of("END");
        Answer answer = answer(text(0, "a"), List.of(new Finished(0, FinishReason.STOP_SEQUENCE, "stop")));

        assertThat(new String(
                        new MessagesAnswerWriter().whole(answer, Answers.context("openai", asked)),
                        java.nio.charset.StandardCharsets.UTF_8))
                .contains("\"stop_sequence\":\"END\"");
    }

    @Test
    void errorsEndTheStream() {
        ModelError error = ModelError.of(ModelError.Kind.OVERLOADED, "Too much.");
        String stream = Answers.stream(
                "openai", events(text(0, "a"), List.of(new Failed(error), new TextDelta(0, 0, "b"), new Ended())));

        assertThat(stream)
                .endsWith("event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\","
                        + "\"message\":\"Too much.\"}}\n\n");
        assertThat(Answers.stream(
                        "openai",
                        events(text(0, "a"), List.of(new Finished(0, FinishReason.ERROR, "error"), new Ended()))))
                .contains("event: error")
                .doesNotContain("message_stop");
    }

    @Test
    void anAnswerBegunAnewIsAnErrorOnceSomethingWasSaid() {
        assertThat(Answers.stream("openai", events(text(0, "a"), List.of(new Restarted(), new Ended()))))
                .contains("event: error");
        assertThat(Answers.stream(
                        "openai", events(text(0, ""), List.of(new Restarted()), text(0, "b"), List.of(new Ended()))))
                .contains("\"text\":\"b\"")
                .doesNotContain("event: error");
    }

    @Test
    void anAnswerOfNothingIsStillAMessage() {
        assertThat(Answers.stream("openai", List.of(new Ended())))
                .contains("\"id\":\"msg_call-1\"")
                .contains("\"model\":\"asked\"");
        assertThat(Answers.whole("openai", Answer.empty())).contains("\"content\":[],\"stop_reason\":\"end_turn\"");
    }

    @Test
    void argumentsThatAreNoObjectAreToldAsText() {
        assertThat(Answers.whole("openai", events(call(0, "c", "t", "{\"a\""))))
                .contains("\"input\":{\"__raw\":\"{\\\"a\\\"\"}");
    }

    @Test
    void callsThatWereCutOffAreToldAsFarAsTheyCame() {
        List<StreamEvent> cut =
                events(call(0, "c", "t", "{\"a"), List.of(new Finished(0, FinishReason.LENGTH, "length"), new Ended()));

        assertThat(Answers.stream("openai", cut))
                .contains("\"partial_json\":\"{\\\"a\"")
                .contains("max_tokens");
    }

    @Test
    void whiteSpaceWithoutEndIsNotKept() {
        String[] blanks = new String[100];
        Arrays.fill(blanks, " ".repeat(100));
        String stream = Answers.stream("openai", events(call(0, "c", "t", blanks), List.of(new Ended())));

        assertThat(Answers.data(stream)).hasSizeGreaterThan(80);
    }

    @SafeVarargs
    private static List<StreamEvent> events(List<StreamEvent>... blocks) {
        List<StreamEvent> events = new ArrayList<>(List.of(WHO));
        for (List<StreamEvent> block : blocks) {
            events.addAll(block);
        }
        return events;
    }

    @SafeVarargs
    private static Answer answer(List<StreamEvent>... blocks) {
        var assembler = new io.throughline.dialect.AnswerAssembler(1000);
        assembler.accept(WHO);
        for (List<StreamEvent> block : blocks) {
            block.forEach(assembler::accept);
        }
        return assembler.answer();
    }

    private static List<StreamEvent> text(int block, String... texts) {
        return said(block, new Kind.Text(), texts);
    }

    private static List<StreamEvent> reasoning(int block, String... texts) {
        return said(block, new Kind.Reasoning(), texts);
    }

    private static List<StreamEvent> said(int block, Kind kind, String... texts) {
        List<StreamEvent> events = new ArrayList<>(List.of(new BlockOpened(0, block, kind)));
        Arrays.stream(texts).forEach(text -> events.add(new TextDelta(0, block, text)));
        events.add(new BlockClosed(0, block));
        return events;
    }

    private static List<StreamEvent> call(int block, String id, String name, String... arguments) {
        List<StreamEvent> events = new ArrayList<>(List.of(new BlockOpened(0, block, new Kind.ToolCall(id, name))));
        Arrays.stream(arguments).forEach(json -> events.add(new ArgumentsDelta(0, block, json)));
        events.add(new BlockClosed(0, block));
        return events;
    }
}
