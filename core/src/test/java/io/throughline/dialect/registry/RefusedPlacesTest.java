package io.throughline.dialect.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.throughline.dialect.RefusedException;
import io.throughline.dialect.conversation.Destination;
import io.throughline.translate.Translation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What can't be sent is refused by the path of the very piece, its indexes in it. */
class RefusedPlacesTest {
    private static final String CHAT = "{'model':'m','messages':[{'role':'system','content':'s'},{'role':'user',"
            + "'content':[{'type':'text','text':'a'},%s]}],'tools':[{'type':'function','function':{'name':'a'}},"
            + "{'type':'function','function':{'name':'b','strict':true}}]}";
    private static final String RESPONSES = "{'model':'m','input':[{'role':'user','content':'a'},{'role':'user',"
            + "'content':[{'type':'input_text','text':'a'},%s]}]}";
    private static final String MESSAGES = "{'model':'m','max_tokens':9,'messages':[{'role':'user','content':'a'},"
            + "{'role':'assistant','content':[{'type':'tool_use','id':'t','name':'f','input':{}}]},"
            + "{'role':'user','content':[{'type':'tool_result','tool_use_id':'t','content':"
            + "[{'type':'text','text':'a'},%s]},{'type':'text','text':'b'}]}]}";
    private static final String GEMINI =
            "{'contents':[{'role':'user','parts':[{'text':'a'}]},{'role':'user','parts':[{'text':'a'},%s]}]}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "openai-chat|{'type':'image_url','image_url':{'url':'https://x/y.png'}}|bedrock-converse|messages[1].content[1].image_url",
                "openai-chat|{'type':'image_url','image_url':{'url':'https://x/y.png'}}|ollama-chat|messages[1].content[1].image_url",
                "openai-chat|{'type':'input_audio','input_audio':{'data':'AA','format':'wav'}}|anthropic-messages|messages[1].content[1].input_audio",
                "openai-chat|{'type':'input_audio','input_audio':{'data':'AA','format':'wav'}}|cohere-chat|messages[1].content[1].input_audio",
                "openai-chat|{'type':'input_audio','input_audio':{'data':'AA','format':'wav'}}|openai-responses|messages[1].content[1].input_audio",
                "openai-chat|{'type':'file','file':{'file_id':'f'}}|anthropic-messages|messages[1].content[1].file.file_id",
                "openai-chat|{'type':'file','file':{'file_id':'f'}}|gemini-generate-content|messages[1].content[1].file.file_id",
                "openai-chat|{'type':'text','text':'b'}|ollama-chat|tools[1].function.strict",
                "openai-responses|{'type':'input_image','image_url':'https://x/y.png'}|bedrock-converse|input[1].content[1].image_url",
                "openai-responses|{'type':'input_file','file_url':'https://x/y.pdf'}|openai-chat|input[1].content[1].file_url",
                "anthropic-messages|{'type':'image','source':{'type':'url','url':'https://x/y.png'}}|bedrock-converse|messages[2].content[0].content[1].source.url",
                "anthropic-messages|{'type':'image','source':{'type':'url','url':'https://x/y.png'}}|cohere-chat|messages[2].content[0].content[1]",
                "gemini-generate-content|{'fileData':{'fileUri':'https://x/y.mp4','mimeType':'video/mp4'}}|openai-chat|contents[1].parts[1].fileData",
                "gemini-generate-content|{'inlineData':{'data':'AA','mimeType':'audio/wav'}}|anthropic-messages|contents[1].parts[1].inlineData",
            })
    void theVeryPieceIsNamed(String client, String piece, String target, String path) {
        assertThatThrownBy(() -> translated(client, piece, target, false))
                .isInstanceOfSatisfying(RefusedException.class, refused -> {
                    assertThat(refused.error().param()).contains(path);
                    assertThat(refused.error().message()).startsWith(path + " can't be sent to " + target);
                });
    }

    @Test
    void soIsWhatWouldBeLeftOut() {
        String detailed = "{'type':'image_url','image_url':{'url':'https://x/y.png','detail':'low'}}";
        assertThatThrownBy(() -> translated("openai-chat", detailed, "anthropic-messages", true))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.error().param())
                                .contains("messages[1].content[1].image_url.detail"));
        assertThat(translated("openai-chat", detailed, "anthropic-messages", false)
                        .losses())
                .anySatisfy(loss -> assertThat(loss.path()).isEqualTo("messages[].content[].image_url.detail"));
    }

    private static Translation translated(String client, String piece, String target, boolean strict) {
        Codec from = Codecs.named(client).orElseThrow();
        String body = switch (client) {
            case "openai-chat" -> CHAT;
            case "openai-responses" -> RESPONSES;
            case "anthropic-messages" -> MESSAGES;
            default -> GEMINI;
        };
        return Translation.of(
                from,
                body.formatted(piece).replace('\'', '"').getBytes(UTF_8),
                Codecs.named(target).orElseThrow(),
                Destination.of("claude-sonnet-4-5", "someone"),
                strict,
                "call");
    }
}
