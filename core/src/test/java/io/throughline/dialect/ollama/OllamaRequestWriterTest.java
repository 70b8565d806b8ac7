package io.throughline.dialect.ollama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.throughline.dialect.RefusedException;
import io.throughline.dialect.conversation.Conversation;
import io.throughline.dialect.conversation.Conversation.Format;
import io.throughline.dialect.conversation.Conversation.Thinking;
import io.throughline.dialect.conversation.Conversation.Tool;
import io.throughline.dialect.conversation.Conversation.ToolChoice;
import io.throughline.dialect.conversation.Destination;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.FieldTable;
import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.conversation.Part;
import io.throughline.dialect.conversation.Sampling;
import io.throughline.dialect.conversation.Treatment.Way;
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

/** What Ollama is asked. */
class OllamaRequestWriterTest {
    private static final String HEAD = "{'model':'qwen3','messages':[{'role':'user','content':'Hello'}]";
    private static final Part IMAGE = new Part.Image(new Part.Source.Data("image/png", "AAA="), Optional.empty());

    @Test
    void writesAConversation() {
        Asked asked = new Asked();
        asked.turns = List.of(
                Turn.of(Turn.Role.SYSTEM, List.of(new Part.Text("Be brief."))),
                user(new Part.Text("See"), IMAGE, new Part.Text("this")),
                Turn.of(
                        Turn.Role.ASSISTANT,
                        List.of(
                                new Part.Reasoning("hm", Optional.empty(), Optional.empty(), Optional.empty()),
                                new Part.Text("I "),
                                new Part.Text("add."),
                                new Part.ToolCall("c1", "add", "{\"b\":1.50,\"a\":2}"),
                                new Part.ToolCall("c2", "add", " "),
                                new Part.ToolCall("c3", "add", "{\"a\":"))),
                user(
                        result("c1", Optional.of("add"), Optional.empty(), new Part.Text("3"), new Part.Text("4")),
                        result("c2", Optional.empty(), Optional.of(true), new Part.Text("no"))));
        Losses losses = losses();
        WrittenRequest written = asked.write("qwen3", losses);
        assertThat(written.path()).isEqualTo("/api/chat");
        assertThat(body(written))
                .isEqualTo(json("{'model':'qwen3','messages':[{'role':'system','content':'Be brief.'},"
                        + "{'role':'user','content':'See\\nthis','images':['AAA=']},"
                        + "{'role':'assistant','content':'I add.','tool_calls':["
                        + "{'id':'c1','function':{'name':'add','arguments':{'b':1.50,'a':2}}},"
                        + "{'id':'c2','function':{'name':'add','arguments':{}}},"
                        + "{'id':'c3','function':{'name':'add','arguments':{'__raw':'{\\'a\\':'}}}]},"
                        + "{'role':'tool','content':'3\\n4','tool_name':'add','tool_call_id':'c1'},"
                        + "{'role':'tool','content':'Error: no','tool_call_id':'c2'}],'stream':false}"));
        assertThat(losses.told()).extracting(Losses.Loss::way).containsExactly(Way.DROPPED, Way.EMULATED, Way.EMULATED);
    }

    @Test
    void writesEveryOption() {
        Asked asked = new Asked();
        asked.stream = true;
        asked.sampling = new Sampling(
                OptionalLong.of(99),
                Optional.of(new BigDecimal("1.30")),
                Optional.of(new BigDecimal("0.9")),
                OptionalLong.of(5),
                List.of("END"),
                OptionalLong.of(1),
                Optional.of(new BigInteger("42")),
                Optional.of(new BigDecimal("-0.1")),
                Optional.of(BigDecimal.ONE),
                Optional.of(false),
                OptionalLong.empty());
        asked.format =
                new Format.JsonSchema(Optional.of("n"), Optional.empty(), "{\"type\":\"object\"}", Optional.of(true));
        asked.tools = List.of(tool("add", false));
        assertThat(asked.body())
                .isEqualTo(json(HEAD + ",'tools':[{'type':'function','function':{'name':'add','description':'d',"
                        + "'parameters':{'type':'object','properties':{}}}}],'format':{'type':'object'},"
                        + "'options':{'num_predict':99,'temperature':1.30,'top_p':0.9,'top_k':5,'stop':['END'],"
                        + "'seed':42,'frequency_penalty':-0.1,'presence_penalty':1},'stream':true}"));
        asked.format = new Format.Json();
        assertThat(asked.body()).contains("\"format\":\"json\"");
    }

    static Stream<Arguments> thinking() {
        return Stream.of(
                arguments("qwen3", thinking(Thinking.Mode.OFF, null), ",'think':false", List.of()),
                arguments("qwen3", thinking(Thinking.Mode.ON, null), ",'think':true", List.of()),
                arguments("qwen3", thinking(Thinking.Mode.ADAPTIVE, null), "", List.of()),
                arguments("qwen3", thinking(Thinking.Mode.ON, "high"), ",'think':true", List.of(Way.EMULATED)),
                arguments("gpt-oss:20b", thinking(Thinking.Mode.ON, "high"), ",'think':'high'", List.of()),
                arguments("gpt-oss:20b", thinking(Thinking.Mode.ON, "xhigh"), ",'think':'high'", List.of(Way.EMULATED)),
                arguments(
                        "gpt-oss:20b", thinking(Thinking.Mode.ON, "minimal"), ",'think':'low'", List.of(Way.EMULATED)));
    }

