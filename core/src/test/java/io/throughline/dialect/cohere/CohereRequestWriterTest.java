package io.throughline.dialect.cohere;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.throughline.dialect.RefusedException;
import io.throughline.dialect.conversation.Asking;
import io.throughline.dialect.conversation.Conversation;
import io.throughline.dialect.conversation.Conversation.Format;
import io.throughline.dialect.conversation.Conversation.Further;
import io.throughline.dialect.conversation.Conversation.Thinking;
import io.throughline.dialect.conversation.Conversation.Tool;
import io.throughline.dialect.conversation.Conversation.ToolChoice;
import io.throughline.dialect.conversation.Destination;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.FieldTable;
import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.conversation.Part;
import io.throughline.dialect.conversation.Sampling;
import io.throughline.dialect.conversation.Treatment;
import io.throughline.dialect.conversation.Turn;
import io.throughline.dialect.conversation.WrittenRequest;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What Cohere is asked. */
class CohereRequestWriterTest {
    private static final Tool ADD = tool("add", false);
    private static final List<Turn> HELLO = List.of(user(new Part.Text("Hello")));

    @Test
    void writesAConversation() {
        List<Turn> turns = List.of(
                Turn.of(Turn.Role.SYSTEM, List.of(new Part.Text("Be brief."))),
                Turn.of(Turn.Role.DEVELOPER, List.of(new Part.Text("a"), new Part.Text("b"))),
                user(
                        new Part.Text("See"),
                        new Part.Image(new Part.Source.Url("https://x/i.png", Optional.empty()), Optional.empty()),
                        new Part.Image(new Part.Source.Data("image/png", "AAA="), Optional.empty())),
                Turn.of(
                        Turn.Role.ASSISTANT,
                        List.of(
                                new Part.Reasoning("hm", Optional.of("s"), Optional.empty(), Optional.of("x")),
                                new Part.Text("I will add."),
                                new Part.ToolCall("c1", "add", " {\"a\":1}"),
                                new Part.ToolCall("c2", "add", "null"))),
                user(
                        new Part.ToolResult(
                                "c1",
                                Optional.of("add"),
                                List.of(new Part.Text("3"), new Part.Text("4")),
                                Optional.empty()),
                        new Part.ToolResult("c2", Optional.of("add"), List.of(new Part.Text("no")), Optional.of(true)),
                        new Part.Text("Go on")),
                Turn.of(Turn.Role.ASSISTANT, List.of(new Part.Text("a"), new Part.Text("b"))));
        Losses losses = losses();
        assertThat(body(write(conversation(turns, List.of(), Sampling.UNSAID), losses)))
                .isEqualTo(json("{'model':'command-a','messages':[{'role':'system','content':'Be brief.'},"
                        + "{'role':'system','content':'a\\n\\nb'},"
                        + "{'role':'user','content':[{'type':'text','text':'See'},"
                        + "{'type':'image_url','image_url':{'url':'https://x/i.png'}},"
                        + "{'type':'image_url','image_url':{'url':'data:image/png;base64,AAA='}}]},"
                        + "{'role':'assistant','tool_plan':'I will add.','tool_calls':["
                        + "{'id':'c1','type':'function','function':{'name':'add','arguments':' {\\'a\\':1}'}},"
                        + "{'id':'c2','type':'function','function':{'name':'add','arguments':'{}'}}]},"
                        + "{'role':'tool','tool_call_id':'c1','content':'3\\n4'},"
                        + "{'role':'tool','tool_call_id':'c2','content':'Error: no'},"
                        + "{'role':'user','content':'Go on'},{'role':'assistant','content':'ab'}],'stream':false}"));
        assertThat(losses.told())
                .extracting(Losses.Loss::way)
                .containsExactly(Treatment.Way.DROPPED, Treatment.Way.EMULATED);
    }

