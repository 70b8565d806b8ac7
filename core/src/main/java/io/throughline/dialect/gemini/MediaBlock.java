package io.throughline.dialect.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.wire.JsonText;
import java.io.IOException;
import java.util.Locale;

/**
 * A part of an answer that is neither text nor a call, as an opaque block: images and sound in the form that Chat Completions has for them, all
 * else as it is.
 *
 * @param type the block's type
 * @param json its content
 */
record MediaBlock(String type, String json) {
    static MediaBlock of(String field, String content) throws IOException {
        JsonNode tree = JsonText.parse(content);
        if (!field.equals("inlineData")) {
            return new MediaBlock(field, JsonText.of(tree));
        }
        String mediaType = tree.path("mimeType").asText("");
        String data = tree.path("data").asText("");
        if (mediaType.startsWith("image/")) {
            ObjectNode image = JsonNodeFactory.instance.objectNode();
            image.put("type", "image_url")
                    .putObject("image_url")
                    .put("url", "data:" + mediaType.toLowerCase(Locale.ROOT) + ";base64," + data);
            return new MediaBlock("image", JsonText.of(image));
        }
        if (mediaType.startsWith("audio/")) {
            ObjectNode audio = JsonNodeFactory.instance.objectNode();
            audio.put("data", data).put("mime_type", mediaType);
            return new MediaBlock("audio", JsonText.of(audio));
        }
        return new MediaBlock(field, JsonText.of(tree));
    }
}