    @ParameterizedTest
    @MethodSource("thinking")
    void saysWhetherToThink(String model, Thinking thinking, String expected, List<Way> ways) {
        Asked asked = new Asked();
        asked.thinking = thinking;
        Losses losses = losses();
        assertThat(body(asked.write(model, losses)))
                .isEqualTo(json(HEAD.replace("qwen3", model) + expected + ",'stream':false}"));
        assertThat(losses.told()).extracting(Losses.Loss::way).isEqualTo(ways);
    }

    @Test
    void toolsThatMayNotBeCalledAreNotSent() {
        Asked asked = new Asked();
        asked.tools = List.of(tool("add", false), tool("sub", false));
        asked.choice = new ToolChoice.None();
        assertThat(asked.body()).isEqualTo(json(HEAD + ",'stream':false}"));
        asked.choice = new ToolChoice.Allowed(List.of("sub"), false);
        assertThat(asked.body()).contains("\"sub\"").doesNotContain("\"add\"");
        asked.choice = new ToolChoice.Auto();
        assertThat(asked.body()).contains("\"sub\"").contains("\"add\"");
    }

    static Stream<Arguments> refusals() {
        Asked required = new Asked();
        required.tools = List.of(tool("add", false));
        required.choice = new ToolChoice.Required();
        Asked named = new Asked();
        named.tools = required.tools;
        named.choice = new ToolChoice.Named("add");
        Asked allowed = new Asked();
        allowed.tools = required.tools;
        allowed.choice = new ToolChoice.Allowed(List.of("add"), true);
        Asked strict = new Asked();
        strict.tools = List.of(tool("add", true));
        Asked image = new Asked();
        image.turns = List.of(
                user(new Part.Image(new Part.Source.Url("https://x/i.png", Optional.empty()), Optional.empty())));
        Asked shown = new Asked();
        shown.turns = List.of(user(result("c", Optional.empty(), Optional.empty(), IMAGE)));
        return Stream.of(
                arguments("tool choice required", required),
                arguments("tool choice named", named),
                arguments("tool choice allowed", allowed),
                arguments("tool strict", strict),
                arguments("image url", image),
                arguments("tool result media", shown));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refusesWhatItCantSayAndNamesIt(String field, Asked asked) {
        assertThatThrownBy(asked::body)
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.error().param()).contains(field));
    }

    @Test
    void everyFeatureHasATreatment() {
        assertThat(new OllamaRequestWriter().table().treatments().keySet()).containsExactly(Feature.values());
    }

    private static Thinking thinking(Thinking.Mode mode, String effort) {
        return new Thinking(mode, Optional.ofNullable(effort), OptionalLong.empty(), Optional.empty());
    }

    private static Part result(String id, Optional<String> name, Optional<Boolean> error, Part... parts) {
        return new Part.ToolResult(id, name, List.of(parts), error);
    }

    private static Turn user(Part... parts) {
        return Turn.of(Turn.Role.USER, List.of(parts));
    }

    private static Tool tool(String name, boolean strict) {
        return new Tool(name, Optional.of("d"), Optional.empty(), Optional.of(strict), Optional.empty());
    }

    private static Losses losses() {
        FieldTable fields = new FieldTable("test", Map.of(Feature.TEMPERATURE, "temperature"));
        return new Losses(fields, new OllamaRequestWriter().table(), false);
    }

    private static String body(WrittenRequest written) {
        return new String(written.body().bytes(), StandardCharsets.UTF_8);
    }

    private static String json(String text) {
        return text.replace("\\'", "\\\"").replace('\'', '"');
    }

    /** A conversation that says Hello, and what a test changes of it. */
    private static final class Asked {
        private boolean stream;
        private List<Turn> turns = List.of(user(new Part.Text("Hello")));
        private List<Tool> tools = List.of();
        private ToolChoice choice;
        private Sampling sampling = Sampling.UNSAID;
        private Format format;
        private Thinking thinking;

        String body() {
            return OllamaRequestWriterTest.body(write("qwen3", losses()));
        }

        WrittenRequest write(String model, Losses losses) {
            Conversation asked = new Conversation(
                    "x",
                    stream,
                    stream,
                    turns,
                    tools,
                    Optional.ofNullable(choice),
                    Optional.empty(),
                    sampling,
                    Optional.ofNullable(format),
                    Optional.ofNullable(thinking),
                    Optional.empty(),
                    Optional.empty(),
                    List.of());
            return new OllamaRequestWriter().write(asked, Destination.of(model, "ollama"), losses);
        }
    }
}
