package io.throughline.dialect.ollama;

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

/** What Ollama answers, whole and streamed. */
class OllamaAnswersTest {
    private static final OllamaDialect OLLAMA = new OllamaDialect();
    private static final String CALLS = "'tool_calls':[{'function':{'name':'f','arguments':{'b':1.50,'a':[2]}}},"
            + "{'id':'c','function':{'index':1,'name':'g','arguments':{}}}]";
    private static final String DONE = "'done':true,'done_reason':'stop','prompt_eval_count':7,'eval_count':3}";

    @Test
    void aStreamReadsAsTheWholeAnswer() {
        Answer whole = whole(
                "{'model':'m','message':{'role':'assistant','thinking':'hm','content':'It is'," + CALLS + "}," + DONE);
        Answer streamed = stream(
                        "{'model':'m','message':{'thinking':'h','content':''},'done':false}",
                        "{'model':'m','message':{'thinking':'m'},'done':false}",
                        "{'model':'m','message':{'content':'It '},'done':false}",
                        "{'model':'m','message':{'content':'is'},'done':false}",
                        "{'model':'m','message':{'content':''," + CALLS + "},'done':false}",
                        "{'model':'m','message':{'content':''}," + DONE)
                .answer();
        assertThat(streamed).isEqualTo(whole);
        assertThat(whole.model()).contains("m");
        Answer.Choice choice = whole.choices().get(0);
        assertThat(choice.blocks())
                .containsExactly(
                        new Block.Reasoning("hm", Optional.empty(), Optional.empty()),
                        new Block.Text("It is"),
                        new Block.ToolCall("", "f", "{\"b\":1.50,\"a\":[2]}"),
                        new Block.ToolCall("c", "g", "{}"));
        assertThat(choice.finishReason()).contains(FinishReason.TOOL_CALLS);
        assertThat(choice.rawFinishReason()).contains("stop");
        assertThat(whole.usage().orElseThrow().inputTotal()).isEqualTo(7);
        assertThat(whole.usage().orElseThrow().outputTotal()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"stop, STOP", "length, LENGTH", "load, OTHER", "'', STOP"})
    void saysWhyItEnded(String raw, FinishReason reason) {
        Answer answer = whole("{'message':{'content':'a'},'done':true,'done_reason':'" + raw + "'}");
        assertThat(answer.choices().get(0).finishReason()).contains(reason);
    }

    @Test
    void aPromptThatWasNotCountedIsNotZero() {
        assertThat(whole("{'message':{'content':'a'},'done':true,'eval_count':3}")
                        .usage())
                .isEmpty();
    }

    @Test
    void aStreamEndsWithTheLineThatIsDone() {
        StreamReader cut = stream("{'message':{'content':'a'},'done':false}");
        assertThat(cut.ended()).isFalse();
        cut.event(null, bytes("{'message':{},'done':true}"));
        assertThat(cut.ended()).isTrue();
        cut.event(null, bytes("{'message':{'content':'b'}}"));
        assertThat(cut.answer().choices().get(0).text()).isEqualTo("a");
    }

    @Test
    void readsErrors() {
        assertThat(whole("{'error':'model not found'}").error().map(ModelError::message))
                .contains("model not found");
        assertThat(stream("{'message':{'content':'a'},'done':false}", "{'error':'broke'}")
                        .answer()
                        .error()
                        .map(ModelError::message))
                .contains("broke");
        for (String nothing : List.of("", "[]", "3", "{'message':{", "{}", "{'message':3}")) {
            assertThat(whole(nothing).error()).isPresent();
        }
    }

    @Test
    void argumentsThatAreNoObjectAreNone() {
        for (String arguments : List.of("null", "''", "3", "{}")) {
            Answer answer = whole(
                    "{'message':{'tool_calls':[{'function':{'name':'f','arguments':" + arguments + "}}]},'done':true}");
            assertThat(answer.choices().get(0).toolCalls()).containsExactly(new Block.ToolCall("", "f", "{}"));
        }
    }

    private static Answer whole(String body) {
        return OLLAMA.read(200, bytes(body), UsageConvention.STANDARD);
    }

    private static StreamReader stream(String... lines) {
        StreamReader reader = OLLAMA.stream(UsageConvention.STANDARD);
        for (String line : lines) {
            reader.event(null, bytes(line));
        }
        return reader;
    }

    private static byte[] bytes(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }
}
