package io.throughline.dialect.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.throughline.dialect.RefusedException;
import io.throughline.dialect.conversation.Conversation;
import io.throughline.dialect.conversation.Conversation.Format;
import io.throughline.dialect.conversation.Conversation.Further;
import io.throughline.dialect.conversation.Conversation.Thinking;
import io.throughline.dialect.conversation.Conversation.ToolChoice;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.IssuerTag;
import io.throughline.dialect.conversation.Part;
import io.throughline.dialect.conversation.Part.Source;
import io.throughline.dialect.conversation.Turn;
import io.throughline.dialect.conversation.Turn.Role;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every field of a request finds its place, or is named as one that has none. */
class MessagesRequestReaderTest {
    private static final Optional<String> NONE = Optional.empty();

    @Test
    void settings() {
        Conversation read =
                with("\"max_tokens\":7,\"temperature\":0.50,\"top_p\":1,\"top_k\":3,\"stop_sequences\":[\"a\"],"
                        + "\"stream\":true,\"metadata\":{\"user_id\":\"u\",\"other\":1},\"service_tier\":\"auto\",\"system\":null,"
                        + "\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":2000},"
                        + "\"output_config\":{\"effort\":\"low\",\"format\":{\"type\":\"json_schema\",\"schema\":{\"type\":\"object\"}}},"
                        + "\"tool_choice\":{\"type\":\"tool\",\"name\":\"t\",\"disable_parallel_tool_use\":true},"
                        + "\"cache_control\":{\"type\":\"ephemeral\"},\"context_management\":{},\"container\":\"c\",\"mcp_servers\":[],"
                        + "\"mystery\":[1, 2]");

