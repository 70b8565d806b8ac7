package io.throughline.dialect.responses;

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
import io.throughline.dialect.conversation.Part;
import io.throughline.dialect.conversation.Part.Source;
import io.throughline.dialect.conversation.Sampling;
import io.throughline.dialect.conversation.Turn;
import io.throughline.dialect.conversation.Turn.Role;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests of the Responses API: every field has its place, and wrong ones are named. */
class ResponsesRequestReaderTest {
    @Test
    void aStringIsWhatTheUserSays() {
        Conversation asked = read("\"input\":\"hi\"");
        assertThat(asked)
                .isEqualTo(new Conversation(
                        "m",
                        false,
                        true,
                        List.of(Turn.of(Role.USER, List.of(new Part.Text("hi")))),
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Sampling.UNSAID,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of()));
    }

    @Test
    void instructionsStandFirstWhereverTheyAreWritten() {
        Conversation asked =
                read("\"input\":[{\"role\":\"developer\",\"content\":\"d\"},{\"role\":\"user\",\"content\":\"u\"}],"
                        + "\"instructions\":\"i\"");
        assertThat(asked.turns())
                .containsExactly(
                        Turn.of(Role.SYSTEM, List.of(new Part.Text("i"))),
                        Turn.of(Role.DEVELOPER, List.of(new Part.Text("d"))),
                        Turn.of(Role.USER, List.of(new Part.Text("u"))));
    }

    @Test
    void whatTheModelSaidInARowIsOneTurn() {
        Conversation asked = items(
                "{\"role\":\"user\",\"content\":\"u\"}",
                "{\"type\":\"reasoning\",\"id\":\"rs_1\",\"summary\":[{\"type\":\"summary_text\",\"text\":\"t\"}],\"encrypted_content\":\"e\"}",
                "{\"type\":\"message\",\"id\":\"msg_1\",\"status\":\"completed\",\"role\":\"assistant\",\"content\":[{\"type\":\"output_text\",\"text\":\"a\",\"annotations\":[],\"logprobs\":[]},{\"type\":\"refusal\",\"refusal\":\"no\"}]}",
                "{\"type\":\"function_call\",\"id\":\"fc_1\",\"call_id\":\"c1\",\"name\":\"f\",\"arguments\":\"{}\",\"status\":\"completed\"}",
                "{\"type\":\"function_call\",\"call_id\":\"c2\",\"name\":\"g\",\"arguments\":\"\"}",
                "{\"type\":\"function_call_output\",\"call_id\":\"c2\",\"output\":\"r2\"}",
                "{\"type\":\"function_call_output\",\"call_id\":\"c1\",\"output\":[{\"type\":\"input_text\",\"text\":\"r1\"},{\"type\":\"input_image\",\"image_url\":\"data:image/png;base64,AA==\",\"detail\":\"auto\"}]}",
                "{\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":\"and?\"}]}");
        assertThat(asked.further()).isEmpty();
        assertThat(asked.turns())
                .containsExactly(
                        Turn.of(Role.USER, List.of(new Part.Text("u"))),
                        Turn.of(
                                Role.ASSISTANT,
                                List.of(
                                        new Part.Reasoning(
                                                "t", Optional.empty(), Optional.of("e"), Optional.of("openai")),
                                        new Part.Text("a"),
                                        new Part.Refusal("no"),
                                        new Part.ToolCall("c1", "f", "{}"),
                                        new Part.ToolCall("c2", "g", ""))),
                        Turn.of(
                                Role.USER,
                                List.of(
                                        new Part.ToolResult(
                                                "c2", Optional.of("g"), List.of(new Part.Text("r2")), Optional.empty()),
                                        new Part.ToolResult(
                                                "c1",
                                                Optional.of("f"),
                                                List.of(
                                                        new Part.Text("r1"),
                                                        new Part.Image(
                                                                new Source.Data("image/png", "AA=="),
                                                                Optional.empty())),
                                                Optional.empty()),
                                        new Part.Text("and?"))));
    }

    @Test
    void resultsStandBeforeTheTextEvenWhereTheClientPutThemBehind() {
        Conversation asked = items(
                "{\"type\":\"function_call\",\"call_id\":\"c\",\"name\":\"f\",\"arguments\":\"{}\"}",
                "{\"role\":\"user\",\"content\":\"u\"}",
                "{\"type\":\"function_call_output\",\"call_id\":\"c\",\"output\":\"r\"}");
        assertThat(asked.turns().get(1).parts())
                .extracting(part -> part.getClass().getSimpleName())
                .containsExactly("ToolResult", "Text");
    }

