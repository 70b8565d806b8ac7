package io.throughline.dialect.chat;

import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Part;
import io.throughline.dialect.conversation.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads what a message's {@code content} holds: a string, or parts. */
final class ChatParts {
    private static final Optional<String> NONE = Optional.empty();
    private static final Set<String> MEDIA =
            Set.of("image_url", "file", "document_url", "input_audio", "video_url", "input_video");

    private final ChatRequestDraft draft;
    private final ChatMedia media;

    ChatParts(ChatRequestDraft draft) {
        this.draft = draft;
        this.media = new ChatMedia(draft);
    }

    List<Part> read(Value content) {
        if (content.isText()) {
            return List.of(new Part.Text(content.text()));
        }
        if (!content.isArray()) {
            throw content.wrong("a string or an array of content parts");
        }
        List<Part> parts = new ArrayList<>();
        for (Value part : content.elements()) {
            int from = parts.size();
            readPart(part, parts);
            parts.subList(from, parts.size()).forEach(read -> draft.places.put(read, part.path()));
        }
        return parts;
    }

    private void readPart(Value part, List<Part> parts) {
        if (part.isText()) {
            parts.add(new Part.Text(part.text()));
            return;
        }
        String type = part.must("type").text();
        switch (type) {
            case "text", "refusal" -> {
                String text = part.must(type).text();
                parts.add(type.equals("text") ? new Part.Text(text) : new Part.Refusal(text));
            }
            case "thinking" -> parts.add(new Part.Reasoning(thought(part.must(type)), NONE, NONE, NONE));
            default -> {
                if (!MEDIA.contains(type)) {
                    parts.add(new Part.Foreign(ChatFields.DIALECT, type, part.path(), part.raw()));
                    return;
                }
                parts.add(media.read(type, part.must(type)));
            }
        }
        readRest(part, type, parts);
    }

    private void readRest(Value part, String type, List<Part> parts) {
        for (Value field : part.fields()) {
            if (field.name().equals("cache_control")) {
                parts.add(new Part.CacheBreakpoint(field.raw()));
            } else if (!field.name().equals("type") && !field.name().equals(type)) {
                draft.further(Feature.UNKNOWN_FIELD, field);
            }
        }
    }

    /** Mistral's thoughts: text parts, or a string. */
    private static String thought(Value thinking) {
        if (thinking.isText()) {
            return thinking.text();
        }
        StringBuilder text = new StringBuilder();
        for (Value part : thinking.elements()) {
            Value words = part.at("text");
            if (words.isThere()) {
                text.append(words.text());
            }
        }
        return text.toString();
    }
}
