package io.throughline.dialect.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.throughline.dialect.RefusedException;
import io.throughline.dialect.conversation.Conversation;
import io.throughline.dialect.conversation.Conversation.Format;
import io.throughline.dialect.conversation.Conversation.Further;
import io.throughline.dialect.conversation.Conversation.Thinking;
import io.throughline.dialect.conversation.Conversation.Tool;
import io.throughline.dialect.conversation.Conversation.ToolChoice;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.ForcedJson;
import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.conversation.Part;
import io.throughline.dialect.conversation.Part.Source;
import io.throughline.dialect.conversation.Treatment;
import io.throughline.dialect.conversation.Turn.Role;
import io.throughline.dialect.conversation.WrittenRequest;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Golden bodies: nothing but what the client asked for goes to Anthropic, in its words. */
class MessagesRequestWriterTest {
    private static final String SCHEMA =
            "{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\",\"minimum\":1}}}";

    @Test
    void aPlainQuestion() {
        WrittenRequest written = Requests.asking("Hi").write();

        assertThat(written.path()).isEqualTo("/v1/messages");
        assertThat(written.headers()).isEqualTo(Map.of("anthropic-version", "2023-06-01"));
        assertThat(Requests.asking("Hi").body())
                .isEqualTo("{\"model\":\"claude-sonnet-4-5\",\"max_tokens\":1000,\"messages\":"
                        + "[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"Hi\"}]}]}");
    }

    @Test
    void leadingSystemAndDeveloperTurnsAreTheSystemPrompt() {
        Requests asked = new Requests()
                .turn(Role.SYSTEM, new Part.Text("Be brief."), new Part.CacheBreakpoint("{\"type\":\"ephemeral\"}"))
                .turn(Role.DEVELOPER, new Part.Text("Be kind."))
                .user(new Part.Text("Hi"));

        assertThat(asked.rest())
                .startsWith(
                        "{\"system\":[{\"type\":\"text\",\"text\":\"Be brief.\",\"cache_control\":{\"type\":\"ephemeral\"}},"
                                + "{\"type\":\"text\",\"text\":\"Be kind.\"}],");
        assertThat(asked.losses.told()).isEmpty();
    }

    @Test
    void aLaterSystemTurnIsTextOfTheUserInItsPlace() {
        Requests asked = Requests.asking("Hi")
                .assistant(new Part.Text("Hello."))
                .turn(Role.SYSTEM, new Part.Text("Be brief."))
                .user(new Part.Text("Go on."));

        assertThat(asked.rest())
                .contains("{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"<system>Be brief.</system>\"},"
                        + "{\"type\":\"text\",\"text\":\"Go on.\"}]}]");
        assertThat(asked.losses.told()).extracting(Losses.Loss::way).containsExactly(Treatment.Way.EMULATED);

        asked.treatments = Map.of(Feature.SYSTEM_LATER, Treatment.mapped());
        assertThat(asked.rest())
                .contains("{\"role\":\"system\",\"content\":[{\"type\":\"text\",\"text\":\"Be brief.\"}]},"
                        + "{\"role\":\"user\"");
    }

    @Test
    void neighboursAreMergedAndResultsComeFirst() {
        Requests asked = Requests.asking("Weather?")
                .assistant(
                        new Part.Text("I look."), new Part.ToolCall("a", "weather", "{\"city\":\"Rome\", \"n\":1.50}"))
                .assistant(new Part.ToolCall("b", "time", "null"))
                .user(new Part.Text("Both, please."))
                .user(new Part.ToolResult("b", Optional.empty(), List.of(new Part.Text("noon")), Optional.of(true)))
                .user(
                        new Part.ToolResult("a", Optional.empty(), List.of(), Optional.of(false)),
                        new Part.Text("Thanks."));

        assertThat(asked.rest())
                .isEqualTo(
                        "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"Weather?\"}]},"
                                + "{\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\"I look.\"},"
                                + "{\"type\":\"tool_use\",\"id\":\"a\",\"name\":\"weather\",\"input\":{\"city\":\"Rome\",\"n\":1.50}},"
                                + "{\"type\":\"tool_use\",\"id\":\"b\",\"name\":\"time\",\"input\":{}}]},"
                                + "{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"b\","
                                + "\"content\":[{\"type\":\"text\",\"text\":\"noon\"}],\"is_error\":true},"
                                + "{\"type\":\"tool_result\",\"tool_use_id\":\"a\"},"
                                + "{\"type\":\"text\",\"text\":\"Both, please.\"},{\"type\":\"text\",\"text\":\"Thanks.\"}]}]}");
    }

