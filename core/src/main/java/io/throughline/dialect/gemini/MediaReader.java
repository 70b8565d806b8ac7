package io.throughline.dialect.gemini;

import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.conversation.Part;
import io.throughline.dialect.conversation.Part.Source;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads {@code inlineData} and {@code fileData}: what they are is told by the media type. */
final class MediaReader {
    private String mediaType = "";
    private String data = "";
    private String uri = "";
    private Optional<String> name = Optional.empty();

    private MediaReader() {}

    static Part inline(JsonAt blob, Consumer<JsonAt> unknown) {
        MediaReader media = read(blob, unknown);
        if (media.mediaType.isEmpty()) {
            throw Losses.refused(blob.path() + ".mimeType", blob.path() + ".mimeType must be given");
        }
        return media.part(media.inlineSource());
    }

    static Part file(JsonAt file, Consumer<JsonAt> unknown) {
        MediaReader media = read(file, unknown);
        if (media.uri.isEmpty()) {
            throw Losses.refused(file.path() + ".fileUri", file.path() + ".fileUri must be given");
        }
        return media.part(media.fileSource());
    }

    private static MediaReader read(JsonAt object, Consumer<JsonAt> unknown) {
        MediaReader media = new MediaReader();
        object.fields((field, value) -> {
            switch (field) {
                case "mimeType" -> media.mediaType = value.text().toLowerCase(Locale.ROOT);
                case "data" -> media.data = value.text();
                case "fileUri" -> media.uri = value.text();
                case "displayName" -> media.name = Optional.of(value.text());
                default -> unknown.accept(value);
            }
        });
        return media;
    }

    private Source inlineSource() {
        // clients that hold bytes write them in either alphabet
        String base64 = data.replace('-', '+').replace('_', '/');
        if (mediaType.startsWith("text/")) {
            Optional<String> text = text(base64);
            if (text.isPresent()) {
                return new Source.Plain(mediaType, text.get());
            }
        }
        return new Source.Data(mediaType, base64);
    }

    /** What only Google can open is a file of it, whatever its address looks like. */
    private Source fileSource() {
        boolean fetchable = uri.startsWith("https://") || uri.startsWith("http://");
        boolean googles = uri.startsWith("https://generativelanguage.googleapis.com/");
        return fetchable && !googles
                ? new Source.Url(uri, Optional.of(mediaType).filter(type -> !type.isEmpty()))
                : new Source.FileId(uri, GeminiDialect.NAME);
    }

    private Part part(Source source) {
        String kind = mediaType.substring(0, Math.max(0, mediaType.indexOf('/')));
        return switch (kind) {
            case "image" -> new Part.Image(source, Optional.empty());
            case "audio" -> new Part.Audio(source, MediaTypes.audioFormat(mediaType));
            case "video" -> new Part.Video(source);
            default -> new Part.Document(source, name, Optional.empty());
        };
    }

    private static Optional<String> text(String base64) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(base64));
            return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
        } catch (IllegalArgumentException | CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