    @ParameterizedTest
    @CsvSource({"tl1.anthropic.s.sig, anthropic, sig, ", "tl1.gemini.e.enc, gemini, , enc", "gAAAA, openai, , gAAAA"})
    void reasoningKnowsItsIssuer(String carried, String issuer, String signature, String encrypted) {
        Conversation asked = items("{\"type\":\"reasoning\",\"summary\":[],\"encrypted_content\":\"" + carried + "\"}");
        assertThat(asked.turns().get(0).parts())
                .containsExactly(new Part.Reasoning(
                        "", Optional.ofNullable(signature), Optional.ofNullable(encrypted), Optional.of(issuer)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"type\":\"input_file\",\"filename\":\"a.pdf\",\"file_data\":\"data:application/pdf;base64,AA==\"} | Data[mediaType=application/pdf, base64=AA==]",
                "{\"type\":\"input_file\",\"filename\":\"a.pdf\",\"file_data\":\"AA==\"} | Data[mediaType=application/pdf, base64=AA==]",
                "{\"type\":\"input_file\",\"filename\":\"a.txt\",\"file_data\":\"data:text/plain;charset=utf-8;base64,aGk=\"} | Plain[mediaType=text/plain, text=hi]",
                "{\"type\":\"input_file\",\"file_url\":\"https://x/a.pdf\"} | Url[url=https://x/a.pdf, mediaType=Optional.empty]",
                "{\"type\":\"input_file\",\"file_id\":\"file-1\"} | FileId[id=file-1, dialect=openai-responses]",
                "{\"type\":\"input_image\",\"image_url\":\"https://x/a.png\",\"detail\":\"low\"} | Url[url=https://x/a.png, mediaType=Optional.empty]",
                "{\"type\":\"input_image\",\"file_id\":\"file-1\"} | FileId[id=file-1, dialect=openai-responses]"
            })
    void mediaAreReadWhereverTheyAre(String json, String source) {
        Part part = items("{\"role\":\"user\",\"content\":[" + json + "]}")
                .turns()
                .get(0)
                .parts()
                .get(0);
        Source read = part instanceof Part.Image image ? image.source() : ((Part.Document) part).source();
        assertThat(read).hasToString(source);
    }

    @Test
    void toolsAndTheirChoiceAreFlat() {
        Conversation asked = read(
                "\"tools\":[{\"type\":\"function\",\"name\":\"f\",\"description\":\"d\",\"parameters\":{\"type\":\"object\"},\"strict\":true},"
                        + "{\"type\":\"function\",\"name\":\"g\",\"parameters\":null},{\"type\":\"web_search\"},{\"type\":\"custom\",\"name\":\"c\"}],"
                        + "\"tool_choice\":{\"type\":\"allowed_tools\",\"mode\":\"required\",\"tools\":[{\"type\":\"function\",\"name\":\"g\"}]},"
                        + "\"parallel_tool_calls\":false");
        assertThat(asked.tools())
                .containsExactly(
                        new Tool(
                                "f",
                                Optional.of("d"),
                                Optional.of("{\"type\":\"object\"}"),
                                Optional.of(true),
                                Optional.empty()),
                        new Tool("g", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
        assertThat(asked.toolChoice()).contains(new ToolChoice.Allowed(List.of("g"), true));
        assertThat(asked.parallelTools()).contains(false);
        assertThat(asked.further())
                .containsExactly(
                        new Further(Feature.WEB_SEARCH, "tools[2]", "{\"type\":\"web_search\"}"),
                        new Further(Feature.HOSTED_TOOLS, "tools[3]", "{\"type\":\"custom\",\"name\":\"c\"}"));
    }

    @Test
    void optionsHaveTheirPlaces() {
        Conversation asked = read(
                "\"max_output_tokens\":99,\"temperature\":0.70,\"top_p\":1,\"top_logprobs\":3,\"include\":[\"reasoning.encrypted_content\",\"message.output_text.logprobs\"],"
                        + "\"text\":{\"format\":{\"type\":\"json_schema\",\"name\":\"n\",\"schema\":{\"a\":1.10},\"strict\":true}},\"reasoning\":{\"effort\":\"low\",\"summary\":\"auto\"},"
                        + "\"user\":null,\"safety_identifier\":\"u\",\"service_tier\":\"flex\",\"stream\":true,\"background\":false,\"truncation\":\"disabled\"");
        assertThat(asked.stream()).isTrue();
        assertThat(asked.sampling().maxTokens()).hasValue(99);
        assertThat(asked.sampling().temperature()).contains(new BigDecimal("0.70"));
        assertThat(asked.sampling().logprobs()).contains(true);
        assertThat(asked.sampling().topLogprobs()).hasValue(3);
        assertThat(asked.format())
                .contains(new Format.JsonSchema(Optional.of("n"), Optional.empty(), "{\"a\":1.10}", Optional.of(true)));
        assertThat(asked.thinking())
                .contains(
                        new Thinking(Thinking.Mode.ON, Optional.of("low"), OptionalLong.empty(), Optional.of("auto")));
        assertThat(asked.user()).contains("u");
        assertThat(asked.serviceTier()).contains("flex");
        assertThat(asked.further()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"previous_response_id\":\"r\"|STORED_STATE|previous_response_id",
                "\"conversation\":{\"id\":\"c\"}|STORED_STATE|conversation",
                "\"prompt\":{\"id\":\"p\"}|STORED_STATE|prompt",
                "\"input\":[{\"type\":\"item_reference\",\"id\":\"x\"}]|STORED_STATE|input[0]",
                "\"background\":true|BACKGROUND|background",
                "\"truncation\":\"auto\"|TRUNCATION|truncation",
                "\"store\":true|STORE|store",
                "\"metadata\":{\"a\":\"b\"}|METADATA|metadata",
                "\"max_tool_calls\":3|MAX_TOOL_CALLS|max_tool_calls",
                "\"prompt_cache_key\":\"k\"|PROMPT_CACHE_KEY|prompt_cache_key",
                "\"text\":{\"verbosity\":\"low\"}|VERBOSITY|text.verbosity",
                "\"include\":[\"file_search_call.results\"]|INCLUDE|include[0]",
                "\"tool_choice\":{\"type\":\"file_search\"}|HOSTED_TOOLS|tool_choice",
                "\"context_management\":[]|CONTEXT_MANAGEMENT|context_management",
                "\"stream_options\":{\"include_obfuscation\":false}|STREAM_OPTIONS|stream_options",
                "\"brand_new\":1|UNKNOWN_FIELD|brand_new",
                "\"reasoning\":{\"mode\":\"x\"}|UNKNOWN_FIELD|reasoning.mode",
                "\"input\":[{\"role\":\"user\",\"content\":\"u\",\"phase\":\"x\"}]|UNKNOWN_FIELD|input[0].phase"
            })
    void theRestIsKeptWithItsPath(String field, Feature feature, String path) {
        assertThat(read(field).further())
                .extracting(Further::feature, Further::path)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(feature, path));
    }

    @Test
    void whatOnlyOpenAiRunsIsForeignOnItsSide() {
        Conversation asked = items(
                "{\"type\":\"web_search_call\",\"id\":\"ws_1\"}",
                "{\"type\":\"custom_tool_call\",\"call_id\":\"c\",\"name\":\"n\",\"input\":\"x\"}",
                "{\"type\":\"custom_tool_call_output\",\"call_id\":\"c\",\"output\":\"y\"}");
        assertThat(asked.turns()).extracting(Turn::role).containsExactly(Role.ASSISTANT, Role.USER);
        assertThat(asked.turns().get(0).parts())
                .contains(new Part.Foreign(
                        "openai-responses",
                        "web_search_call",
                        "input[0]",
                        "{\"type\":\"web_search_call\",\"id\":\"ws_1\"}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"input\":5|input",
                "\"input\":[{\"role\":\"nobody\",\"content\":\"\"}]|input[0].role",
                "\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_image\",\"image_url\":{\"url\":\"x\"}}]}]|input[0].content[0].image_url",
                "\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_image\",\"image_url\":\"data:image/png,x\"}]}]|input[0].content[0].image_url",
                "\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_file\"}]}]|input[0].content[0]",
                "\"input\":[7]|input[0]",
                "\"input\":[{\"type\":\"function_call\",\"name\":\"f\"}]|input[0].call_id",
                "\"tools\":[{\"type\":\"function\",\"name\":\"f\",\"parameters\":[]}]|tools[0].parameters",
                "\"tool_choice\":\"maybe\"|tool_choice",
                "\"text\":{\"format\":{\"type\":\"xml\"}}|text.format.type",
                "\"max_output_tokens\":1.5|max_output_tokens",
                "\"temperature\":\"hot\"|temperature",
                "\"stream\":\"yes\"|stream",
                "\"instructions\":[]|instructions"
            })
    void whatIsWrongIsNamed(String field, String path) {
        assertThatThrownBy(() -> read(field))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.error().param()).contains(path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{\"input\":\"no model\"}", "{\"model\":\"m\"} {}"})
    void noRequestIsRefused(String body) {
        assertThatThrownBy(() -> new ResponsesRequestReader().read(body.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(RefusedException.class);
    }

    private static Conversation items(String... items) {
        return read("\"input\":[" + String.join(",", items) + "]");
    }

    private static Conversation read(String fields) {
        return new ResponsesRequestReader().read(("{\"model\":\"m\"," + fields + "}").getBytes(StandardCharsets.UTF_8));
    }
}