    @Test
    void argumentsThatAreNoObjectAreWrapped() {
        assertThat(Requests.asking("?")
                        .assistant(new Part.ToolCall("a", "t", "{\"x\":"))
                        .rest())
                .contains("\"input\":{\"__raw\":\"{\\\"x\\\":\"}");
        assertThat(Requests.asking("?")
                        .assistant(new Part.ToolCall("a", "t", " "))
                        .rest())
                .contains("\"input\":{}");
    }

    @Test
    void idsAndNamesOfOtherFormsAreRewrittenTheSameWayEverywhere() {
        Requests asked = Requests.asking("?")
                .tool("files.read")
                .assistant(new Part.ToolCall("call:1|x", "files.read", "{}"))
                .user(new Part.ToolResult("call:1|x", Optional.empty(), List.of(), Optional.empty()))
                .assistant(new Part.ToolCall("call:1|x", "files.read", "{}"))
                .user(new Part.ToolResult("call:1|x", Optional.empty(), List.of(), Optional.empty()));
        WrittenRequest written = asked.write();
        String name = written.toolNames().keySet().iterator().next();
        String id = CallIds.valid("call:1|x");

        assertThat(written.toolNames()).isEqualTo(Map.of(name, "files.read"));
        assertThat(name).matches("files_read_[0-9a-f]{8}");
        assertThat(asked.rest())
                .contains("{\"type\":\"tool_use\",\"id\":\"" + id + "\",\"name\":\"" + name + "\"")
                .contains("\"tool_use_id\":\"" + id + "\"")
                .contains("\"id\":\"" + id + "_2\"")
                .contains("\"tool_use_id\":\"" + id + "_2\"")
                .doesNotContain("files.read");
    }

    @Test
    void aResultWithoutItsCallIsRefused() {
        Requests asked = Requests.asking("?")
                .user(new Part.ToolResult("nowhere", Optional.empty(), List.of(), Optional.empty()));

        assertThatThrownBy(asked::body).isInstanceOf(RefusedException.class).hasMessageContaining("nowhere");
    }

    @Test
    void reasoningGoesBackToItsIssuerAlone() {
        Requests asked = Requests.asking("?")
                .assistant(
                        new Part.Reasoning("Hm.", Optional.of("sig"), Optional.empty(), Optional.of("anthropic")),
                        new Part.Reasoning("", Optional.of("bare"), Optional.empty(), Optional.of("anthropic")),
                        new Part.Reasoning("", Optional.empty(), Optional.of("data"), Optional.of("anthropic")),
                        new Part.Reasoning("Foreign.", Optional.of("x"), Optional.empty(), Optional.of("gemini")),
                        new Part.Reasoning("Unsigned.", Optional.empty(), Optional.empty(), Optional.empty()),
                        new Part.Text("Yes."))
                .user(new Part.Text("Sure?"));

        assertThat(asked.rest())
                .contains("{\"role\":\"assistant\",\"content\":["
                        + "{\"type\":\"thinking\",\"thinking\":\"Hm.\",\"signature\":\"sig\"},"
                        + "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"bare\"},"
                        + "{\"type\":\"redacted_thinking\",\"data\":\"data\"},"
                        + "{\"type\":\"text\",\"text\":\"Yes.\"}]}");
        assertThat(asked.losses.told()).extracting(Losses.Loss::way).containsExactly(Treatment.Way.DROPPED);
    }

    @Test
    void anAnswerOfForeignReasoningAloneLeavesNoTurn() {
        Requests asked = Requests.asking("One?")
                .assistant(new Part.Reasoning("Hm.", Optional.empty(), Optional.empty(), Optional.empty()))
                .user(new Part.Text("Two?"));

        assertThat(asked.rest())
                .isEqualTo("{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"One?\"},"
                        + "{\"type\":\"text\",\"text\":\"Two?\"}]}]}");
    }

