package io.throughline.dialect.converse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.conversation.Part;
import io.throughline.dialect.conversation.Part.Source;
import io.throughline.wire.JsonText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/** Writes images, documents and moving pictures. Used by one thread. */
final class MediaBlocks {
    private static final String S3 = "s3://";

    private final Losses losses;
    private final DocumentNames names = new DocumentNames();

    MediaBlocks(Losses losses) {
        this.losses = losses;
    }

    Optional<ObjectNode> image(Part.Image image) {
        if (image.detail().isPresent()) {
            losses.takes(Feature.IMAGE_DETAIL);
        }
        Feature feature = feature(image.source(), Feature.IMAGE_URL, Feature.IMAGE_DATA, Feature.IMAGE_FILE);
        return source(image.source(), feature).map(source -> {
            String format = MediaFormats.image(type(image.source()))
                    .orElseThrow(() -> unknown(feature, "images are PNG, JPEG, GIF or WebP"));
            return block("image", format, source);
        });
    }

    Optional<ObjectNode> document(Part.Document document) {
        Feature feature =
                feature(document.source(), Feature.DOCUMENT_URL, Feature.DOCUMENT_DATA, Feature.DOCUMENT_FILE);
        Feature kind = document.source() instanceof Source.Plain ? Feature.DOCUMENT_TEXT : feature;
        return source(document.source(), kind).map(source -> {
            String format = MediaFormats.document(type(document.source()))
                    .orElseThrow(() -> unknown(kind, "documents are PDF, Office, CSV, HTML, text or Markdown"));
            ObjectNode block = block("document", format, source);
            ObjectNode told = block.withObject("/document");
            told.put("name", names.next(document.name()));
            document.further().ifPresent(further -> cite(told, further));
            return block;
        });
    }

    Optional<ObjectNode> video(Part.Video video) {
        return source(video.source(), Feature.VIDEO_INPUT).map(source -> {
            String format = MediaFormats.video(type(video.source()))
                    .orElseThrow(() -> unknown(Feature.VIDEO_INPUT, "it is in no form that the models take"));
            return block("video", format, source);
        });
    }

    private void cite(ObjectNode document, String further) {
        JsonNode told = parsed(further);
        boolean enabled = told.path("citations").path("enabled").asBoolean();
        boolean hasContext = told.path("context").isTextual();
        if ((enabled || hasContext) && losses.takes(Feature.DOCUMENT_CITATIONS)) {
            if (hasContext) {
                document.set("context", told.get("context"));
            }
            if (enabled) {
                document.putObject("citations").put("enabled", true);
            }
        }
    }

    /** Returns {@code source}, empty where it is left out. */
    private Optional<ObjectNode> source(Source source, Feature feature) {
        ObjectNode told = JsonNodeFactory.instance.objectNode();
        if (source instanceof Source.Url url && url.url().startsWith(S3)) {
            told.putObject("s3Location").put("uri", url.url());
            return Optional.of(told);
        } else if (!(source instanceof Source.Data) && !(source instanceof Source.Plain)) {
            // what the table leaves out is left out; there is nothing to fetch it with
            if (losses.takes(feature)) {
                throw losses.refusal(losses.path(feature), "only what is in the request can be sent");
            }
            return Optional.empty();
        } else if (!losses.takes(feature)) {
            return Optional.empty();
        }
        return Optional.of(told.put("bytes", base64(source)));
    }

    private RuntimeException unknown(Feature feature, String why) {
        return losses.refusal(losses.path(feature), why);
    }

    private static String base64(Source source) {
        return source instanceof Source.Plain plain
                ? Base64.getEncoder().encodeToString(plain.text().getBytes(StandardCharsets.UTF_8))
                : ((Source.Data) source).base64();
    }

    private static ObjectNode block(String kind, String format, ObjectNode source) {
        ObjectNode block = JsonNodeFactory.instance.objectNode();
        block.putObject(kind).put("format", format).set("source", source);
        return block;
    }

    private static Feature feature(Source source, Feature url, Feature data, Feature file) {
        if (source instanceof Source.Url) {
            return url;
        }
        return source instanceof Source.FileId ? file : data;
    }

    /** Returns the media type; of what lies in S3, the name's ending where nothing else is known. */
    private static String type(Source source) {
        if (source instanceof Source.Url url) {
            String ending = url.url().substring(url.url().lastIndexOf('.') + 1);
            return url.mediaType().orElse(ending).toLowerCase(Locale.ROOT);
        } else if (source instanceof Source.Plain plain) {
            return plain.mediaType().toLowerCase(Locale.ROOT);
        }
        return source instanceof Source.Data data ? data.mediaType().toLowerCase(Locale.ROOT) : "";
    }

    private static JsonNode parsed(String json) {
        try {
            return JsonText.parse(json);
        } catch (IOException malformed) {
            return JsonNodeFactory.instance.objectNode();
        }
    }
}
