package io.throughline.dialect.messages;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.throughline.Body;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Treatment;
import io.throughline.dialect.conversation.WrittenRequest;
import io.throughline.wire.JsonReader;
import io.throughline.wire.JsonText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Claude models behind another company's API, which take the body of Messages with small changes: the version stands in it, and the model in the path.
 * Every value goes byte for byte as it is, so that a client's own body can be relayed and prompt caches hold.
 */
public final class HostedMessages {
    /** Bedrock's InvokeModel: streams and betas are asked for by path and in the body. */
    public static final HostedMessages BEDROCK =
            new HostedMessages("bedrock-2023-05-31", Set.of("model", "stream", "anthropic_version", "anthropic_beta"));
    /** Vertex AI's rawPredict: betas stay in the header. */
    public static final HostedMessages VERTEX =
            new HostedMessages("vertex-2023-10-16", Set.of("model", "anthropic_version"));

    private static final Treatment NO_ADDRESSES =
            Treatment.refused("the host does not fetch from addresses; send the bytes");
    private static final Treatment NO_FILES = Treatment.refused("the host keeps no files");

    private final String version;
    private final Set<String> replaced;

    private HostedMessages(String version, Set<String> replaced) {
        this.version = version;
        this.replaced = replaced;
    }

    /** Returns what becomes of features that Anthropic takes and the host does not. */
    public static Map<Feature, Treatment> treatments() {
        return Map.of(
                Feature.IMAGE_URL, NO_ADDRESSES,
                Feature.DOCUMENT_URL, NO_ADDRESSES,
                Feature.IMAGE_FILE, NO_FILES,
                Feature.DOCUMENT_FILE, NO_FILES);
    }

    /**
     * Returns a body of Messages as the host takes it.
     *
     * @param body the body, a client's or one that was written
     * @param betas the betas to ask for, such as the client's header {@code anthropic-beta} names; in the body only where the host wants them there
     * @throws io.throughline.dialect.RefusedException where the body is no JSON object
     */
    public byte[] body(byte[] body, List<String> betas) {
        try (JsonReader in = JsonReader.over(body)) {
            if (!in.object()) {
                throw MessagesRequestReader.notAnObject();
            }
            return splice(in, betas);
        } catch (IOException malformed) {
            throw MessagesRequestReader.notAnObject();
        }
    }

    /**
     * Returns a written request as the host takes it.
     *
     * @param request what {@link MessagesRequestWriter} wrote
     * @param model the model, as the host names it
     * @param stream whether the answer is to be streamed
     */
    public WrittenRequest request(WrittenRequest request, String model, boolean stream) {
        return new WrittenRequest(
                path(model, stream),
                Map.of(),
                new Body.Bytes(body(request.body().bytes(), List.of())),
                request.toolNames());
    }

    /** Returns the path behind the host's base URI; Vertex AI's ends with project and location. */
    public String path(String model, boolean stream) {
        String segment = URLEncoder.encode(model, StandardCharsets.UTF_8).replace("+", "%20");
        return this == BEDROCK
                ? "/model/" + segment + (stream ? "/invoke-with-response-stream" : "/invoke")
                : "/publishers/anthropic/models/" + segment.replace("%40", "@")
                        + (stream ? ":streamRawPredict" : ":rawPredict");
    }

    private byte[] splice(JsonReader in, List<String> betas) throws IOException {
        List<String> fields = new ArrayList<>();
        Set<String> asked = new LinkedHashSet<>(betas);
        String field;
        while ((field = in.field()) != null) {
            if (!replaced.contains(field)) {
                fields.add(quoted(field) + ":" + in.raw());
            } else if (field.equals("anthropic_beta") && in.array()) {
                while (in.element()) {
                    String beta = in.nonEmptyText();
                    if (beta != null) {
                        asked.add(beta);
                    }
                }
            }
        }
        in.end();
        ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
        write(out, "{\"anthropic_version\":" + quoted(version));
        if (replaced.contains("anthropic_beta") && !asked.isEmpty()) {
            write(out, ",\"anthropic_beta\":" + new String(list(asked), StandardCharsets.UTF_8));
        }
        fields.forEach(kept -> write(out, "," + kept));
        write(out, "}");
        return out.toByteArray();
    }

    private static byte[] list(Set<String> betas) {
        return JsonText.bytes(json -> {
            json.writeStartArray();
            for (String beta : betas) {
                json.writeString(beta);
            }
            json.writeEndArray();
        });
    }

    private static void write(ByteArrayOutputStream out, String json) {
        out.writeBytes(json.getBytes(StandardCharsets.UTF_8));
    }

    private static String quoted(String text) {
        return '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }
}
