package io.throughline.cache;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.throughline.wire.JsonText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A request in one form whatever the order of its fields, its blanks and escapes: what means the same is the same bytes. Numbers stay as they are
 * written: 1 and 1.0 are two requests.
 *
 * <p>Left out are, at the top: {@code model}, in whose place the target stands; {@code stream} and {@code stream_options}, which choose the answer's
 * form and not its content. All else counts, {@code user} as well: end users of one tenant see each other's answers only where they are not told
 * apart.
 */
final class CanonicalRequest {
    private static final Set<String> LEFT_OUT = Set.of("model", "stream", "stream_options");

    private CanonicalRequest() {}

    /** Returns the canonical form; empty for what is no JSON object, and for requests whose point is what they do and not what they answer. */
    static Optional<byte[]> of(byte[] body) {
        try {
            JsonNode tree = JsonText.parse(body);
            return !tree.isObject() || acts(tree)
                    ? Optional.empty()
                    : Optional.of(JsonText.bytes(out -> write(out, tree, LEFT_OUT)));
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty();
        }
    }

    /** An answer in the background is none yet; a stored conversation grows with each call. */
    private static boolean acts(JsonNode tree) {
        return tree.path("background").asBoolean() || tree.hasNonNull("conversation");
    }

    private static void write(JsonGenerator out, JsonNode node, Set<String> leftOut) throws IOException {
        if (node.isObject()) {
            writeObject(out, node, leftOut);
        } else if (node.isArray()) {
            out.writeStartArray();
            for (JsonNode element : node) {
                write(out, element, Set.of());
            }
            out.writeEndArray();
        } else if (node.isNumber()) {
            out.writeNumber(node.asText());
        } else if (node.isTextual()) {
            out.writeString(node.textValue());
        } else if (node.isBoolean()) {
            out.writeBoolean(node.booleanValue());
        } else {
            out.writeNull();
        }
    }

    private static void writeObject(JsonGenerator out, JsonNode node, Set<String> leftOut) throws IOException {
        Set<String> names = new TreeSet<>();
        node.fieldNames().forEachRemaining(names::add);
        names.removeAll(leftOut);
        out.writeStartObject();
        for (String name : names) {
            out.writeFieldName(name);
            write(out, node.get(name), Set.of());
        }
        out.writeEndObject();
    }
}
