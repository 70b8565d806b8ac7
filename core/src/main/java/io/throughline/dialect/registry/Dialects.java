package io.throughline.dialect.registry;

import io.throughline.dialect.Dialect;
import io.throughline.dialect.chat.ChatDialect;
import io.throughline.dialect.cohere.CohereDialect;
import io.throughline.dialect.converse.ConverseDialect;
import io.throughline.dialect.converse.InvokeAnthropicDialect;
import io.throughline.dialect.embeddings.EmbeddingsDialect;
import io.throughline.dialect.gemini.GeminiDialect;
import io.throughline.dialect.messages.CountTokensDialect;
import io.throughline.dialect.messages.MessagesDialect;
import io.throughline.dialect.ollama.OllamaDialect;
import io.throughline.dialect.responses.ResponsesDialect;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Every dialect there is. */
public final class Dialects {
    /** {@code openai-chat}. */
    public static final Dialect CHAT = new ChatDialect();
    /** {@code openai-responses}. */
    public static final Dialect RESPONSES = new ResponsesDialect();
    /** {@code openai-embeddings}. */
    public static final Dialect EMBEDDINGS = new EmbeddingsDialect();
    /** {@code anthropic-messages}. */
    public static final Dialect MESSAGES = new MessagesDialect();
    /** {@code anthropic-count-tokens}. */
    public static final Dialect COUNT_TOKENS = new CountTokensDialect();

    /** {@code gemini-generate-content}. */
    public static final Dialect GEMINI = new GeminiDialect();
    /** {@code bedrock-converse}. */
    public static final Dialect CONVERSE = new ConverseDialect();
    /** {@code bedrock-invoke-anthropic}. */
    public static final Dialect INVOKE_ANTHROPIC = new InvokeAnthropicDialect();
    /** {@code cohere-chat}. */
    public static final Dialect COHERE = new CohereDialect();
    /** {@code ollama-chat}. */
    public static final Dialect OLLAMA = new OllamaDialect();

    private static final List<Dialect> ALL = List.of(
            CHAT, RESPONSES, EMBEDDINGS, MESSAGES, COUNT_TOKENS, GEMINI, CONVERSE, INVOKE_ANTHROPIC, COHERE, OLLAMA);

    private static final Map<String, Dialect> NAMED =
            ALL.stream().collect(Collectors.toUnmodifiableMap(dialect -> dialect.name(), dialect -> dialect));

    private Dialects() {}

    /** Returns all dialects. */
    public static List<Dialect> all() {
        return ALL;
    }

    /** Returns the dialect of a name, where there is one. */
    public static Optional<Dialect> named(String name) {
        return Optional.ofNullable(NAMED.get(name));
    }
}
