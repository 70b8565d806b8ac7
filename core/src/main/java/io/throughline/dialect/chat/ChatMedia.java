package io.throughline.dialect.chat;

import io.throughline.dialect.conversation.Feature;
import io.throughline.dialect.conversation.Part;
import io.throughline.dialect.conversation.Part.Source;
import io.throughline.dialect.conversation.Value;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/** Reads parts that are no text: images, files, sound, moving pictures. */
final class ChatMedia {
    private final ChatRequestDraft draft;

    ChatMedia(ChatRequestDraft draft) {
        this.draft = draft;
    }

    /** Reads a part of a type, from the field of that name. */
    Part read(String type, Value field) {
        return switch (type) {
            case "image_url" -> image(field);
            case "file" -> file(field);
            // Mistral's way to name a file
            case "document_url" -> new Part.Document(source(field), Optional.empty(), Optional.empty());
            case "input_audio" -> audio(field);
            default -> new Part.Video(source(field.isText() ? field : field.must("url")));
        };
    }

    private Part image(Value field) {
        // Mistral's way is the address alone
        if (field.isText()) {
            return new Part.Image(source(field), Optional.empty());
        }
        Optional<String> detail = Optional.empty();
        for (Value part : field.fields()) {
            switch (part.name()) {
                case "url" -> {}
                case "detail" -> detail = Optional.of(part.text());
                default -> draft.further(Feature.UNKNOWN_FIELD, part);
            }
        }
        return new Part.Image(source(field.must("url")), detail);
    }

    private Part file(Value field) {
        Optional<String> name = Optional.empty();
        Optional<Source> source = Optional.empty();
        for (Value part : field.fields()) {
            switch (part.name()) {
                case "filename" -> name = Optional.of(part.text());
                case "file_data" -> source = Optional.of(fileData(part));
                case "file_id" ->
                    source = source.or(() -> Optional.of(new Source.FileId(part.text(), ChatFields.DIALECT)));
                default -> draft.further(Feature.UNKNOWN_FIELD, part);
            }
        }
        return new Part.Document(
                source.orElseThrow(() -> field.wrong("an object with file_data or file_id")), name, Optional.empty());
    }

    private static Source fileData(Value field) {
        Source source = source(field);
        boolean isText = source instanceof Source.Data data && data.mediaType().startsWith("text/");
        return isText ? plain((Source.Data) source, field) : source;
    }

    private static Source plain(Source.Data data, Value field) {
        try {
            byte[] text = Base64.getMimeDecoder().decode(data.base64());
            return new Source.Plain(data.mediaType(), new String(text, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw field.wrong("valid base64");
        }
    }

    private static Part audio(Value field) {
        if (field.isObject()) {
            String format = field.must("format").text();
            String data = field.must("data").text();
            return new Part.Audio(new Source.Data("audio/" + format, data), format);
        }
        String text = field.text();
        if (text.startsWith("http://") || text.startsWith("https://")) {
            return new Part.Audio(new Source.Url(text, Optional.empty()), ending(text));
        }
        String format = formatOf(text, field);
        return new Part.Audio(new Source.Data("audio/" + format, text), format);
    }

    /** Mistral's sound is the base64 alone: its first bytes tell the format. */
    private static String formatOf(String base64, Value field) {
        if (base64.startsWith("UklGR")) {
            return "wav";
        }
        if (base64.startsWith("SUQz") || base64.startsWith("//")) {
            return "mp3";
        }
        throw field.wrong("an object with data and format");
    }

    private static String ending(String url) {
        int dot = url.lastIndexOf('.');
        String ending = url.substring(dot + 1).toLowerCase(Locale.ROOT);
        return ending.matches("[a-z0-9]{2,5}") ? ending : "mp3";
    }

    /** An address, or {@code data:} with a media type and base64. */
    private static Source source(Value field) {
        String url = field.text();
        if (!url.regionMatches(true, 0, "data:", 0, 5)) {
            return new Source.Url(url, Optional.empty());
        }
        int comma = url.indexOf(',');
        String head = comma < 0 ? "" : url.substring(5, comma);
        if (!head.endsWith(";base64")) {
            throw field.wrong("an address, or a data URL with base64");
        }
        int semicolon = head.indexOf(';');
        return new Source.Data(head.substring(0, semicolon).toLowerCase(Locale.ROOT), url.substring(comma + 1));
    }
}
