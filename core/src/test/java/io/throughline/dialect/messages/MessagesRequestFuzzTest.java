package io.throughline.dialect.messages;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.RefusedException;
import io.throughline.dialect.conversation.Conversation;
import io.throughline.dialect.conversation.Destination;
import io.throughline.dialect.conversation.Losses;
import io.throughline.wire.JsonText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whatever stands in the place of a value: the request is read and written, or refused by name. */
class MessagesRequestFuzzTest {
    private static final String BODY = "{\"model\":\"claude-opus-4-8\",\"max_tokens\":10,\"temperature\":1,\"top_k\":2,"
            + "\"stop_sequences\":[\"a\"],\"tools\":[{\"name\":\"t\",\"description\":\"d\",\"strict\":true,"
            + "\"input_schema\":{\"type\":\"object\",\"properties\":{}},\"cache_control\":{\"type\":\"ephemeral\"}}],"
            + "\"tool_choice\":{\"type\":\"auto\",\"disable_parallel_tool_use\":true},"
            + "\"system\":[{\"type\":\"text\",\"text\":\"s\",\"cache_control\":{\"type\":\"ephemeral\"}}],\"messages\":["
            + "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"q\"},{\"type\":\"document\",\"title\":\"t\","
            + "\"context\":\"c\",\"citations\":{\"enabled\":true},\"source\":{\"type\":\"content\",\"content\":[{\"type\":\"text\","
            + "\"text\":\"x\"}]}},{\"type\":\"search_result\",\"source\":\"s\",\"title\":\"t\",\"content\":[{\"type\":\"text\","
            + "\"text\":\"x\"}]}]},"
            + "{\"role\":\"assistant\",\"content\":[{\"type\":\"thinking\",\"thinking\":\"h\",\"signature\":\"s\"},"
            + "{\"type\":\"redacted_thinking\",\"data\":\"d\"},{\"type\":\"server_tool_use\",\"id\":\"s\"},"
            + "{\"type\":\"text\",\"text\":\"t\",\"citations\":[{\"type\":\"x\"}]},"
            + "{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"t\",\"input\":{\"b\":1}}]},"
            + "{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"toolu_1\",\"content\":["
            + "{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\"image/png\",\"data\":\"AA==\"}}],"
            + "\"is_error\":true}]}],\"thinking\":{\"type\":\"adaptive\",\"display\":\"summarized\"},"
            + "\"output_config\":{\"effort\":\"high\",\"format\":{\"type\":\"json_schema\",\"schema\":{\"type\":\"object\"}}},"
            + "\"metadata\":{\"user_id\":\"u\"},\"service_tier\":\"auto\",\"stream\":true}";
    private static final List<String> OTHERS =
            List.of("null", "true", "-1", "1e999", "\"\"", "\"\\ud800\"", "[]", "[null]", "{}", "{\"type\":\"text\"}");

    private int written;

    @Test
    void everyValueMayBeAnother() throws IOException {
        JsonNode root = JsonText.parse(BODY);
        replace(root, root);
        assertThat(written).isGreaterThan(100);
    }

    private void replace(JsonNode root, JsonNode within) throws IOException {
        if (within instanceof ObjectNode object) {
            for (String field :
                    object.properties().stream().map(Map.Entry::getKey).toList()) {
                JsonNode value = object.get(field);
                for (String other : OTHERS) {
                    object.set(field, JsonText.parse(other));
                    convert(JsonText.of(root));
                }
                object.set(field, value);
                replace(root, value);
            }
        } else if (within instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                JsonNode value = array.get(i);
                for (String other : OTHERS) {
                    array.set(i, JsonText.parse(other));
                    convert(JsonText.of(root));
                }
                array.set(i, value);
                replace(root, value);
            }
        }
    }

    private void convert(String body) throws IOException {
        MessagesRequestReader reader = new MessagesRequestReader();
        for (String model : List.of("claude-opus-4-8", "claude-sonnet-4-0")) {
            try {
                Conversation read = reader.read(body.getBytes(StandardCharsets.UTF_8));
                byte[] sent = new MessagesRequestWriter()
                        .write(
                                read,
                                Destination.of(model, "anthropic"),
                                new Losses(reader.fields(), MessagesLosses.TABLE, false))
                        .body()
                        .bytes();
                assertThat(JsonText.parse(sent).isObject()).isTrue();
                written++;
            } catch (RefusedException refused) {
                assertThat(refused.error().message()).isNotBlank();
            }
        }
    }
}
