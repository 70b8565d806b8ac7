package io.throughline.dialect.chat;

import io.throughline.dialect.RefusedException;
import io.throughline.dialect.conversation.Losses;
import io.throughline.wire.ByteRange;
import io.throughline.wire.JsonReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Has a stream of Chat Completions tell its tokens, by {@code stream_options.include_usage}, in a request that does not ask for them. */
public final class ToldUsage {
    private static final String ASKED = "{\"include_usage\":true}";

    private static final String OPTIONS = "stream_options";

    private static final Set<String> SWITCHES = Set.of("true", "false", "null");

    private ToldUsage() {}

    /**
     * Returns a request that asks for the tokens; nothing where it does already, or is none. All other bytes stay.
     *
     * @param body a JSON object; not changed
     * @throws RefusedException naming {@code stream_options}, or what is in it, where that is none that can be asked by
     */
    public static Optional<byte[]> asked(byte[] body) {
        try (JsonReader in = JsonReader.over(body)) {
            if (!in.object()) {
                return Optional.empty();
            }
            ByteRange options = null;
            String field;
            while ((field = in.field()) != null) {
                if (field.equals(OPTIONS)) {
                    options = in.place();
                }
            }
            return options == null ? Optional.of(begun(body)) : changed(body, options);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The field stands first, behind the brace. */
    private static byte[] begun(byte[] body) {
        int brace = 0;
        while (body[brace] != '{') {
            brace++;
        }
        boolean empty = false;
        for (int i = brace + 1; i < body.length && !isOther(body[i]); i++) {
            empty = body[i] == '}';
        }
        return spliced(body, brace + 1, brace + 1, "\"" + OPTIONS + "\":" + ASKED + (empty ? "" : ","));
    }

    private static boolean isOther(byte character) {
        return character == '"';
    }

    private static Optional<byte[]> changed(byte[] body, ByteRange place) throws IOException {
        String options = new String(body, place.start(), place.end() - place.start(), StandardCharsets.UTF_8);
        String wanted = wanted(options);
        return wanted == null ? Optional.empty() : Optional.of(spliced(body, place.start(), place.end(), wanted));
    }

    private static @Nullable String wanted(String options) throws IOException {
        byte[] bytes = options.getBytes(StandardCharsets.UTF_8);
        try (JsonReader in = JsonReader.over(bytes)) {
            if (in.isNull()) {
                return ASKED;
            } else if (!in.object()) {
                throw Losses.refused(OPTIONS, OPTIONS + " must be an object");
            }
            String field;
            ByteRange told = null;
            boolean others = false;
            while ((field = in.field()) != null) {
                if (field.equals("include_usage")) {
                    told = in.place();
                } else {
                    others = true;
                }
            }
            if (told == null) {
                return others ? "{\"include_usage\":true," + options.substring(options.indexOf('{') + 1) : ASKED;
            }
            String value = new String(bytes, told.start(), told.end() - told.start(), StandardCharsets.UTF_8);
            if (!SWITCHES.contains(value)) {
                throw Losses.refused(OPTIONS + ".include_usage", OPTIONS + ".include_usage must be true or false");
            }
            return value.equals("true")
                    ? null
                    : new String(spliced(bytes, told.start(), told.end(), "true"), StandardCharsets.UTF_8);
        }
    }

    private static byte[] spliced(byte[] body, int from, int to, String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.length + text.length());
        out.write(body, 0, from);
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        out.write(body, to, body.length - to);
        return out.toByteArray();
    }
}
