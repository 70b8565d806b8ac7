package io.throughline.route;

import com.fasterxml.jackson.databind.JsonNode;
import io.throughline.wire.JsonText;
import java.io.IOException;
import java.util.Map;

/**
 * What conditions ask of a request, in whichever dialect it is.
 *
 * @param vision whether it holds an image
 * @param tools whether it offers tools
 * @param contextTokens how many tokens its text has, estimated as a quarter of its characters; data of images and files does not count
 * @param tags the caller's tags
 */
public record RequestTraits(boolean vision, boolean tools, long contextTokens, Map<String, String> tags) {
    private static final int CHARACTERS_A_TOKEN = 4;

    /** Copies the map. */
    public RequestTraits {
        tags = Map.copyOf(tags);
    }

    /** Returns the traits of a request of whose body nothing is asked. */
    public static RequestTraits tagged(Map<String, String> tags) {
        return new RequestTraits(false, false, 0, tags);
    }

    /** Reads the traits out of a body; one that is no JSON has none. */
    public static RequestTraits of(byte[] body, Map<String, String> tags) {
        try {
            Look look = new Look();
            JsonNode root = JsonText.parse(body);
            look.at(root);
            boolean tools =
                    !root.path("tools").isEmpty() || !root.path("functions").isEmpty();
            return new RequestTraits(look.vision, tools, look.characters / CHARACTERS_A_TOKEN, tags);
        } catch (IOException e) {
            return tagged(tags);
        }
    }

    /** Walks through a body, whose depth was bounded when it was scanned. */
    private static final class Look {
        private boolean vision;
        private long characters;

        private void at(JsonNode node) {
            if (node.isObject()) {
                vision |= isImage(node);
                node.forEach(this::at);
            } else if (node.isArray()) {
                node.forEach(this::at);
            } else if (node.isTextual() && !isData(node)) {
                characters += node.textValue().length();
            }
        }

        /** Chat, Responses and Messages tell it by the type; Gemini by the media type. */
        private static boolean isImage(JsonNode node) {
            String type = node.path("type").asText("");
            return type.equals("image_url")
                    || type.equals("input_image")
                    || type.equals("image")
                    || (node.has("mimeType") && node.path("mimeType").asText("").startsWith("image/"))
                    || (node.has("mime_type")
                            && node.path("mime_type").asText("").startsWith("image/"));
        }

        /** Base64 has no blank in its first thousand characters; text does. */
        private static boolean isData(JsonNode text) {
            String value = text.textValue();
            return value.startsWith("data:") || (value.length() > 1000 && value.lastIndexOf(' ', 1000) < 0);
        }
    }
}
