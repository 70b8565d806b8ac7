package io.throughline.dialect;

import java.util.Optional;

/** One piece of an assistant's answer, in the order in which the model gave it. */
public sealed interface Block {
    /**
     * Text for the user.
     *
     * @param text the text
     */
    record Text(String text) implements Block {}

    /**
     * Reasoning. A block may hold a signature or an encrypted form alone, with no text.
     *
     * @param text the visible reasoning, possibly empty
     * @param signature what the issuer wants back with the text, unchanged
     * @param encrypted reasoning that only the issuer can read (Anthropic {@code redacted_thinking.data}, OpenAI {@code encrypted_content})
     */
    record Reasoning(String text, Optional<String> signature, Optional<String> encrypted) implements Block {}

    /**
     * A call of one of the client's tools.
     *
     * @param id the provider's id of the call, empty where it gave none
     * @param name the tool
     * @param arguments the arguments as JSON text, as the model wrote them; may be cut off or malformed
     */
    record ToolCall(String id, String name, String arguments) implements Block {}

    /**
     * A refusal in the model's words.
     *
     * @param text the words
     */
    record Refusal(String text) implements Block {}

    /**
     * Something else of the provider: a server-side tool's call or result, an image, a citation list. Kept as it is.
     *
     * @param type the provider's name of it
     * @param json the whole piece as JSON text
     */
    record Opaque(String type, String json) implements Block {}
}
