package io.throughline.dialect.responses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.throughline.dialect.RefusedException;
import io.throughline.dialect.conversation.Asking;
import io.throughline.dialect.conversation.Conversation;
import io.throughline.dialect.conversation.Conversation.Further;
import io.throughline.dialect.conversation.Conversation.Thinking;
import io.throughline.dialect.conversation.Conversation.Tool;
import io.throughline.dialect.conversation.Destination;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.FieldTable;
import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.conversation.Losses.Loss;
import io.throughline.dialect.conversation.Part;
import io.throughline.dialect.conversation.Part.Source;
import io.throughline.dialect.conversation.Quirk;
import io.throughline.dialect.conversation.Sampling;
import io.throughline.dialect.conversation.Turn;
import io.throughline.dialect.conversation.Turn.Role;
import io.throughline.dialect.conversation.WrittenRequest;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Conversations as requests of the Responses API. */
class ResponsesRequestWriterTest {
    private static final Destination OPENAI = Destination.of("gpt-5", "openai");
    private final Losses losses = new Losses(
            new FieldTable("other", Map.of(Feature.TOOLS, "tools")), new ResponsesRequestWriter().table(), false);

    @Test
    void aConversationIsARequest() {
        Tool tool = new Tool(
                "f", Optional.of("d"), Optional.of("{\"type\":\"object\"}"), Optional.empty(), Optional.empty());
        Conversation asked = conversation(
                List.of(
                        Turn.of(Role.SYSTEM, List.of(new Part.Text("s"))),
                        Turn.of(
                                Role.USER,
                                List.of(
                                        new Part.Text("u"),
                                        new Part.Image(new Source.Data("image/png", "AA=="), Optional.of("low")))),
                        Turn.of(
                                Role.ASSISTANT,
                                List.of(
                                        new Part.Reasoning(
                                                "t", Optional.empty(), Optional.of("e"), Optional.of("openai")),
                                        new Part.Text("a"),
                                        new Part.Text("b"),
                                        new Part.ToolCall("c", "f", " "))),
                        Turn.of(
                                Role.USER,
                                List.of(
                                        new Part.ToolResult(
                                                "c", Optional.of("f"), List.of(new Part.Text("r")), Optional.of(true)),
                                        new Part.Text("v")))),
                List.of(tool),
                Optional.of(new Thinking(
                        Thinking.Mode.ON, Optional.of("max"), OptionalLong.empty(), Optional.of("summarized"))),
                List.of(new Further(Feature.VERBOSITY, "verbosity", "\"low\"")));
        assertThat(body(asked, OPENAI))
                .isEqualTo(
                        "{\"model\":\"gpt-5\","
                                + "\"tools\":[{\"type\":\"function\",\"name\":\"f\",\"description\":\"d\",\"parameters\":{\"type\":\"object\"},\"strict\":false}],"
                                + "\"input\":[{\"type\":\"message\",\"role\":\"system\",\"content\":[{\"type\":\"input_text\",\"text\":\"s\"}]},"
                                + "{\"type\":\"message\",\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":\"u\"},{\"type\":\"input_image\",\"image_url\":\"data:image/png;base64,AA==\",\"detail\":\"low\"}]},"
                                + "{\"type\":\"reasoning\",\"summary\":[{\"type\":\"summary_text\",\"text\":\"t\"}],\"encrypted_content\":\"e\"},"
                                + "{\"type\":\"message\",\"role\":\"assistant\",\"content\":[{\"type\":\"output_text\",\"text\":\"a\"},{\"type\":\"output_text\",\"text\":\"b\"}]},"
                                + "{\"type\":\"function_call\",\"call_id\":\"c\",\"name\":\"f\",\"arguments\":\"{}\"},"
                                + "{\"type\":\"function_call_output\",\"call_id\":\"c\",\"output\":\"Error: r\"},"
                                + "{\"type\":\"message\",\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":\"v\"}]}],"
                                + "\"reasoning\":{\"effort\":\"xhigh\",\"summary\":\"auto\"},\"store\":false,\"include\":[\"reasoning.encrypted_content\"],\"text\":{\"verbosity\":\"low\"}}");
        assertThat(losses.told()).extracting(Loss::path).containsExactly("tool result error");
    }

    @Test
    void reasoningOfOthersDoesNotGoToOpenAi() {
        Conversation asked = said(
                new Part.Reasoning("t", Optional.of("sig"), Optional.empty(), Optional.of("anthropic")),
                new Part.Reasoning("", Optional.empty(), Optional.of("enc"), Optional.of("gemini")),
                new Part.Reasoning("t", Optional.empty(), Optional.empty(), Optional.empty()),
                new Part.Text("a"));
        assertThat(body(asked, OPENAI)).doesNotContain("sig", "enc\"", "\"reasoning\"");
        assertThat(losses.told()).extracting(Loss::path).containsExactly("foreign reasoning");
    }

