package io.throughline.dialect.chat;

import static io.throughline.dialect.chat.Chat.json;
import static io.throughline.dialect.chat.Chat.read;
import static io.throughline.dialect.chat.Chat.tree;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.throughline.dialect.conversation.Destination;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.ForcedJson;
import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.conversation.Quirk;
import io.throughline.dialect.conversation.Treatment;
import io.throughline.dialect.conversation.WrittenRequest;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Providers of chat completions that take no schemas are asked for the answer by a tool, or in words. */
class ChatSchemaEmulationTest {
    private static final String SCHEMA = "{'type':'object','properties':{'n':{'type':'integer'}}}";
    private static final String FORMAT =
            "'response_format':{'type':'json_schema','json_schema':{'name':'a','schema':" + SCHEMA + ",'strict':true}}";
    private static final String TOOL = "{'type':'function','function':{'name':'json',"
            + "'description':'Gives the answer to the user.','parameters':" + SCHEMA + "}}";
    private static final String MINE = "{'type':'function','function':{'name':'mine'}}";

    private Losses losses = Chat.losses(to("some-chat"));

    @Test
    void aToolWithTheSchemaMustBeCalled() {
        WrittenRequest written = write(FORMAT, to("some-chat"));
        JsonNode body = Chat.body(written);
        assertThat(body.get("tools")).isEqualTo(tree(json("[" + TOOL + "]")));
        assertThat(body.get("tool_choice")).isEqualTo(tree(json("{'type':'function','function':{'name':'json'}}")));
        assertThat(body.has("response_format")).isFalse();
        assertThat(written.toolNames()).containsExactly(Map.entry("json", ForcedJson.TEXT));
        assertThat(losses.told())
                .containsExactly(new Losses.Loss("response_format", Treatment.Way.EMULATED, ForcedJson.NOTE));
    }

    @Test
    void theClientsToolsMayBeCalledInstead() {
        JsonNode body = Chat.body(write(FORMAT + ",'tools':[" + MINE + "],'tool_choice':'auto'", to("some-chat")));
        assertThat(body.get("tools")).isEqualTo(tree(json("[" + MINE + "," + TOOL + "]")));
        assertThat(body.get("tool_choice").asText()).isEqualTo("required");
    }

    @Test
    void whereTheClientForbidsItsToolsTheAnswerIsLeft() {
        JsonNode body = Chat.body(write(FORMAT + ",'tools':[" + MINE + "],'tool_choice':'none'", to("some-chat")));
        assertThat(body.at("/tool_choice/function/name").asText()).isEqualTo("json");
    }

    @Test
    void whereTheClientDemandsAToolItIsCalled() {
        String named = "{'type':'function','function':{'name':'mine'}}";
        WrittenRequest written = write(FORMAT + ",'tools':[" + MINE + "],'tool_choice':" + named, to("some-chat"));
        assertThat(Chat.body(written).get("tools")).isEqualTo(tree(json("[" + MINE + "]")));
        assertThat(written.toolNames()).isEmpty();
    }

    @Test
    void theAnswerIsOneOfTheAllowedTools() {
        String allowed = "{'type':'allowed_tools','allowed_tools':{'mode':'auto','tools':[" + MINE + "]}}";
        JsonNode body = Chat.body(write(FORMAT + ",'tools':[" + MINE + "],'tool_choice':" + allowed, to("some-chat")));
        assertThat(body.at("/tool_choice/allowed_tools/mode").asText()).isEqualTo("required");
        assertThat(body.at("/tool_choice/allowed_tools/tools/1/function/name").asText())
                .isEqualTo("json");
    }

    @Test
    void aToolOfThatNameKeepsIt() {
        String mine = MINE.replace("mine", "json");
        WrittenRequest written = write(FORMAT + ",'tools':[" + mine + "]", to("some-chat"));
        assertThat(Chat.body(written).at("/tools/1/function/name").asText()).isEqualTo("json_answer");
        assertThat(written.toolNames()).containsExactly(Map.entry("json_answer", ForcedJson.TEXT));
    }

    @Test
    void aModelThatMayReasonIsAskedInWords() {
        assertAskedInWords(write(FORMAT, to("some-reasoner", Quirk.THINKING_SWITCH)));
        losses = Chat.losses(to("some-chat"));
        assertAskedInWords(write(FORMAT + ",'reasoning_effort':'high'", to("some-chat", Quirk.THINKING_SWITCH)));
    }

    @Test
    void aModelThatDoesNotReasonIsMadeToCall() {
        for (String model : new String[] {"some-chat", "some-reasoner"}) {
            JsonNode body = Chat.body(write(FORMAT + ",'reasoning_effort':'none'", to(model, Quirk.THINKING_SWITCH)));
            assertThat(body.at("/tools/0/function/name").asText()).isEqualTo("json");
        }
    }

    @Test
    void whatIsNoObjectIsAskedForInWords() {
        WrittenRequest written = write(FORMAT.replace(SCHEMA, "{'type':'array'}"), to("some-chat"));
        assertThat(Chat.body(written).has("tools")).isFalse();
        assertThat(Chat.body(written).at("/messages/1/content").asText()).endsWith("{\"type\":\"array\"}");
    }

    private void assertAskedInWords(WrittenRequest written) {
        JsonNode body = Chat.body(written);
        assertThat(body.has("tools")).isFalse();
        assertThat(body.has("tool_choice")).isFalse();
        assertThat(body.at("/response_format/type").asText()).isEqualTo("json_object");
        assertThat(body.at("/messages/0/content").asText()).isEqualTo("Be brief.");
        assertThat(body.at("/messages/1/role").asText()).isEqualTo("system");
        assertThat(body.at("/messages/1/content").asText()).contains("JSON").endsWith(json(SCHEMA));
        assertThat(body.at("/messages/2/role").asText()).isEqualTo("user");
        assertThat(written.toolNames()).isEmpty();
        assertThat(losses.told()).anySatisfy(loss -> {
            assertThat(loss.path()).isEqualTo("response_format");
            assertThat(loss.way()).isEqualTo(Treatment.Way.EMULATED);
            assertThat(loss.note()).contains("system message");
        });
    }

    private WrittenRequest write(String fields, Destination to) {
        return Chat.WRITER.write(
                read("{'model':'m','messages':[{'role':'system','content':'Be brief.'},"
                        + "{'role':'user','content':'Hi'}]," + fields + "}"),
                to,
                losses);
    }

    private static Destination to(String model, Quirk... quirks) {
        return new Destination(
                model,
                "some",
                OptionalLong.empty(),
                Set.of(quirks),
                Map.of(Feature.JSON_SCHEMA, Treatment.emulated("it takes no schemas")));
    }
}
