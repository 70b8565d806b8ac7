package io.throughline.dialect.converse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.throughline.dialect.RefusedException;
import io.throughline.dialect.conversation.Conversation;
import io.throughline.dialect.conversation.Conversation.Format;
import io.throughline.dialect.conversation.Conversation.Further;
import io.throughline.dialect.conversation.Conversation.Thinking;
import io.throughline.dialect.conversation.Conversation.Tool;
import io.throughline.dialect.conversation.Conversation.ToolChoice;
import io.throughline.dialect.conversation.Destination;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.FieldTable;
import io.throughline.dialect.conversation.ForcedJson;
import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.conversation.Part;
import io.throughline.dialect.conversation.Part.Source;
import io.throughline.dialect.conversation.Sampling;
import io.throughline.dialect.conversation.Turn;
import io.throughline.dialect.conversation.WrittenRequest;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ConverseRequestTest {
    private static final String CLAUDE = "us.anthropic.claude-haiku-4-5-20251001-v1:0";
    private static final String OPUS = "anthropic.claude-opus-4-6-v1";
    private static final String NOVA = "amazon.nova-lite-v1:0";
    private static final String NOVA_2 = "us.amazon.nova-2-lite-v1:0";
    private static final String MISTRAL = "mistral.mistral-large-2402-v1:0";
    private static final String LLAMA = "us.meta.llama4-maverick-17b-instruct-v1:0";
    private static final Thinking NO_THINKING =
            new Thinking(Thinking.Mode.OFF, Optional.empty(), OptionalLong.empty(), Optional.empty());
    private static final Part HELLO = new Part.Text("Hello");
    private static final Part CALL = new Part.ToolCall("call_1", "add", "{\"x\": 1.50, \"a\": 2}");
    private static final Format.JsonSchema SCHEMA = new Format.JsonSchema(
            Optional.of("city"),
            Optional.of("a city"),
            "{\"type\":\"object\",\"required\":[\"n\"]}",
            Optional.of(true));
    private static final Tool ADD = tool("add", Optional.empty());

    private final Asked asked = new Asked();
    private final ConverseRequestWriter writer = new ConverseRequestWriter();
    private Losses losses = losses(false);

    @Test
    void theModelIsOneSegmentOfThePath() {
        asked.user(HELLO);
        assertThat(write("arn:aws:bedrock:us-east-1:1:inference-profile/us.amazon.nova-lite-v1:0")
                        .path())
                .isEqualTo(
                        "/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A1%3Ainference-profile%2Fus.amazon.nova-lite-v1%3A0/converse");
        asked.stream = true;
        assertThat(write(CLAUDE).path())
                .isEqualTo("/model/us.anthropic.claude-haiku-4-5-20251001-v1%3A0/converse-stream");
    }

    @Test
    void aWholeConversation() {
        asked.turn(Turn.Role.SYSTEM, new Part.Text("Be brief."), new Part.CacheBreakpoint("{\"ttl\":\"1h\"}"));
        asked.user(HELLO);
        asked.assistant(new Part.Text("I add."), CALL);
        asked.user(result("call_1", new Part.Text("3.5")), new Part.Text("Thanks"));
        asked.tools = List.of(ADD);
        asked.toolChoice = Optional.of(new ToolChoice.Required());
        asked.sampling = sampling(100, "0.70", "0.9", 5, "END", "");
        assertThat(body(CLAUDE))
                .isEqualTo("{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"Hello\"}]},"
                        + "{\"role\":\"assistant\",\"content\":[{\"text\":\"I add.\"},{\"toolUse\":{\"toolUseId\":\"call_1\","
                        + "\"name\":\"add\",\"input\":{\"x\":1.50,\"a\":2}}}]},"
                        + "{\"role\":\"user\",\"content\":[{\"toolResult\":{\"toolUseId\":\"call_1\",\"content\":[{\"text\":\"3.5\"}]}},"
                        + "{\"text\":\"Thanks\"}]}],"
                        + "\"inferenceConfig\":{\"maxTokens\":100,\"temperature\":0.70,\"topP\":0.9,\"stopSequences\":[\"END\"]},"
                        + "\"toolConfig\":{\"tools\":[{\"toolSpec\":{\"name\":\"add\",\"inputSchema\":{\"json\":"
                        + "{\"type\":\"object\",\"properties\":{\"x\":{}}}}}}],\"toolChoice\":{\"any\":{}}},"
                        + "\"system\":[{\"text\":\"Be brief.\"},{\"cachePoint\":{\"type\":\"default\",\"ttl\":\"1h\"}}],"
                        + "\"additionalModelRequestFields\":{\"top_k\":5}}");
        assertThat(notes()).containsExactly("stop: blank stop sequences are not taken");
    }

    @Test
    void sidesTakeTurns() {
        asked.user(HELLO);
        asked.user(new Part.Text("again"));
        asked.turn(Turn.Role.SYSTEM, new Part.Text("Be kind."));
        asked.assistant(new Part.Text("Hi"));
        asked.assistant(new Part.Text("there \n"));
        assertThat(body(CLAUDE))
                .isEqualTo("{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"Hello\"},{\"text\":\"again\"},"
                        + "{\"text\":\"<system>\\nBe kind.\\n</system>\"}]},"
                        + "{\"role\":\"assistant\",\"content\":[{\"text\":\"Hi\"},{\"text\":\"there\"}]}]}");
        assertThat(notes()).containsExactly("system later: sent in a user turn, between <system> tags");
    }

    @Test
    void theUserBegins() {
        asked.assistant(new Part.Text("Welcome"));
        asked.user(HELLO);
        assertThat(body(CLAUDE)).startsWith("{\"messages\":[{\"role\":\"assistant\"");
        assertThat(body(NOVA)).startsWith("{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\".\"}]},");
        asked.turns.clear();
        asked.turn(Turn.Role.SYSTEM, HELLO);
        assertThatThrownBy(() -> body(CLAUDE)).isInstanceOf(RefusedException.class);
    }

    @Test
    void blankTextIsNeverSent() {
        asked.user(new Part.Text(""), HELLO, new Part.Text(" \n"));
        asked.assistant(new Part.Text(""));
        asked.user(new Part.Text("?"));
        assertThat(body(NOVA))
                .isEqualTo("{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"Hello\"},{\"text\":\"?\"}]}]}");
        assertThat(notes())
                .containsExactly(
                        "messages: blank text is left out",
                        "messages: a turn of the model that holds nothing is left out");
        asked.user(new Part.Text("\t"));
        assertThatThrownBy(() -> body(NOVA)).isInstanceOf(RefusedException.class);
    }

    @Test
    void resultsOfOneTurnStandTogetherBeforeTheRest() {
        asked.user(HELLO);
        asked.assistant(CALL, new Part.ToolCall("call_2", "add", " null "), new Part.ToolCall("call_3", "add", "{\"x"));
        asked.user(result("call_1", new Part.Text("1")));
        asked.user(new Part.Text("and"), failure("call_2"));
        asked.user(result("call_3"));
        assertThat(body(CLAUDE))
                .contains("\"input\":{}}}")
                .contains("\"input\":{\"__raw\":\"{\\\"x\"}")
                .contains("{\"role\":\"user\",\"content\":["
                        + "{\"toolResult\":{\"toolUseId\":\"call_1\",\"content\":[{\"text\":\"1\"}]}},"
                        + "{\"toolResult\":{\"toolUseId\":\"call_2\",\"content\":[{\"text\":\"no\"}],\"status\":\"error\"}},"
                        + "{\"toolResult\":{\"toolUseId\":\"call_3\",\"content\":[{\"text\":\"(no output)\"}]}},"
                        + "{\"text\":\"and\"}]}");
    }

    @ParameterizedTest
    @CsvSource({MISTRAL + ",true", LLAMA + ",true", CLAUDE + ",false", NOVA + ",false"})
    void someModelsWantResultsAlone(String model, boolean alone) {
        asked.user(HELLO);
        asked.assistant(CALL);
        asked.user(result("call_1", new Part.Text("1")), new Part.Text("Thanks"));
        String split = "]},{\"role\":\"assistant\",\"content\":[{\"text\":\".\"}]},{\"role\":\"user\",\"content\":"
                + "[{\"text\":\"Thanks\"}]}";
        assertThat(body(model).contains(split)).isEqualTo(alone);
    }

    @Test
    void mistralHasIdsAndResultsOfItsOwn() {
        asked.user(HELLO);
        asked.assistant(CALL);
        asked.user(failure("call_1"));
        String body = body(MISTRAL);
        String id = body.replaceFirst("(?s).*\"toolUse\":\\{\"toolUseId\":\"([a-zA-Z0-9]{9})\".*", "$1");
        assertThat(body)
                .contains("\"toolResult\":{\"toolUseId\":\"" + id
                        + "\",\"content\":[{\"json\":{\"result\":\"Error: no\"}}]}");
        assertThat(body(MISTRAL)).isEqualTo(body);
    }

    @Test
    void idsThatComeAgainAreToldApart() {
        asked.user(HELLO);
        for (int i = 0; i < 2; i++) {
            asked.assistant(new Part.ToolCall("call 1", "add", ""));
            asked.user(result("call 1", new Part.Text("r" + i)));
        }
        String body = body(CLAUDE);
        List<String> ids = new ArrayList<>();
        java.util.regex.Pattern.compile("\"toolUseId\":\"([^\"]+)\"")
                .matcher(body)
                .results()
                .forEach(found -> ids.add(found.group(1)));
        assertThat(ids).hasSize(4).allMatch(id -> id.matches("[a-zA-Z0-9_.:-]{1,64}"));
        assertThat(ids.get(0)).isEqualTo(ids.get(1)).isNotEqualTo(ids.get(2));
        assertThat(ids.get(2)).isEqualTo(ids.get(3));
    }

    @Test
    void namesThatAreNotTakenAreRenamedAndKnownAgain() {
        asked.user(HELLO);
        asked.tools = List.of(tool("mcp.server/do it", Optional.empty()));
        asked.toolChoice = Optional.of(new ToolChoice.Named("mcp.server/do it"));
        WrittenRequest written = write(CLAUDE);
        String sent = written.toolNames().keySet().iterator().next();
        assertThat(sent).matches("mcp_server_do_it_[0-9a-f]{8}");
        assertThat(written.toolNames()).containsEntry(sent, "mcp.server/do it");
        assertThat(text(written))
                .contains("\"name\":\"" + sent + "\",\"inputSchema\"")
                .contains("\"toolChoice\":{\"tool\":{\"name\":\"" + sent + "\"}}");
    }

    @Test
    void noToolIsToBeCalled() {
        asked.user(HELLO);
        asked.tools = List.of(ADD);
        asked.toolChoice = Optional.of(new ToolChoice.None());
        assertThat(body(CLAUDE)).doesNotContain("toolConfig").doesNotContain("system");
        asked.assistant(CALL);
        asked.user(result("call_1", new Part.Text("1")));
        assertThat(body(CLAUDE))
                .contains("\"toolConfig\":{\"tools\":[{\"toolSpec\"")
                .doesNotContain("toolChoice")
                .contains("\"system\":[{\"text\":\"Do not call any tool. Answer in text alone.\"}]");
    }

    @Test
    void aHistoryWithCallsIsNotSentWithoutTools() {
        asked.user(HELLO);
        asked.assistant(CALL);
        asked.user(result("call_1", new Part.Text("1")));
        assertThat(body(CLAUDE))
                .contains("\"toolConfig\":{\"tools\":[{\"toolSpec\":{\"name\":\"add\",\"inputSchema\":{\"json\":"
                        + "{\"type\":\"object\",\"properties\":{}}}}}]}");
    }

    @Test
    void toolsAreNarrowedAndCalledOneByOne() {
        asked.user(HELLO);
        asked.tools = List.of(ADD, tool("drop", Optional.of("{}")));
        asked.toolChoice = Optional.of(new ToolChoice.Allowed(List.of("drop"), true));
        asked.parallelTools = Optional.of(false);
        assertThat(body(CLAUDE))
                .doesNotContain("\"add\"")
                .contains("\"toolChoice\":{\"any\":{}}")
                .contains("}},{\"cachePoint\":{\"type\":\"default\"}}]")
                .contains("\"tool_choice\":{\"type\":\"any\",\"disable_parallel_tool_use\":true}");
        assertThatThrownBy(() -> body(NOVA)).hasMessageContaining("single tool");
    }

    @Test
    void reasoningGoesBackToItsIssuerAlone() {
        asked.user(HELLO);
        asked.assistant(
                reasoning("", Optional.of("sig"), Optional.empty(), "anthropic"),
                reasoning("", Optional.empty(), Optional.of("EuQabc+/="), "anthropic"),
                reasoning("hm", Optional.of("other"), Optional.empty(), "gemini"),
                reasoning("unsigned", Optional.empty(), Optional.empty(), "anthropic"),
                new Part.Text("Hi"));
        asked.user(HELLO);
        assertThat(body(CLAUDE))
                .contains(
                        "\"content\":[{\"reasoningContent\":{\"reasoningText\":{\"text\":\"\",\"signature\":\"sig\"}}},"
                                + "{\"reasoningContent\":{\"redactedContent\":\"RXVRYWJjKy89\"}},{\"text\":\"Hi\"}]");
        assertThat(notes()).containsExactly("foreign reasoning: its issuer alone can read it");
    }

    @Test
    void mediaAreSentAsBytes() {
        asked.user(
                new Part.Image(new Source.Data("image/jpg", "AAAA"), Optional.of("high")),
                new Part.Document(
                        new Source.Data("application/pdf", "BBBB"),
                        Optional.of("my_report  v1.2.pdf"),
                        Optional.of("{\"citations\":{\"enabled\":true},\"context\":\"c\"}")),
                new Part.Document(
                        new Source.Plain("text/plain", "plain"), Optional.of("my report v1 2"), Optional.empty()),
                new Part.Image(new Source.Url("s3://bucket/a.png", Optional.empty()), Optional.empty()));
        assertThat(body(NOVA))
                .isEqualTo("{\"messages\":[{\"role\":\"user\",\"content\":["
                        + "{\"image\":{\"format\":\"jpeg\",\"source\":{\"bytes\":\"AAAA\"}}},"
                        + "{\"document\":{\"format\":\"pdf\",\"source\":{\"bytes\":\"BBBB\"},\"name\":\"my report v1 2\","
                        + "\"context\":\"c\",\"citations\":{\"enabled\":true}}},"
                        + "{\"document\":{\"format\":\"txt\",\"source\":{\"bytes\":\"cGxhaW4=\"},\"name\":\"my report v1 2 2\"}},"
                        + "{\"image\":{\"format\":\"png\",\"source\":{\"s3Location\":{\"uri\":\"s3://bucket/a.png\"}}}},"
                        + "{\"text\":\".\"}]}]}");
        asked.user(new Part.Image(new Source.Url("https://a/b.png", Optional.empty()), Optional.empty()));
        assertThatThrownBy(() -> body(NOVA)).hasMessageContaining("image url");
    }

    @Test
    void mediaInResultsStandWhereTheModelTakesThem() {
        Part image = new Part.Image(new Source.Data("image/png", "AAAA"), Optional.empty());
        asked.user(HELLO);
        asked.assistant(CALL);
        asked.user(result("call_1", image));
        String block = "{\"image\":{\"format\":\"png\",\"source\":{\"bytes\":\"AAAA\"}}}";
        assertThat(body(CLAUDE)).contains("\"content\":[" + block + "]}}]}");
        assertThat(body(MISTRAL))
                .contains("{\"json\":{\"result\":\"\"}}]}}]},")
                .contains("\"content\":[" + block + "]}]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                CLAUDE + "|low||{\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":1024}}",
                CLAUDE + "||5000|{\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":5000}}",
                OPUS + "|high||{\"thinking\":{\"type\":\"adaptive\"},\"output_config\":{\"effort\":\"high\"}}",
                OPUS + "||5000|{\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":5000}}",
                "anthropic.claude-sonnet-5||5000|{\"thinking\":{\"type\":\"adaptive\"}}",
                NOVA_2 + "|xhigh||{\"reasoningConfig\":{\"type\":\"enabled\",\"maxReasoningEffort\":\"high\"}}",
                NOVA_2 + "||4000|{\"reasoningConfig\":{\"type\":\"enabled\",\"maxReasoningEffort\":\"medium\"}}",
                "openai.gpt-oss-120b-1:0|medium||{\"reasoning_effort\":\"medium\"}",
                "qwen.qwen3-32b-v1:0|medium||{\"reasoning_effort\":\"high\"}",
                "deepseek.r1-v1:0|medium||",
                NOVA + "|medium||",
            })
    void reasoningIsAskedForInTheModelsOwnWay(String model, String effort, Long budget, String fields) {
        asked.user(HELLO);
        asked.thinking = Optional.of(new Thinking(
                Thinking.Mode.ON,
                Optional.ofNullable(effort),
                budget == null ? OptionalLong.empty() : OptionalLong.of(budget),
                Optional.empty()));
        String expected = fields == null ? "" : ",\"additionalModelRequestFields\":" + fields;
        assertThat(body(model))
                .isEqualTo("{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"Hello\"}]}]" + expected + "}");
    }

    @Test
    void reasoningIsSwitchedOffOnlyWhereItCanBeOn() {
        asked.user(HELLO);
        asked.thinking = Optional.of(NO_THINKING);
        assertThat(body(CLAUDE)).contains("\"thinking\":{\"type\":\"disabled\"}");
        assertThat(body("anthropic.claude-3-5-haiku-20241022-v1:0")).doesNotContain("thinking");
        assertThat(body(NOVA_2)).contains("\"reasoningConfig\":{\"type\":\"disabled\"}");
        assertThat(notes()).isEmpty();
    }

    @Test
    void theBudgetOfReasoningIsOnTopOfTooFewTokens() {
        asked.user(HELLO);
        asked.sampling = sampling(500, null, null, null);
        asked.thinking =
                Optional.of(new Thinking(Thinking.Mode.ON, Optional.empty(), OptionalLong.of(2000), Optional.empty()));
        assertThat(body(CLAUDE)).contains("\"maxTokens\":2500");
    }

    @Test
    void aSchemaIsSentAsText() {
        asked.user(HELLO);
        asked.format = Optional.of(new Format.JsonSchema(
                Optional.of("city"), Optional.empty(), "{\"type\":\"object\"}", Optional.of(true)));
        assertThat(body(CLAUDE))
                .contains("\"outputConfig\":{\"textFormat\":{\"type\":\"json_schema\",\"structure\":{\"jsonSchema\":"
                        + "{\"schema\":\"{\\\"type\\\":\\\"object\\\"}\",\"name\":\"city\"}}}}");
        asked.format = Optional.of(new Format.Json());
        assertThat(body(CLAUDE)).contains("\"system\":[{\"text\":\"Answer with one JSON object and nothing else.\"}]");
    }

    @ParameterizedTest
    @CsvSource({
        "us.anthropic.claude-3-7-sonnet-20250219-v1:0, tool",
        "anthropic.claude-sonnet-4-20250514-v1:0, tool",
        "amazon.nova-lite-v1:0, tool",
        "mistral.mistral-large-2402-v1:0, any"
    })
    void aModelWithoutSchemasMustCallATool(String model, String choice) {
        asked.user(HELLO);
        asked.format = Optional.of(SCHEMA);
        WrittenRequest written = write(model);
        String told = choice.equals("tool") ? "{\"tool\":{\"name\":\"json\"}}" : "{\"any\":{}}";
        assertThat(text(written))
                .contains("\"toolConfig\":{\"tools\":[{\"toolSpec\":{\"name\":\"json\",\"description\":\"a city\","
                        + "\"inputSchema\":{\"json\":{\"type\":\"object\",\"required\":[\"n\"]}}}}],\"toolChoice\":"
                        + told + "}")
                .doesNotContain("outputConfig");
        assertThat(written.toolNames()).containsExactly(Map.entry("json", ForcedJson.TEXT));
        assertThat(notes()).containsExactly("json schema: " + ForcedJson.NOTE);
    }

    @Test
    void theClientsToolsMayBeCalledInsteadOfTheAnswer() {
        asked.user(HELLO);
        asked.tools = List.of(ADD);
        asked.parallelTools = Optional.of(false);
        asked.format = Optional.of(SCHEMA);
        assertThat(body("anthropic.claude-sonnet-4-20250514-v1:0"))
                .contains("\"toolChoice\":{\"any\":{}}")
                .contains("\"tool_choice\":{\"type\":\"any\",\"disable_parallel_tool_use\":true}");
        asked.toolChoice = Optional.of(new ToolChoice.Named("add"));
        WrittenRequest written = write("anthropic.claude-sonnet-4-20250514-v1:0");
        assertThat(text(written)).contains("\"toolChoice\":{\"tool\":{\"name\":\"add\"}}");
        assertThat(written.toolNames()).isEmpty();
    }

    @Test
    void aModelThatCannotBeMadeToCallIsAskedInWords() {
        asked.user(HELLO);
        asked.format = Optional.of(SCHEMA);
        assertThat(body(LLAMA))
                .contains("\"system\":[{\"text\":\"Answer with one JSON value")
                .contains("{\\\"type\\\":\\\"object\\\",\\\"required\\\":[\\\"n\\\"]}")
                .doesNotContain("toolConfig", "outputConfig");
        assertThat(notes()).containsExactly("json schema: asked for in words, the schema in the system text");
    }

    @Test
    void aModelThatReasonsWithABudgetCannotBeMadeToCall() {
        asked.user(HELLO);
        asked.format = Optional.of(SCHEMA);
        asked.thinking =
                Optional.of(new Thinking(Thinking.Mode.ON, Optional.empty(), OptionalLong.of(2000), Optional.empty()));
        assertThatThrownBy(() -> write("anthropic.claude-sonnet-4-20250514-v1:0"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("budget");
    }

    @Test
    void labelsAndTierArePassedOn() {
        asked.user(HELLO);
        asked.serviceTier = Optional.of("priority");
        asked.further.add(new Further(Feature.METADATA, "metadata", "{\"team\":\"a\"}"));
        asked.further.add(new Further(Feature.UNKNOWN_FIELD, "frobnicate", "1"));
        asked.further.add(new Further(Feature.CACHE_BREAKPOINT, "cache_control", "{}"));
        assertThat(body(CLAUDE))
                .endsWith(",\"serviceTier\":{\"type\":\"priority\"},\"requestMetadata\":{\"team\":\"a\"}}");
        assertThat(notes())
                .containsExactly("frobnicate: nobody knows what it means", "cache_control: there is no such field");
        asked.further.clear();
        asked.further.add(new Further(Feature.METADATA, "metadata", "{\"n\":1}"));
        assertThat(body(CLAUDE)).doesNotContain("requestMetadata");
    }

    @Test
    void whatChangesTheAnswerIsRefused() {
        asked.user(HELLO);
        asked.sampling = sampling(1, "1.2", null, null);
        assertThatThrownBy(() -> body(CLAUDE)).hasMessageContaining("temperature");
        asked.sampling = sampling(1, null, null, 3);
        assertThatThrownBy(() -> body(LLAMA)).hasMessageContaining("top k");
        assertThat(body(NOVA)).contains("{\"inferenceConfig\":{\"topK\":3}}");
    }

    @Test
    void breakpointsGoWhereThereIsACache() {
        asked.user(HELLO, new Part.CacheBreakpoint("{\"type\":\"ephemeral\",\"ttl\":\"1h\"}"));
        assertThat(body(CLAUDE)).contains("{\"cachePoint\":{\"type\":\"default\",\"ttl\":\"1h\"}}]");
        assertThat(body(NOVA)).contains("{\"cachePoint\":{\"type\":\"default\"}}]");
        assertThat(body(MISTRAL)).doesNotContain("cachePoint");
        assertThat(notes()).containsExactly("cache breakpoint: the model has no prompt cache");
    }

    @Test
    void earlierBytesDoNotDependOnLaterTurns() {
        asked.user(HELLO);
        asked.assistant(new Part.Text("Hi"), CALL);
        asked.user(result("call_1", new Part.Text("1")));
        String before = body(CLAUDE);
        String messages = before.substring(0, before.indexOf("]}],\"toolConfig\""));
        asked.assistant(new Part.Text("So"), CALL);
        asked.user(result("call_1", new Part.Text("2")));
        assertThat(body(CLAUDE)).startsWith(messages + "]},{\"role\":\"assistant\"");
    }

    @ParameterizedTest
    @EnumSource(Feature.class)
    void everyFeatureHasATreatment(Feature feature) {
        assertThat(writer.table().treatments()).containsKey(feature);
    }

    private WrittenRequest write(String model) {
        losses = losses(false);
        String issuer = model.contains("anthropic") ? "anthropic" : "bedrock";
        return writer.write(asked.conversation(), Destination.of(model, issuer), losses);
    }

    private String body(String model) {
        return text(write(model));
    }

    private List<String> notes() {
        return losses.told().stream()
                .map(loss -> loss.path() + ": " + loss.note())
                .toList();
    }

    private Losses losses(boolean strict) {
        return new Losses(new FieldTable("test", Map.of(Feature.STOP, "stop")), writer.table(), strict);
    }

    private static String text(WrittenRequest written) {
        return new String(written.body().bytes(), StandardCharsets.UTF_8);
    }

    private static Tool tool(String name, Optional<String> cacheControl) {
        return new Tool(
                name, Optional.of(" "), Optional.of("{\"properties\":{\"x\":{}}}"), Optional.of(false), cacheControl);
    }

    private static Part result(String id, Part... content) {
        return new Part.ToolResult(id, Optional.empty(), List.of(content), Optional.empty());
    }

    private static Part failure(String id) {
        return new Part.ToolResult(id, Optional.empty(), List.of(new Part.Text("no")), Optional.of(true));
    }

    private static Part reasoning(String text, Optional<String> signature, Optional<String> encrypted, String issuer) {
        return new Part.Reasoning(text, signature, encrypted, Optional.of(issuer));
    }

    private static Sampling sampling(long maxTokens, String temperature, String topP, Integer topK, String... stop) {
        return new Sampling(
                OptionalLong.of(maxTokens),
                Optional.ofNullable(temperature).map(BigDecimal::new),
                Optional.ofNullable(topP).map(BigDecimal::new),
                topK == null ? OptionalLong.empty() : OptionalLong.of(topK),
                List.of(stop),
                OptionalLong.of(1),
                Optional.<BigInteger>empty(),
                Optional.of(BigDecimal.ZERO),
                Optional.empty(),
                Optional.of(false),
                OptionalLong.empty());
    }

    private static final class Asked {
        private final List<Turn> turns = new ArrayList<>();
        private final List<Further> further = new ArrayList<>();
        private boolean stream;
        private List<Tool> tools = List.of();
        private Optional<ToolChoice> toolChoice = Optional.empty();
        private Optional<Boolean> parallelTools = Optional.empty();
        private Sampling sampling = Sampling.UNSAID;
        private Optional<Format> format = Optional.empty();
        private Optional<Thinking> thinking = Optional.empty();
        private Optional<String> serviceTier = Optional.empty();

        private void user(Part... parts) {
            turn(Turn.Role.USER, parts);
        }

        private void assistant(Part... parts) {
            turn(Turn.Role.ASSISTANT, parts);
        }

        private void turn(Turn.Role role, Part... parts) {
            turns.add(Turn.of(role, List.of(parts)));
        }

        private Conversation conversation() {
            return new Conversation(
                    "any",
                    stream,
                    true,
                    turns,
                    tools,
                    toolChoice,
                    parallelTools,
                    sampling,
                    format,
                    thinking,
                    Optional.empty(),
                    serviceTier,
                    further);
        }
    }
}