    /** Anthropic refuses text that is empty or of white space alone, told by its errors in the wild; not a full table of what it takes. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            nullValues = "NULL",
            value = {
                "|Hi|user:[Hi]",
                " |Hi|user:[Hi]",
                "Hi||user:[Hi]",
                "Hi| |user:[Hi]",
                " Hi ||user:[ Hi ]",
            })
    void emptyTextOfTheUserIsLeftOut(String first, String second, String expected) {
        String one = first == null ? "" : first;
        String two = second == null ? "" : second;
        Requests asked = new Requests().user(new Part.Text(one), new Part.Text(two));

        assertThat(shape(asked)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n\t"})
    void emptyTextAnywhereElseIsLeftOut(String blank) {
        Requests beside = Requests.asking("?")
                .assistant(new Part.Text(blank), new Part.ToolCall("a", "t", "{}"))
                .user(new Part.ToolResult("a", Optional.empty(), List.of(new Part.Text(blank)), Optional.empty()));
        assertThat(beside.rest()).doesNotContain("\"text\":\"" + blank.replace("\n\t", "\\n\\t") + "\"");

        assertThat(shape(Requests.asking("?").assistant(new Part.Text(blank)).user(new Part.Text("!"))))
                .isEqualTo("user:[?, !]");
        assertThat(shape(Requests.asking("?").assistant(new Part.Text(blank)))).isEqualTo("user:[?]");
        assertThat(new Requests()
                        .turn(Role.SYSTEM, new Part.Text(blank))
                        .user(new Part.Text("?"))
                        .rest())
                .doesNotContain("system");
        assertThatThrownBy(() -> new Requests().user(new Part.Text(blank)).body())
                .isInstanceOf(RefusedException.class);
        assertThatThrownBy(() -> Requests.asking("?")
                        .assistant(new Part.Text("!"))
                        .user(new Part.Text(blank))
                        .body())
                .isInstanceOf(RefusedException.class);
    }

    @Test
    void aPrefillHasNoWhiteSpaceAtItsEnd() {
        assertThat(shape(Requests.asking("?").assistant(new Part.Text(" So: \n"))))
                .isEqualTo("user:[?] assistant:[ So:]");
        assertThat(shape(Requests.asking("?").assistant(new Part.Text(" So: ")).user(new Part.Text("!"))))
                .isEqualTo("user:[?] assistant:[ So: ] user:[!]");
    }

    @Test
    void aConversationWithoutAUserIsRefused() {
        assertThatThrownBy(() -> new Requests()
                        .turn(Role.SYSTEM, new Part.Text("Be brief."))
                        .body())
                .isInstanceOf(RefusedException.class);
    }

    @Test
    void imagesAndDocuments() {
        Requests asked = new Requests()
                .user(
                        new Part.Image(new Source.Url("https://a/b.png", Optional.empty()), Optional.of("high")),
                        new Part.Image(new Source.Data("image/png", "AAAA"), Optional.empty()),
                        new Part.Document(
                                new Source.Data("application/pdf", "BBBB"),
                                Optional.of("a.pdf"),
                                Optional.of("{\"citations\":{\"enabled\":true},\"context\":\"c\"}")),
                        new Part.Document(new Source.Data("text/csv", "YSxi"), Optional.empty(), Optional.empty()),
                        new Part.Document(
                                new Source.FileId("file_1", "anthropic-messages"), Optional.empty(), Optional.empty()));

        assertThat(asked.rest())
                .isEqualTo("{\"messages\":[{\"role\":\"user\",\"content\":["
                        + "{\"type\":\"image\",\"source\":{\"type\":\"url\",\"url\":\"https://a/b.png\"}},"
                        + "{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\"image/png\",\"data\":\"AAAA\"}},"
                        + "{\"type\":\"document\",\"source\":{\"type\":\"base64\",\"media_type\":\"application/pdf\",\"data\":\"BBBB\"},"
                        + "\"title\":\"a.pdf\",\"context\":\"c\",\"citations\":{\"enabled\":true}},"
                        + "{\"type\":\"document\",\"source\":{\"type\":\"text\",\"media_type\":\"text/plain\",\"data\":\"a,b\"}},"
                        + "{\"type\":\"document\",\"source\":{\"type\":\"file\",\"file_id\":\"file_1\"}}]}]}");
        assertThat(asked.write().headers()).containsKey("anthropic-beta");
    }

    @Test
    void whatAnthropicCannotReadIsRefused() {
        List<Part> parts = List.of(
                new Part.Audio(new Source.Data("audio/wav", "AAAA"), "wav"),
                new Part.Video(new Source.Url("https://a/b.mp4", Optional.empty())),
                new Part.Image(new Source.FileId("file-1", "openai-chat"), Optional.empty()),
                new Part.Document(new Source.Data("application/msword", "AAAA"), Optional.empty(), Optional.empty()),
                new Part.Document(new Source.Data("text/plain", "%%%="), Optional.empty(), Optional.empty()),
                new Part.Foreign("openai-responses", "web_search_call", "input[1]", "{}"));
        for (Part part : parts) {
            assertThatThrownBy(() -> Requests.asking("?").user(part).body())
                    .as(part.toString())
                    .isInstanceOf(RefusedException.class);
        }
    }

    @Test
    void toolsHaveASchemaOfAnObject() {
        Requests asked = Requests.asking("?").tool("none");
        asked.tools.add(new Tool(
                "untyped",
                Optional.of("d"),
                Optional.of("{\"properties\":{\"a\":{\"type\":\"string\"}}}"),
                Optional.of(true),
                Optional.of("{\"type\":\"ephemeral\"}")));
        asked.parallel = Optional.of(false);

        assertThat(asked.rest())
                .startsWith("{\"tools\":[{\"name\":\"none\",\"input_schema\":{\"type\":\"object\",\"properties\":{}}},"
                        + "{\"name\":\"untyped\",\"description\":\"d\",\"input_schema\":{\"type\":\"object\","
                        + "\"properties\":{\"a\":{\"type\":\"string\"}}},\"strict\":true,"
                        + "\"cache_control\":{\"type\":\"ephemeral\"}}],"
                        + "\"tool_choice\":{\"type\":\"auto\",\"disable_parallel_tool_use\":true},\"messages\"");

        asked.tools.clear();
        assertThat(asked.rest()).doesNotContain("tool_choice");
        asked.tools.add(new Tool(
                "a", Optional.empty(), Optional.of("{\"type\":\"array\"}"), Optional.empty(), Optional.empty()));
        assertThatThrownBy(asked::body).isInstanceOf(RefusedException.class);
        asked.tools.clear();
        asked.tool("twice").tool("twice");
        assertThatThrownBy(asked::body).isInstanceOf(RefusedException.class);
    }

    @Test
    void everyToolChoiceHasItsWord() {
        assertThat(choice(new ToolChoice.Auto())).contains("\"tool_choice\":{\"type\":\"auto\"}");
        assertThat(choice(new ToolChoice.None())).contains("\"tool_choice\":{\"type\":\"none\"}");
        assertThat(choice(new ToolChoice.Required())).contains("\"tool_choice\":{\"type\":\"any\"}");
        assertThat(choice(new ToolChoice.Named("b"))).contains("\"tool_choice\":{\"type\":\"tool\",\"name\":\"b\"}");
        assertThat(choice(new ToolChoice.Allowed(List.of("b"), true)))
                .contains("\"tool_choice\":{\"type\":\"any\"}")
                .doesNotContain("\"name\":\"a\"");
    }

    private static String choice(ToolChoice choice) {
        Requests asked = Requests.asking("?").tool("a").tool("b");
        asked.choice = Optional.of(choice);
        return asked.rest();
    }

    @ParameterizedTest
    @CsvSource({
        "claude-3-haiku-20240307, 4096",
        "claude-3-5-sonnet-20241022, 8192",
        "claude-3-7-sonnet-20250219, 64000",
        "claude-opus-4-20250514, 32000",
        "claude-4-opus-20250514, 32000",
        "claude-opus-4-1, 32000",
        "claude-sonnet-4@20250514, 64000",
        "claude-opus-4-5-20251101, 64000",
        "anthropic.claude-haiku-4-5-20251001-v1:0, 64000",
        "claude-opus-4.6, 128000",
        "claude-sonnet-5, 128000",
        "some-other-model, 32000"
    })
    void withoutALimitTheModelsOwnIsAskedFor(String model, long limit) {
        Requests asked = Requests.asking("?").to(model);
        asked.maxTokens = OptionalLong.empty();

        assertThat(asked.body()).contains("\"max_tokens\":" + limit + ",");
        assertThat(asked.losses.told().isEmpty()).isEqualTo(model.startsWith("claude") || model.contains(".claude"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "claude-3-5-sonnet-20241022 | high   | NONE | NONE",
                "claude-sonnet-4-5          | low    | {\"type\":\"enabled\",\"budget_tokens\":1024} | NONE",
                "claude-opus-4-5            | medium | {\"type\":\"enabled\",\"budget_tokens\":4096} | NONE",
                "claude-opus-4-6            | high   | {\"type\":\"adaptive\"} | {\"effort\":\"high\"}",
                "claude-sonnet-4-6          | xhigh  | {\"type\":\"adaptive\"} | {\"effort\":\"high\"}",
                "claude-opus-4-7            | xhigh  | {\"type\":\"adaptive\"} | {\"effort\":\"xhigh\"}",
                "claude-sonnet-5            | minimal| {\"type\":\"adaptive\"} | {\"effort\":\"low\"}",
                "some-other-model           | low    | {\"type\":\"enabled\",\"budget_tokens\":1024} | NONE",
            })
    void effortIsToldInTheWayOfTheModel(String model, String effort, String thinking, String config) {
        Requests asked = Requests.asking("?").to(model).effort(effort);
        asked.maxTokens = OptionalLong.of(8000);
        String body = asked.body();

        assertThat(body.contains("\"thinking\":" + thinking) || (thinking.equals("NONE") && !body.contains("thinking")))
                .as(body)
                .isTrue();
        assertThat(body.contains("\"output_config\":" + config)
                        || (config.equals("NONE") && !body.contains("output_config")))
                .as(body)
                .isTrue();
    }

    @Test
    void aBudgetRaisesALimitThatIsTooSmallForIt() {
        Requests asked = Requests.asking("?").effort("medium");

        assertThat(asked.body()).contains("\"max_tokens\":5096,").contains("\"budget_tokens\":4096");
        assertThat(asked.losses.told()).anyMatch(loss -> loss.note().contains("5096"));
    }

    @Test
    void budgetsBecomeEffortsWhereTheModelTakesNone() {
        Requests asked = Requests.asking("?").to("claude-opus-4-8");
        asked.thinking = Optional.of(
                new Thinking(Thinking.Mode.ON, Optional.empty(), OptionalLong.of(4000), Optional.of("auto")));

        assertThat(asked.rest())
                .contains("\"thinking\":{\"type\":\"adaptive\",\"display\":\"summarized\"},"
                        + "\"output_config\":{\"effort\":\"medium\"}");
    }

    @Test
    void noReasoningIsSaidOutright() {
        Requests asked = Requests.asking("?").to("claude-sonnet-5");
        asked.thinking = Optional.of(
                new Thinking(Thinking.Mode.OFF, Optional.of("none"), OptionalLong.empty(), Optional.empty()));

        assertThat(asked.rest()).contains("\"thinking\":{\"type\":\"disabled\"}");
        assertThat(asked.to("claude-fable-5").rest())
                .doesNotContain("thinking")
                .contains("\"output_config\":{\"effort\":\"low\"}");
    }

    @Test
    void noToolIsForcedBesideABudget() {
        Requests asked = Requests.asking("?").tool("a").effort("low");
        asked.choice = Optional.of(new ToolChoice.Required());

        assertThatThrownBy(asked::body)
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.error().param()).contains("tool_choice"));
        assertThat(asked.to("claude-opus-4-6").rest()).contains("\"tool_choice\":{\"type\":\"any\"}");
    }

    @Test
    void temperaturesAboveOneAreRefused() {
        Requests asked = Requests.asking("?");
        asked.temperature = Optional.of(new BigDecimal("1.2"));
        assertThatThrownBy(asked::body)
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.error().param()).contains("temperature"));
    }

    @Test
    void samplingThatTheModelDoesNotTakeIsLeftOut() {
        Requests asked = Requests.asking("?");
        asked.temperature = Optional.of(new BigDecimal("0.7"));
        asked.topP = Optional.of(new BigDecimal("0.9"));

        assertThat(asked.rest()).contains("\"temperature\":0.7").doesNotContain("top_p");
        assertThat(asked.to("claude-opus-5").rest())
                .doesNotContain("temperature")
                .doesNotContain("top_p");
        assertThat(asked.losses.told()).hasSize(2);
        assertThat(asked.to("claude-sonnet-4-0").rest()).contains("\"temperature\":0.7,\"top_p\":0.9");
        assertThat(asked.effort("low").rest()).doesNotContain("temperature");
        asked.strict = true;
        assertThatThrownBy(asked::body).isInstanceOf(RefusedException.class);
    }

    @Test
    void stopSequencesOfWhiteSpaceAreLeftOut() {
        Requests asked = Requests.asking("?");
        asked.stop = List.of("", "\n", "END");

        assertThat(asked.rest()).contains("\"stop_sequences\":[\"END\"]");
        assertThat(asked.losses.told()).hasSize(1);
    }

    @Test
    void schemasAreNativeWhereTheModelTakesThem() {
        Requests asked = Requests.asking("?");
        asked.format =
                Optional.of(new Format.JsonSchema(Optional.of("n"), Optional.empty(), SCHEMA, Optional.of(true)));

        assertThat(asked.rest())
                .contains("\"output_config\":{\"format\":{\"type\":\"json_schema\",\"schema\":{\"type\":\"object\","
                        + "\"properties\":{\"n\":{\"type\":\"integer\",\"description\":\"(minimum: 1)\"}},"
                        + "\"additionalProperties\":false}}}");
        assertThat(asked.write().toolNames()).isEmpty();
    }

    @Test
    void elseAForcedToolStandsForThem() {
        Requests asked = Requests.asking("?").to("claude-sonnet-4-0");
        asked.format =
                Optional.of(new Format.JsonSchema(Optional.of("n"), Optional.empty(), SCHEMA, Optional.of(true)));

        assertThat(asked.rest())
                .startsWith(
                        "{\"tools\":[{\"name\":\"json\",\"description\":\"Gives the answer to the user.\",\"input_schema\":"
                                + SCHEMA
                                + "}],\"tool_choice\":{\"type\":\"tool\",\"name\":\"json\",\"disable_parallel_tool_use\":true}");
        assertThat(asked.write().toolNames()).isEqualTo(Map.of("json", ForcedJson.TEXT));

        asked.tool("json");
        assertThat(asked.rest()).contains("\"tool_choice\":{\"type\":\"any\",\"disable_parallel_tool_use\":true}");
        assertThat(asked.write().toolNames()).isEqualTo(Map.of("json_answer", ForcedJson.TEXT));
        asked.effort("low");
        assertThatThrownBy(asked::body).isInstanceOf(RefusedException.class);
    }

    @Test
    void jsonModeIsAskedForInWords() {
        Requests asked = Requests.asking("?");
        asked.format = Optional.of(new Format.Json());

        assertThat(asked.rest()).startsWith("{\"system\":[{\"type\":\"text\",\"text\":\"Answer with one JSON object");
        assertThat(asked.losses.told()).extracting(Losses.Loss::way).containsExactly(Treatment.Way.EMULATED);
    }

    @Test
    void fieldsOfOtherDialectsAreToldOrRefused() {
        Requests asked = Requests.asking("?");
        asked.further.add(new Further(Feature.UNKNOWN_FIELD, "mystery", "1"));
        asked.further.add(new Further(Feature.REASONING_SUMMARY, "reasoning.summary", "\"x\""));
        asked.further.add(new Further(Feature.CACHE_BREAKPOINT, "cache_control", "{\"type\":\"ephemeral\"}"));

        assertThat(asked.rest())
                .endsWith("\"cache_control\":{\"type\":\"ephemeral\"}}")
                .doesNotContain("mystery");
        assertThat(asked.losses.told()).extracting(Losses.Loss::path).containsExactly("mystery", "reasoning.summary");
        asked.further.add(new Further(Feature.LOGIT_BIAS, "logit_bias", "{\"1\":2}"));
        assertThatThrownBy(asked::body).isInstanceOf(RefusedException.class).hasMessageContaining("logit_bias");
    }

    @Test
    void everyFeatureHasATreatment() {
        assertThat(MessagesLosses.TABLE.treatments().keySet()).containsExactly(Feature.values());
    }

    @Test
    void brokenTextStaysJson() {
        assertThat(Requests.asking("a\uD800b").rest()).contains("\"text\":\"a\uFFFDb\"");
    }

    /** What a prompt cache keeps: what was sent for earlier turns is sent again byte for byte, breakpoints where they were. */
    @Test
    void earlierTurnsKeepTheirBytes() {
        Requests asked = new Requests()
                .turn(
                        Role.SYSTEM,
                        new Part.Text("Be brief."),
                        new Part.CacheBreakpoint("{\"type\":\"ephemeral\",\"ttl\":\"1h\"}"))
                .tool("a.b");
        Part[][] turns = {
            {new Part.Text("One?"), new Part.CacheBreakpoint("{\"type\":\"ephemeral\"}")},
            {
                new Part.Reasoning("Hm.", Optional.of("s"), Optional.empty(), Optional.of("anthropic")),
                new Part.ToolCall("x:1", "a.b", "{ \"q\" : 1 }")
            },
            {new Part.ToolResult("x:1", Optional.empty(), List.of(new Part.Text("r")), Optional.empty())},
            {new Part.Text("Two.")},
            {new Part.Text("Three?")},
            {new Part.ToolCall("x:1", "a.b", "{}")},
            {new Part.ToolResult("x:1", Optional.empty(), List.of(), Optional.empty()), new Part.Text("Go on.")}
        };
        String before = "";
        for (int i = 0; i < turns.length; i++) {
            asked.turn(i == 1 || i == 3 || i == 5 ? Role.ASSISTANT : Role.USER, turns[i]);
            String body = asked.body();
            assertThat(body).startsWith(before).isEqualTo(asked.body());
            before = body.substring(0, body.lastIndexOf("]}"));
        }
    }

