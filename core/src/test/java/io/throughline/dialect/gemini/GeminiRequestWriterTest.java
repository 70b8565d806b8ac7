package io.throughline.dialect.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.throughline.dialect.RefusedException;
import io.throughline.dialect.conversation.Conversation;
import io.throughline.dialect.conversation.Conversation.Format;
import io.throughline.dialect.conversation.Conversation.Thinking;
import io.throughline.dialect.conversation.Conversation.Tool;
import io.throughline.dialect.conversation.Conversation.ToolChoice;
import io.throughline.dialect.conversation.Destination;
import io.throughline.dialect.conversation.Feature;
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
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class GeminiRequestWriterTest {
    private static final Part.Text HI = new Part.Text("hi");
    private static final Tool TOOL =
            new Tool("f", Optional.of("does"), Optional.empty(), Optional.empty(), Optional.empty());

    private final Losses losses = new Losses(GeminiFields.TABLE, GeminiLosses.TABLE, false);
    private final List<Turn> turns = new ArrayList<>(List.of(user(HI)));
    private List<Tool> tools = List.of();
    private Optional<ToolChoice> choice = Optional.empty();
    private Optional<Boolean> parallel = Optional.empty();
    private Sampling sampling = Sampling.UNSAID;
    private Optional<Format> format = Optional.empty();
    private Optional<Thinking> thinking = Optional.empty();
    private List<Conversation.Further> further = List.of();

    @ParameterizedTest
    @CsvSource({
        "gemini-3-pro, false, /models/gemini-3-pro:generateContent",
        "models/gemini-3-pro, true, /models/gemini-3-pro:streamGenerateContent?alt=sse",
        "tunedModels/mine, false, /tunedModels/mine:generateContent",
        "a b/c, false, /models/a%20b%2Fc:generateContent"
    })
    void theModelStandsInThePath(String model, boolean stream, String path) {
        assertThat(write(model, stream).path()).isEqualTo(path);
    }

    @Test
    void writesNoMoreThanWasSaid() {
        assertThat(body("gemini-2.5-flash")).isEqualTo("{'contents':[{'role':'user','parts':[{'text':'hi'}]}]}");
        assertThat(losses.told()).isEmpty();
    }

    @Test
    void systemTextStandsApartAndLaterSystemTextIsMarked() {
        turns.add(0, Turn.of(Turn.Role.SYSTEM, List.of(new Part.Text("be kind"))));
        turns.add(1, Turn.of(Turn.Role.DEVELOPER, List.of(new Part.Text("be brief"))));
        turns.add(Turn.of(Turn.Role.SYSTEM, List.of(new Part.Text("now"))));
        assertThat(body("gemini-3-pro"))
                .isEqualTo("{'systemInstruction':{'parts':[{'text':'be kind'},{'text':'be brief'}]},"
                        + "'contents':[{'role':'user','parts':[{'text':'hi'}]},"
                        + "{'role':'user','parts':[{'text':'<system>now</system>'}]}]}");
        assertThat(losses.told()).hasSize(1);
    }

    @Test
    void callsAndResultsAreObjectsInTheOrderOfTheCalls() {
        turns.add(assistant(
                new Part.Text("ok"),
                call("1", "f", "{\"a\":1}"),
                call("2", "my tool", "null"),
                call("3", "f", "{\"a")));
        turns.add(user(result("2", "{\"n\":1}")));
        turns.add(user(result("3", "text")));
        turns.add(
                user(new Part.ToolResult("1", Optional.empty(), List.of(new Part.Text("bad")), Optional.of(true)), HI));
        String name = "my_tool_" + ToolNamesTest.hash("my tool");
        assertThat(body("gemini-2.5-flash"))
                .isEqualTo("{'contents':[{'role':'user','parts':[{'text':'hi'}]},"
                        + "{'role':'model','parts':[{'text':'ok'},"
                        + "{'functionCall':{'id':'1','name':'f','args':{'a':1}}},"
                        + "{'functionCall':{'id':'2','name':'" + name + "','args':{}}},"
                        + "{'functionCall':{'id':'3','name':'f','args':{'__raw':'{\\'a'}}}]},"
                        + "{'role':'user','parts':["
                        + "{'functionResponse':{'id':'1','name':'f','response':{'error':'bad'}}},"
                        + "{'functionResponse':{'id':'2','name':'" + name + "','response':{'n':1}}},"
                        + "{'functionResponse':{'id':'3','name':'f','response':{'result':'text'}}}]},"
                        + "{'role':'user','parts':[{'text':'hi'}]}]}");
        assertThat(write("gemini-2.5-flash", false).toolNames()).containsEntry(name, "my tool");
    }

    @Test
    void aResultWithoutItsCallIsRefused() {
        turns.add(user(result("9", "x")));
        refuses("gemini-3-pro", "tools[].functionDeclarations");
    }

    @Test
    void signaturesGoBackOnTheirParts() {
        turns.add(assistant(
                thought("hm", "c2ln", "gemini"),
                thought("", "YQ==", "gemini"),
                call("1", "f", ""),
                call("2", "f", ""),
                new Part.Text("t"),
                thought("", "Yg==", "gemini")));
        assertThat(body("gemini-3-pro"))
                .contains("[{'text':'hm','thought':true,'thoughtSignature':'c2ln'},"
                        + "{'functionCall':{'id':'1','name':'f','args':{}},'thoughtSignature':'YQ=='},"
                        + "{'functionCall':{'id':'2','name':'f','args':{}}},{'text':'t'},"
                        + "{'text':'','thoughtSignature':'Yg=='}]");
        assertThat(losses.told()).isEmpty();
    }

    @Test
    void foreignReasoningIsLeftOutAndTheCheckSkippedWhereItIsDone() {
        turns.add(assistant(thought("hm", "SIG", "anthropic"), call("1", "f", ""), call("2", "f", "")));
        assertThat(body("gemini-3-flash"))
                .contains("[{'functionCall':{'id':'1','name':'f','args':{}},"
                        + "'thoughtSignature':'skip_thought_signature_validator'},"
                        + "{'functionCall':{'id':'2','name':'f','args':{}}}]");
        assertThat(losses.told()).hasSize(1);
        assertThat(body("gemini-2.5-flash")).doesNotContain("thoughtSignature");
    }

    @Test
    void earlierTurnsBytesDoNotDependOnLaterOnes() {
        turns.add(assistant(call("1", "f", "")));
        turns.add(user(result("1", "x")));
        String shorter = body("gemini-3-pro");
        turns.add(assistant(new Part.Text("done")));
        turns.add(user(HI));
        assertThat(body("gemini-3-pro")).startsWith(shorter.substring(0, shorter.length() - 2));
    }

    @Test
    void mediaGoesInlineOrByItsAddress() {
        turns.set(
                0,
                user(
                        new Part.Image(new Source.Data("image/png", "AA=="), Optional.of("high")),
                        new Part.Image(new Source.Url("https://x/y.JPG?z", Optional.empty()), Optional.empty()),
                        new Part.Document(new Source.Plain("text/plain", "hi"), Optional.of("n"), Optional.empty()),
                        new Part.Audio(new Source.Data("audio/mpeg", "AA=="), "mp3"),
                        new Part.Video(new Source.FileId("gs://a/b.mp4", GeminiDialect.NAME))));
        assertThat(body("gemini-3-pro"))
                .contains("[{'inlineData':{'mimeType':'image/png','data':'AA=='}},"
                        + "{'fileData':{'mimeType':'image/jpeg','fileUri':'https://x/y.JPG?z'}},"
                        + "{'inlineData':{'mimeType':'text/plain','data':'aGk='}},"
                        + "{'inlineData':{'mimeType':'audio/mpeg','data':'AA=='}},"
                        + "{'fileData':{'mimeType':'video/mp4','fileUri':'gs://a/b.mp4'}}]");
        turns.set(0, user(new Part.Image(new Source.FileId("file-1", "openai-chat"), Optional.empty())));
        refuses("gemini-3-pro", "contents[].parts[].fileData");
    }

    @Test
    void resultsWithImagesAreOnePartSinceGemini3() {
        Part image = new Part.Image(new Source.Data("image/png", "AA=="), Optional.empty());
        turns.add(assistant(call("1", "f", "")));
        turns.add(user(new Part.ToolResult("1", Optional.empty(), List.of(HI, image), Optional.empty())));
        assertThat(body("gemini-3-pro"))
                .contains(
                        "'response':{'result':'hi'},'parts':[{'inlineData':{'mimeType':'image/png','data':'AA=='}}]}");
        assertThat(body("gemini-2.5-pro"))
                .contains("'response':{'result':'hi'}}}]},"
                        + "{'role':'user','parts':[{'inlineData':{'mimeType':'image/png','data':'AA=='}}]}");
    }

    @Test
    void schemasAreCleaned() {
        tools = List.of(
                TOOL,
                new Tool(
                        "g",
                        Optional.empty(),
                        Optional.of("{\"$schema\":\"x\",\"type\":\"object\",\"title\":\"T\",\"properties\":{\"title\":"
                                + "{\"const\":\"a\"},\"n\":{\"type\":\"number\",\"exclusiveMinimum\":1,"
                                + "\"description\":\"count\"},\"d\":{\"type\":\"string\",\"format\":\"date\"}},"
                                + "\"additionalProperties\":false}"),
                        Optional.of(true),
                        Optional.empty()),
                new Tool(
                        "h",
                        Optional.empty(),
                        Optional.of("{\"type\":\"object\",\"properties\":{}}"),
                        Optional.empty(),
                        Optional.empty()));
        assertThat(body("gemini-3-pro"))
                .contains("'tools':[{'functionDeclarations':[{'name':'f','description':'does'},"
                        + "{'name':'g','parametersJsonSchema':{'type':'object','properties':{'title':"
                        + "{'enum':['a'],'type':'string'},'n':{'type':'number',"
                        + "'description':'count (exclusiveMinimum: 1)'},'d':{'type':'string',"
                        + "'description':'format: date'}},'additionalProperties':false}},{'name':'h'}]}],"
                        + "'toolConfig':{'functionCallingConfig':{'mode':'VALIDATED'}}");
    }

    @Test
    void toolChoices() {
        assertChoice(new ToolChoice.Auto(), "{'mode':'AUTO'}");
        assertChoice(new ToolChoice.None(), "{'mode':'NONE'}");
        assertChoice(new ToolChoice.Required(), "{'mode':'ANY'}");
        assertChoice(new ToolChoice.Named("f"), "{'mode':'ANY','allowedFunctionNames':['f']}");
        assertChoice(new ToolChoice.Allowed(List.of("f"), false), "{'mode':'VALIDATED','allowedFunctionNames':['f']}");
        tools = List.of();
        assertThat(body("gemini-3-pro")).doesNotContain("toolConfig");
    }

    @Test
    void singleToolIsRefused() {
        tools = List.of(TOOL);
        parallel = Optional.of(false);
        assertThatThrownBy(() -> write("gemini-3-pro", false)).isInstanceOf(RefusedException.class);
        tools = List.of();
        assertThat(body("gemini-3-pro")).doesNotContain("tool");
    }

    @Test
    void sampling() {
        sampling = new Sampling(
                OptionalLong.of(9),
                Optional.of(new BigDecimal("0.50")),
                Optional.of(new BigDecimal("0.9")),
                OptionalLong.of(4),
                List.of("", "x"),
                OptionalLong.of(2),
                Optional.of(BigInteger.TEN),
                Optional.of(BigDecimal.ZERO),
                Optional.of(BigDecimal.ONE),
                Optional.of(true),
                OptionalLong.of(3));
        format = Optional.of(new Format.Json());
        assertThat(body("gemini-3-pro"))
                .contains("'generationConfig':{'maxOutputTokens':9,'temperature':0.50,'topP':0.9,'topK':4,"
                        + "'stopSequences':['x'],'candidateCount':2,'seed':10,'presencePenalty':1,"
                        + "'responseLogprobs':true,'logprobs':3,'responseMimeType':'application/json'}");
    }

    @Test
    void moreThanFiveStopsAndJsonWithToolsOnOldModelsAreRefused() {
        format = Optional.of(
                new Format.JsonSchema(Optional.of("n"), Optional.empty(), "{\"type\":\"object\"}", Optional.of(true)));
        tools = List.of(TOOL);
        refuses("gemini-2.5-pro", "generationConfig.responseJsonSchema");
        assertThat(body("gemini-3-pro")).contains("'responseJsonSchema':{'type':'object'}");
        sampling = new Sampling(
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                List.of("a", "b", "c", "d", "e", "f"),
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalLong.empty());
        refuses("gemini-3-pro", "generationConfig.stopSequences");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gemini-3-pro|ON|high|-1|{'thinkingLevel':'high','includeThoughts':true}",
                "gemini-3-pro|ON|minimal|-1|{'thinkingLevel':'low','includeThoughts':true}",
                "gemini-3-flash|ON|xhigh|-1|{'thinkingLevel':'high','includeThoughts':true}",
                "gemini-3-flash|ON||4096|{'thinkingLevel':'medium','includeThoughts':true}",
                "gemini-3-flash|OFF||-1|{'thinkingLevel':'minimal'}",
                "gemini-3-flash|ADAPTIVE||-1|{'includeThoughts':true}",
                "gemini-2.5-flash|ON|medium|-1|{'thinkingBudget':8192,'includeThoughts':true}",
                "gemini-2.5-flash|ON||99999|{'thinkingBudget':24576,'includeThoughts':true}",
                "gemini-2.5-flash|ADAPTIVE||-1|{'thinkingBudget':-1,'includeThoughts':true}",
                "gemini-2.5-flash|OFF||-1|{'thinkingBudget':0}",
                "gemini-2.5-flash|ON|none|-1|{'thinkingBudget':0}",
                "gemini-2.5-pro|OFF||-1|{'thinkingBudget':128}",
                "gemini-2.0-flash|ON|high|-1|"
            })
    void thinking(String model, Thinking.Mode mode, String effort, long budget, String expected) {
        thinking = Optional.of(new Thinking(
                mode,
                Optional.ofNullable(effort),
                budget < 0 ? OptionalLong.empty() : OptionalLong.of(budget),
                Optional.empty()));
        if (expected == null) {
            assertThat(body(model)).doesNotContain("thinkingConfig");
            assertThat(losses.told()).hasSize(1);
        } else {
            assertThat(body(model)).contains("'thinkingConfig':" + expected + "}");
        }
    }

    @Test
    void furtherFieldsAreWrittenDroppedOrRefused() {
        further = List.of(
                new Conversation.Further(Feature.SAFETY, "safetySettings", "[]"),
                new Conversation.Further(Feature.CACHED_CONTENT, "cachedContent", "\"c\""),
                new Conversation.Further(Feature.UNKNOWN_FIELD, "what", "1"),
                new Conversation.Further(Feature.OUTPUT_MODALITIES, "modalities", "[\"text\"]"));
        assertThat(body("gemini-3-pro")).endsWith("'safetySettings':[],'cachedContent':'c'}");
        assertThat(losses.told()).extracting(Losses.Loss::path).containsExactly("what");
        further = List.of(new Conversation.Further(Feature.LOGIT_BIAS, "logit_bias", "{}"));
        refuses("gemini-3-pro", "logit_bias");
        further = List.of(new Conversation.Further(Feature.SAFETY, "guardrailConfig", "{}"));
        refuses("gemini-3-pro", "guardrailConfig");
    }

    @ParameterizedTest
    @EnumSource(Feature.class)
    void everyFeatureHasATreatmentOfItsOwn(Feature feature) {
        assertThat(GeminiLosses.TABLE.treatments()).containsKey(feature);
    }

    private void assertChoice(ToolChoice asked, String expected) {
        tools = List.of(TOOL);
        choice = Optional.of(asked);
        assertThat(body("gemini-3-pro")).contains("'toolConfig':{'functionCallingConfig':" + expected + "}");
    }

    private void refuses(String model, String path) {
        assertThatThrownBy(() -> write(model, false))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.error().param()).contains(path));
    }

    private WrittenRequest write(String model, boolean stream) {
        Conversation asked = new Conversation(
                "alias",
                stream,
                false,
                turns,
                tools,
                choice,
                parallel,
                sampling,
                format,
                thinking,
                Optional.empty(),
                Optional.empty(),
                further);
        return new GeminiRequestWriter().write(asked, Destination.of(model, "gemini"), losses);
    }

    /** Returns the body with single quotes. */
    private String body(String model) {
        return new String(write(model, false).body().bytes(), StandardCharsets.UTF_8)
                .replace("\\\"", "\\'")
                .replace('"', '\'');
    }

    private static Turn user(Part... parts) {
        return Turn.of(Turn.Role.USER, List.of(parts));
    }

    private static Turn assistant(Part... parts) {
        return Turn.of(Turn.Role.ASSISTANT, List.of(parts));
    }

    private static Part.ToolCall call(String id, String name, String arguments) {
        return new Part.ToolCall(id, name, arguments);
    }

    private static Part.ToolResult result(String id, String text) {
        return new Part.ToolResult(id, Optional.empty(), List.of(new Part.Text(text)), Optional.empty());
    }

    private static Part.Reasoning thought(String text, String signature, String issuer) {
        return new Part.Reasoning(text, Optional.of(signature), Optional.empty(), Optional.of(issuer));
    }
}
