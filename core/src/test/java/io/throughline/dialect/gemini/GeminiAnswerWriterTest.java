package io.throughline.dialect.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.throughline.Body;
import io.throughline.dialect.Answer;
import io.throughline.dialect.AssembledStream;
import io.throughline.dialect.Block;
import io.throughline.dialect.FinishReason;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.StreamEvent.Kind;
import io.throughline.dialect.StreamReader;
import io.throughline.dialect.Usage;
import io.throughline.dialect.UsageConvention;
import io.throughline.dialect.conversation.AnswerContext;
import io.throughline.dialect.conversation.Conversation;
import io.throughline.dialect.conversation.Part;
import io.throughline.testkit.grammar.GeminiGrammar;
import io.throughline.wire.JsonArrayReader;
import io.throughline.wire.SseReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class GeminiAnswerWriterTest {
    private static final List<StreamEvent> ANSWER = List.of(
            new StreamEvent.Started(Optional.of("id"), Optional.of("m")),
            new StreamEvent.BlockOpened(0, 0, new Kind.Reasoning()),
            new StreamEvent.TextDelta(0, 0, "hm"),
            new StreamEvent.SignatureDelta(0, 0, "SI"),
            new StreamEvent.SignatureDelta(0, 0, "G"),
            new StreamEvent.BlockClosed(0, 0),
            new StreamEvent.BlockOpened(0, 1, new Kind.Text()),
            new StreamEvent.TextDelta(0, 1, "a"),
            new StreamEvent.TextDelta(0, 1, "b"),
            new StreamEvent.BlockClosed(0, 1),
            new StreamEvent.BlockOpened(0, 2, new Kind.ToolCall("c1", "f")),
            new StreamEvent.BlockOpened(0, 3, new Kind.ToolCall("", "g")),
            new StreamEvent.ArgumentsDelta(0, 2, "{\"a\""),
            new StreamEvent.ArgumentsDelta(0, 3, ""),
            new StreamEvent.ArgumentsDelta(0, 2, ":1}"),
            new StreamEvent.BlockClosed(0, 2),
            new StreamEvent.BlockClosed(0, 3),
            new StreamEvent.Finished(0, FinishReason.TOOL_CALLS, "tool_use"),
            new StreamEvent.UsageTold(new Usage(5, 3, 0, 0, 0, 0, 4, 2, 0)),
            new StreamEvent.Ended());

    @Test
    void streamsEachEventAtOnceAndCallsWhole() {
        List<String> written = frames(GeminiAnswerWriter.sse(), context("anthropic"), ANSWER);
        List<String> frames =
                written.stream().map(frame -> frame.replace('"', '\'')).toList();
        String tail = ",'modelVersion':'m','responseId':'id'}\n\n";
        assertThat(frames)
                .containsExactly(
                        data("{'text':'hm','thought':true}") + tail,
                        data("{'text':'','thought':true,'thoughtSignature':'" + Signatures.toClient("anthropic", "SIG")
                                        + "'}")
                                + tail,
                        data("{'text':'a'}") + tail,
                        data("{'text':'b'}") + tail,
                        data("{'functionCall':{'id':'c1','name':'f','args':{'a':1}}}") + tail,
                        data("{'functionCall':{'id':'call_call-1_0_3','name':'g','args':{}}}") + tail,
                        "data: {'candidates':[{'content':{'parts':[{'text':''}],'role':'model'},'index':0,"
                                + "'finishReason':'STOP'}],'usageMetadata':{'promptTokenCount':8,"
                                + "'cachedContentTokenCount':3,'candidatesTokenCount':4,'thoughtsTokenCount':2,"
                                + "'totalTokenCount':14}" + tail);
        GeminiGrammar.check(String.join("", written));
    }

    @Test
    void aJsonArrayHoldsTheSameChunks() {
        List<String> events = frames(GeminiAnswerWriter.sse(), context("x"), ANSWER);
        List<String> elements = frames(GeminiAnswerWriter.jsonArray(), context("x"), ANSWER);
        assertThat(elements).hasSameSizeAs(events);
        List<String> read = new ArrayList<>();
        JsonArrayReader reader = new JsonArrayReader(
                1 << 20, (name, data) -> read.add("data: " + new String(data, StandardCharsets.UTF_8) + "\n\n"));
        reader.feed(ByteBuffer.wrap(String.join("", elements).getBytes(StandardCharsets.UTF_8)));
        assertThat(read).isEqualTo(events);
        assertThat(elements.get(0)).startsWith("[");
        assertThat(elements.get(elements.size() - 1)).endsWith("]\n");
    }

    @Test
    void geminisOwnSignaturesStandOnTheirParts() {
        List<Block> blocks = List.of(
                new Block.Reasoning("", Optional.of("c2ln"), Optional.empty()),
                new Block.ToolCall("1", "f", ""),
                new Block.Text("t"),
                new Block.Reasoning("", Optional.of("YQ=="), Optional.empty()));
        assertThat(whole(blocks, "gemini"))
                .contains("[{'thoughtSignature':'c2ln','functionCall':{'id':'1','name':'f','args':{}}},{'text':'t'},"
                        + "{'thoughtSignature':'YQ==','text':''}]");
    }

    @Test
    void whatAClientGivesBackIsWhatTheProviderIssued() {
        List<Block> blocks = List.of(
                new Block.Reasoning("hm", Optional.of("SIG"), Optional.empty()),
                new Block.Reasoning("", Optional.empty(), Optional.of("ENC")),
                new Block.Text("t"));
        String answer = whole(blocks, "anthropic").replace('\'', '"');
        int parts = answer.indexOf("{\"parts\"");
        String content = answer.substring(parts, answer.indexOf(",\"index\""));
        Conversation read = GeminiRequestReader.whole("m")
                .read(("{\"contents\":[" + content + "]}").getBytes(StandardCharsets.UTF_8));
        assertThat(read.turns().get(0).parts())
                .containsExactly(
                        new Part.Reasoning("hm", Optional.of("SIG"), Optional.empty(), Optional.of("anthropic")),
                        new Part.Reasoning("", Optional.empty(), Optional.of("ENC"), Optional.of("anthropic")),
                        new Part.Text("t"));
    }

    @Test
    void citationsAreGroundingInBytes() {
        String annotation = "{\"type\":\"url_citation\",\"url_citation\":{\"start_index\":1,\"end_index\":2,"
                + "\"url\":\"https://a\",\"title\":\"A\"}}";
        assertThat(whole(List.of(new Block.Text("aüb"), new Block.Opaque("annotation", annotation)), "openai"))
                .contains("'groundingMetadata':{'groundingChunks':[{'web':{'uri':'https://a','title':'A'}}],"
                        + "'groundingSupports':[{'segment':{'startIndex':1,'endIndex':3,'text':'ü'},"
                        + "'groundingChunkIndices':[0]}]}");
    }

    @Test
    void anErrorEndsTheStream() {
        StreamEvent failed = new StreamEvent.Failed(ModelError.of(ModelError.Kind.OVERLOADED, "busy"));
        List<StreamEvent> events = List.of(ANSWER.get(6), ANSWER.get(7), failed, ANSWER.get(8), ANSWER.get(19));
        List<String> frames = frames(GeminiAnswerWriter.sse(), context("x"), events);
        assertThat(frames).hasSize(2);
        assertThat(frames.get(1))
                .isEqualTo(
                        "data: {'error':{'code':503,'message':'busy','status':'UNAVAILABLE'}}\n\n".replace('\'', '"'));
        GeminiGrammar.check(String.join("", frames));
        assertThat(String.join("", frames(GeminiAnswerWriter.jsonArray(), context("x"), List.of(failed))))
                .isEqualTo("[{'error':{'code':503,'message':'busy','status':'UNAVAILABLE'}}\n]\n".replace('\'', '"'));
    }

    @Test
    void aRestartBehindTextIsAnError() {
        List<StreamEvent> events = List.of(ANSWER.get(6), ANSWER.get(7), new StreamEvent.Restarted(), ANSWER.get(19));
        assertThat(frames(GeminiAnswerWriter.sse(), context("x"), events).get(1))
                .contains("\"error\"");
    }

    @Test
    void errorsAreStatuses() {
        GeminiDialect dialect = new GeminiDialect();
        ModelError error = ModelError.of(ModelError.Kind.RATE_LIMIT, "slow").at("contents");
        assertThat(new String(dialect.error(error, Duration.ofMillis(34_500)), StandardCharsets.UTF_8))
                .isEqualTo(("{'error':{'code':429,'message':'slow','status':'RESOURCE_EXHAUSTED','details':["
                                + "{'@type':'type.googleapis.com/google.rpc.BadRequest','fieldViolations':["
                                + "{'field':'contents','description':'slow'}]},"
                                + "{'@type':'type.googleapis.com/google.rpc.RetryInfo','retryDelay':'34.5s'}]}}")
                        .replace('\'', '"'));
    }

    @TestFactory
    Stream<DynamicTest> recordedAnswersComeBackTheSame() {
        List<RecordedGemini> cases = RecordedGemini.all();
        assumeFalse(cases.isEmpty(), "no recorded traffic under the property throughline.fixtures");
        return cases.stream()
                .filter(one -> one.answer().error().isEmpty())
                .filter(one -> one.answer().choices().stream()
                        .noneMatch(choice -> choice.rawFinishReason().orElse("").equals("MODEL_ARMOR")))
                .map(one -> DynamicTest.dynamicTest(one.id(), () -> comesBack(one)));
    }

    private static void comesBack(RecordedGemini one) {
        Answer answer = one.answer();
        byte[] whole = GeminiAnswerWriter.sse().whole(answer, context("gemini"));
        Answer again = new GeminiDialect().read(200, whole, UsageConvention.STANDARD);
        assertSame(again, answer);
        List<StreamEvent> events = new ArrayList<>();
        one.decode(events::add);
        events.add(new StreamEvent.Ended());
        String sse = String.join("", frames(GeminiAnswerWriter.sse(), context("gemini"), events));
        GeminiGrammar.check(sse);
        StreamReader reader = AssembledStream.of(GeminiDecoder::new);
        SseReader read = new SseReader(1 << 24, reader::event);
        read.feed(ByteBuffer.wrap(sse.getBytes(StandardCharsets.UTF_8)));
        assertSame(reader.answer(), answer);
    }

    private static void assertSame(Answer again, Answer answer) {
        assertThat(again.id()).isEqualTo(answer.id());
        assertThat(again.model()).isEqualTo(answer.model());
        assertThat(again.usage().map(Usage::inputTotal))
                .isEqualTo(answer.usage().map(Usage::inputTotal));
        assertThat(again.usage().map(Usage::outputTotal))
                .isEqualTo(answer.usage().map(Usage::outputTotal));
        for (Answer.Choice choice : answer.choices()) {
            Answer.Choice other = again.choices().get(choice.index());
            assertThat(other.blocks().stream().map(GeminiAnswerWriterTest::withoutId))
                    .containsExactlyElementsOf(choice.blocks().stream()
                            .map(GeminiAnswerWriterTest::withoutId)
                            .toList());
            assertThat(other.finishReason()).isEqualTo(choice.finishReason());
        }
    }

    private static Block withoutId(Block block) {
        return block instanceof Block.ToolCall call ? new Block.ToolCall("", call.name(), call.arguments()) : block;
    }

    private static String whole(List<Block> blocks, String issuer) {
        Answer answer = new Answer(
                Optional.empty(),
                Optional.empty(),
                List.of(new Answer.Choice(0, blocks, Optional.of(FinishReason.STOP), Optional.of("stop"))),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return new String(GeminiAnswerWriter.sse().whole(answer, context(issuer)), StandardCharsets.UTF_8)
                .replace('"', '\'');
    }

    private static String data(String part) {
        return "data: {'candidates':[{'content':{'parts':[" + part + "],'role':'model'},'index':0}]";
    }

    private static List<String> frames(GeminiAnswerWriter writer, AnswerContext context, List<StreamEvent> events) {
        List<String> frames = new ArrayList<>();
        StreamEvent.Sink sink = writer.stream(context, frame -> frames.add(new String(frame, StandardCharsets.UTF_8)));
        events.forEach(sink::accept);
        return frames;
    }

    private static AnswerContext context(String issuer) {
        byte[] request = "{\"contents\":[]}".getBytes(StandardCharsets.UTF_8);
        Conversation asked = GeminiRequestReader.streamed("alias").read(request);
        return new AnswerContext("call-1", asked, new Body.Bytes(request), issuer, Instant.EPOCH);
    }
}