        assertThat(read.sampling().maxTokens()).hasValue(7);
        assertThat(read.sampling().temperature().orElseThrow().toPlainString()).isEqualTo("0.50");
        assertThat(read.sampling().topK()).hasValue(3);
        assertThat(read.sampling().stop()).containsExactly("a");
        assertThat(read.stream()).isTrue();
        assertThat(read.streamUsage()).isTrue();
        assertThat(read.user()).contains("u");
        assertThat(read.serviceTier()).contains("auto");
        assertThat(read.thinking().orElseThrow().mode()).isEqualTo(Thinking.Mode.ON);
        assertThat(read.thinking().orElseThrow().budget()).hasValue(2000);
        assertThat(read.thinking().orElseThrow().effort()).contains("low");
        assertThat(read.format())
                .contains(new Format.JsonSchema(NONE, NONE, "{\"type\":\"object\"}", Optional.empty()));
        assertThat(read.toolChoice()).contains(new ToolChoice.Named("t"));
        assertThat(read.parallelTools()).contains(false);
        assertThat(read.further())
                .containsExactly(
                        new Further(Feature.METADATA, "metadata.other", "1"),
                        new Further(Feature.CACHE_BREAKPOINT, "cache_control", "{\"type\":\"ephemeral\"}"),
                        new Further(Feature.CONTEXT_MANAGEMENT, "context_management", "{}"),
                        new Further(Feature.CONTAINER, "container", "\"c\""),
                        new Further(Feature.CONTAINER, "mcp_servers", "[]"),
                        new Further(Feature.UNKNOWN_FIELD, "mystery", "[1,2]"));
    }

    @Test
    void systemPromptsKeepTheirBreakpoints() {
        Conversation read =
                with("\"system\":[{\"type\":\"text\",\"text\":\"a\",\"cache_control\":{\"type\":\"ephemeral\"}},"
                        + "{\"type\":\"text\",\"text\":\"b\"}]");

        assertThat(read.turns().get(0))
                .isEqualTo(Turn.of(
                        Role.SYSTEM,
                        List.of(
                                new Part.Text("a"),
                                new Part.CacheBreakpoint("{\"type\":\"ephemeral\"}"),
                                new Part.Text("b"))));
        assertThat(with("\"system\":\"\"").turns()).hasSize(1);
    }

    @Test
    void sourcesOfImagesAndDocuments() {
        assertThat(content(
                        "{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\"image/png\",\"data\":\"AA\"}},"
                                + "{\"type\":\"image\",\"source\":{\"type\":\"url\",\"url\":\"https://a\"}},"
                                + "{\"type\":\"image\",\"source\":{\"type\":\"url\",\"url\":\"data:image/gif;base64,BB\"}},"
                                + "{\"type\":\"document\",\"title\":\"t\",\"context\":\"c\",\"citations\":{\"enabled\":false},"
                                + "\"source\":{\"type\":\"file\",\"file_id\":\"f\"}},"
                                + "{\"type\":\"document\",\"source\":{\"type\":\"text\",\"media_type\":\"text/plain\",\"data\":\"x\"}},"
                                + "{\"type\":\"document\",\"citations\":{\"enabled\":true},\"source\":{\"type\":\"content\",\"content\":"
                                + "[{\"type\":\"text\",\"text\":\"x\"},{\"type\":\"text\",\"text\":\"y\"}]}},"
                                + "{\"type\":\"search_result\",\"source\":\"https://s\",\"title\":\"t\",\"content\":"
                                + "[{\"type\":\"text\",\"text\":\"x\"}]}"))
                .containsExactly(
                        new Part.Image(new Source.Data("image/png", "AA"), NONE),
                        new Part.Image(new Source.Url("https://a", NONE), NONE),
                        new Part.Image(new Source.Data("image/gif", "BB"), NONE),
                        new Part.Document(
                                new Source.FileId("f", "anthropic-messages"),
                                Optional.of("t"),
                                Optional.of("{\"context\":\"c\"}")),
                        new Part.Document(new Source.Plain("text/plain", "x"), NONE, NONE),
                        new Part.Document(
                                new Source.Plain("text/plain", "x\ny"),
                                NONE,
                                Optional.of("{\"citations\":{\"enabled\":true}}")),
                        new Part.Document(new Source.Plain("text/plain", "https://s\nx"), Optional.of("t"), NONE));
    }

    @Test
    void callsAndResults() {
        Conversation read = Requests.read("{\"model\":\"m\",\"messages\":[{\"role\":\"assistant\",\"content\":["
                + "{\"type\":\"tool_use\",\"id\":\"1\",\"name\":\"t\",\"input\":{\"b\": 1,\"a\":2.0}}]},"
                + "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"q\"},"
                + "{\"type\":\"tool_result\",\"tool_use_id\":\"1\",\"is_error\":true,\"content\":\"r\","
                + "\"cache_control\":{\"type\":\"ephemeral\"}}]}]}");

        assertThat(read.turns().get(0).parts()).containsExactly(new Part.ToolCall("1", "t", "{\"b\":1,\"a\":2.0}"));
        assertThat(read.turns().get(1).parts())
                .containsExactly(
                        new Part.ToolResult("1", Optional.of("t"), List.of(new Part.Text("r")), Optional.of(true)),
                        new Part.CacheBreakpoint("{\"type\":\"ephemeral\"}"),
                        new Part.Text("q"));
    }

    @Test
    void reasoningKnowsItsIssuer() {
        String openai = new IssuerTag("openai", true, "enc").marked();
        String gemini = new IssuerTag("gemini", false, "sig").marked();

        assertThat(assistant("{\"type\":\"thinking\",\"thinking\":\"a\",\"signature\":\"s\"},"
                        + "{\"type\":\"thinking\",\"thinking\":\"b\",\"signature\":\"\"},"
                        + "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"" + gemini + "\"},"
                        + "{\"type\":\"thinking\",\"thinking\":\"c\",\"signature\":\"" + openai + "\"},"
                        + "{\"type\":\"redacted_thinking\",\"data\":\"d\"},"
                        + "{\"type\":\"redacted_thinking\",\"data\":\"" + openai + "\"}"))
                .containsExactly(
                        new Part.Reasoning("a", Optional.of("s"), NONE, Optional.of("anthropic")),
                        new Part.Reasoning("b", NONE, NONE, NONE),
                        new Part.Reasoning("", Optional.of("sig"), NONE, Optional.of("gemini")),
                        new Part.Reasoning("c", NONE, Optional.of("enc"), Optional.of("openai")),
                        new Part.Reasoning("", NONE, Optional.of("d"), Optional.of("anthropic")),
                        new Part.Reasoning("", NONE, Optional.of("enc"), Optional.of("openai")));
    }

    @Test
    void piecesOfAnthropicsOwnAreKeptWhole() {
        assertThat(assistant("{\"type\":\"server_tool_use\",\"id\":\"s\",\"name\":\"web_search\",\"input\":{}},"
                        + "{\"type\":\"text\",\"text\":\"t\",\"citations\":[{\"a\":1}]}"))
                .containsExactly(
                        new Part.Foreign(
                                "anthropic-messages",
                                "server_tool_use",
                                "messages[0].content[0]",
                                "{\"type\":\"server_tool_use\",\"id\":\"s\",\"name\":\"web_search\",\"input\":{}}"),
                        new Part.Text("t"),
                        new Part.Foreign(
                                "anthropic-messages", "citations", "messages[0].content[1].citations", "[{\"a\":1}]"));
    }

    @Test
    void toolsOfTheClientAndTypedOnes() {
        Conversation read = with(
                "\"tools\":[{\"name\":\"a\",\"input_schema\":{\"type\":\"object\"},\"defer_loading\":true},"
                        + "{\"type\":\"custom\",\"name\":\"b\",\"strict\":true,\"cache_control\":{\"type\":\"ephemeral\"}},"
                        + "{\"type\":\"bash_20250124\",\"name\":\"bash\"},{\"type\":\"web_search_20250305\",\"name\":\"web_search\"}]");

        assertThat(read.tools()).extracting(Conversation.Tool::name).containsExactly("a", "b");
        assertThat(read.tools().get(1).strict()).contains(true);
        assertThat(read.tools().get(1).cacheControl()).contains("{\"type\":\"ephemeral\"}");
        assertThat(read.further())
                .extracting(Further::feature, Further::path)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(Feature.UNKNOWN_FIELD, "tools[0].defer_loading"),
                        org.assertj.core.groups.Tuple.tuple(Feature.HOSTED_TOOLS, "tools[2]"),
                        org.assertj.core.groups.Tuple.tuple(Feature.HOSTED_TOOLS, "tools[3]"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"messages\":[]} | model",
                "{\"model\":\"m\"} | messages",
                "{\"model\":1,\"messages\":[]} | model",
                "{\"model\":\"m\",\"messages\":{}} | messages",
                "{\"model\":\"m\",\"messages\":[{\"role\":\"tool\",\"content\":\"\"}]} | messages[0].role",
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\"}]} | messages[0].content",
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":[1]}]} | messages[0].content[0]",
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image\",\"source\":{\"type\":\"url\"}}]}]} | messages[0].content[0].source.url",
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"x\"}]}]} | messages[0].content[0].tool_use_id",
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"tool_use\"}]}]} | messages[0].content[0]",
                "{\"model\":\"m\",\"messages\":[],\"max_tokens\":\"1\"} | max_tokens",
                "{\"model\":\"m\",\"messages\":[],\"temperature\":true} | temperature",
                "{\"model\":\"m\",\"messages\":[],\"stop_sequences\":[1]} | stop_sequences[0]",
                "{\"model\":\"m\",\"messages\":[],\"tools\":[{}]} | tools[0].name",
                "{\"model\":\"m\",\"messages\":[],\"thinking\":{\"type\":\"maybe\"}} | thinking.type",
                "{\"model\":\"m\",\"messages\":[],\"output_config\":{\"format\":{\"type\":\"x\"}}} | output_config.format.type",
            })
    void wrongFieldsAreNamed(String body, String path) {
        assertThatThrownBy(() -> Requests.read(body))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.error().param()).contains(path));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"[]", "{", "1", "{} {}", "''"})
    void whatIsNoObjectIsRefused(String body) {
        assertThatThrownBy(() -> Requests.read(body)).isInstanceOf(RefusedException.class);
    }

    private static Conversation with(String fields) {
        return Requests.read("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"q\"}]," + fields + "}");
    }

    private static List<Part> content(String blocks) {
        return Requests.read("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":[" + blocks + "]}]}")
                .turns()
                .get(0)
                .parts();
    }

    private static List<Part> assistant(String blocks) {
        return Requests.read("{\"model\":\"m\",\"messages\":[{\"role\":\"assistant\",\"content\":[" + blocks + "]}]}")
                .turns()
                .get(0)
                .parts();
    }
}
