package io.throughline.dialect.cohere;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.conversation.Part;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Writes the pieces of a message: text and images of users, text alone of everyone else. */
final class CohereContent {
    private static final String TEXT = "text";

    private final Losses losses;

    CohereContent(Losses losses) {
        this.losses = losses;
    }

    /** Writes a user's pieces: text alone as a string. */
    void write(List<Part> parts, ObjectNode message) {
        ArrayNode written = JsonNodeFactory.instance.arrayNode();
        parts.forEach(part -> write(part, written));
        boolean single = written.size() == 1 && written.get(0).has(TEXT);
        if (single || written.isEmpty()) {
            message.put("content", single ? written.get(0).get(TEXT).textValue() : "");
        } else {
            message.set("content", written);
        }
    }

    /** Returns the text of pieces that hold nothing else, joined by blank lines. */
    String text(List<Part> parts) {
        return joined(parts, "\n\n");
    }

    /** Returns what the model said, as one text. */
    String said(List<Part> parts) {
        return joined(parts, "");
    }

    /** Returns what a tool told. */
    String result(List<Part> parts) {
        for (Part part : parts) {
            losses.at(part);
            boolean media = part instanceof Part.Image
                    || part instanceof Part.Audio
                    || part instanceof Part.Video
                    || (part instanceof Part.Document document && !(document.source() instanceof Part.Source.Plain));
            if (media) {
                losses.takes(Feature.TOOL_RESULT_MEDIA);
            }
        }
        return joined(parts, "\n");
    }

    private String joined(List<Part> parts, String between) {
        ArrayNode written = JsonNodeFactory.instance.arrayNode();
        parts.forEach(part -> write(part, written));
        return StreamSupport.stream(written.spliterator(), false)
                .filter(piece -> isText(piece.has(TEXT)))
                .map(piece -> piece.get(TEXT).textValue())
                .collect(Collectors.joining(between));
    }

    /** Only users show images. */
    private boolean isText(boolean text) {
        if (!text) {
            losses.drop("messages", "only a user's message holds images");
        }
        return text;
    }

    private void write(Part part, ArrayNode written) {
        losses.at(part);
        if (part instanceof Part.Text text) {
            writeText(text.text(), written);
        } else if (part instanceof Part.Refusal refusal) {
            writeText(refusal.text(), written);
        } else if (part instanceof Part.Image image) {
            writeImage(image, written);
        } else if (part instanceof Part.Document document) {
            writeDocument(document, written);
        } else if (part instanceof Part.Audio) {
            losses.takes(Feature.AUDIO_INPUT);
        } else if (part instanceof Part.Video) {
            losses.takes(Feature.VIDEO_INPUT);
        } else if (part instanceof Part.CacheBreakpoint) {
            losses.takes(Feature.CACHE_BREAKPOINT);
        } else if (part instanceof Part.Reasoning) {
            losses.takes(Feature.FOREIGN_REASONING);
        } else if (part instanceof Part.Foreign foreign) {
            losses.takes(Feature.FOREIGN_BLOCK, foreign.path());
        }
    }

    /** An empty text is refused beside others, and means nothing. */
    private static void writeText(String text, ArrayNode written) {
        if (!text.isEmpty()) {
            written.addObject().put("type", TEXT).put(TEXT, text);
        }
    }

    private void writeImage(Part.Image image, ArrayNode written) {
        if (image.source() instanceof Part.Source.Url address && losses.takes(Feature.IMAGE_URL)) {
            writeImage(address.url(), written);
        } else if (image.source() instanceof Part.Source.Data data && losses.takes(Feature.IMAGE_DATA)) {
            writeImage("data:" + data.mediaType() + ";base64," + data.base64(), written);
        } else if (image.source() instanceof Part.Source.FileId) {
            losses.takes(Feature.IMAGE_FILE);
        }
        if (image.detail().isPresent()) {
            losses.takes(Feature.IMAGE_DETAIL);
        }
    }

    private static void writeImage(String url, ArrayNode written) {
        written.addObject().put("type", "image_url").putObject("image_url").put("url", url);
    }

    private void writeDocument(Part.Document document, ArrayNode written) {
        if (document.further().isPresent()) {
            losses.takes(Feature.DOCUMENT_CITATIONS);
        }
        if (document.source() instanceof Part.Source.Plain plain) {
            if (losses.takes(Feature.DOCUMENT_TEXT)) {
                writeText(document.name().map(name -> name + "\n\n").orElse("") + plain.text(), written);
            }
        } else if (document.source() instanceof Part.Source.Url) {
            losses.takes(Feature.DOCUMENT_URL);
        } else if (document.source() instanceof Part.Source.Data) {
            losses.takes(Feature.DOCUMENT_DATA);
        } else {
            losses.takes(Feature.DOCUMENT_FILE);
        }
    }
}
