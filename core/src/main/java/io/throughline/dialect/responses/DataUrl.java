package io.throughline.dialect.responses;

import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.conversation.Part.Source;
import io.throughline.dialect.conversation.Value;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/** Reads and writes {@code data:} URLs with base64. */
final class DataUrl {
    private static final String SCHEME = "data:";
    private static final String BASE64 = ";base64";
    private static final String PLAIN = "text/plain";

    private DataUrl() {}

    static Source.Data read(Value url) {
        String text = url.text();
        int comma = text.indexOf(',');
        String head = comma < 0 ? "" : text.substring(SCHEME.length(), comma);
        if (!head.toLowerCase(Locale.ROOT).endsWith(BASE64)) {
            throw Losses.refused(url.path(), url.path() + " must be an address, or a data URL with base64");
        }
        String type = head.substring(0, head.length() - BASE64.length());
        int parameters = type.indexOf(';');
        return new Source.Data(parameters < 0 ? type : type.substring(0, parameters), text.substring(comma + 1));
    }

    /**
     * Reads a file, as text where it is plain text.
     *
     * @param file a data URL, or base64 alone
     * @param name the file's name, possibly empty
     */
    static Source file(Value file, String name) {
        Source.Data data = file.text().startsWith(SCHEME) ? read(file) : new Source.Data(typeOf(name), file.text());
        if (!data.mediaType().equals(PLAIN)) {
            return data;
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(data.base64());
            return new Source.Plain(data.mediaType(), new String(bytes, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw Losses.refused(file.path(), file.path() + " has no valid base64");
        }
    }

    static String write(Source.Data data) {
        return SCHEME + data.mediaType() + BASE64 + "," + data.base64();
    }

    /** Returns the media type that a file's name tells; PDF is what most files are. */
    private static String typeOf(String fileName) {
        String name = fileName.toLowerCase(Locale.ROOT);
        return name.endsWith(".txt") ? PLAIN : "application/pdf";
    }
}
