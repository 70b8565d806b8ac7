package io.throughline.dialect.ollama;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.conversation.Part;
import java.util.ArrayList;
import java.util.List;

/** The content of one message: one text, and images beside it. */
final class OllamaContent {
    private final Losses losses;
    private final List<String> texts = new ArrayList<>();
    private final List<String> images = new ArrayList<>();

    OllamaContent(Losses losses, List<Part> parts) {
        this.losses = losses;
        parts.forEach(this::take);
    }

    boolean isEmpty() {
        return texts.isEmpty() && images.isEmpty();
    }

    boolean hasImages() {
        return !images.isEmpty();
    }

    /** Returns its text, one piece a line. */
    String text() {
        return String.join("\n", texts);
    }

    /** Writes what the model said, whose pieces are one text. */
    void writeSaid(ObjectNode message) {
        write(String.join("", texts), message);
    }

    void write(ObjectNode message) {
        write(text(), message);
    }

    private void write(String text, ObjectNode message) {
        message.put("content", text);
        if (!images.isEmpty()) {
            ArrayNode written = message.putArray("images");
            images.forEach(written::add);
        }
    }

    private void take(Part part) {
        losses.at(part);
        if (part instanceof Part.Text text) {
            say(text.text());
        } else if (part instanceof Part.Refusal refusal) {
            say(refusal.text());
        } else if (part instanceof Part.Image image) {
            takeImage(image);
        } else if (part instanceof Part.Document document) {
            takeDocument(document);
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

    private void say(String text) {
        if (!text.isEmpty()) {
            texts.add(text);
        }
    }

    private void takeImage(Part.Image image) {
        if (image.source() instanceof Part.Source.Data data) {
            if (losses.takes(Feature.IMAGE_DATA)) {
                images.add(data.base64());
            }
        } else {
            boolean file = image.source() instanceof Part.Source.FileId;
            losses.takes(file ? Feature.IMAGE_FILE : Feature.IMAGE_URL);
        }
        if (image.detail().isPresent()) {
            losses.takes(Feature.IMAGE_DETAIL);
        }
    }

    private void takeDocument(Part.Document document) {
        if (document.further().isPresent()) {
            losses.takes(Feature.DOCUMENT_CITATIONS);
        }
        if (document.source() instanceof Part.Source.Plain plain) {
            if (losses.takes(Feature.DOCUMENT_TEXT)) {
                document.name().ifPresent(this::say);
                say(plain.text());
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
