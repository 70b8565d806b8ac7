package io.throughline.dialect.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Part;
import io.throughline.dialect.conversation.Part.Source;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/** Writes images, documents, sound and moving pictures. */
final class MediaWriting {
    private static final String NO_TITLE = "document";

    private final Target target;

    MediaWriting(Target target) {
        this.target = target;
    }

    Optional<ObjectNode> write(Part part) {
        target.losses().at(part);
        if (part instanceof Part.Image image) {
            return image(image);
        } else if (part instanceof Part.Document document) {
            return document(document);
        } else if (part instanceof Part.Audio audio) {
            return audio(audio);
        } else if (part instanceof Part.Video video && target.takes(Feature.VIDEO_INPUT)) {
            return Optional.of(withUrl("video_url", address(video.source(), Feature.VIDEO_INPUT)));
        }
        return Optional.empty();
    }

    private Optional<ObjectNode> image(Part.Image image) {
        Feature feature = image.source() instanceof Source.Url
                ? Feature.IMAGE_URL
                : image.source() instanceof Source.FileId ? Feature.IMAGE_FILE : Feature.IMAGE_DATA;
        if (!target.takes(feature)) {
            return Optional.empty();
        }
        ObjectNode part = withUrl("image_url", address(image.source(), feature));
        image.detail()
                .filter(detail -> target.takes(Feature.IMAGE_DETAIL))
                .ifPresent(detail -> ((ObjectNode) part.get("image_url")).put("detail", detail));
        return Optional.of(part);
    }

    private Optional<ObjectNode> document(Part.Document document) {
        if (document.further().filter(MediaWriting::asksForCitations).isPresent()) {
            target.takes(Feature.DOCUMENT_CITATIONS);
        }
        if (document.source() instanceof Source.Plain plain) {
            return target.takes(Feature.DOCUMENT_TEXT)
                    ? Optional.of(ContentWriting.text(titled(document, plain.text())))
                    : Optional.empty();
        }
        ObjectNode part = Tree.object().put("type", "file");
        ObjectNode file = part.putObject("file");
        if (document.source() instanceof Source.FileId id) {
            if (!id.dialect().startsWith("openai-")) {
                throw target.losses()
                        .refusal(target.losses().path(Feature.DOCUMENT_FILE), "the file is at another provider");
            }
            file.put("file_id", id.id());
            document.name().ifPresent(name -> file.put("filename", name));
            return target.takes(Feature.DOCUMENT_FILE) ? Optional.of(part) : Optional.empty();
        }
        Feature feature = document.source() instanceof Source.Url ? Feature.DOCUMENT_URL : Feature.DOCUMENT_DATA;
        // OpenAI refuses data without a file name
        file.put("filename", document.name().orElseGet(() -> NO_TITLE + ending(document.source())));
        file.put("file_data", address(document.source(), feature));
        return target.takes(feature) ? Optional.of(part) : Optional.empty();
    }

    private static boolean asksForCitations(String further) {
        JsonNode json = Tree.of(further);
        return json.path("citations").path("enabled").asBoolean() || json.hasNonNull("context");
    }

    private static String titled(Part.Document document, String text) {
        return document.name().map(name -> name + "\n\n" + text).orElse(text);
    }

    private static String ending(Source source) {
        boolean isPdf = source instanceof Source.Data data && data.mediaType().equals("application/pdf");
        return isPdf ? ".pdf" : "";
    }

    private Optional<ObjectNode> audio(Part.Audio audio) {
        if (!target.takes(Feature.AUDIO_INPUT)) {
            return Optional.empty();
        }
        if (!(audio.source() instanceof Source.Data data)) {
            throw target.losses().refusal(target.losses().path(Feature.AUDIO_INPUT), "sound goes in the request");
        }
        ObjectNode part = Tree.object().put("type", "input_audio");
        part.putObject("input_audio")
                .put("data", data.base64())
                .put("format", audio.format().toLowerCase(Locale.ROOT));
        return Optional.of(part);
    }

    private static ObjectNode withUrl(String type, String url) {
        ObjectNode part = Tree.object().put("type", type);
        part.putObject(type).put("url", url);
        return part;
    }

    private String address(Source source, Feature feature) {
        if (source instanceof Source.Url url) {
            return url.url();
        } else if (source instanceof Source.Data data) {
            return "data:" + data.mediaType() + ";base64," + data.base64();
        } else if (source instanceof Source.Plain plain) {
            byte[] bytes = plain.text().getBytes(StandardCharsets.UTF_8);
            return "data:" + plain.mediaType() + ";base64,"
                    + Base64.getEncoder().encodeToString(bytes);
        }
        throw target.losses().refusal(target.losses().path(feature), "the file is at another provider");
    }
}
