package io.throughline.dialect.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.conversation.Destination;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.conversation.Part;
import io.throughline.dialect.conversation.Part.Source;
import java.util.List;

/** Writes what a message or a function's output holds. */
final class ContentWriter {
    private final Destination to;
    private final Losses losses;

    ContentWriter(Destination to, Losses losses) {
        this.to = to;
        this.losses = losses;
    }

    void write(List<Part> parts, ArrayNode content) {
        parts.forEach(part -> write(part, content));
    }

    private void write(Part part, ArrayNode content) {
        losses.at(part);
        if (part instanceof Part.Text text) {
            writeText(text.text(), content);
        } else if (part instanceof Part.Refusal refusal) {
            writeText(refusal.text(), content);
        } else if (part instanceof Part.Image image) {
            writeImage(image, content);
        } else if (part instanceof Part.Document document) {
            writeDocument(document, content);
        } else if (part instanceof Part.Audio) {
            losses.takes(Feature.AUDIO_INPUT);
        } else if (part instanceof Part.Video) {
            losses.takes(Feature.VIDEO_INPUT);
        } else if (part instanceof Part.CacheBreakpoint) {
            losses.takes(Feature.CACHE_BREAKPOINT);
        } else if (part instanceof Part.Foreign piece) {
            writeForeign(piece, content);
        } else if (part instanceof Part.Reasoning) {
            losses.takes(Feature.FOREIGN_REASONING);
        }
        // calls and results of tools are items of their own
    }

    private static void writeText(String text, ArrayNode content) {
        if (!text.isEmpty()) {
            content.addObject().put("type", "input_text").put("text", text);
        }
    }

    private void writeForeign(Part.Foreign piece, ArrayNode content) {
        if (piece.dialect().equals(ResponsesFields.DIALECT)) {
            content.add(Tree.of(piece.json()));
        } else {
            losses.takes(Feature.FOREIGN_BLOCK, piece.path());
        }
    }

    private void writeImage(Part.Image image, ArrayNode content) {
        ObjectNode part = Tree.object().put("type", "input_image");
        if (!writeImageSource(image.source(), part)) {
            return;
        }
        boolean detailed = image.detail().isPresent() && losses.takes(Feature.IMAGE_DETAIL);
        part.put("detail", detailed ? image.detail().orElse("auto") : "auto");
        content.add(part);
    }

    private boolean writeImageSource(Source source, ObjectNode part) {
        if (source instanceof Source.Url url) {
            part.put("image_url", url.url());
            return losses.takes(Feature.IMAGE_URL);
        } else if (source instanceof Source.Data data) {
            part.put("image_url", DataUrl.write(data));
            return losses.takes(Feature.IMAGE_DATA);
        } else if (source instanceof Source.FileId file) {
            return writeFileId(Feature.IMAGE_FILE, file, part);
        }
        throw losses.refusal(losses.path(Feature.IMAGE_DATA), "a text is no image");
    }

    private void writeDocument(Part.Document document, ArrayNode content) {
        if (document.further().filter(ContentWriter::asksForCitations).isPresent()) {
            losses.takes(Feature.DOCUMENT_CITATIONS);
        }
        if (document.source() instanceof Source.Plain plain) {
            if (losses.takes(Feature.DOCUMENT_TEXT)) {
                writeText(document.name().map(name -> name + "\n\n").orElse("") + plain.text(), content);
            }
            return;
        }
        ObjectNode part = Tree.object().put("type", "input_file");
        if (writeDocumentSource(document, part)) {
            content.add(part);
        }
    }

    private static boolean asksForCitations(String further) {
        JsonNode said = Tree.of(further);
        return said.path("citations").path("enabled").asBoolean() || said.hasNonNull("context");
    }

    private boolean writeDocumentSource(Part.Document document, ObjectNode part) {
        if (document.source() instanceof Source.Url url) {
            // the provider takes no name beside an address
            part.put("file_url", url.url());
            return losses.takes(Feature.DOCUMENT_URL);
        } else if (document.source() instanceof Source.FileId file) {
            return writeFileId(Feature.DOCUMENT_FILE, file, part);
        } else if (document.source() instanceof Source.Data data) {
            part.put("filename", document.name().orElseGet(() -> fileName(data.mediaType())));
            part.put("file_data", DataUrl.write(data));
            return losses.takes(Feature.DOCUMENT_DATA);
        }
        return false;
    }

    /** A file is kept by the provider at whom the client laid it down. */
    private boolean writeFileId(Feature feature, Source.FileId file, ObjectNode part) {
        if (!losses.takes(feature)) {
            return false;
        }
        boolean ours = file.dialect().startsWith("openai-") && to.issuer().equals(ResponsesFields.ISSUER);
        if (!ours) {
            throw losses.refusal(losses.path(feature), "the file is kept by another provider");
        }
        part.put("file_id", file.id());
        return true;
    }

    private static String fileName(String mediaType) {
        return mediaType.equals("application/pdf") ? "document.pdf" : "document";
    }
}
