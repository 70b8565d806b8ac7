package io.throughline.dialect.cohere;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.dialect.Answer;
import io.throughline.dialect.Block;
import io.throughline.dialect.FinishReason;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.StreamReader;
import io.throughline.dialect.UsageConvention;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Cohere answers, whole and streamed. */
class CohereAnswersTest {
    private static final CohereDialect COHERE = new CohereDialect();

    @Test
    void aStreamReadsAsTheWholeAnswer() {
        Answer whole = whole(
                200,
                "{'id':'i','message':{'content':[{'type':'thinking','thinking':'hm'},"
                        + "{'type':'text','text':'It is 3.'}],'citations':[{'start':6,'end':7,'text':'3'}],"
                        + "'tool_plan':'add','tool_calls':[{'id':'c','type':'function',"
                        + "'function':{'name':'f','arguments':'null'}}]},'finish_reason':'TOOL_CALL',"
                        + "'usage':{'billed_units':{'input_tokens':1},'tokens':{'input_tokens':9,'output_tokens':5,"
                        + "'reasoning_tokens':2},'cached_tokens':4}}");
        Answer streamed = stream(
                        "{'type':'message-start','id':'i','delta':{'message':{'role':'assistant'}}}",
                        "{'type':'content-start','index':0,'delta':{'message':{'content':"
                                + "{'type':'thinking','thinking':''}}}}",
                        "{'type':'content-delta','index':0,'delta':{'message':{'content':{'thinking':'hm'}}}}",
                        "{'type':'content-end','index':0}",
                        "{'type':'content-start','index':1,'delta':{'message':{'content':{'type':'text','text':''}}}}",
                        "{'type':'content-delta','index':1,'delta':{'message':{'content':{'text':'It '}}}}",
                        "{'type':'citation-start','index':0,'delta':{'message':{'citations':"
                                + "{'start':6,'end':7,'text':'3'}}}}",
                        "{'type':'citation-end','index':0}",
                        "{'type':'content-delta','index':1,'delta':{'message':{'content':{'text':'is 3.'}}}}",
                        "{'type':'content-end','index':1}",
                        "{'type':'tool-plan-delta','delta':{'message':{'tool_plan':'add'}}}",
                        "{'type':'tool-call-start','index':0,'delta':{'message':{'tool_calls':{'id':'c',"
                                + "'function':{'name':'f','arguments':''}}}}}",
                        "{'type':'tool-call-delta','index':0,'delta':{'message':{'tool_calls':"
                                + "{'function':{'arguments':'null'}}}}}",
                        "{'type':'tool-call-end','index':0}",
                        "{'type':'message-end','delta':{'finish_reason':'TOOL_CALL','usage':{'billed_units':{'input_tokens':1},'tokens':"
                                + "{'input_tokens':9,'output_tokens':5,'reasoning_tokens':2},'cached_tokens':4}}}",
                        "[DONE]")
                .answer();
        assertThat(streamed).isEqualTo(whole);
        assertThat(whole.choices().get(0).blocks())
                .containsExactly(
                        new Block.Reasoning("hm", Optional.empty(), Optional.empty()),
                        new Block.Text("It is 3."),
                        new Block.Opaque("cohere_citation", "{\"start\":6,\"end\":7,\"text\":\"3\"}"),
                        new Block.Reasoning("add", Optional.empty(), Optional.empty()),
                        new Block.ToolCall("c", "f", "{}"));
        assertThat(whole.usage().orElseThrow().cacheRead()).isEqualTo(4);
        assertThat(whole.usage().orElseThrow().inputTotal()).isEqualTo(9);
        assertThat(whole.usage().orElseThrow().reasoning()).isEqualTo(2);
        assertThat(whole.usage().orElseThrow().outputTotal()).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource({
        "COMPLETE, STOP",
        "STOP_SEQUENCE, STOP_SEQUENCE",
        "MAX_TOKENS, LENGTH",
        "TOOL_CALL, TOOL_CALLS",
        "ERROR_TOXIC, CONTENT_FILTER",
        "ERROR, ERROR",
        "ERROR_LIMIT, ERROR",
        "TIMEOUT, ERROR",
        "USER_CANCEL, ERROR",
        "NEW_ONE, OTHER"
    })
    void saysWhyItEnded(String raw, FinishReason reason) {
        Answer answer = whole(200, "{'message':{'content':[]},'finish_reason':'" + raw + "'}");
        assertThat(answer.choices().get(0).finishReason()).contains(reason);
        assertThat(answer.choices().get(0).rawFinishReason()).contains(raw);
    }

    @Test
    void aStreamEndsWithMessageEndAlone() {
        StreamReader cut = stream(
                "{'type':'message-start','id':'i'}",
                "{'type':'content-delta','delta':{'message':{'content':{'text':'a'}}}}");
        assertThat(cut.ended()).isFalse();
        assertThat(cut.started()).isTrue();
        cut.event(null, "{\"type\":\"message-end\",\"delta\":{}}".getBytes(StandardCharsets.UTF_8));
        assertThat(cut.ended()).isTrue();
    }

    @Test
    void errorsInTheStreamAreErrors() {
        assertThat(stream("{'message':'no more','id':'x'}").answer().error().map(ModelError::message))
                .contains("no more");
        assertThat(stream("{'type':'message-end','delta':{'finish_reason':'ERROR','error':'broke'}}")
                        .answer()
                        .error()
                        .map(ModelError::message))
                .contains("broke");
    }

    @Test
    void readsErrors() {
        ModelError overflow = whole(400, "{'id':'i','message':'too long','error_type':'TOO_MANY_TOKENS'}")
                .error()
                .orElseThrow();
        assertThat(overflow.kind()).isEqualTo(ModelError.Kind.CONTEXT_OVERFLOW);
        assertThat(whole(200, "{'message':'odd'}").error().map(ModelError::message))
                .contains("odd");
        for (String nothing : List.of("", "[]", "3", "{'message':{", "{}")) {
            assertThat(whole(200, nothing).error()).isPresent();
        }
    }

    private static Answer whole(int status, String body) {
        return COHERE.read(status, bytes(body), UsageConvention.STANDARD);
    }

    private static StreamReader stream(String... events) {
        StreamReader reader = COHERE.stream(UsageConvention.STANDARD);
        for (String event : events) {
            reader.event(null, bytes(event));
        }
        return reader;
    }

    private static byte[] bytes(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }
}