    @Test
    void writesEveryOption() {
        Sampling sampling = new Sampling(
                OptionalLong.of(99),
                Optional.of(new BigDecimal("0.30")),
                Optional.of(new BigDecimal("0.9")),
                OptionalLong.of(5),
                List.of("END"),
                OptionalLong.of(1),
                Optional.of(new BigInteger("18446744073709551616")),
                Optional.of(new BigDecimal("0.1")),
                Optional.of(BigDecimal.ONE),
                Optional.of(false),
                OptionalLong.empty());
        Conversation asked = new Conversation(
                "x",
                true,
                true,
                HELLO,
                List.of(),
                Optional.empty(),
                Optional.of(false),
                sampling,
                Optional.of(new Format.JsonSchema(
                        Optional.of("n"), Optional.empty(), "{\"type\":\"object\"}", Optional.of(true))),
                Optional.of(new Thinking(Thinking.Mode.ON, Optional.empty(), OptionalLong.of(500), Optional.empty())),
                Optional.empty(),
                Optional.empty(),
                List.of());
        WrittenRequest written = write(asked, losses());
        assertThat(written.path()).isEqualTo("/v2/chat");
        assertThat(body(written))
                .isEqualTo(json("{'model':'command-a','messages':[{'role':'user','content':'Hello'}],"
                        + "'max_tokens':99,'temperature':0.30,'p':0.9,'k':5,'stop_sequences':['END'],"
                        + "'seed':18446744073709551616,'frequency_penalty':0.1,'presence_penalty':1,"
                        + "'response_format':{'type':'json_object','json_schema':{'type':'object'}},"
                        + "'thinking':{'type':'enabled','token_budget':500},'stream':true}"));
    }

    static Stream<Arguments> choices() {
        String both = "'tools':[" + written("add") + "," + written("sub") + "]";
        String add = "'tools':[" + written("add") + "]";
        return Stream.of(
                arguments(new ToolChoice.Auto(), both),
                arguments(new ToolChoice.None(), both + ",'tool_choice':'NONE'"),
                arguments(new ToolChoice.Required(), both + ",'tool_choice':'REQUIRED'"),
                arguments(new ToolChoice.Named("add"), add + ",'tool_choice':'REQUIRED'"),
                arguments(new ToolChoice.Allowed(List.of("add"), false), add),
                arguments(new ToolChoice.Allowed(List.of("add"), true), add + ",'tool_choice':'REQUIRED'"));
    }

    @ParameterizedTest
    @MethodSource("choices")
    void writesToolsAndTheirChoice(ToolChoice choice, String expected) {
        Conversation asked = withTools(List.of(ADD, tool("sub", false)), choice, Optional.of(true));
        assertThat(body(write(asked, losses())))
                .isEqualTo(json("{'model':'command-a','messages':[{'role':'user','content':'Hello'}]," + expected
                        + ",'stream':false}"));
    }

    @Test
    void strictIsForAllToolsOrNone() {
        ToolChoice auto = new ToolChoice.Auto();
        Conversation all = withTools(List.of(tool("a", true), tool("b", true)), auto, Optional.empty());
        assertThat(body(write(all, losses()))).contains("\"strict_tools\":true");
        Conversation some = withTools(List.of(tool("a", true), tool("b", false)), auto, Optional.empty());
        assertThatThrownBy(() -> write(some, losses())).hasMessageContaining("all tools are strict");
    }

