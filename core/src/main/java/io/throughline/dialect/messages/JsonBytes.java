package io.throughline.dialect.messages;

import com.fasterxml.jackson.databind.JsonNode;
import io.throughline.wire.JsonText;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Turns trees to bytes. JSON's escapes allow a surrogate without its other half, UTF-8 does not. */
final class JsonBytes {
    private JsonBytes() {}

    /** Returns the tree's bytes; a lone surrogate becomes U+FFFD, since providers refuse even its escape. */
    static byte[] wellFormed(JsonNode tree) {
        return bytes(tree, "\uFFFD");
    }

    /** Returns the tree's bytes; a lone surrogate goes as its escape, since the next piece of a stream may hold the other half. */
    static byte[] escaped(JsonNode tree) {
        return bytes(tree, null);
    }

    private static byte[] bytes(JsonNode tree, @Nullable String instead) {
        String json = JsonText.of(tree);
        return (hasLone(json) ? mended(json, instead) : json).getBytes(StandardCharsets.UTF_8);
    }

    private static boolean hasLone(String json) {
        for (int i = 0; i < json.length(); i++) {
            if (isLone(json, i)) {
                return true;
            }
        }
        return false;
    }

    private static String mended(String json, @Nullable String instead) {
        StringBuilder mended = new StringBuilder(json.length() + 16);
        for (int i = 0; i < json.length(); i++) {
            char unit = json.charAt(i);
            if (!isLone(json, i)) {
                mended.append(unit);
            } else {
                mended.append(instead == null ? String.format("\\u%04x", (int) unit) : instead);
            }
        }
        return mended.toString();
    }

    private static boolean isLone(String text, int at) {
        char unit = text.charAt(at);
        if (Character.isHighSurrogate(unit)) {
            return at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1));
        }
        return Character.isLowSurrogate(unit) && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
    }
}
