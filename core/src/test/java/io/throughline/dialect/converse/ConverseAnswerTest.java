package io.throughline.dialect.converse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.throughline.dialect.Answer;
import io.throughline.dialect.AnswerAssembler;
import io.throughline.dialect.Block;
import io.throughline.dialect.Dialect;
import io.throughline.dialect.EventDecoder;
import io.throughline.dialect.FinishReason;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.Usage;
import io.throughline.dialect.UsageConvention;
import io.throughline.wire.EventStreamReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConverseAnswerTest {
    private static final Dialect CONVERSE = new ConverseDialect();
    private static final Dialect INVOKE = new InvokeAnthropicDialect();
    private static final String USAGE = "\"usage\":{\"inputTokens\":10,\"outputTokens\":5,\"cacheReadInputTokens\":3,"
            + "\"cacheWriteInputTokens\":9,\"cacheDetails\":[{\"ttl\":\"1h\",\"inputTokens\":4},{\"ttl\":\"5m\",\"inputTokens\":5}]}";

    private final List<StreamEvent> events = new ArrayList<>();
    private final AnswerAssembler assembler = new AnswerAssembler(1 << 20);

    private EventDecoder decoder = CONVERSE.streamDecoder(UsageConvention.STANDARD, this::take);

    @Test
    void aStreamIsWhatTheWholeAnswerIs() {
        tell("messageStart", "{'role':'assistant','p':'abc'}");
        delta(0, "{'reasoningContent':{'text':'Let me '}}");
        delta(0, "{'reasoningContent':{'text':'see'}}");
        delta(0, "{'reasoningContent':{'signature':'c2ln'}}");
        stop(0);
        delta(1, "{'reasoningContent':{'redactedContent':'RXVRYWJj'}}");
        stop(1);
        tell("contentBlockStart", "{'contentBlockIndex':2,'start':{}}");
        delta(2, "{'text':'Hel'}");
        delta(2, "{'text':'lo'}");
        stop(2);
        start(3, "{'toolUse':{'toolUseId':'t1','name':'add'}}");
        delta(3, "{'toolUse':{'input':'{\\'x\\''}}");
        delta(3, "{'toolUse':{'input':':1.50}'}}");
        stop(3);
        start(4, "{'toolUse':{'toolUseId':'t2','name':'now'}}");
        delta(4, "{'toolUse':{'input':''}}");
        stop(4);
        tell("messageStop", "{'stopReason':'tool_use'}");
        assertThat(assembler.ended()).isFalse();
        tell("metadata", "{" + USAGE.replace('"', '\'') + ",'serviceTier':{'type':'flex'}}");
        assertThat(assembler.ended()).isTrue();

        String whole = "{'output':{'message':{'role':'assistant','content':["
                + "{'reasoningContent':{'reasoningText':{'text':'Let me see','signature':'c2ln'}}},"
                + "{'reasoningContent':{'redactedContent':'RXVRYWJj'}},{'text':'Hello'},"
                + "{'toolUse':{'toolUseId':'t1','name':'add','input':{'x':1.50}}},"
                + "{'toolUse':{'toolUseId':'t2','name':'now','input':{}}}]}},'stopReason':'tool_use',"
                + USAGE.replace('"', '\'') + ",'serviceTier':{'type':'flex'}}";
        Answer streamed = assembler.answer();
        assertThat(streamed).isEqualTo(CONVERSE.read(200, json(whole), UsageConvention.STANDARD));
        assertThat(streamed.choices().get(0).blocks())
                .containsExactly(
                        new Block.Reasoning("Let me see", Optional.of("c2ln"), Optional.empty()),
                        new Block.Reasoning("", Optional.empty(), Optional.of("EuQabc")),
                        new Block.Text("Hello"),
                        new Block.ToolCall("t1", "add", "{\"x\":1.50}"),
                        new Block.ToolCall("t2", "now", "{}"));
        assertThat(streamed.usage()).contains(new Usage(10, 3, 5, 4, 0, 0, 5, 0, 0));
        assertThat(streamed.serviceTier()).contains("flex");
    }

    @Test
    void blocksMayCloseWithoutHavingSaidAnything() {
        start(0, "{}");
        stop(0);
        stop(7);
        delta(1, "{'toolUse':{'input':'{}'}}");
        tell("messageStop", "{'stopReason':'end_turn'}");
        assertThat(events).containsExactly(new StreamEvent.Finished(0, FinishReason.STOP, "end_turn"));
    }

    @Test
    void whatIsStillOpenAtTheStopIsClosed() {
        delta(0, "{'text':'a'}");
        start(1, "{'toolUse':{'toolUseId':'t','name':'n'}}");
        tell("messageStop", "{'stopReason':'tool_use'}");
        assertThat(events)
                .endsWith(
                        new StreamEvent.BlockClosed(0, 0),
                        new StreamEvent.ArgumentsDelta(0, 1, "{}"),
                        new StreamEvent.BlockClosed(0, 1),
                        new StreamEvent.Finished(0, FinishReason.TOOL_CALLS, "tool_use"));
    }

    @Test
    void whatAwsRanItselfIsNoCallOfTheClientsTools() {
        start(0, "{'toolUse':{'toolUseId':'s','name':'nova_grounding','type':'server_tool_use'}}");
        delta(0, "{'toolUse':{'input':'{\\'q\\':1}'}}");
        stop(0);
        start(1, "{'toolResult':{'toolUseId':'s','type':'nova_grounding_result','status':'success'}}");
        delta(1, "{'toolResult':[{'text':'a'}]}");
        delta(1, "{'toolResult':[{'json':{'b':2}}]}");
        stop(1);
        delta(2, "{'text':'It is so.'}");
        delta(2, "{'citation':{'location':{'web':{'url':'https://a'}}}}");
        stop(2);
        Answer answer = assembler.answer();
        assertThat(answer.choices().get(0).toolCalls()).isEmpty();
        assertThat(answer.choices().get(0).blocks())
                .containsExactly(
                        new Block.Opaque(
                                "server_tool_use",
                                "{\"toolUseId\":\"s\",\"name\":\"nova_grounding\",\"type\":\"server_tool_use\",\"input\":{\"q\":1}}"),
                        new Block.Opaque(
                                "nova_grounding_result",
                                "{\"toolUseId\":\"s\",\"type\":\"nova_grounding_result\",\"status\":\"success\","
                                        + "\"content\":[{\"text\":\"a\"},{\"json\":{\"b\":2}}]}"),
                        new Block.Text("It is so."),
                        new Block.Opaque(
                                "annotation", "{\"type\":\"url_citation\",\"url\":\"https://a\",\"title\":\"\"}"));
    }

    @Test
    void citedTextIsText() {
        Answer answer = CONVERSE.read(
                200,
                json("{'output':{'message':{'content':[{'citationsContent':{'content':[{'text':'a'},{'text':'b'}],"
                        + "'citations':[{'title':'t'}]}}]}},'stopReason':'end_turn'}"),
                UsageConvention.STANDARD);
        assertThat(answer.choices().get(0).text()).isEqualTo("ab");
        assertThat(answer.choices().get(0).blocks())
                .contains(new Block.Opaque("bedrock_citation", "{\"title\":\"t\"}"));
        assertThat(answer.usage()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "validationException,INVALID_REQUEST,400",
        "accessDeniedException,PERMISSION,403",
        "resourceNotFoundException,NOT_FOUND,404",
        "throttlingException,RATE_LIMIT,429",
        "serviceQuotaExceededException,QUOTA,429",
        "internalServerException,UPSTREAM,500",
        "serviceUnavailableException,OVERLOADED,503",
        "modelStreamErrorException,UPSTREAM,424",
        "modelTimeoutException,TIMEOUT,408",
        "somethingNewException,UPSTREAM,502",
    })
    void exceptionsFail(String type, ModelError.Kind kind, int status) {
        tell("exception:" + type, "{'message':'no'}");
        tell("messageStart", "{}");
        assertThat(events)
                .containsExactly(
                        new StreamEvent.Failed(new ModelError(kind, status, "no", Optional.empty(), Optional.of(type))),
                        new StreamEvent.Ended());
    }

    @Test
    void whatCameBeforeAnExceptionIsKept() {
        delta(0, "{'text':'Hel'}");
        tell("error:InternalError", "{'message':'broken'}");
        assertThat(assembler.answer().choices().get(0).text()).isEqualTo("Hel");
        assertThat(assembler.answer().error().orElseThrow().code()).contains("InternalError");
    }

    @ParameterizedTest
    @CsvSource({
        "end_turn,STOP",
        "stop_sequence,STOP_SEQUENCE",
        "max_tokens,LENGTH",
        "model_context_window_exceeded,LENGTH",
        "tool_use,TOOL_CALLS",
        "content_filtered,CONTENT_FILTER",
        "guardrail_intervened,CONTENT_FILTER",
        "malformed_model_output,MALFORMED_CALL",
        "malformed_tool_use,MALFORMED_CALL",
        "brand_new,OTHER",
    })
    void stopReasons(String raw, FinishReason reason) {
        tell("messageStop", "{'stopReason':'" + raw + "'}");
        assertThat(events).containsExactly(new StreamEvent.Finished(0, reason, raw));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "[1", "nonsense"})
    void nonsenseThrowsNothingElse(String data) {
        assertThatThrownBy(() -> decoder.decode("contentBlockDelta", json(data)))
                .isInstanceOf(IOException.class);
        assertThat(CONVERSE.read(200, json(data), UsageConvention.STANDARD).error())
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "null", "1", "{'delta':7}", "{'delta':{'toolUse':[]}}", "{'contentBlockIndex':'x'}"})
    void whatIsOfTheWrongTypeIsPassedOver(String data) {
        for (String event : List.of("contentBlockStart", "contentBlockDelta", "contentBlockStop", "messageStop", "x")) {
            tell(event, data);
        }
        assertThat(events).isEmpty();
    }

    @Test
    void anErrorIsAFrameOfAnException() throws IOException {
        ModelError error = ModelError.of(ModelError.Kind.RATE_LIMIT, "slow \"down\"");
        assertThat(CONVERSE.error(error)).isEqualTo(json("{'message':'slow \\'down\\''}"));
        new EventStreamReader(1000, (name, data) -> decode(name, data))
                .feed(ByteBuffer.wrap(CONVERSE.errorEvent(error)));
        assertThat(assembler.answer().error().orElseThrow().kind()).isEqualTo(ModelError.Kind.RATE_LIMIT);
        assertThat(assembler.answer().error().orElseThrow().message()).isEqualTo("slow \"down\"");
    }

    @Test
    void chunksHoldTheVendorsEvents() {
        decoder = INVOKE.streamDecoder(UsageConvention.STANDARD, this::take);
        chunk("{'type':'message_start','message':{'id':'m','model':'claude','content':[]}}");
        chunk("{'type':'content_block_start','index':0,'content_block':{'type':'text','text':''}}");
        chunk("{'type':'content_block_delta','index':0,'delta':{'type':'text_delta','text':'Hi'}}");
        chunk("{'type':'content_block_stop','index':0}");
        chunk("{'type':'message_stop','amazon-bedrock-invocationMetrics':{'inputTokenCount':7,'outputTokenCount':2,"
                + "'cacheReadInputTokenCount':5,'cacheWriteInputTokenCount':4}}");
        Answer answer = assembler.answer();
        assertThat(answer.id()).contains("m");
        assertThat(answer.choices().get(0).text()).isEqualTo("Hi");
        assertThat(answer.usage()).contains(new Usage(7, 5, 4, 0, 0, 0, 2, 0, 0));
        assertThat(assembler.ended()).isTrue();
    }

    @Test
    void theVendorsOwnCountsGoBefore() {
        decoder = INVOKE.streamDecoder(UsageConvention.STANDARD, this::take);
        chunk("{'type':'message_start','message':{'usage':{'input_tokens':1,'output_tokens':1}}}");
        chunk("{'type':'message_stop','amazon-bedrock-invocationMetrics':{'inputTokenCount':7,'outputTokenCount':2}}");
        assertThat(assembler.answer().usage().orElseThrow().inputTotal()).isEqualTo(1);
    }

    @Test
    void exceptionsAmongChunksFail() {
        decoder = INVOKE.streamDecoder(UsageConvention.STANDARD, this::take);
        tell("exception:throttlingException", "{'message':'no'}");
        chunk("{'type':'message_start','message':{'id':'m'}}");
        assertThat(assembler.answer().error().orElseThrow().status()).isEqualTo(429);
        assertThat(assembler.answer().id()).isEmpty();
        EventDecoder other = INVOKE.streamDecoder(UsageConvention.STANDARD, this::take);
        assertThatThrownBy(() -> other.decode("chunk", json("{'bytes':'***'}"))).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RXVRYWJj", "AAEC/w==", "no base64!", ""})
    void redactedContentComesBackAsItWas(String redacted) {
        assertThat(RedactedContent.wrapped(RedactedContent.unwrapped(redacted))).isEqualTo(redacted);
    }

    private void chunk(String json) {
        tell("chunk", "{'bytes':'" + Base64.getEncoder().encodeToString(json(json)) + "','p':'ab'}");
    }

    private void start(int index, String start) {
        tell("contentBlockStart", "{'contentBlockIndex':" + index + ",'start':" + start + "}");
    }

    private void delta(int index, String delta) {
        tell("contentBlockDelta", "{'contentBlockIndex':" + index + ",'delta':" + delta + "}");
    }

    private void stop(int index) {
        tell("contentBlockStop", "{'contentBlockIndex':" + index + "}");
    }

    private void tell(String event, String json) {
        decode(event, json(json));
    }

    private void decode(String event, byte[] data) {
        try {
            decoder.decode(event, data);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void take(StreamEvent event) {
        events.add(event);
        assembler.accept(event);
    }

    /** Quotes are written as apostrophes, and quotes within strings as {@code \'}. */
    private static byte[] json(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }
}