    @Test
    void renamesWhatIsNoNameAndSaysSo() {
        Conversation asked = withTools(List.of(tool("my.tool/ä", false)), new ToolChoice.Auto(), Optional.empty());
        WrittenRequest written = write(asked, losses());
        assertThat(written.toolNames()).hasSize(1).containsValue("my.tool/ä");
        String sent = written.toolNames().keySet().iterator().next();
        assertThat(sent).matches("my_tool___[0-9a-f]{8}");
        assertThat(body(written)).contains("\"name\":\"" + sent + "\"");
        assertThat(body(write(asked, losses()))).isEqualTo(body(written));
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                arguments("temperature", sampled(new BigDecimal("1.1"), null, 1)),
                arguments("frequency penalty", sampled(null, new BigDecimal("-0.5"), 1)),
                arguments("choices", sampled(null, null, 2)),
                arguments("single tool", withTools(List.of(ADD), new ToolChoice.Auto(), Optional.of(false))),
                arguments(
                        "audio input",
                        conversation(
                                List.of(user(new Part.Audio(new Part.Source.Data("audio/wav", "AA=="), "wav"))),
                                List.of(),
                                Sampling.UNSAID)),
                arguments(
                        "document data",
                        conversation(
                                List.of(user(new Part.Document(
                                        new Part.Source.Data("application/pdf", "AA=="),
                                        Optional.empty(),
                                        Optional.empty()))),
                                List.of(),
                                Sampling.UNSAID)),
                arguments(
                        "tool result media",
                        conversation(
                                List.of(user(new Part.ToolResult(
                                        "c",
                                        Optional.empty(),
                                        List.of(new Part.Image(
                                                new Part.Source.Data("image/png", "AA=="), Optional.empty())),
                                        Optional.empty()))),
                                List.of(),
                                Sampling.UNSAID)),
                arguments(
                        "logit_bias",
                        conversation(
                                HELLO, List.of(new Further(Feature.LOGIT_BIAS, "logit_bias", "{}")), Sampling.UNSAID)));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refusesWhatItCantSayAndNamesIt(String field, Conversation asked) {
        assertThatThrownBy(() -> write(asked, losses()))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.error().param()).contains(field));
    }

    @Test
    void everyFeatureHasATreatment() {
        assertThat(new CohereRequestWriter().table().treatments().keySet()).containsExactly(Feature.values());
    }

    @Test
    void earlierMessagesDontChangeWithLaterOnes() {
        List<Turn> longer = List.of(
                HELLO.get(0), Turn.of(Turn.Role.ASSISTANT, List.of(new Part.Text("Hi"))), user(new Part.Text("Bye")));
        String one = body(write(conversation(HELLO, List.of(), Sampling.UNSAID), losses()));
        String more = body(write(conversation(longer, List.of(), Sampling.UNSAID), losses()));
        assertThat(more).startsWith(one.substring(0, one.indexOf(']')));
    }

    private static Conversation sampled(BigDecimal temperature, BigDecimal penalty, long choices) {
        return conversation(
                HELLO,
                List.of(),
                new Sampling(
                        OptionalLong.empty(),
                        Optional.ofNullable(temperature),
                        Optional.empty(),
                        OptionalLong.empty(),
                        List.of(),
                        OptionalLong.of(choices),
                        Optional.empty(),
                        Optional.ofNullable(penalty),
                        Optional.empty(),
                        Optional.empty(),
                        OptionalLong.empty()));
    }

    private static Conversation withTools(List<Tool> tools, ToolChoice choice, Optional<Boolean> parallel) {
        return Asking.of("x").turns(HELLO).tools(tools).choice(choice, parallel).made();
    }

    private static Conversation conversation(List<Turn> turns, List<Further> further, Sampling sampling) {
        return Asking.of("x").turns(turns).sampling(sampling).further(further).made();
    }

    private static Turn user(Part... parts) {
        return Turn.of(Turn.Role.USER, List.of(parts));
    }

    private static Tool tool(String name, boolean strict) {
        return new Tool(name, Optional.of("d"), Optional.empty(), Optional.of(strict), Optional.empty());
    }

    private static String written(String name) {
        return "{'type':'function','function':{'name':'" + name
                + "','description':'d','parameters':{'type':'object','properties':{}}}}";
    }

    private static WrittenRequest write(Conversation asked, Losses losses) {
        return new CohereRequestWriter().write(asked, Destination.of("command-a", "cohere"), losses);
    }

    private static Losses losses() {
        return new Losses(
                new FieldTable("test", Map.of(Feature.TEMPERATURE, "temperature")),
                new CohereRequestWriter().table(),
                false);
    }

    private static String body(WrittenRequest written) {
        return new String(written.body().bytes(), StandardCharsets.UTF_8);
    }

    private static String json(String text) {
        return text.replace("\\'", "\\\"").replace('\'', '"');
    }
}
