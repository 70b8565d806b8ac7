package io.throughline.dialect.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.Block;
import io.throughline.wire.JsonText;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes opaque blocks that Gemini has parts for: images, sound, and its own. */
final class MediaPart {
    private static final Set<String> OWN = Set.of("executableCode", "codeExecutionResult", "inlineData", "fileData");
    private static final Pattern DATA_URL = Pattern.compile("data:([^;,]+);base64,");

    private MediaPart() {}

    static Optional<ObjectNode> of(Block.Opaque block) {
        JsonNode tree;
        try {
            tree = JsonText.parse(block.json());
        } catch (IOException e) {
            return Optional.empty();
        }
        if (OWN.contains(block.type()) && tree.isObject()) {
            ObjectNode part = JsonNodeFactory.instance.objectNode();
            part.set(block.type(), tree);
            return Optional.of(part);
        }
        return switch (block.type()) {
            case "image" -> image(tree.path("image_url").path("url").asText(""));
            case "image_generation_call" ->
                inline("image/png", tree.path("result").asText(""));
            case "audio" ->
                inline(
                        tree.path("mime_type").asText("audio/wav"),
                        tree.path("data").asText(""));
            default -> Optional.empty();
        };
    }

    private static Optional<ObjectNode> image(String url) {
        Matcher data = DATA_URL.matcher(url);
        if (data.lookingAt()) {
            return inline(data.group(1), url.substring(data.end()));
        }
        ObjectNode part = JsonNodeFactory.instance.objectNode();
        part.putObject("fileData").put("fileUri", url);
        return url.isEmpty() ? Optional.empty() : Optional.of(part);
    }

    private static Optional<ObjectNode> inline(String mediaType, String base64) {
        ObjectNode part = JsonNodeFactory.instance.objectNode();
        part.putObject("inlineData").put("mimeType", mediaType).put("data", base64);
        return base64.isEmpty() ? Optional.empty() : Optional.of(part);
    }
}
