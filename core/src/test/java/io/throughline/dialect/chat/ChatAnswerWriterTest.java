package io.throughline.dialect.chat;

import static io.throughline.dialect.chat.Chat.context;
import static io.throughline.dialect.chat.Chat.json;
import static io.throughline.dialect.chat.Chat.tree;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.FinishReason;
import io.throughline.dialect.ModelError;
import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.StreamEvent.Kind;
import io.throughline.dialect.Usage;
import io.throughline.dialect.conversation.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChatAnswerWriterTest {
    private static final String WITH_USAGE =
            "{'model':'m','messages':[],'stream':true,'stream_options':{'include_usage':true}}";
    private static final String LEGACY = "{'model':'m','messages':[],'functions':[{'name':'f'}]}";
    private static final Usage USAGE = new Usage(10, 5, 2, 0, 0, 0, 7, 3, 0);

    private final List<StreamEvent> events = new ArrayList<>();
    private int block;

    @Test
    void wordsAndUsage() {
        started().text("hel", "lo").finished(FinishReason.STOP).usage().ended();
        List<String> data = Chat.stream(context("anthropic", WITH_USAGE), events);
        assertThat(data)
                .containsExactly(
                        chunk("'delta':{'role':'assistant','content':''}"),
                        chunk("'delta':{'content':'hel'}"),
                        chunk("'delta':{'content':'lo'}"),
                        chunk("'delta':{}").replace("\"finish_reason\":null", "\"finish_reason\":\"stop\""),
                        json("{'id':'msg_1','object':'chat.completion.chunk','created':1700000000,'model':'claude',"
                                + "'choices':[],'usage':{'prompt_tokens':17,'completion_tokens':10,'total_tokens':27,"
                                + "'prompt_tokens_details':{'cached_tokens':5,'audio_tokens':0,'cache_write_tokens':2},"
                                + "'completion_tokens_details':{'reasoning_tokens':3,'audio_tokens':0}}}"),
                        "[DONE]");
        JsonNode whole = Chat.whole(Chat.answer(events), context("anthropic"));
        assertThat(whole)
                .hasToString(json("{'id':'msg_1','object':'chat.completion','created':1700000000,'model':'claude',"
                        + "'choices':[{'index':0,'message':{'role':'assistant','content':'hello','refusal':null},"
                        + "'logprobs':null,'finish_reason':'stop'}],'usage':{'prompt_tokens':17,"
                        + "'completion_tokens':10,'total_tokens':27,'prompt_tokens_details':{'cached_tokens':5,"
                        + "'audio_tokens':0,'cache_write_tokens':2},'completion_tokens_details':"
                        + "{'reasoning_tokens':3,'audio_tokens':0}}}"));
    }

    @Test
    void noChunkWithoutChoicesWhereNobodyAskedForUsage() {
        started().text("a").finished(FinishReason.STOP).usage().ended();
        assertThat(Chat.stream(context("anthropic"), events)).noneMatch(data -> data.contains("\"choices\":[]"));
    }

    @Test
    void whereNothingIsKnownOursIsTold() {
        text("a").ended();
        JsonNode chunk = tree(Chat.stream(context("x"), events).get(0));
        assertThat(chunk.get("id").asText()).isEqualTo("chatcmpl-c1");
        assertThat(chunk.get("model").asText()).isEqualTo("m");
    }

    @Test
    void laterNamesDoNotChangeTheChunks() {
        started().text("a");
        events.add(new StreamEvent.Started(Optional.of("other"), Optional.of("other")));
        text("b").ended();
        assertThat(Chat.stream(context("x"), events)).noneMatch(data -> data.contains("other"));
    }

    @Test
    void callsAreNumberedFromNullAmongThemselves() {
        started().text("a").call("toolu_1", "f", "{\"a\":", "1}").call("", "g").call("3", "h", "null");
        finished(FinishReason.STOP).ended();
        JsonNode calls = wholeMessage("anthropic").get("tool_calls");
        String made = calls.get(1).get("id").asText();
        assertThat(made).matches("call_[a-zA-Z0-9]{24}");
        assertThat(calls)
                .hasToString(json("[{'id':'toolu_1','type':'function','function':{'name':'f','arguments':"
                        + "'{\\'a\\':1}'}},{'id':'" + made
                        + "','type':'function','function':{'name':'g','arguments':'{}'}},"
                        + "{'id':'3','type':'function','function':{'name':'h','arguments':'{}'}}]"));
        List<String> data = Chat.stream(context("anthropic"), events);
        assertThat(data.get(2))
                .isEqualTo(chunk("'delta':{'tool_calls':[{'index':0,'id':'toolu_1','type':'function',"
                        + "'function':{'name':'f','arguments':''}}]}"));
        assertThat(data.get(3))
                .isEqualTo(chunk("'delta':{'tool_calls':[{'index':0,'function':{'arguments':'{\\'a\\':'}}]}"));
        assertThat(data.get(5)).contains("\"index\":1").contains(made);
        assertThat(data.get(data.size() - 2)).contains("\"finish_reason\":\"tool_calls\"");
    }

    @Test
    void clientsOfTheTimeBeforeToolsAreToldOneCall() {
        call("1", "f", "{}")
                .call("2", "g", "{}")
                .finished(FinishReason.TOOL_CALLS)
                .ended();
        JsonNode whole = Chat.whole(Chat.answer(events), context("x", LEGACY));
        assertThat(whole.at("/choices/0/message"))
                .hasToString(json("{'role':'assistant','content':null,'refusal':null,"
                        + "'function_call':{'name':'f','arguments':'{}'}}"));
        assertThat(whole.at("/choices/0/finish_reason").asText()).isEqualTo("function_call");
        List<String> data = Chat.stream(context("x", LEGACY), events);
        assertThat(data).noneMatch(one -> one.contains("tool_calls") || one.contains("\"g\""));
        assertThat(Chat.answer(Chat.decoded(data)).choices().get(0).toolCalls()).hasSize(1);
    }

    @Test
    void reasoningWithSignatureStandsInTwoPlaces() {
        thought("th", "ink").signature("sig").closed();
        text("a")
                .thought("more")
                .signature("sig2")
                .closed()
                .call("1", "f", "{}")
                .ended();
        assertThat(wholeMessage("anthropic").toString())
                .contains(json("'reasoning_content':'thinkmore'"))
                .contains(json("'reasoning_details':[{'type':'reasoning.text','text':'think',"
                        + "'format':'anthropic-claude-v1','index':0,'signature':'sig'},{'type':'reasoning.text',"
                        + "'text':'more','format':'anthropic-claude-v1','index':2,'signature':'sig2'}]"));
        assertThat(Chat.stream(context("anthropic"), events).get(1))
                .isEqualTo(chunk("'delta':{'reasoning_content':'th','reasoning_details':[{'type':'reasoning.text',"
                                + "'text':'th','format':'anthropic-claude-v1','index':0}]}")
                        .replace("msg_1", "chatcmpl-c1")
                        .replace("claude\",\"choices", "m\",\"choices"));
    }

    @ParameterizedTest
    @CsvSource({
        "anthropic,anthropic-claude-v1,sig,enc",
        "openai,openai-responses-v1,sig,enc",
        "xai,xai-responses-v1,sig,enc",
        "bedrock,unknown,tl1.bedrock.s.sig,tl1.bedrock.e.enc",
    })
    void whatHasNoFormatIsMarked(String issuer, String format, String signature, String encrypted) {
        thought("a").signature("s").signature("ig").closed();
        thought().encrypted("enc").closed();
        text("b").ended();
        JsonNode details = wholeMessage(issuer).get("reasoning_details");
        assertThat(details.findValuesAsText("format")).containsExactly(format, format);
        assertThat(details.at("/0/signature").asText()).isEqualTo(signature);
        assertThat(details.at("/1/data").asText()).isEqualTo(encrypted);
        assertThat(Chat.stream(context(issuer), events)).anyMatch(data -> data.contains("\"" + signature + "\""));
    }

    @Test
    void geminisSignatureGoesWithItsCall() {
        thought().signature("s1").closed();
        call("1", "f", "{}")
                .call("2", "g", "{}")
                .thought()
                .signature("s2")
                .closed()
                .text("x")
                .thought();
        signature("s3").closed().ended();
        String message = wholeMessage("gemini").toString();
        assertThat(message)
                .contains(json("{'id':'1','type':'function','function':{'name':'f','arguments':'{}'},"
                        + "'extra_content':{'google':{'thought_signature':'s1'}}}"))
                .contains(json("'reasoning_details':[{'type':'reasoning.text','signature':'s2',"
                        + "'format':'google-gemini-v1','index':2},{'type':'reasoning.text','signature':'s3',"
                        + "'format':'google-gemini-v1','index':4}]"));
        List<String> data = Chat.stream(context("gemini"), events);
        assertThat(data.get(1)).contains("s1").contains("\"name\":\"f\"");
    }

    @ParameterizedTest
    @CsvSource({
        "STOP,0,stop",
        "STOP,1,tool_calls",
        "STOP_SEQUENCE,0,stop",
        "LENGTH,0,length",
        "LENGTH,1,length",
        "TOOL_CALLS,1,tool_calls",
        "TOOL_CALLS,0,stop",
        "CONTENT_FILTER,0,content_filter",
        "PAUSE,0,length",
        "MALFORMED_CALL,0,stop",
        "ERROR,0,error",
        "OTHER,0,stop",
        "OTHER,1,tool_calls",
    })
    void finishes(FinishReason reason, int calls, String word) {
        text("a");
        for (int i = 0; i < calls; i++) {
            call("" + i, "f", "{}");
        }
        finished(reason).ended();
        List<String> data = Chat.stream(context("x"), events);
        assertThat(tree(data.get(data.size() - 2))
                        .at("/choices/0/finish_reason")
                        .asText())
                .isEqualTo(word);
        assertThat(Chat.whole(Chat.answer(events), context("x"))
                        .at("/choices/0/finish_reason")
                        .asText())
                .isEqualTo(word);
    }

    @Test
    void refusalsAreNoWords() {
        events.add(new StreamEvent.BlockOpened(0, block, new Kind.Refusal()));
        events.add(new StreamEvent.TextDelta(0, block, "no"));
        closed().finished(FinishReason.STOP).ended();
        assertThat(wholeMessage("x")).hasToString(json("{'role':'assistant','content':null,'refusal':'no'}"));
        assertThat(Chat.stream(context("x"), events)).anyMatch(data -> data.contains(json("{'refusal':'no'}")));
    }

    @Test
    void citationsOfTheWebComeAfterTheirText() {
        text("Ünë🎉");
        events.add(new StreamEvent.BlockOpened(0, block, new Kind.Text()));
        events.add(new StreamEvent.TextDelta(0, block, "two"));
        opaque(
                block + 1,
                "citation",
                "{'type':'web_search_result_location','url':'https://x','title':'X','cited_text':'c'}");
        events.add(new StreamEvent.BlockClosed(0, block));
        block += 2;
        opaque(block++, "server_tool_use", "{}");
        ended();
        String wanted = json("'annotations':[{'type':'url_citation','url_citation':{'url':'https://x','title':'X',"
                + "'start_index':4,'end_index':7}}]");
        assertThat(wholeMessage("anthropic").toString()).contains(wanted);
        assertThat(Chat.stream(context("anthropic"), events).get(3)).contains(wanted);
        assertThat(Chat.stream(context("anthropic"), events)).noneMatch(data -> data.contains("tool"));
    }

    @Test
    void annotationsOfResponsesAndOfChat() {
        text("ab");
        opaque(block++, "annotation", "{'type':'url_citation','url':'u','title':'t','start_index':0,'end_index':1}");
        opaque(block++, "annotation", "{'type':'url_citation','url_citation':{'url':'v','start_index':1}}");
        opaque(block++, "annotation", "{'type':'file_citation','file_id':'f'}");
        ended();
        assertThat(wholeMessage("openai").get("annotations"))
                .hasToString(json("[{'type':'url_citation','url_citation':{'url':'u','title':'t','start_index':0,"
                        + "'end_index':1}},{'type':'url_citation','url_citation':{'url':'v','start_index':1}}]"));
    }

    @Test
    void probabilitiesAreTold() {
        text("a");
        events.add(new StreamEvent.LogprobsTold(0, "[{\"token\":\"a\",\n\"logprob\":-0.10}]"));
        ended();
        String wanted = json("'logprobs':{'content':[{'token':'a','logprob':-0.10}],'refusal':null}");
        assertThat(Chat.stream(context("x"), events)).anyMatch(data -> data.contains(wanted));
        assertThat(Chat.whole(Chat.answer(events), context("x")).toString().replace("-0.1}", "-0.10}"))
                .contains(wanted);
    }

    @Test
    void severalChoicesEndTogether() {
        for (int choice = 0; choice < 2; choice++) {
            events.add(new StreamEvent.BlockOpened(choice, 0, new Kind.Text()));
            events.add(new StreamEvent.TextDelta(choice, 0, "c" + choice));
            events.add(new StreamEvent.Finished(choice, FinishReason.STOP, "stop"));
        }
        events.add(new StreamEvent.TextDelta(0, 0, "late"));
        ended();
        List<String> data = Chat.stream(context("x"), events);
        assertThat(data).hasSize(8);
        assertThat(data.get(4)).contains("late");
        assertThat(Chat.answer(Chat.decoded(data)).choices())
                .extracting(choice -> choice.index() + choice.text())
                .containsExactly("0c0late", "1c1");
    }

    @Test
    void anErrorEndsTheStream() {
        text("a");
        events.add(new StreamEvent.Failed(ModelError.of(ModelError.Kind.OVERLOADED, "busy")));
        text("b").ended();
        List<String> data = Chat.stream(context("x"), events);
        assertThat(data).hasSize(3);
        assertThat(data.get(2)).startsWith("{\"error\":{\"message\":\"busy\"");
    }

    @Test
    void aNewBeginningIsAnErrorOnceSomethingIsWritten() {
        events.add(new StreamEvent.Restarted());
        text("a");
        events.add(new StreamEvent.Restarted());
        text("b").ended();
        List<String> data = Chat.stream(context("x"), events);
        assertThat(data).hasSize(3);
        assertThat(data.get(2)).startsWith("{\"error\":");
    }

    @Test
    void halfACharacterWaitsForTheOther() {
        text("a\ud83c", "\udf89", "b\ud83c").ended();
        List<String> data = Chat.stream(context("x"), events);
        assertThat(Chat.answer(Chat.decoded(data)).choices().get(0).text()).isEqualTo("a🎉b\uFFFD");
    }

    @Test
    void anAnswerOfNothingHasAChoice() {
        ended();
        assertThat(Chat.stream(context("x"), events)).hasSize(3);
        assertThat(wholeMessage("x")).hasToString(json("{'role':'assistant','content':'','refusal':null}"));
    }

    @ParameterizedTest
    @CsvSource({"anthropic", "openai", "bedrock", "gemini"})
    void whatIsWrittenIsReadBackInItsOrder(String issuer) {
        thought("a", "b").signature("s1").closed();
        text("t").thought("c").signature("s2").closed();
        call("1", "f", "{}").thought().signature("s3").closed().call("2", "g", "{}");
        ended();
        List<Part> wanted = List.of(
                signed("ab", "s1", issuer),
                new Part.Text("t"),
                signed("c", "s2", issuer),
                new Part.ToolCall("1", "f", "{}"),
                signed("", "s3", issuer),
                new Part.ToolCall("2", "g", "{}"));
        assertThat(readBack(wholeMessage(issuer).toString())).isEqualTo(wanted);
        assertThat(readBack(collected(Chat.stream(context(issuer), events)))).isEqualTo(wanted);
    }

    @Test
    void visibleAndEncryptedReasoningIsReadBackAsOneBlock() {
        thought("a").encrypted("e1").closed();
        thought().encrypted("e2").closed();
        text("t").ended();
        List<Part> wanted = List.of(
                new Part.Reasoning("a", Optional.empty(), Optional.of("e1"), Optional.of("openai")),
                new Part.Reasoning("", Optional.empty(), Optional.of("e2"), Optional.of("openai")),
                new Part.Text("t"));
        assertThat(readBack(wholeMessage("openai").toString())).isEqualTo(wanted);
        assertThat(readBack(collected(Chat.stream(context("openai"), events)))).isEqualTo(wanted);
    }

    private static Part signed(String text, String signature, String issuer) {
        return new Part.Reasoning(text, Optional.of(signature), Optional.empty(), Optional.of(issuer));
    }

    private static List<Part> readBack(String message) {
        return Chat.messages("[" + message + "]").turns().get(0).parts();
    }

    /** Puts deltas together as the simplest of clients does: strings and lists grow, calls by their number. */
    private static String collected(List<String> data) {
        MessageDraft message = new MessageDraft();
        ArrayNode details = Chat.JSON.createArrayNode();
        for (String one : data.subList(0, data.size() - 1)) {
            ObjectNode delta = (ObjectNode) tree(one).at("/choices/0/delta");
            delta.path("reasoning_details").forEach(details::add);
            delta.remove(List.of("role", "reasoning_details"));
            message.add(delta);
        }
        return message.toMessage().set("reasoning_details", details).toString();
    }

    private JsonNode wholeMessage(String issuer) {
        return Chat.whole(Chat.answer(events), context(issuer)).at("/choices/0/message");
    }

    private static String chunk(String choice) {
        return json("{'id':'msg_1','object':'chat.completion.chunk','created':1700000000,'model':'claude',"
                + "'choices':[{'index':0," + choice + ",'logprobs':null,'finish_reason':null}]}");
    }

    private ChatAnswerWriterTest started() {
        events.add(new StreamEvent.Started(Optional.of("msg_1"), Optional.of("claude")));
        return this;
    }

    private ChatAnswerWriterTest text(String... deltas) {
        events.add(new StreamEvent.BlockOpened(0, block, new Kind.Text()));
        for (String delta : deltas) {
            events.add(new StreamEvent.TextDelta(0, block, delta));
        }
        return closed();
    }

    private ChatAnswerWriterTest thought(String... deltas) {
        events.add(new StreamEvent.BlockOpened(0, block, new Kind.Reasoning()));
        for (String delta : deltas) {
            events.add(new StreamEvent.TextDelta(0, block, delta));
        }
        return this;
    }

    private ChatAnswerWriterTest signature(String signature) {
        events.add(new StreamEvent.SignatureDelta(0, block, signature));
        return this;
    }

    private ChatAnswerWriterTest encrypted(String data) {
        events.add(new StreamEvent.EncryptedReasoning(0, block, data));
        return this;
    }

    private ChatAnswerWriterTest call(String id, String name, String... arguments) {
        events.add(new StreamEvent.BlockOpened(0, block, new Kind.ToolCall(id, name)));
        for (String part : arguments) {
            events.add(new StreamEvent.ArgumentsDelta(0, block, part));
        }
        return closed();
    }

    private void opaque(int number, String type, String loose) {
        events.add(new StreamEvent.BlockOpened(0, number, new Kind.Opaque(type, json(loose))));
        events.add(new StreamEvent.BlockClosed(0, number));
    }

    private ChatAnswerWriterTest closed() {
        events.add(new StreamEvent.BlockClosed(0, block++));
        return this;
    }

    private ChatAnswerWriterTest finished(FinishReason reason) {
        events.add(new StreamEvent.Finished(0, reason, "raw"));
        return this;
    }

    private ChatAnswerWriterTest usage() {
        events.add(new StreamEvent.UsageTold(USAGE));
        return this;
    }

    private void ended() {
        events.add(new StreamEvent.Ended());
    }
}
