package io.throughline.dialect.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.RefusedException;
import io.throughline.dialect.conversation.Conversation;
import io.throughline.dialect.conversation.Conversation.Format;
import io.throughline.dialect.conversation.Conversation.Thinking;
import io.throughline.dialect.conversation.Conversation.ToolChoice;
import io.throughline.dialect.conversation.Destination;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.IssuerTag;
import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.conversation.Part;
import io.throughline.dialect.conversation.Turn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GeminiRequestReaderTest {
    @Test
    void readsTurnsWithTheirParts() {
        Conversation read = read("{'system_instruction':{'parts':[{'text':'be kind'}]},'contents':["
                + "{'parts':[{'text':'look'},{'inlineData':{'mimeType':'image/png','data':'AA-_'}},"
                + "{'fileData':{'mimeType':'video/mp4','fileUri':'https://x/y.mp4'}},"
                + "{'inline_data':{'mime_type':'text/plain','data':'aGk='}}]},"
                + "{'role':'model','parts':[{'text':'hm','thought':true},{'text':'ok'}]}]}");
        assertThat(read.turns())
                .containsExactly(
                        Turn.of(Turn.Role.SYSTEM, List.of(new Part.Text("be kind"))),
                        Turn.of(
                                Turn.Role.USER,
                                List.of(
                                        new Part.Text("look"),
                                        new Part.Image(new Part.Source.Data("image/png", "AA+/"), Optional.empty()),
                                        new Part.Video(
                                                new Part.Source.Url("https://x/y.mp4", Optional.of("video/mp4"))),
                                        new Part.Document(
                                                new Part.Source.Plain("text/plain", "hi"),
                                                Optional.empty(),
                                                Optional.empty()))),
                        Turn.of(
                                Turn.Role.ASSISTANT,
                                List.of(
                                        new Part.Reasoning("hm", Optional.empty(), Optional.empty(), Optional.empty()),
                                        new Part.Text("ok"))));
        assertThat(read.model()).isEqualTo("some-model");
        assertThat(read.further()).isEmpty();
    }

    @Test
    void pairsResultsWithCallsByNameAndOrder() {
        Conversation read = read("{'contents':[{'role':'model','parts':[{'functionCall':{'name':'f','args':{'a':1}}},"
                + "{'functionCall':{'name':'g'}},{'functionCall':{'name':'f'}},{'functionCall':{'id':'x','name':'h'}}]},"
                + "{'role':'user','parts':[{'text':'so:'},{'functionResponse':{'name':'g','response':{'result':'G'}}},"
                + "{'functionResponse':{'name':'f','response':{'output':{'n':1}}}},"
                + "{'functionResponse':{'id':'x','name':'h','response':{'error':'bad'}}},"
                + "{'functionResponse':{'name':'f','response':{'a':1,'b':2}}}]}]}");
        assertThat(read.turns().get(0).parts())
                .containsExactly(
                        new Part.ToolCall("gemini_call_0", "f", "{\"a\":1}"),
                        new Part.ToolCall("gemini_call_1", "g", "{}"),
                        new Part.ToolCall("gemini_call_2", "f", "{}"),
                        new Part.ToolCall("x", "h", "{}"));
        assertThat(read.turns().get(1).parts())
                .containsExactly(
                        result("gemini_call_1", "g", "G", Optional.empty()),
                        result("gemini_call_0", "f", "{\"n\":1}", Optional.empty()),
                        result("x", "h", "bad", Optional.of(true)),
                        result("gemini_call_2", "f", "{\"a\":1,\"b\":2}", Optional.empty()),
                        new Part.Text("so:"));
    }

    @Test
    void readsSignaturesOfGeminiAndOfOthers() {
        String tagged = Base64.getEncoder()
                .encodeToString(
                        new IssuerTag("anthropic", false, "SIG").marked().getBytes(StandardCharsets.UTF_8));
        Conversation read = read("{'contents':[{'role':'model','parts':["
                + "{'text':'th','thought':true},{'text':'ought','thought':true},"
                + "{'text':'','thought':true,'thoughtSignature':'" + tagged + "'},"
                + "{'functionCall':{'name':'f'},'thoughtSignature':'c2ln'},"
                + "{'functionCall':{'name':'f'},'thoughtSignature':'skip_thought_signature_validator'}]}]}");
        assertThat(read.turns().get(0).parts())
                .containsExactly(
                        new Part.Reasoning("thought", Optional.of("SIG"), Optional.empty(), Optional.of("anthropic")),
                        new Part.Reasoning("", Optional.of("c2ln"), Optional.empty(), Optional.of("gemini")),
                        new Part.ToolCall("gemini_call_0", "f", "{}"),
                        new Part.ToolCall("gemini_call_1", "f", "{}"));
    }

    @Test
    void aSignatureOfTheUserHasNoMeaning() {
        Conversation read = read("{'contents':[{'parts':[{'text':'hi','thoughtSignature':'c2ln'}]}]}");
        assertThat(read.turns().get(0).parts()).containsExactly(new Part.Text("hi"));
        assertThat(read.further())
                .extracting(Conversation.Further::path)
                .containsExactly("contents[0].parts[0].thoughtSignature");
    }

    @Test
    void readsToolsOfBothKindsOfSchema() {
        Conversation read = read("{'tools':[{'functionDeclarations':["
                + "{'name':'old','description':'d','parameters':{'type':'OBJECT','properties':{'type':{'type':'STRING',"
                + "'nullable':true,'format':'enum','enum':['a']},'l':{'type':'ARRAY','maxItems':'3',"
                + "'items':{'type':'INTEGER'}}},'required':['l'],'propertyOrdering':['l']}},"
                + "{'name':'new','parameters_json_schema':{'type':'object','x_y':1}}]},{'googleSearch':{}},"
                + "{'codeExecution':null}]}");
        assertThat(read.tools())
                .extracting(tool -> tool.schema().orElse(""))
                .containsExactly(
                        "{\"type\":\"object\",\"properties\":{\"type\":{\"type\":[\"string\",\"null\"],\"enum\":[\"a\",null]},"
                                + "\"l\":{\"type\":\"array\",\"maxItems\":3,\"items\":{\"type\":\"integer\"}}},"
                                + "\"required\":[\"l\"]}",
                        "{\"type\":\"object\",\"x_y\":1}");
        assertThat(read.further())
                .containsExactly(new Conversation.Further(Feature.WEB_SEARCH, "tools[1].googleSearch", "{}"));
    }

    @Test
    void readsToolChoices() {
        assertThat(choice("'mode':'AUTO'")).contains(new ToolChoice.Auto());
        assertThat(choice("'mode':'none'")).contains(new ToolChoice.None());
        assertThat(choice("'mode':'ANY'")).contains(new ToolChoice.Required());
        assertThat(choice("'mode':'ANY','allowedFunctionNames':['f']")).contains(new ToolChoice.Named("f"));
        assertThat(choice("'mode':'ANY','allowedFunctionNames':['f','g']"))
                .contains(new ToolChoice.Allowed(List.of("f", "g"), true));
        assertThat(choice("'mode':'VALIDATED','allowedFunctionNames':['f']"))
                .contains(new ToolChoice.Allowed(List.of("f"), false));
        assertThat(choice("'mode':'MODE_UNSPECIFIED'")).isEmpty();
    }

    @Test
    void readsTheConfiguration() {
        Conversation read = read("{'generationConfig':{'maxOutputTokens':9,'temperature':0.50,'topK':2.0,'seed':7,"
                + "'stopSequences':['x'],'candidateCount':2,'responseLogprobs':true,'logprobs':3,"
                + "'responseMimeType':'application/json','responseSchema':{'type':'OBJECT'},'responseModalities':['TEXT'],"
                + "'thinkingConfig':{'includeThoughts':true,'thinkingBudget':4096},'audioTimestamp':true},"
                + "'safetySettings':[{'category':'A'}],'cachedContent':'c/1','labels':{'a':'b'},'nobodyKnows':1}");
        assertThat(read.sampling().topK()).isEqualTo(OptionalLong.of(2));
        assertThat(read.sampling().temperature().orElseThrow().toString()).isEqualTo("0.50");
        assertThat(read.sampling().topLogprobs()).isEqualTo(OptionalLong.of(3));
        assertThat(read.format())
                .contains(new Format.JsonSchema(
                        Optional.empty(), Optional.empty(), "{\"type\":\"object\"}", Optional.empty()));
        assertThat(read.thinking())
                .contains(new Thinking(Thinking.Mode.ON, Optional.empty(), OptionalLong.of(4096), Optional.of("auto")));
        assertThat(read.further())
                .containsExactly(
                        new Conversation.Further(Feature.UNKNOWN_FIELD, "generationConfig.audioTimestamp", "true"),
                        new Conversation.Further(Feature.SAFETY, "safetySettings", "[{\"category\":\"A\"}]"),
                        new Conversation.Further(Feature.CACHED_CONTENT, "cachedContent", "\"c/1\""),
                        new Conversation.Further(Feature.METADATA, "labels", "{\"a\":\"b\"}"),
                        new Conversation.Further(Feature.UNKNOWN_FIELD, "nobodyKnows", "1"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'contents':1}|contents",
                "{'contents':[{'role':'system','parts':[]}]}|contents[0].role",
                "{'contents':[{'parts':[{'text':1}]}]}|contents[0].parts[0].text",
                "{'contents':[{'parts':[{}]}]}|contents[0].parts[0]",
                "{'contents':[{'parts':[{'functionCall':{}}]}]}|contents[0].parts[0].functionCall.name",
                "{'contents':[{'parts':[{'functionResponse':{'name':'f'}}]}]}|contents[0].parts[0].functionResponse",
                "{'contents':[{'parts':[{'functionCall':{'name':'f'}}]}]}|contents[0].parts[0]",
                "{'contents':[{'role':'model','parts':[{'functionCall':{'name':'f'}},"
                        + "{'functionResponse':{'name':'f'}}]}]}|contents[0].parts[1]",
                "{'generation_config':{'max_output_tokens':'a'}}|generation_config.max_output_tokens",
                "{'generationConfig':{'topK':1.5}}|generationConfig.topK",
                "{'toolConfig':{'functionCallingConfig':{'mode':'X'}}}|toolConfig.functionCallingConfig.mode",
                "[]|body",
                "{|body"
            })
    void namesWhatIsWrong(String body, String path) {
        assertThatThrownBy(() -> read(body))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.error().param()).contains(path));
    }

    /** Writing what was read gives the recorded request again, but for forms that mean the same. */
    @TestFactory
    Stream<DynamicTest> readsRecordedRequestsAndWritesTheContentsAgain() {
        List<RecordedGemini> cases = RecordedGemini.all();
        assumeFalse(cases.isEmpty(), "no recorded traffic under the property throughline.fixtures");
        return cases.stream()
                .filter(one -> one.json("request.json").isPresent())
                .map(one -> DynamicTest.dynamicTest(one.id(), () -> roundTrip(one)));
    }

    private static void roundTrip(RecordedGemini one) throws IOException {
        JsonNode body = one.json("request.json").orElseThrow();
        Conversation read = GeminiRequestReader.whole("gemini-3-pro")
                .read(one.bytes("request.json").orElseThrow());
        assertThat(read.turns()).isNotEmpty();
        for (Conversation.Further field : read.further()) {
            assertThat(field.feature()).as(field.path()).isNotEqualTo(Feature.UNKNOWN_FIELD);
        }
        if (!read.further().isEmpty()) {
            return; // another provider's target refuses some of them
        }
        Destination to = Destination.of("gemini-3-pro", "gemini");
        GeminiRequestWriter writer = new GeminiRequestWriter();
        Losses losses = new Losses(GeminiFields.TABLE, writer.table(), false);
        JsonNode written = RecordedGemini.JSON.readTree(
                writer.write(read, to, losses).body().bytes());
        assertThat(signatures(written)).containsAll(signatures(body));
        assertThat(written.path("contents").findValuesAsText("name"))
                .containsAll(body.path("contents").findValuesAsText("name"));
    }

    private static List<String> signatures(JsonNode request) {
        return ((ObjectNode) request).path("contents").findValuesAsText("thoughtSignature");
    }

    private static Part.ToolResult result(String id, String name, String text, Optional<Boolean> error) {
        return new Part.ToolResult(id, Optional.of(name), List.of(new Part.Text(text)), error);
    }

    private static Optional<ToolChoice> choice(String config) {
        return read("{'toolConfig':{'functionCallingConfig':{" + config + "}}}").toolChoice();
    }

    private static Conversation read(String body) {
        return GeminiRequestReader.streamed("some-model")
                .read(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }
}
