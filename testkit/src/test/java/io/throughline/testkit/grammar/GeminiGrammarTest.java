package io.throughline.testkit.grammar;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GeminiGrammarTest {
    private static final String TEXT = chunk("{'text':'a'}", "");
    private static final String END = chunk("{'text':''}", ",'finishReason':'STOP'");

    @Test
    void takesWhatIsRight() {
        String call = chunk("{'functionCall':{'id':'1','name':'f','args':{}},'thoughtSignature':'c2ln'}", "");
        assertThatCode(() -> GeminiGrammar.check(sse(TEXT, call, END))).doesNotThrowAnyException();
        String error = "{'error':{'code':503,'message':'x','status':'UNAVAILABLE'}}";
        assertThatCode(() -> GeminiGrammar.check(sse(TEXT, error))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'text':1}",
                "{'text':'a','functionCall':{'name':'f'}}",
                "{'thought':true}",
                "{'functionCall':{'args':{}}}",
                "{'functionCall':{'name':'f','args':'{}'}}",
                "{'text':'','thoughtSignature':'a.b'}"
            })
    void namesTheChunkOfAWrongPart(String part) {
        assertThatThrownBy(() -> GeminiGrammar.check(sse(TEXT, chunk(part, ""), END)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("chunk 1");
    }

    @Test
    void namesWhatElseIsWrong() {
        wrong("finishReason", TEXT);
        wrong("chunk 1", END, TEXT);
        wrong("chunk 1", TEXT, "[DONE]");
        wrong("chunk 1", TEXT, END.replace("'r'", "'s'"));
        wrong(
                "chunk 0",
                END.replace("'responseId'", "'usageMetadata':{'promptTokenCount':1,'totalTokenCount':2},'responseId'"));
    }

    private static void wrong(String named, String... events) {
        assertThatThrownBy(() -> GeminiGrammar.check(sse(events)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(named);
    }

    private static String chunk(String part, String more) {
        return "{'candidates':[{'content':{'role':'model','parts':[" + part + "]}" + more
                + "}],'modelVersion':'m','responseId':'r'}";
    }

    private static String sse(String... events) {
        return ("data: " + String.join("\n\ndata: ", events) + "\n\n").replace('\'', '"');
    }
}
