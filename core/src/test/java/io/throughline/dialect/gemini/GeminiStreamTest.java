package io.throughline.dialect.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.dialect.Answer;
import io.throughline.dialect.AssembledStream;
import io.throughline.dialect.Block;
import io.throughline.dialect.FinishReason;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.StreamReader;
import io.throughline.dialect.Usage;
import io.throughline.dialect.UsageConvention;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GeminiStreamTest {
    @Test
    void keepsThoughtsTextCallsAndSignaturesInOrder() {
        Answer.Choice choice = parts(
                "{'text':'hm','thought':true}",
                "{'text':'m','thought':true}",
                "{'text':'a'}",
                "{'text':'b'}",
                "{'functionCall':{'name':'f','args':{'x':1.0}},'thoughtSignature':'c2ln'},{'functionCall':{'name':'g'}}");
        assertThat(choice.blocks())
                .containsExactly(
                        new Block.Reasoning("hmm", Optional.empty(), Optional.empty()),
                        new Block.Text("ab"),
                        new Block.Reasoning("", Optional.of("c2ln"), Optional.empty()),
                        new Block.ToolCall("", "f", "{\"x\":1.0}"),
                        new Block.ToolCall("", "g", "{}"));
        assertThat(choice.finishReason()).contains(FinishReason.TOOL_CALLS);
        assertThat(choice.rawFinishReason()).contains("STOP");
    }

    @Test
    void aSignatureOnAnEmptyTextIsKept() {
        assertThat(parts("{'text':'a'}", "{'text':'','thoughtSignature':'c2ln'}")
                        .blocks())
                .containsExactly(new Block.Text("a"), new Block.Reasoning("", Optional.of("c2ln"), Optional.empty()));
    }

    @Test
    void aSignatureOnAThoughtSignsIt() {
        assertThat(parts("{'text':'hm','thought':true}", "{'text':'','thought':true,'thoughtSignature':'c2ln'}")
                        .blocks())
                .containsExactly(new Block.Reasoning("hm", Optional.of("c2ln"), Optional.empty()));
    }

    @Test
    void aCallSentAgainIsOneCall() {
        assertThat(parts(
                                "{'functionCall':{'id':'1','name':'f'}}",
                                "{'functionCall':{'id':'2','name':'f'}}",
                                "{'functionCall':{'id':'2','name':'f'}}")
                        .toolCalls())
                .extracting(Block.ToolCall::id)
                .containsExactly("1", "2");
    }

    @Test
    void streamsArguments() {
        assertThat(parts(
                                "{'functionCall':{'name':'f','willContinue':true}}",
                                piece("$.a.b[0].c", "'stringValue':'x\\n','willContinue':true"),
                                piece("$.a.b[0].c", "'stringValue':'y'"),
                                piece("$.a.b[1]", "'numberValue':12345678901234567890"),
                                piece("$.a['k.l']", "'boolValue':true"),
                                piece("$.z", "'nullValue':'NULL_VALUE'"),
                                "{'functionCall':{}}",
                                "{'functionCall':{'name':'g','willContinue':true}}",
                                piece("$.s", "'stringValue':'cut','willContinue':true"))
                        .toolCalls())
                .containsExactly(
                        new Block.ToolCall(
                                "",
                                "f",
                                "{\"a\":{\"b\":[{\"c\":\"x\\ny\"},12345678901234567890],\"k.l\":true},\"z\":null}"),
                        new Block.ToolCall("", "g", "{\"s\":\"cut\"}"));
    }

    @Test
    void argumentsOutOfOrderBreakTheStreamAndAreNeverGuessed() {
        StreamReader reader = stream(
                chunk("{'functionCall':{'name':'f','willContinue':true}}"),
                chunk(piece("$.a", "'stringValue':'x'")),
                chunk(piece("$.a", "'stringValue':'y'")));
        assertThat(reader.answer().error()).map(ModelError::kind).contains(ModelError.Kind.UPSTREAM);
    }

    @Test
    void aBlockedPromptIsAFilteredAnswer() {
        Answer answer = stream("{'promptFeedback':{'blockReason':'SAFETY','blockReasonMessage':'no'}}")
                .answer();
        assertThat(answer.choices())
                .containsExactly(new Answer.Choice(
                        0,
                        List.of(new Block.Refusal("no")),
                        Optional.of(FinishReason.CONTENT_FILTER),
                        Optional.of("SAFETY")));
    }

    @Test
    void usageIsCumulativeAndItsBucketsAreDisjoint() {
        Answer answer = stream(
                        "{'usageMetadata':{'trafficType':'ON_DEMAND'}}",
                        "{'usageMetadata':{'promptTokenCount':10,'totalTokenCount':10}}",
                        "{'usageMetadata':{'promptTokenCount':10,'cachedContentTokenCount':4,'candidatesTokenCount':3,"
                                + "'thoughtsTokenCount':5,'toolUsePromptTokenCount':2,'serviceTier':'flex',"
                                + "'promptTokensDetails':[{'modality':'AUDIO','tokenCount':1}]}}")
                .answer();
        assertThat(answer.usage()).contains(new Usage(7, 4, 0, 0, 1, 0, 3, 5, 0));
        assertThat(answer.serviceTier()).contains("flex");
        assertThat(stream("{'usageMetadata':{'trafficType':'ON_DEMAND'}}")
                        .answer()
                        .usage())
                .isEmpty();
    }

    @Test
    void groundingIsAnnotationsInCharacters() {
        Answer.Choice choice = stream(
                        chunk("{'text':'über '},{'text':'Käse.'}"),
                        "{'candidates':[{'finishReason':'STOP','groundingMetadata':{"
                                + "'groundingChunks':[{'web':{'uri':'https://a','title':'A'}}],"
                                + "'groundingSupports':[{'segment':{'startIndex':6,'endIndex':12,'text':'Käse.'},"
                                + "'groundingChunkIndices':[0]}]}}]}")
                .answer()
                .choices()
                .get(0);
        assertThat(choice.blocks())
                .containsExactly(
                        new Block.Text("über Käse."),
                        new Block.Opaque(
                                "annotation",
                                "{\"type\":\"url_citation\",\"url_citation\":{\"start_index\":5,\"end_index\":10,"
                                        + "\"url\":\"https://a\",\"title\":\"A\"}}"));
    }

    @Test
    void imagesAreOpaqueBlocksInTheChatForm() {
        assertThat(parts("{'inlineData':{'mimeType':'image/png','data':'AAAA'}}")
                        .blocks())
                .containsExactly(new Block.Opaque(
                        "image", "{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,AAAA\"}}"));
    }

    @Test
    void errorsComeAsObjectsAndInArrays() {
        for (String error : List.of(
                "{'error':{'code':503,'message':'busy','status':'UNAVAILABLE'}}",
                "[{'error':{'code':503,'message':'busy','status':'UNAVAILABLE'}}]")) {
            StreamReader reader = stream(chunk("{'text':'a'}"), error);
            assertThat(reader.ended()).isTrue();
            assertThat(reader.answer().error()).map(ModelError::kind).contains(ModelError.Kind.OVERLOADED);
            assertThat(reader.answer().choices().get(0).text()).isEqualTo("a");
        }
    }

    @Test
    void anArrayOfChunksReadsLikeAStream() {
        String whole = "[" + chunk("{'text':'a'}") + "," + chunk("{'text':'b'}") + "]";
        Answer answer = new GeminiDialect()
                .read(200, whole.replace('\'', '"').getBytes(StandardCharsets.UTF_8), UsageConvention.STANDARD);
        assertThat(answer.choices().get(0).text()).isEqualTo("ab");
    }

    @Test
    void aFinishIsNotTheEnd() {
        StreamReader reader = stream("{'candidates':[{'content':{'parts':[{'text':'a'}]},'finishReason':'STOP'}],"
                + "'usageMetadata':{'promptTokenCount':1,'candidatesTokenCount':1}}");
        assertThat(reader.ended()).isFalse();
        reader.event(null, chunk("{'text':'b'}").replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        assertThat(reader.answer().choices().get(0).text()).isEqualTo("ab");
    }

    @Test
    void whateverIsOddIsPassedOver() {
        Answer answer = stream(
                        "{'candidates':[{}]}",
                        "{'candidates':[{'content':{'role':'model'}}]}",
                        "{'candidates':[{'content':{'parts':[null,1,{'functionCall':null},{'functionCall':{}}]}}]}",
                        "{'candidates':{},'usageMetadata':null,'error':null}",
                        "{'candidates':[{'index':99999999999,'content':{'parts':[{'text':'x'}]}}]}",
                        "{'candidates':[{'logprobsResult':[],'groundingMetadata':{'groundingChunks':{}}}]}",
                        chunk("{'text':'a'}"))
                .answer();
        assertThat(answer.choices().get(0).blocks()).containsExactly(new Block.Text("a"));
        assertThat(answer.error()).isEmpty();
    }

    private static String piece(String path, String value) {
        return "{'functionCall':{'partialArgs':[{'jsonPath':\"" + path.replace("'", "\\u0027") + "\"," + value
                + "}],'willContinue':true}}";
    }

    private static String chunk(String parts) {
        return "{'candidates':[{'content':{'role':'model','parts':[" + parts + "]}}]}";
    }

    private static Answer.Choice parts(String... chunks) {
        String[] all = new String[chunks.length + 1];
        for (int i = 0; i < chunks.length; i++) {
            all[i] = chunk(chunks[i]);
        }
        all[chunks.length] = "{'candidates':[{'finishReason':'STOP'}]}";
        return stream(all).answer().choices().get(0);
    }

    /** Reads chunks in which quotes are single ones. */
    private static StreamReader stream(String... chunks) {
        StreamReader reader = AssembledStream.of(GeminiDecoder::new);
        for (String chunk : chunks) {
            reader.event(null, chunk.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        }
        return reader;
    }
}
