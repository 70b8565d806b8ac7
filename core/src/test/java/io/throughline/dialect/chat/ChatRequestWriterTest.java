package io.throughline.dialect.chat;

import static io.throughline.dialect.chat.Chat.json;
import static io.throughline.dialect.chat.Chat.messages;
import static io.throughline.dialect.chat.Chat.read;
import static io.throughline.dialect.chat.Chat.tree;
import static io.throughline.dialect.chat.Chat.written;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.throughline.dialect.RefusedException;
import io.throughline.dialect.conversation.Asking;
import io.throughline.dialect.conversation.Conversation;
import io.throughline.dialect.conversation.Conversation.Further;
import io.throughline.dialect.conversation.Destination;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.conversation.Part;
import io.throughline.dialect.conversation.Part.Source;
import io.throughline.dialect.conversation.Quirk;
import io.throughline.dialect.conversation.Treatment;
import io.throughline.dialect.conversation.Turn;
import io.throughline.dialect.conversation.WrittenRequest;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChatRequestWriterTest {
    private static final Optional<String> NONE = Optional.empty();
    private static final String TOOLS =
            "'tools':[{'type':'function','function':{'name':'f'}},{'type':'function','function':{'name':'g'}}]";
    private static final String CALLED = "{'role':'assistant','content':null,'tool_calls':["
            + "{'id':'toolu_01ABC','type':'function','function':{'name':'f','arguments':' null '}}]}";
    private static final String RESULT = "{'role':'tool','tool_call_id':'toolu_01ABC','content':'r'}";

    @Test
    void everyFeatureHasATreatment() {
        Set<Feature> listed = Chat.WRITER.table().treatments().keySet();
        assertThat(EnumSet.complementOf(EnumSet.copyOf(listed))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "|'max_tokens':5|'max_completion_tokens':5",
                "MAX_TOKENS_ONLY|'max_completion_tokens':5|'max_tokens':5",
                "MAX_COMPLETION_TOKENS_ONLY|'max_tokens':5|'max_completion_tokens':5",
                "|'seed':12345678901234567890|'seed':12345678901234567890",
                "RANDOM_SEED|'seed':1|'random_seed':1",
                "|'temperature':0.10,'top_p':1,'stop':'a'|'temperature':0.10,'top_p':1,'stop':['a']",
                "TOP_K|'top_k':3|'top_k':3",
                "|'n':1|",
                "|'n':2,'logprobs':true,'top_logprobs':2|'n':2,'logprobs':true,'top_logprobs':2",
                "|'logprobs':false|",
                "|'stream':true|'stream':true,'stream_options':{'include_usage':true}",
                "NO_STREAM_OPTIONS|'stream':true,'stream_options':{'include_usage':true}|'stream':true",
                "|'reasoning_effort':'low'|'reasoning_effort':'low'",
                "|'reasoning_effort':'max'|'reasoning_effort':'xhigh'",
                "|'thinking':{'type':'disabled'}|'reasoning_effort':'none'",
                "|'thinking':{'type':'enabled','budget_tokens':4096}|'reasoning_effort':'medium'",
                "|'thinking':{'type':'enabled'}|'reasoning_effort':'medium'",
                "|'thinking':{'type':'adaptive'}|",
                "THINKING_SWITCH|'reasoning_effort':'none'|'thinking':{'type':'disabled'}",
                "THINKING_SWITCH|'reasoning_effort':'high'|'thinking':{'type':'enabled'}",
                "REASONING_OBJECT|'reasoning_effort':'high'|'reasoning':{'effort':'high'}",
                "REASONING_OBJECT|'reasoning':{'max_tokens':9,'exclude':true}|'reasoning':{'max_tokens':9,'exclude':true}",
                "REASONING_OBJECT|'reasoning':{'enabled':false}|'reasoning':{'enabled':false}",
                "|'response_format':{'type':'json_object'}|'response_format':{'type':'json_object'}",
                "|'response_format':{'type':'json_schema','json_schema':{'schema':{'b':1,'a':2.50},'strict':true}}|'response_format':{'type':'json_schema','json_schema':{'name':'answer','schema':{'b':1,'a':2.50},'strict':true}}",
                "|'service_tier':'standard_only'|'service_tier':'default'",
                "|'service_tier':'odd'|",
                "|'user':'u'|'user':'u'",
                "|'safety_identifier':'u'|'user':'u'",
                "|'metadata':{'a':'b'},'store':false,'prompt_cache_key':'k','verbosity':'low'|'metadata':{'a':'b'},'store':false,'prompt_cache_key':'k','verbosity':'low'",
                "|'min_p':1|",
                "|'parallel_tool_calls':false,'tool_choice':'none'|",
            })
    void options(String quirk, String asked, String wanted) {
        Quirk[] quirks = quirk == null ? new Quirk[0] : new Quirk[] {Quirk.valueOf(quirk)};
        JsonNode body = written(read("{'model':'m','messages':[]," + asked + "}"), quirks);
        String rest = wanted == null ? "" : "," + wanted;
        assertThat(body)
                .hasToString(
                        tree(json("{'model':'m','messages':[]" + rest + "}")).toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "|'required'|'required'",
                "TOOL_CHOICE_ANY|'required'|'any'",
                "|{'type':'tool','name':'f'}|{'type':'function','function':{'name':'f'}}",
                "|{'type':'allowed_tools','allowed_tools':{'mode':'auto','tools':[{'type':'function','function':{'name':'f'}}]}}|{'type':'allowed_tools','allowed_tools':{'mode':'auto','tools':[{'type':'function','function':{'name':'f'}}]}}",
            })
    void choicesOfTools(String quirk, String asked, String wanted) {
        Quirk[] quirks = quirk == null ? new Quirk[0] : new Quirk[] {Quirk.valueOf(quirk)};
        JsonNode body = written(read("{'model':'m','messages':[]," + TOOLS + ",'tool_choice':" + asked + "}"), quirks);
        assertThat(body.get("tool_choice")).isEqualTo(tree(json(wanted)));
        assertThat(body.get("tools")).hasSize(2);
    }

    @Test
    void whereToolsCannotBeAllowedOthersAreLeftOut() {
        Destination to = new Destination(
                "m",
                "x",
                OptionalLong.empty(),
                Set.of(),
                Map.of(Feature.TOOL_CHOICE_ALLOWED, Treatment.emulated("the others are left out")));
        Conversation asked = read("{'model':'m','messages':[]," + TOOLS + ",'tool_choice':{'type':'allowed_tools',"
                + "'allowed_tools':{'mode':'required','tools':[{'type':'function','function':{'name':'g'}}]}}}");
        Losses losses = Chat.losses(to);
        JsonNode body = Chat.body(Chat.WRITER.write(asked, to, losses));
        assertThat(body.get("tools")).hasSize(1);
        assertThat(body.at("/tools/0/function/name").asText()).isEqualTo("g");
        assertThat(body.get("tool_choice").asText()).isEqualTo("required");
        assertThat(losses.told())
                .containsExactly(new Losses.Loss("tool_choice", Treatment.Way.EMULATED, "the others are left out"));
    }

    @Test
    void longIdsAreShortenedTheSameWayInCallAndResult() {
        JsonNode body = written(messages("[" + CALLED + "," + RESULT + "]"), Quirk.NINE_LETTER_CALL_IDS);
        String id = body.at("/messages/0/tool_calls/0/id").asText();
        assertThat(id).matches("[a-zA-Z0-9]{9}");
        assertThat(body.at("/messages/1/tool_call_id").asText()).isEqualTo(id);
        assertThat(body.at("/messages/0/tool_calls/0/function/arguments").asText())
                .isEqualTo("{}");
        String tooLong = "toolu_01ABC" + "x".repeat(30);
        JsonNode openAi = written(messages("[" + CALLED.replace("toolu_01ABC", tooLong) + "]"));
        assertThat(openAi.at("/messages/0/tool_calls/0/id").asText()).matches("call_[a-zA-Z0-9]{24}");
    }

    @Test
    void aFittingIdIsLeftAlone() {
        assertThat(written(messages("[" + CALLED + "]"))
                        .at("/messages/0/tool_calls/0/id")
                        .asText())
                .isEqualTo("toolu_01ABC");
    }

    @Test
    void unfitToolNamesAreRewrittenAndToldBack() {
        String name = "mcp.server/" + "x".repeat(70);
        WrittenRequest request = Chat.write(
                read(
                        "{'model':'m','messages':[{'role':'assistant','tool_calls':[{'id':'1','type':'function','function':"
                                + "{'name':'" + name
                                + "','arguments':'{}'}}]}],'tools':[{'type':'function','function':{'name':'"
                                + name + "'}}],'tool_choice':{'type':'function','function':{'name':'" + name + "'}}}"),
                Chat.to("openai"));
        JsonNode body = Chat.body(request);
        String sent = body.at("/tools/0/function/name").asText();
        assertThat(sent).matches("[a-zA-Z0-9_-]{64}");
        assertThat(body.at("/tool_choice/function/name").asText()).isEqualTo(sent);
        assertThat(body.at("/messages/0/tool_calls/0/function/name").asText()).isEqualTo(sent);
        assertThat(request.toolNames()).containsExactly(Map.entry(sent, name));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "|{'role':'developer','content':'a'}|{'role':'developer','content':'a'}",
                "NO_DEVELOPER_ROLE|{'role':'developer','content':'a'}|{'role':'system','content':'a'}",
                "|{'role':'user','content':''}|{'role':'user','content':''}",
                "|{'role':'user','content':[{'type':'text','text':'a'}]}|{'role':'user','content':'a'}",
                "CACHE_CONTROL|{'role':'user','content':[{'type':'text','text':'a','cache_control':{'type':'ephemeral'}}]}|{'role':'user','content':[{'type':'text','text':'a','cache_control':{'type':'ephemeral'}}]}",
                "|{'role':'user','content':[{'type':'text','text':'a','cache_control':{'type':'ephemeral'}}]}|{'role':'user','content':'a'}",
                "|{'role':'assistant','content':'a','refusal':'no'}|{'role':'assistant','content':'a','refusal':'no'}",
                "|{'role':'assistant','content':'a','reasoning_content':'b'}|{'role':'assistant','content':'a'}",
                "REASONING_CONTENT_BACK|{'role':'assistant','content':'a','reasoning':'b'}|{'role':'assistant','content':'a','reasoning_content':'b'}",
                "REASONING_CONTENT_BACK|{'role':'assistant','content':'a'}|{'role':'assistant','content':'a'}",
                "|{'role':'user','content':[{'type':'input_audio','input_audio':'UklGRAAA'}]}|{'role':'user','content':[{'type':'input_audio','input_audio':{'data':'UklGRAAA','format':'wav'}}]}",
            })
    void singleMessages(String quirk, String asked, String wanted) {
        Quirk[] quirks = quirk == null ? new Quirk[0] : new Quirk[] {Quirk.valueOf(quirk)};
        assertThat(written(messages("[" + asked + "]"), quirks).get("messages"))
                .hasToString(tree(json("[" + wanted + "]")).toString());
    }

    @Test
    void deepSeekGetsReasoningBackWithCallsEvenWhereThereIsNone() {
        JsonNode body = written(messages("[" + CALLED + "," + RESULT + "]"), Quirk.REASONING_CONTENT_BACK);
        assertThat(body.at("/messages/0/reasoning_content").asText("missing")).isEmpty();
    }

    @Test
    void mistralGetsNoUserAfterATool() {
        JsonNode body = written(
                messages("[" + CALLED + "," + RESULT + ",{'role':'user','content':'x'}]"), Quirk.NO_USER_AFTER_TOOL);
        assertThat(roles(body)).isEqualTo("assistant tool assistant user");
    }

    @Test
    void perplexityGetsTurns() {
        JsonNode body = written(
                messages(
                        "[{'role':'system','content':'a'},{'role':'system','content':'b'},{'role':'user','content':'c'},"
                                + "{'role':'user','content':[{'type':'image_url','image_url':{'url':'https://x'}}]},"
                                + "{'role':'assistant','content':'d'},{'role':'system','content':'e'},{'role':'user','content':'f'}]"),
                Quirk.STRICT_TURNS);
        assertThat(roles(body)).isEqualTo("system user assistant user");
        assertThat(body.at("/messages/0/content").asText()).isEqualTo("a\n\nb");
        assertThat(body.at("/messages/1/content")).hasSize(2);
        assertThat(body.at("/messages/3/content").asText()).isEqualTo("e\n\nf");
    }

    @Test
    void failuresAndImagesOfToolsAreToldInWordsAndByTheUser() {
        Part.ToolResult failed = new Part.ToolResult(
                "1",
                Optional.of("f"),
                List.of(new Part.Text("broken"), new Part.Image(new Source.Data("image/png", "AA"), NONE)),
                Optional.of(true));
        Conversation asked = turns(Turn.of(Turn.Role.USER, List.of(failed, new Part.Text("so?"))));
        Losses losses = Chat.losses(Chat.to("openai"));
        JsonNode body = Chat.body(Chat.WRITER.write(asked, Chat.to("openai"), losses));
        assertThat(body.get("messages"))
                .hasToString(tree(json("[{'role':'tool','tool_call_id':'1','content':"
                                + "'Error: broken\\n(See the next user message.)'},{'role':'user','content':["
                                + "{'type':'text','text':'Result of the tool call 1:'},"
                                + "{'type':'image_url','image_url':{'url':'data:image/png;base64,AA'}},"
                                + "{'type':'text','text':'so?'}]}]"))
                        .toString());
        assertThat(losses.told()).extracting(Losses.Loss::way).containsOnly(Treatment.Way.EMULATED);
        JsonNode direct = written(asked, Quirk.TOOL_RESULT_IMAGES);
        assertThat(direct.at("/messages/0/content/1/type").asText()).isEqualTo("image_url");
    }

    @Test
    void reasoningGoesBackToItsIssuerAlone() {
        List<Part> parts = List.of(
                new Part.Reasoning("a", Optional.of("s"), NONE, Optional.of("anthropic")),
                new Part.Text("t"),
                new Part.Reasoning("", NONE, Optional.of("e"), Optional.of("anthropic")),
                new Part.ToolCall("1", "f", "{}"),
                new Part.Reasoning("b", Optional.of("g"), NONE, Optional.of("gemini")));
        Conversation asked = turns(Turn.of(Turn.Role.ASSISTANT, parts));
        Destination to = Chat.to("anthropic", Quirk.REASONING_DETAILS_BACK);
        Losses losses = Chat.losses(to);
        JsonNode body = Chat.body(Chat.WRITER.write(asked, to, losses));
        assertThat(body.at("/messages/0/reasoning_details"))
                .hasToString(tree(json("[{'type':'reasoning.text','text':'a','signature':'s',"
                                + "'format':'anthropic-claude-v1','index':0},{'type':'reasoning.encrypted','data':'e',"
                                + "'format':'anthropic-claude-v1','index':2}]"))
                        .toString());
        assertThat(losses.told()).extracting(Losses.Loss::path).containsExactly("messages[].reasoning_content");
        assertThat(Chat.READER
                        .read(Chat.write(asked, to).body().bytes())
                        .turns()
                        .get(0)
                        .parts())
                .isEqualTo(parts.subList(0, 4));
    }

    @Test
    void ofGeminiGoesBackWithItsCall() {
        List<Part> parts = List.of(
                new Part.Text("t"),
                new Part.ToolCall("1", "f", "{}"),
                new Part.Reasoning("", Optional.of("s"), NONE, Optional.of("gemini")),
                new Part.ToolCall("2", "g", "{}"));
        WrittenRequest request =
                Chat.write(turns(Turn.of(Turn.Role.ASSISTANT, parts)), Chat.to("gemini", Quirk.REASONING_DETAILS_BACK));
        assertThat(Chat.body(request).at("/messages/0/reasoning_details"))
                .hasToString(tree(json(
                                "[{'type':'reasoning.encrypted','data':'s','id':'2','format':'google-gemini-v1','index':2}]"))
                        .toString());
        assertThat(Chat.READER.read(request.body().bytes()).turns().get(0).parts())
                .isEqualTo(parts);
    }

    @Test
    void whatComesLaterNeverChangesWhatCameBefore() {
        String first = "{'role':'system','content':'s'},{'role':'user','content':'a'}," + CALLED + "," + RESULT;
        for (Quirk quirk : Quirk.values()) {
            String before =
                    written(messages("[" + first + "]"), quirk).get("messages").toString();
            String after = written(
                            messages(
                                    "[" + first + ",{'role':'assistant','content':'x'},{'role':'user','content':'y'}]"),
                            quirk)
                    .get("messages")
                    .toString();
            assertThat(after).startsWith(before.substring(0, before.length() - 1));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'top_k':1|top_k",
                "'tools':[{'type':'web_search'}]|tools[0]",
                "'safe_prompt':true|safe_prompt",
            })
    void whatCannotBeSentIsRefused(String fields, String param) {
        Conversation asked = read("{'model':'m','messages':[]," + fields + "}");
        assertThatThrownBy(() -> written(asked)).isInstanceOfSatisfying(RefusedException.class, refused -> {
            assertThat(refused.error().param()).contains(param);
            assertThat(refused.error().status()).isEqualTo(400);
        });
    }

    @Test
    void filesOfAnotherProviderAreRefused() {
        Part file = new Part.Document(new Source.FileId("f", "anthropic-messages"), NONE, NONE);
        Conversation asked = turns(Turn.of(Turn.Role.USER, List.of(file)));
        assertThatThrownBy(() -> written(asked)).isInstanceOf(RefusedException.class);
    }

    @Test
    void customToolsAreWrittenAsTheyCame() {
        String custom = "{'type':'custom','custom':{'name':'c'}}";
        JsonNode body =
                written(read("{'model':'m','messages':[],'tools':[" + custom + "],'tool_choice':" + custom + "}"));
        assertThat(body.get("tools")).hasToString(tree(json("[" + custom + "]")).toString());
        assertThat(body.get("tool_choice")).isEqualTo(tree(json(custom)));
    }

    @Test
    void theDeploymentNamesTheModel() {
        assertThat(written(messages("[]"), Quirk.MODEL_IN_PATH).has("model")).isFalse();
        assertThat(Chat.write(messages("[]"), Chat.to("x")).path()).isEqualTo("/chat/completions");
    }

    @Test
    void noFurtherFieldIsLostInSilence() {
        for (Feature feature : Feature.values()) {
            Conversation asked = further(new Further(feature, "some.path", "\"x\""));
            Losses losses = Chat.losses(Chat.to("x"));
            boolean refused = false;
            JsonNode body = null;
            try {
                body = Chat.body(Chat.WRITER.write(asked, Chat.to("x"), losses));
            } catch (RefusedException e) {
                refused = true;
            }
            assertThat(refused || !losses.told().isEmpty() || (body != null && body.size() > 2))
                    .as(feature.label())
                    .isTrue();
        }
    }

    private static Conversation turns(Turn... turns) {
        return conversation(Arrays.asList(turns), List.of());
    }

    private static Conversation further(Further field) {
        return conversation(List.of(), List.of(field));
    }

    private static Conversation conversation(List<Turn> turns, List<Further> further) {
        return Asking.of("m").turns(turns).further(further).made();
    }

    private static String roles(JsonNode body) {
        return body.get("messages").findValues("role").stream()
                .map(JsonNode::asText)
                .collect(Collectors.joining(" "));
    }
}