    @Test
    void reasoningThatLedToNothingIsLeftOut() {
        Conversation asked = said(
                new Part.Text("a"), new Part.Reasoning("t", Optional.empty(), Optional.of("e"), Optional.of("openai")));
        assertThat(body(asked, OPENAI)).doesNotContain("encrypted_content");
        assertThat(losses.told()).hasSize(1);
    }

    @Test
    void namesAndIdsThatDoNotFitAreRewrittenAlikeEverywhere() {
        String name = "files.read:" + "x".repeat(60);
        String id = "toolu_" + "y".repeat(70);
        Conversation asked = conversation(
                List.of(
                        Turn.of(Role.ASSISTANT, List.of(new Part.ToolCall(id, name, "{}"))),
                        Turn.of(
                                Role.USER,
                                List.of(new Part.ToolResult(id, Optional.of(name), List.of(), Optional.empty())))),
                List.of(new Tool(name, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty())),
                Optional.empty(),
                List.of());
        WrittenRequest written = new ResponsesRequestWriter().write(asked, OPENAI, losses);
        assertThat(written.path()).isEqualTo("/responses");
        assertThat(written.toolNames()).hasSize(1).containsValue(name);
        String sent = written.toolNames().keySet().iterator().next();
        assertThat(sent).matches("[a-zA-Z0-9_-]{64}");
        String text = new String(written.body().bytes(), StandardCharsets.UTF_8);
        assertThat(text.split(sent, -1)).hasSize(3);
        assertThat(text).doesNotContain(id);
        assertThat(text.split("\"call_id\":\"call_[0-9a-f]{32}\"", -1)).hasSize(3);
    }

    @Test
    void aHistorysBytesDoNotHangOnWhatFollows() {
        List<Turn> turns = List.of(
                Turn.of(Role.USER, List.of(new Part.Text("u"))),
                Turn.of(Role.ASSISTANT, List.of(new Part.ToolCall("c", "f", "{\"b\":1,\"a\":2}"))),
                Turn.of(
                        Role.USER,
                        List.of(new Part.ToolResult(
                                "c", Optional.of("f"), List.of(new Part.Text("r")), Optional.empty()))));
        String before = "";
        for (int length = 1; length <= turns.size(); length++) {
            String body = body(conversation(turns.subList(0, length), List.of(), Optional.empty(), List.of()), OPENAI);
            assertThat(body).startsWith(before);
            before = body.substring(0, body.indexOf("],\"store\""));
        }
    }

    @Test
    void whatTheClientStoresIsStored() {
        Conversation asked = conversation(
                List.of(),
                List.of(),
                Optional.of(new Thinking(Thinking.Mode.ON, Optional.of("low"), OptionalLong.empty(), Optional.empty())),
                List.of(new Further(Feature.STORE, "store", "true")));
        assertThat(body(asked, OPENAI)).contains("\"store\":true").doesNotContain("include");
    }

    @Test
    void budgetsAreEfforts() {
        for (Map.Entry<Long, String> budget : Map.of(1024L, "low", 2048L, "medium", 8191L, "medium", 8192L, "high")
                .entrySet()) {
            Thinking thinking = new Thinking(
                    Thinking.Mode.ON, Optional.empty(), OptionalLong.of(budget.getKey()), Optional.empty());
            assertThat(body(conversation(List.of(), List.of(), Optional.of(thinking), List.of()), OPENAI))
                    .contains("\"effort\":\"" + budget.getValue() + "\"");
        }
    }

