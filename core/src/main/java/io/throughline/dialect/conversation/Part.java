package io.throughline.dialect.conversation;

import java.util.List;
import java.util.Optional;

/** A piece of what was said. */
public sealed interface Part {
    /**
     * Text.
     *
     * @param text the text, possibly empty
     */
    record Text(String text) implements Part {}

    /**
     * An image.
     *
     * @param source where it is
     * @param detail how closely to look, in OpenAI's words
     */
    record Image(Source source, Optional<String> detail) implements Part {}

    /**
     * A document, such as a PDF.
     *
     * @param source where it is
     * @param name its file name or title
     * @param further what the client's dialect says beside that, such as Anthropic's {@code citations} and {@code context}, as a JSON object
     */
    record Document(Source source, Optional<String> name, Optional<String> further) implements Part {}

    /**
     * Sound.
     *
     * @param source where it is
     * @param format {@code wav}, {@code mp3} and so on
     */
    record Audio(Source source, String format) implements Part {}

    /**
     * Moving pictures.
     *
     * @param source where they are
     */
    record Video(Source source) implements Part {}

    /**
     * Reasoning of the model in an earlier turn. The presence of a signature counts, not that of text: a block may be a signature alone.
     * Gemini's thought signatures are such blocks of no text, directly before the call or text they belong to.
     *
     * @param text the visible reasoning, possibly empty
     * @param signature what its issuer wants back, unchanged and without a tag of ours
     * @param encrypted the form that only its issuer can read, unchanged and without a tag of ours
     * @param issuer who issued signature or encrypted form; see {@link Destination#issuer}; empty where nobody knows
     */
    record Reasoning(String text, Optional<String> signature, Optional<String> encrypted, Optional<String> issuer)
            implements Part {}

    /**
     * A call of a tool by the model.
     *
     * @param id the call's id; unique within its turn, not within the conversation
     * @param name the tool
     * @param arguments the arguments as JSON text, as the client gave it back: possibly empty, {@code null} or malformed
     */
    record ToolCall(String id, String name, String arguments) implements Part {}

    /**
     * What a tool told.
     *
     * @param callId the id of the call, in the nearest turn before
     * @param name the tool's name, found by the id where the dialect does not give it
     * @param content what it told
     * @param error whether it failed, where the client said so
     */
    record ToolResult(String callId, Optional<String> name, List<Part> content, Optional<Boolean> error)
            implements Part {
        /** Copies the list. */
        public ToolResult {
            content = List.copyOf(content);
        }
    }

    /**
     * The model's refusal in an earlier turn.
     *
     * @param text its words
     */
    record Refusal(String text) implements Part {}

    /**
     * A prompt-cache breakpoint: what stands before it is to be cached.
     *
     * @param json Anthropic's {@code cache_control} object, as JSON text
     */
    record CacheBreakpoint(String json) implements Part {}

    /**
     * A piece that only one provider understands: a server-side tool's call or result, a citation, a container upload.
     *
     * @param dialect the dialect it is of
     * @param type its type there
     * @param path where it stands in the client's request, for messages
     * @param json the whole piece, as JSON text
     */
    record Foreign(String dialect, String type, String path, String json) implements Part {}

    /** Where the bytes of an image, document or sound are. */
    sealed interface Source {
        /**
         * At an address.
         *
         * @param url the address; never {@code data:}
         * @param mediaType what is there, where the client said so
         */
        record Url(String url, Optional<String> mediaType) implements Source {}

        /**
         * In the request.
         *
         * @param mediaType what it is, such as {@code image/png}
         * @param base64 the bytes
         */
        record Data(String mediaType, String base64) implements Source {}

        /**
         * In the request, as text.
         *
         * @param mediaType what it is, such as {@code text/plain}
         * @param text the text
         */
        record Plain(String mediaType, String text) implements Source {}

        /**
         * At a provider.
         *
         * @param id the provider's id of the file
         * @param dialect the dialect in which the client named it
         */
        record FileId(String id, String dialect) implements Source {}
    }
}
