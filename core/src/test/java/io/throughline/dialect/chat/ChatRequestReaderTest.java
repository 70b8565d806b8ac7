package io.throughline.dialect.chat;

import static io.throughline.dialect.chat.Chat.json;
import static io.throughline.dialect.chat.Chat.messages;
import static io.throughline.dialect.chat.Chat.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.throughline.dialect.RefusedException;
import io.throughline.dialect.conversation.Conversation;
import io.throughline.dialect.conversation.Conversation.Further;
import io.throughline.dialect.conversation.Conversation.Thinking;
import io.throughline.dialect.conversation.Conversation.ToolChoice;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Part;
import io.throughline.dialect.conversation.Part.Source;
import io.throughline.dialect.conversation.Turn;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChatRequestReaderTest {
    private static final Optional<String> NONE = Optional.empty();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]|",
                "{'messages':[]}|model",
                "{'model':'m'}|messages",
                "{'model':1,'messages':[]}|model",
                "{'model':'m','messages':{}}|messages",
                "{'model':'m','messages':[{'content':'a'}]}|messages[0].role",
                "{'model':'m','messages':[{'role':'bot','content':'a'}]}|messages[0].role",
                "{'model':'m','messages':[{'role':'user','content':1}]}|messages[0].content",
                "{'model':'m','messages':[{'role':'user','content':[{'text':'a'}]}]}|messages[0].content[0].type",
                "{'model':'m','messages':[{'role':'user','content':[{'type':'image_url','image_url':{}}]}]}|messages[0].content[0].image_url.url",
                "{'model':'m','messages':[{'role':'user','content':[{'type':'image_url','image_url':{'url':'data:x'}}]}]}|messages[0].content[0].image_url.url",
                "{'model':'m','messages':[{'role':'user','content':[{'type':'file','file':{'filename':'a'}}]}]}|messages[0].content[0].file",
                "{'model':'m','messages':[{'role':'tool','content':'a'}]}|messages[0].tool_call_id",
                "{'model':'m','messages':[{'role':'assistant','tool_calls':[{'id':'a'}]}]}|messages[0].tool_calls[0].function",
                "{'model':'m','messages':[{'role':'function','name':'f','content':'a'}]}|messages[0].name",
                "{'model':'m','messages':[],'max_tokens':1,'max_completion_tokens':2}|max_completion_tokens",
                "{'model':'m','messages':[],'max_tokens':'1'}|max_tokens",
                "{'model':'m','messages':[],'max_tokens':1.5}|max_tokens",
                "{'model':'m','messages':[],'temperature':'hot'}|temperature",
                "{'model':'m','messages':[],'stop':[1]}|stop[0]",
                "{'model':'m','messages':[],'tools':[{'type':'function','function':{}}]}|tools[0].function.name",
                "{'model':'m','messages':[],'tool_choice':'some'}|tool_choice",
                "{'model':'m','messages':[],'reasoning_effort':'huge'}|reasoning_effort",
                "{'model':'m','messages':[],'response_format':{'type':'xml'}}|response_format.type",
            })
    void whatIsWrongIsNamed(String body, String param) {
        RefusedException refused = catchThrowableOfType(RefusedException.class, () -> read(body));
        assertThat(refused.error().status()).isEqualTo(400);
        assertThat(refused.error().param().filter(path -> !path.isEmpty())).isEqualTo(Optional.ofNullable(param));
    }

    @Test
    void partsOfAUser() {
        assertThat(messages("[{'role':'user','name':'ann','content':["
                                + "{'type':'text','text':'a','cache_control':{'type':'ephemeral'}},"
                                + "{'type':'image_url','image_url':{'url':'https://x/y.png','detail':'low'}},"
                                + "{'type':'image_url','image_url':{'url':'data:image/PNG;base64,AAAA'}},"
                                + "{'type':'file','file':{'filename':'a.pdf','file_data':'data:application/pdf;base64,BBBB'}},"
                                + "{'type':'file','file':{'file_data':'data:text/plain;base64,aGk='}},"
                                + "{'type':'file','file':{'file_id':'f1'}},"
                                + "{'type':'input_audio','input_audio':{'data':'CCCC','format':'mp3'}},"
                                + "{'type':'odd','x':1}]}]")
                        .turns())
                .containsExactly(new Turn(
                        Turn.Role.USER,
                        List.of(
                                new Part.Text("a"),
                                new Part.CacheBreakpoint(json("{'type':'ephemeral'}")),
                                new Part.Image(new Source.Url("https://x/y.png", NONE), Optional.of("low")),
                                new Part.Image(new Source.Data("image/png", "AAAA"), NONE),
                                new Part.Document(
                                        new Source.Data("application/pdf", "BBBB"), Optional.of("a.pdf"), NONE),
                                new Part.Document(new Source.Plain("text/plain", "hi"), NONE, NONE),
                                new Part.Document(new Source.FileId("f1", "openai-chat"), NONE, NONE),
                                new Part.Audio(new Source.Data("audio/mp3", "CCCC"), "mp3"),
                                new Part.Foreign(
                                        "openai-chat", "odd", "messages[0].content[7]", json("{'type':'odd','x':1}"))),
                        Optional.of("ann")));
    }

    @Test
    void resultsStandInTheTurnOfWhatTheUserSaysNext() {
        assertThat(messages("[{'role':'assistant','content':'','tool_calls':["
                                + "{'id':'1','type':'function','function':{'name':'f','arguments':'{}'}},"
                                + "{'id':'2','type':'function','function':{'name':'g','arguments':''}}]},"
                                + "{'role':'tool','tool_call_id':'2','content':[{'type':'text','text':'two'}]},"
                                + "{'role':'tool','tool_call_id':'1','content':'one'},"
                                + "{'role':'user','content':'and?'}]")
                        .turns())
                .containsExactly(
                        Turn.of(
                                Turn.Role.ASSISTANT,
                                List.of(new Part.ToolCall("1", "f", "{}"), new Part.ToolCall("2", "g", ""))),
                        Turn.of(
                                Turn.Role.USER,
                                List.of(result("2", "g", "two"), result("1", "f", "one"), new Part.Text("and?"))));
    }

    @Test
    void aReusedIdIsOfTheNearestCall() {
        List<Turn> turns = messages("[" + call("f") + "," + RESULT + "," + call("g") + "," + RESULT + "]")
                .turns();
        assertThat(turns.get(1).parts()).containsExactly(result("1", "f", "r"));
        assertThat(turns.get(3).parts()).containsExactly(result("1", "g", "r"));
    }

    @Test
    void callsOfTheTimeBeforeToolsAreNumbered() {
        String call = "{'role':'assistant','content':null,'function_call':{'name':'f','arguments':'{}'}}";
        String result = "{'role':'function','name':'f','content':'r'}";
        Conversation asked = read("{'model':'m','messages':[" + call + "," + result + "," + call + "," + result
                + "],'functions':[{'name':'f','parameters':{'type':'object'}}],'function_call':{'name':'f'}}");
        assertThat(asked.turns())
                .containsExactly(
                        Turn.of(Turn.Role.ASSISTANT, List.of(new Part.ToolCall("call_0", "f", "{}"))),
                        Turn.of(Turn.Role.USER, List.of(result("call_0", "f", "r"))),
                        Turn.of(Turn.Role.ASSISTANT, List.of(new Part.ToolCall("call_1", "f", "{}"))),
                        Turn.of(Turn.Role.USER, List.of(result("call_1", "f", "r"))));
        assertThat(asked.tools())
                .containsExactly(new Conversation.Tool(
                        "f", NONE, Optional.of(json("{'type':'object'}")), Optional.empty(), NONE));
        assertThat(asked.toolChoice()).contains(new ToolChoice.Named("f"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'reasoning_content':'a'|a,-,-,-",
                "'reasoning':'a','reasoning_content':'a'|a,-,-,-",
                "'content':[{'type':'thinking','thinking':[{'type':'text','text':'a'}]}]|a,-,-,-",
                "'reasoning_content':'a','reasoning_details':[{'type':'reasoning.text','text':'a','signature':'s','format':'anthropic-claude-v1','index':0}]|a,s,-,anthropic",
                "'reasoning_content':'a','reasoning_details':[{'type':'reasoning.text','signature':'s','format':'anthropic-claude-v1'}]|a,s,-,anthropic",
                "'reasoning_details':[{'type':'reasoning.text','text':'a','index':0},{'text':'b','index':0},{'signature':'tl1.bedrock.s.x.y','format':'unknown','index':0}]|ab,x.y,-,bedrock",
                "'reasoning_details':[{'type':'reasoning.encrypted','data':'tl1.cohere.e.x'}]|,-,x,cohere",
                "'reasoning_details':[{'type':'reasoning.summary','summary':'a','format':'openai-responses-v1','index':0},{'type':'reasoning.encrypted','data':'x','format':'openai-responses-v1','index':0}]|a,-,x,openai",
                "'reasoning_details':[{'type':'reasoning.encrypted','data':'x','format':'google-gemini-v1'}]|,x,-,gemini",
            })
    void reasoningOfEarlierTurns(String fields, String wanted) {
        Turn turn = messages("[{'role':'assistant'," + fields + "}]").turns().get(0);
        assertThat(turn.parts())
                .singleElement()
                .isInstanceOfSatisfying(
                        Part.Reasoning.class,
                        reasoning -> assertThat(String.join(
                                        ",",
                                        reasoning.text(),
                                        reasoning.signature().orElse("-"),
                                        reasoning.encrypted().orElse("-"),
                                        reasoning.issuer().orElse("-")))
                                .isEqualTo(wanted));
    }

    @Test
    void reasoningStandsWhereItsNumberSays() {
        List<Part> parts = messages("[{'role':'assistant','content':'t','reasoning_details':["
                        + "{'type':'reasoning.text','text':'a','signature':'s','format':'anthropic-claude-v1','index':0},"
                        + "{'type':'reasoning.text','text':'b','signature':'t','format':'anthropic-claude-v1','index':3}],"
                        + "'tool_calls':[" + CALL.replace("ID", "1") + "," + CALL.replace("ID", "2") + "]}]")
                .turns()
                .get(0)
                .parts();
        assertThat(parts)
                .extracting(part -> part.getClass().getSimpleName())
                .containsExactly("Reasoning", "Text", "ToolCall", "Reasoning", "ToolCall");
    }

    @Test
    void geminisSignatureStandsBeforeItsCall() {
        String signed = CALL.replace("'type'", "'extra_content':{'google':{'thought_signature':'s'}},'type'");
        assertThat(messages("[{'role':'assistant','content':null,'tool_calls':[" + signed + "," + CALL + "]}]")
                        .turns()
                        .get(0)
                        .parts())
                .containsExactly(
                        new Part.Reasoning("", Optional.of("s"), NONE, Optional.of("gemini")),
                        new Part.ToolCall("ID", "f", "{}"),
                        new Part.ToolCall("ID", "f", "{}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'none'|OFF|none",
                "'minimal'|ON|minimal",
                "'max'|ON|max",
            })
    void efforts(String effort, Thinking.Mode mode, String word) {
        assertThat(read("{'model':'m','messages':[],'reasoning_effort':" + effort + "}")
                        .thinking())
                .contains(new Thinking(mode, Optional.of(word), OptionalLong.empty(), NONE));
        assertThat(read("{'model':'m','messages':[],'reasoning':{'effort':" + effort + "}}")
                        .thinking())
                .contains(new Thinking(mode, Optional.of(word), OptionalLong.empty(), NONE));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'logit_bias':{'1':2}|LOGIT_BIAS|logit_bias|{'1':2}",
                "'metadata':{'a':'b'}|METADATA|metadata|{'a':'b'}",
                "'store':true|STORE|store|true",
                "'prompt_cache_key':'k'|PROMPT_CACHE_KEY|prompt_cache_key|'k'",
                "'prediction':{'type':'content'}|PREDICTION|prediction|{'type':'content'}",
                "'modalities':['text','audio']|OUTPUT_MODALITIES|modalities|['text','audio']",
                "'audio':{'voice':'a'}|OUTPUT_MODALITIES|audio|{'voice':'a'}",
                "'web_search_options':{}|WEB_SEARCH|web_search_options|{}",
                "'verbosity':'low'|VERBOSITY|verbosity|'low'",
                "'safe_prompt':true|SAFETY|safe_prompt|true",
                "'cache_control':{'type':'ephemeral'}|CACHE_BREAKPOINT|cache_control|{'type':'ephemeral'}",
                "'stream_options':{'include_obfuscation':false}|STREAM_OPTIONS|stream_options.include_obfuscation|false",
                "'tools':[{'type':'custom','custom':{'name':'c'}}]|HOSTED_TOOLS|tools[0]|{'type':'custom','custom':{'name':'c'}}",
                "'tool_choice':{'type':'custom','custom':{'name':'c'}}|HOSTED_TOOLS|tool_choice|{'type':'custom','custom':{'name':'c'}}",
                "'user':'a','safety_identifier':'b'|USER|safety_identifier|'b'",
                "'min_p':0.10|UNKNOWN_FIELD|min_p|0.10",
                "'seed':12345678901234567890,'x':12345678901234567890.5|UNKNOWN_FIELD|x|12345678901234567890.5",
            })
    void everyOtherFieldIsKept(String fields, Feature feature, String path, String json) {
        assertThat(read("{'model':'m','messages':[]," + fields + "}").further())
                .containsExactly(new Further(feature, path, json(json)));
    }

    @Test
    void whatEveryModelGivesUnaskedIsNotAskedFor() {
        assertThat(read("{'model':'m','messages':[],'logit_bias':{},'modalities':['text']}")
                        .further())
                .isEmpty();
    }

    @Test
    void unknownFieldsDeepInsideAreKept() {
        assertThat(messages("[{'role':'user','weight':1,'content':[{'type':'text','text':'a','x':null,'y':2}]},"
                                + "{'role':'assistant','content':'b','annotations':[],'z':[3]}]")
                        .further())
                .containsExactly(
                        new Further(Feature.UNKNOWN_FIELD, "messages[0].weight", "1"),
                        new Further(Feature.UNKNOWN_FIELD, "messages[0].content[0].y", "2"),
                        new Further(Feature.UNKNOWN_FIELD, "messages[1].z", "[3]"));
    }

    @Test
    void choicesOfTools() {
        assertThat(choice("'any'")).isEqualTo(new ToolChoice.Required());
        assertThat(choice("'none'")).isEqualTo(new ToolChoice.None());
        assertThat(choice("{'type':'tool','name':'f'}")).isEqualTo(new ToolChoice.Named("f"));
        assertThat(choice("{'type':'allowed_tools','allowed_tools':{'mode':'required','tools':["
                        + "{'type':'function','function':{'name':'f'}}]}}"))
                .isEqualTo(new ToolChoice.Allowed(List.of("f"), true));
    }

    private static final String CALL = "{'id':'ID','type':'function','function':{'name':'f','arguments':'{}'}}";
    private static final String RESULT = "{'role':'tool','tool_call_id':'1','content':'r'}";

    private static String call(String tool) {
        return "{'role':'assistant','content':null,'tool_calls':["
                + CALL.replace("ID", "1").replace("'f'", "'" + tool + "'") + "]}";
    }

    private static Part.ToolResult result(String id, String tool, String text) {
        return new Part.ToolResult(id, Optional.of(tool), List.of(new Part.Text(text)), Optional.empty());
    }

    private static ToolChoice choice(String loose) {
        return read("{'model':'m','messages':[],'tool_choice':" + loose + "}")
                .toolChoice()
                .orElseThrow();
    }
}