    @Test
    void whatTheReaderReadsTheWriterWritesAgain() {
        String body =
                "{\"model\":\"claude-opus-4-8\",\"max_tokens\":10,\"tools\":[{\"name\":\"t\",\"description\":\"d\","
                        + "\"input_schema\":{\"type\":\"object\",\"properties\":{}},\"cache_control\":{\"type\":\"ephemeral\"}}],"
                        + "\"tool_choice\":{\"type\":\"auto\",\"disable_parallel_tool_use\":true},"
                        + "\"system\":[{\"type\":\"text\",\"text\":\"s\",\"cache_control\":{\"type\":\"ephemeral\"}}],\"messages\":["
                        + "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"q\"}]},"
                        + "{\"role\":\"assistant\",\"content\":[{\"type\":\"thinking\",\"thinking\":\"h\",\"signature\":\"s\"},"
                        + "{\"type\":\"server_tool_use\",\"id\":\"srvtoolu_1\",\"name\":\"web_search\",\"input\":{\"q\":1}},"
                        + "{\"type\":\"web_search_tool_result\",\"tool_use_id\":\"srvtoolu_1\",\"content\":[]},"
                        + "{\"type\":\"text\",\"text\":\"t\",\"citations\":[{\"type\":\"x\"}]},"
                        + "{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"t\",\"input\":{\"b\":1,\"a\":2}}]},"
                        + "{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"toolu_1\",\"content\":["
                        + "{\"type\":\"text\",\"text\":\"r\"},{\"type\":\"image\",\"source\":{\"type\":\"base64\","
                        + "\"media_type\":\"image/png\",\"data\":\"AA==\"}}],\"is_error\":true,"
                        + "\"cache_control\":{\"type\":\"ephemeral\",\"ttl\":\"1h\"}}]}],"
                        + "\"thinking\":{\"type\":\"adaptive\",\"display\":\"summarized\"},\"output_config\":{\"effort\":\"high\"},"
                        + "\"metadata\":{\"user_id\":\"u\"},\"service_tier\":\"auto\",\"cache_control\":{\"type\":\"ephemeral\"}}";
        Conversation read = Requests.read(body);
        Losses losses = new Losses(new MessagesRequestReader().fields(), MessagesLosses.TABLE, true);
        WrittenRequest written = new MessagesRequestWriter()
                .write(
                        read,
                        io.throughline.dialect.conversation.Destination.of("claude-opus-4-8", "anthropic"),
                        losses);

        assertThat(new String(written.body().bytes(), java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo(body);
        assertThat(losses.told()).isEmpty();
    }

    /** Tells roles and texts. */
    private static String shape(Requests asked) {
        StringBuilder shape = new StringBuilder();
        try {
            for (var message : io.throughline.wire.JsonText.parse(asked.body()).get("messages")) {
                List<String> texts = new java.util.ArrayList<>();
                message.get("content")
                        .forEach(block -> texts.add(block.get("text").asText()));
                shape.append(shape.isEmpty() ? "" : " ")
                        .append(message.get("role").asText())
                        .append(':')
                        .append(texts);
            }
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
        return shape.toString();
    }
}
