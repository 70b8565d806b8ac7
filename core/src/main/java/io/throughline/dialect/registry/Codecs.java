package io.throughline.dialect.registry;

import io.throughline.dialect.chat.ChatAnswerWriter;
import io.throughline.dialect.chat.ChatRequestReader;
import io.throughline.dialect.chat.ChatRequestWriter;
import io.throughline.dialect.cohere.CohereRequestWriter;
import io.throughline.dialect.conversation.AnswerWriter;
import io.throughline.dialect.conversation.RequestReader;
import io.throughline.dialect.conversation.RequestWriter;
import io.throughline.dialect.converse.ConverseRequestWriter;
import io.throughline.dialect.gemini.GeminiAnswerWriter;
import io.throughline.dialect.gemini.GeminiRequestReader;
import io.throughline.dialect.gemini.GeminiRequestWriter;
import io.throughline.dialect.messages.MessagesAnswerWriter;
import io.throughline.dialect.messages.MessagesRequestReader;
import io.throughline.dialect.messages.MessagesRequestWriter;
import io.throughline.dialect.ollama.OllamaRequestWriter;
import io.throughline.dialect.responses.ResponsesAnswerWriter;
import io.throughline.dialect.responses.ResponsesRequestReader;
import io.throughline.dialect.responses.ResponsesRequestWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The codecs of every dialect that carries conversations: N dialects, N codecs, and every pair of them works. */
public final class Codecs {
    private static final RequestWriter TO_GEMINI = new GeminiRequestWriter();

    private static final List<Codec> ALL = List.of(
            Codec.ofBothSides(Dialects.CHAT, new ChatRequestReader(), new ChatRequestWriter(), new ChatAnswerWriter()),
            Codec.ofBothSides(
                    Dialects.RESPONSES,
                    new ResponsesRequestReader(),
                    new ResponsesRequestWriter(),
                    new ResponsesAnswerWriter()),
            Codec.ofBothSides(
                    Dialects.MESSAGES,
                    new MessagesRequestReader(),
                    new MessagesRequestWriter(),
                    new MessagesAnswerWriter()),
            Codec.ofBothSides(Dialects.GEMINI, GeminiRequestReader.whole("model"), TO_GEMINI, GeminiAnswerWriter.sse()),
            Codec.ofProvidersAlone(Dialects.CONVERSE, new ConverseRequestWriter()),
            // requests of Messages go to it as they are; nothing else is written for it
            new Codec(
                    Dialects.INVOKE_ANTHROPIC,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    "application/vnd.amazon.eventstream"),
            Codec.ofProvidersAlone(Dialects.COHERE, new CohereRequestWriter()),
            Codec.ofProvidersAlone(Dialects.OLLAMA, new OllamaRequestWriter()));

    private static final Map<String, Codec> NAMED = ALL.stream()
            .collect(Collectors.toUnmodifiableMap(codec -> codec.dialect().name(), codec -> codec));

    private Codecs() {}

    /** Returns all codecs. Gemini's is that of a whole answer; see {@link #generateContent}. */
    public static List<Codec> all() {
        return ALL;
    }

    /**
     * Returns the codec of a client of Gemini's, whose path says what others' bodies say.
     *
     * @param model the model
     * @param streamed whether the client asked for a stream
     * @param sse whether it wants the stream as server-sent events; else it is one JSON array
     */
    public static Codec generateContent(String model, boolean streamed, boolean sse) {
        RequestReader reader = streamed ? GeminiRequestReader.streamed(model) : GeminiRequestReader.whole(model);
        AnswerWriter writer = sse ? GeminiAnswerWriter.sse() : GeminiAnswerWriter.jsonArray();
        return new Codec(
                Dialects.GEMINI,
                Optional.of(reader),
                Optional.of(TO_GEMINI),
                Optional.of(writer),
                sse ? "text/event-stream" : "application/json");
    }

    /** Returns the codec of the dialect of a name, where it carries conversations. */
    public static Optional<Codec> named(String name) {
        return Optional.ofNullable(NAMED.get(name));
    }
}
