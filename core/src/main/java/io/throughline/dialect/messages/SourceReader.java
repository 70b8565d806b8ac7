package io.throughline.dialect.messages;

import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.conversation.Part.Source;
import java.util.Optional;
import java.util.StringJoiner;

/** Reads where the bytes of an image or document are. */
final class SourceReader {
    private static final String DATA_URL = "data:";
    private static final String BASE64 = ";base64,";

    private SourceReader() {}

    /** Reads a {@code source}; empty where it holds what only Anthropic understands. */
    static Optional<Source> read(RequestValue source) {
        return switch (source.must("type").text()) {
            case "base64" ->
                Optional.of(new Source.Data(
                        source.must("media_type").text(), source.must("data").text()));
            case "url" -> Optional.of(address(source.must("url")));
            case "file" -> Optional.of(new Source.FileId(source.must("file_id").text(), MessagesDialect.NAME));
            case "text" ->
                Optional.of(new Source.Plain(
                        source.textAt("media_type").orElse("text/plain"),
                        source.must("data").text()));
            case "content" -> blocks(source.must("content")).map(text -> new Source.Plain("text/plain", text));
            default -> Optional.empty();
        };
    }

    /** Reads text that is a string, or blocks of text, one a line; empty where there is something else among them. */
    static Optional<String> blocks(RequestValue content) {
        if (content.json().isTextual()) {
            return Optional.of(content.text());
        }
        StringJoiner text = new StringJoiner("\n");
        for (RequestValue block : content.elements()) {
            if (!block.textAt("type").equals(Optional.of("text"))) {
                return Optional.empty();
            }
            text.add(block.must("text").text());
        }
        return Optional.of(text.toString());
    }

    private static Source address(RequestValue url) {
        String address = url.text();
        if (!address.regionMatches(true, 0, DATA_URL, 0, DATA_URL.length())) {
            return new Source.Url(address, Optional.empty());
        }
        int comma = address.indexOf(BASE64);
        if (comma < 0) {
            throw Losses.refused(url.path(), url.path() + " must be a base64 data URL or an address");
        }
        return new Source.Data(address.substring(DATA_URL.length(), comma), address.substring(comma + BASE64.length()));
    }
}
