package io.throughline.testkit.grammar;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChatGrammarTest {
    private static final String ROLE = choice("'role':'assistant','content':''", "null");
    private static final String STOP = choice("", "'stop'");
    private static final String USAGE = chunk("", ",'usage':{'prompt_tokens':1}");
    private static final String CALL =
            call("'index':0,'id':'1','type':'function','function':{'name':'f','arguments':''}");

    @Test
    void takesWhatIsRight() {
        assertThatCode(() -> ChatGrammar.check(sse(ROLE, choice("'content':'a'", "null"), STOP, "[DONE]")))
                .doesNotThrowAnyException();
        assertThatCode(() -> ChatGrammar.check(sse(
                        ROLE,
                        CALL,
                        call("'index':0,'function':{'arguments':'{}'}"),
                        choice("", "'tool_calls'"),
                        "[DONE]")))
                .doesNotThrowAnyException();
        assertThatCode(() -> ChatGrammar.checkWithUsage(sse(ROLE, STOP, USAGE, "[DONE]")))
                .doesNotThrowAnyException();
        assertThatCode(() -> ChatGrammar.check(sse(ROLE, "{'error':{'message':'x'}}")))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "no role|chunk 0",
                "no done|[DONE]",
                "usage unasked|chunk 2",
                "behind finish|chunk 2",
                "twice finished|chunk 2",
                "no finish|finish_reason",
                "call without id|chunk 1",
                "index gap|chunk 1",
                "stop with calls|chunk 2",
                "other id|chunk 1",
                "behind error|chunk 1"
            })
    void namesWhatIsWrong(String what, String named) {
        String stream = switch (what) {
            case "no role" -> sse(choice("'content':'a'", "null"), STOP, "[DONE]");
            case "no done" -> sse(ROLE, STOP);
            case "usage unasked" -> sse(ROLE, STOP, USAGE, "[DONE]");
            case "behind finish" -> sse(ROLE, STOP, choice("'content':'a'", "null"), "[DONE]");
            case "twice finished" -> sse(ROLE, STOP, STOP, "[DONE]");
            case "no finish" -> sse(ROLE, "[DONE]");
            case "call without id" ->
                sse(ROLE, call("'index':0,'type':'function','function':{'name':'f'}"), STOP, "[DONE]");
            case "index gap" ->
                sse(ROLE, call("'index':1,'id':'1','type':'function','function':{'name':'f'}"), "[DONE]");
            case "stop with calls" -> sse(ROLE, CALL, STOP, "[DONE]");
            case "other id" -> sse(ROLE, STOP.replace("'id':'i'", "'id':'j'"), "[DONE]");
            default -> sse("{'error':{}}", ROLE);
        };
        assertThatThrownBy(() -> ChatGrammar.check(stream))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(named);
    }

    @Test
    void usageThatWasAskedForMustCome() {
        assertThatThrownBy(() -> ChatGrammar.checkWithUsage(sse(ROLE, STOP, "[DONE]")))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("usage");
    }

    private static String call(String fields) {
        return choice("'tool_calls':[{" + fields + "}]", "null");
    }

    private static String choice(String delta, String finish) {
        return chunk("{'index':0,'delta':{" + delta + "},'finish_reason':" + finish + "}", "");
    }

    private static String chunk(String choices, String more) {
        return "{'id':'i','object':'chat.completion.chunk','created':1,'model':'m','choices':[" + choices + "]" + more
                + "}";
    }

    private static String sse(String... events) {
        return ("data: " + String.join("\n\ndata: ", events) + "\n\n").replace('\'', '"');
    }
}
