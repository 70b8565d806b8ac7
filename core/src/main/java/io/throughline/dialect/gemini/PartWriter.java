package io.throughline.dialect.gemini;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.conversation.Part;
import io.throughline.dialect.conversation.Part.Source;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Writes the parts of any turn: text and media. */
final class PartWriter {
    private final Losses losses;

    PartWriter(Losses losses) {
        this.losses = losses;
    }

    void write(Part part, ArrayNode out) {
        losses.at(part);
        if (part instanceof Part.Text text) {
            writeText(text.text(), out);
        } else if (part instanceof Part.Refusal refusal) {
            writeText(refusal.text(), out);
        } else if (part instanceof Part.Image image) {
            if (image.detail().filter(detail -> !detail.equals("auto")).isPresent()) {
                losses.takes(Feature.IMAGE_DETAIL);
            }
            writeMedia(image.source(), Feature.IMAGE_URL, Feature.IMAGE_DATA, Feature.IMAGE_FILE, out);
        } else if (part instanceof Part.Document document) {
            writeDocument(document, out);
        } else if (part instanceof Part.Audio audio) {
            if (losses.takes(Feature.AUDIO_INPUT)) {
                writeSource(audio.source(), Optional.of(MediaTypes.ofAudio(audio.format())), out);
            }
        } else if (part instanceof Part.Video video) {
            if (losses.takes(Feature.VIDEO_INPUT)) {
                writeSource(video.source(), Optional.empty(), out);
            }
        } else if (part instanceof Part.CacheBreakpoint) {
            losses.takes(Feature.CACHE_BREAKPOINT);
        } else if (part instanceof Part.Foreign foreign) {
            writeForeign(foreign, out);
        } else if (part instanceof Part.Reasoning) {
            losses.takes(Feature.FOREIGN_REASONING);
        } else {
            throw losses.refusal(
                    losses.path(Feature.TOOLS), "a tool's call or result stands in a turn that can't have one");
        }
    }

    void writeForeign(Part.Foreign foreign, ArrayNode out) {
        if (foreign.dialect().equals(GeminiDialect.NAME)) {
            out.addObject().set(foreign.type(), Json.tree(foreign.json(), foreign.path()));
        } else {
            losses.takes(Feature.FOREIGN_BLOCK, foreign.path());
        }
    }

    private static void writeText(String text, ArrayNode out) {
        if (!text.isEmpty()) {
            out.addObject().put("text", text);
        }
    }

    private void writeDocument(Part.Document document, ArrayNode out) {
        if (document.further().isPresent()) {
            losses.takes(Feature.DOCUMENT_CITATIONS);
        }
        Feature data = document.source() instanceof Source.Plain ? Feature.DOCUMENT_TEXT : Feature.DOCUMENT_DATA;
        writeMedia(document.source(), Feature.DOCUMENT_URL, data, Feature.DOCUMENT_FILE, out);
    }

    private void writeMedia(Source source, Feature url, Feature data, Feature file, ArrayNode out) {
        Feature feature = source instanceof Source.Url ? url : source instanceof Source.FileId ? file : data;
        if (source instanceof Source.FileId id && !id.dialect().equals(GeminiDialect.NAME)) {
            throw losses.refusal(losses.path(file), "the file is another provider's");
        }
        if (losses.takes(feature)) {
            writeSource(source, Optional.empty(), out);
        }
    }

    private void writeSource(Source source, Optional<String> usualType, ArrayNode out) {
        if (source instanceof Source.Data data) {
            out.addObject()
                    .putObject("inlineData")
                    .put("mimeType", data.mediaType())
                    .put("data", data.base64());
        } else if (source instanceof Source.Plain plain) {
            out.addObject()
                    .putObject("inlineData")
                    .put("mimeType", plain.mediaType())
                    .put("data", Base64.getEncoder().encodeToString(plain.text().getBytes(StandardCharsets.UTF_8)));
        } else if (source instanceof Source.Url url) {
            Optional<String> type =
                    url.mediaType().or(() -> MediaTypes.ofUrl(url.url())).or(() -> usualType);
            writeFile(url.url(), type, out);
        } else if (source instanceof Source.FileId id) {
            writeFile(id.id(), MediaTypes.ofUrl(id.id()).or(() -> usualType), out);
        }
    }

    private static void writeFile(String uri, Optional<String> mediaType, ArrayNode out) {
        ObjectNode file = out.addObject().putObject("fileData");
        mediaType.ifPresent(type -> file.put("mimeType", type));
        file.put("fileUri", uri);
    }
}
