package io.throughline.dialect.messages;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.conversation.Part.Source;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Writes where the bytes of an image or document are. */
final class SourceWriter {
    private static final String PDF = "application/pdf";
    private static final String TEXT = "text/";

    private final Losses losses;
    private boolean files;

    SourceWriter(Losses losses) {
        this.losses = losses;
    }

    /** Writes an image's source; empty where it is to be left out. */
    Optional<ObjectNode> image(Source source) {
        if (source instanceof Source.Url url) {
            return losses.takes(Feature.IMAGE_URL) ? Optional.of(url(url)) : Optional.empty();
        } else if (source instanceof Source.Data data) {
            return losses.takes(Feature.IMAGE_DATA) ? Optional.of(base64(data)) : Optional.empty();
        } else if (source instanceof Source.FileId file) {
            return losses.takes(Feature.IMAGE_FILE) ? Optional.of(file(file, Feature.IMAGE_FILE)) : Optional.empty();
        }
        throw losses.refusal(losses.path(Feature.IMAGE_DATA), "an image is no text");
    }

    /** Writes a document's source; empty where it is to be left out. */
    Optional<ObjectNode> document(Source source) {
        if (source instanceof Source.Url url) {
            return losses.takes(Feature.DOCUMENT_URL) ? Optional.of(url(url)) : Optional.empty();
        } else if (source instanceof Source.Data data) {
            return losses.takes(Feature.DOCUMENT_DATA) ? Optional.of(data(data)) : Optional.empty();
        } else if (source instanceof Source.Plain plain) {
            return losses.takes(Feature.DOCUMENT_TEXT) ? Optional.of(text(plain.text())) : Optional.empty();
        } else if (source instanceof Source.FileId file) {
            return losses.takes(Feature.DOCUMENT_FILE)
                    ? Optional.of(file(file, Feature.DOCUMENT_FILE))
                    : Optional.empty();
        }
        throw new AssertionError("a source of an unknown kind");
    }

    /** Returns whether a file that Anthropic keeps was written, which wants a beta. */
    boolean hasFiles() {
        return files;
    }

    private ObjectNode data(Source.Data data) {
        if (data.mediaType().equals(PDF)) {
            return base64(data);
        }
        if (!data.mediaType().startsWith(TEXT)) {
            throw losses.refusal(
                    losses.path(Feature.DOCUMENT_DATA), "it takes PDF and plain text, not " + data.mediaType());
        }
        try {
            return text(new String(Base64.getMimeDecoder().decode(data.base64()), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException noBase64) {
            throw losses.refusal(losses.path(Feature.DOCUMENT_DATA), "it is not in base64");
        }
    }

    private ObjectNode file(Source.FileId file, Feature feature) {
        if (!file.dialect().equals(MessagesDialect.NAME)) {
            throw losses.refusal(losses.path(feature), "the file is kept by another provider");
        }
        files = true;
        return source("file").put("file_id", file.id());
    }

    private static ObjectNode url(Source.Url url) {
        return source("url").put("url", url.url());
    }

    private static ObjectNode base64(Source.Data data) {
        return source("base64").put("media_type", data.mediaType()).put("data", data.base64());
    }

    private static ObjectNode text(String text) {
        return source("text").put("media_type", "text/plain").put("data", text);
    }

    private static ObjectNode source(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }
}
