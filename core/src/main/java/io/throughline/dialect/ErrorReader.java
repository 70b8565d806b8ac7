package io.throughline.dialect;

import io.throughline.wire.JsonReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads errors in all the shapes that providers give them: {@code {"error":{…}}}, {@code {"error":"…"}}, flat, {@code {"detail":…}}, wrapped by a
 * router, or no JSON at all. What looks like a key is taken out of the message, as providers echo the key that they refuse.
 */
public final class ErrorReader {
    private static final String WRONG_KEY = "API_KEY_INVALID";
    private static final int LONGEST_TEXT = 200;
    private static final int LONGEST_MESSAGE = 4000;
    private static final Pattern KEY = Pattern.compile(
            "\\b(?:sk|pk|rk|gsk|xai|csk|pplx|hf|fw|r8|tgp|nvapi|AIza)[-_]?[\\w*.-]{8,}|(?<=(?i:key provided: ))[^\\s.]+");

    private @Nullable String message;
    private @Nullable String type;
    private @Nullable String code;
    private @Nullable String param;
    private int status;

    private ErrorReader() {}

    /**
     * Reads the body of a failed answer.
     *
     * @param status the HTTP status, or one below 400 where the error came inside an answer that had begun well
     * @param body the decoded body
     */
    public static ModelError read(int status, byte[] body) {
        ErrorReader error = new ErrorReader();
        try (JsonReader in = JsonReader.over(body)) {
            in.array();
            if (in.isObject() || in.element()) {
                error.readObject(in, 0);
            }
        } catch (IOException e) {
            error.message = null;
        }
        if (error.message == null) {
            error.message = printable(body);
        }
        return error.toError(status);
    }

    /**
     * Reads the error that the reader stands on: an object, or a string.
     *
     * @param status as above
     */
    public static ModelError read(int status, JsonReader in) throws IOException {
        ErrorReader error = new ErrorReader();
        error.readValue(in, 0);
        return error.toError(status);
    }

    /** Returns the error of an answer that can't be understood. */
    public static ModelError unreadable(byte[] body) {
        String text = printable(body);
        // what begins as JSON may be a cut-off answer, whose content has no place in an error
        boolean mayBeContent = text.isEmpty() || text.startsWith("{");
        return ModelError.of(
                ModelError.Kind.UPSTREAM,
                mayBeContent
                        ? "The provider's answer can't be read."
                        : redacted("The provider's answer can't be read: " + text));
    }

    private void readValue(JsonReader in, int depth) throws IOException {
        if (in.isText()) {
            message = in.text();
        } else {
            readObject(in, depth);
        }
    }

    private void readObject(JsonReader in, int depth) throws IOException {
        if (!in.object()) {
            return;
        }
        String field;
        while ((field = in.field()) != null) {
            readField(field, in, depth);
        }
    }

    private void readField(String field, JsonReader in, int depth) throws IOException {
        switch (field) {
            case "error" -> {
                if (depth < 2) {
                    readValue(in, depth + 1);
                }
            }
            case "message", "Message" -> message = in.isText() ? in.text() : message;
            case "detail" -> message = in.isText() ? in.text() : in.isNull() ? message : in.raw();
            case "type" -> {
                String told = in.nonEmptyText();
                // the word for the whole, in Anthropic's shape and the Responses API's, says nothing
                type = told == null || told.equals("error") ? type : told;
            }
            case "error_type" -> type = newer(in.nonEmptyText(), type);
            case "code" -> readCode(in);
            case "param" -> param = newer(in.nonEmptyText(), param);
            case "status" -> code = code == null ? in.nonEmptyText() : code;
            case "status_code", "raw_status_code" -> status = (int) in.integer(status);
            case "metadata" -> readMetadata(in, depth);
            case "details" -> readDetails(in);
            default -> {}
        }
    }

    /** A code is a word with most providers, and a status with some. */
    private void readCode(JsonReader in) throws IOException {
        String told = in.scalar();
        if (told == null || told.isEmpty()) {
            return;
        }
        code = told;
        if (told.length() == 3 && told.chars().allMatch(Character::isDigit)) {
            status = Integer.parseInt(told);
        }
    }

    /** OpenRouter puts what its provider said into {@code raw}, as a string. */
    private void readMetadata(JsonReader in, int depth) throws IOException {
        if (!in.object()) {
            return;
        }
        String field;
        while ((field = in.field()) != null) {
            String raw = field.equals("raw") && depth < 2 ? in.nonEmptyText() : null;
            if (raw != null) {
                unwrap(raw);
            }
        }
    }

    /** Google tells of a key that it does not know as of a wrong request; what it is stands among the details. */
    private void readDetails(JsonReader in) throws IOException {
        if (!in.array()) {
            return;
        }
        while (in.element()) {
            if (in.object()) {
                String field;
                while ((field = in.field()) != null) {
                    if (field.equals("reason") && WRONG_KEY.equals(in.text())) {
                        code = WRONG_KEY;
                    }
                }
            }
        }
    }

    private void unwrap(String raw) {
        ErrorReader inner = new ErrorReader();
        try (JsonReader in = JsonReader.over(raw.getBytes(StandardCharsets.UTF_8))) {
            inner.readObject(in, 1);
        } catch (IOException e) {
            return;
        }
        if (inner.message != null) {
            message = message == null ? inner.message : message + ": " + inner.message;
        }
    }

    private ModelError toError(int httpStatus) {
        int told = httpStatus >= 400 ? httpStatus : status >= 400 && status < 600 ? status : 0;
        ModelError.Kind kind = ErrorKinds.of(told, code, type);
        String text = message == null || message.isBlank() ? "The provider gave no message." : message;
        return new ModelError(
                kind,
                told == 0 ? kind.status() : told,
                redacted(text.length() > LONGEST_MESSAGE ? text.substring(0, LONGEST_MESSAGE) : text),
                Optional.ofNullable(param),
                Optional.ofNullable(code == null ? type : code));
    }

    private static @Nullable String newer(@Nullable String told, @Nullable String known) {
        return told == null ? known : told;
    }

    private static String redacted(String text) {
        return KEY.matcher(text).replaceAll("[redacted]");
    }

    private static String printable(byte[] body) {
        StringBuilder text = new StringBuilder();
        new String(body, 0, Math.min(body.length, 4 * LONGEST_TEXT), StandardCharsets.UTF_8)
                .codePoints()
                .filter(point -> !Character.isISOControl(point) && point != 0xFFFD)
                .limit(LONGEST_TEXT)
                .forEach(text::appendCodePoint);
        return text.toString().strip();
    }
}