    @Test
    void theLeastLimitIsSixteen() {
        Conversation asked = sampled(sampling(OptionalLong.of(1), List.of(), OptionalLong.empty(), Optional.empty()));
        assertThat(body(asked, OPENAI)).contains("\"max_output_tokens\":16");
        assertThat(losses.told()).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("withoutPlace")
    void whatHasNoPlaceAndChangesTheAnswerIsRefused(Sampling sampling) {
        assertThatThrownBy(() -> body(sampled(sampling), OPENAI)).isInstanceOf(RefusedException.class);
    }

    static List<Sampling> withoutPlace() {
        return List.of(
                sampling(OptionalLong.empty(), List.of("END"), OptionalLong.empty(), Optional.empty()),
                sampling(OptionalLong.empty(), List.of(), OptionalLong.of(2), Optional.empty()),
                sampling(OptionalLong.empty(), List.of(), OptionalLong.empty(), Optional.of(new BigDecimal("0.5"))));
    }

    @Test
    void whatAsksForNothingIsNoLoss() {
        Conversation asked = sampled(
                sampling(OptionalLong.empty(), List.of(), OptionalLong.of(1), Optional.of(new BigDecimal("0.0"))));
        assertThat(body(asked, OPENAI)).isEqualTo("{\"model\":\"gpt-5\",\"input\":[],\"store\":false}");
        assertThat(losses.told()).extracting(Loss::path).containsExactly("seed");
    }

    @Test
    void filesAreKeptByOneProvider() {
        Part file = new Part.Document(new Source.FileId("file-1", "openai-chat"), Optional.empty(), Optional.empty());
        assertThat(body(asking(file), OPENAI)).contains("{\"type\":\"input_file\",\"file_id\":\"file-1\"}");
        assertThatThrownBy(() -> body(asking(file), Destination.of("grok", "xai")))
                .isInstanceOf(RefusedException.class);
    }

    @Test
    void resultsMayHoldImages() {
        Part result = new Part.ToolResult(
                "c",
                Optional.empty(),
                List.of(
                        new Part.Text("see"),
                        new Part.Image(new Source.Url("https://x/a.png", Optional.empty()), Optional.empty())),
                Optional.empty());
        assertThat(body(asking(result), OPENAI))
                .contains("\"output\":[{\"type\":\"input_text\",\"text\":\"see\"},"
                        + "{\"type\":\"input_image\",\"image_url\":\"https://x/a.png\",\"detail\":\"auto\"}]");
    }

    @Test
    void aProviderWithoutDevelopersHasASystem() {
        Conversation asked = conversation(
                List.of(Turn.of(Role.DEVELOPER, List.of(new Part.Text("d")))), List.of(), Optional.empty(), List.of());
        assertThat(body(asked, OPENAI)).contains("\"role\":\"developer\"");
        Destination other =
                new Destination("m", "xai", OptionalLong.empty(), Set.of(Quirk.NO_DEVELOPER_ROLE), Map.of());
        assertThat(body(asked, other)).contains("\"role\":\"system\"");
    }

    @ParameterizedTest
    @EnumSource(Feature.class)
    void everyFeatureHasATreatment(Feature feature) {
        assertThat(new ResponsesRequestWriter().table().treatments()).containsKey(feature);
    }

    @ParameterizedTest
    @EnumSource(Feature.class)
    void furtherFieldsAreWrittenDroppedOrRefused(Feature feature) {
        Conversation asked =
                conversation(List.of(), List.of(), Optional.empty(), List.of(new Further(feature, "field", "\"x\"")));
        boolean written = EnumSet.of(Feature.VERBOSITY, Feature.USER).contains(feature);
        try {
            boolean hasValue = body(asked, OPENAI).contains("\"x\"");
            boolean told = !losses.told().isEmpty() || feature == Feature.STORE;
            assertThat(hasValue || told).isTrue();
            assertThat(hasValue).isEqualTo(written);
        } catch (RefusedException refused) {
            assertThat(refused.error().param()).contains("field");
        }
    }

    private static Conversation said(Part... parts) {
        return conversation(List.of(Turn.of(Role.ASSISTANT, List.of(parts))), List.of(), Optional.empty(), List.of());
    }

    private static Conversation asking(Part... parts) {
        return conversation(List.of(Turn.of(Role.USER, List.of(parts))), List.of(), Optional.empty(), List.of());
    }

    private static Sampling sampling(
            OptionalLong maxTokens, List<String> stop, OptionalLong choices, Optional<BigDecimal> penalty) {
        boolean seeded = choices.isPresent();
        return new Sampling(
                maxTokens,
                Optional.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                stop,
                choices,
                seeded ? Optional.of(BigInteger.TEN) : Optional.empty(),
                penalty,
                Optional.empty(),
                Optional.empty(),
                OptionalLong.empty());
    }

    private static Conversation sampled(Sampling sampling) {
        return Asking.of("m").usage(true).sampling(sampling).made();
    }

    private static Conversation conversation(
            List<Turn> turns, List<Tool> tools, Optional<Thinking> thinking, List<Further> further) {
        return Asking.of("m")
                .usage(true)
                .turns(turns)
                .tools(tools)
                .thinking(thinking)
                .further(further)
                .made();
    }

    private String body(Conversation asked, Destination to) {
        WrittenRequest written = new ResponsesRequestWriter().write(asked, to, losses);
        return new String(written.body().bytes(), StandardCharsets.UTF_8);
    }
}
