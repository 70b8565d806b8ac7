package io.throughline.dialect.registry;

import io.throughline.dialect.chat.ChatAnswerWriter;
import io.throughline.dialect.chat.ChatRequestReader;
import io.throughline.dialect.chat.ChatRequestWriter;
import io.throughline.dialect.cohere.CohereRequestWriter;
import io.throughline.dialect.messages.MessagesAnswerWriter;
import io.throughline.dialect.messages.MessagesRequestReader;
import io.throughline.dialect.messages.MessagesRequestWriter;
import java.util.List;
import java.util.Optional;

/** The codecs of every dialect that carries conversations: N dialects, N codecs, and every pair of them works. */
public final class Codecs {
    private static final List<Codec> ALL = List.of(
            new Codec(
                    Dialects.CHAT,
                    Optional.of(new ChatRequestReader()),
                    Optional.of(new ChatRequestWriter()),
                    Optional.of(new ChatAnswerWriter())),
            new Codec(
                    Dialects.MESSAGES,
                    Optional.of(new MessagesRequestReader()),
                    Optional.of(new MessagesRequestWriter()),
                    Optional.of(new MessagesAnswerWriter())),
            new Codec(Dialects.COHERE, Optional.empty(), Optional.of(new CohereRequestWriter()), Optional.empty()));

    private Codecs() {}

    /** Returns all codecs. */
    public static List<Codec> all() {
        return ALL;
    }

    /**
     * Returns the codec of a client of Gemini's, whose path says what others' bodies say.
     *
     * @param model the model
     * @param streamed whether the client asked for a stream
     * @param sse whether it wants the stream as server-sent events
     */
    public static Codec generateContent(String model, boolean streamed, boolean sse) {
        return named("gemini-generate-content").orElseThrow(() -> new IllegalArgumentException(model + streamed + sse));
    }

    /** Returns the codec of the dialect of a name, where it carries conversations. */
    public static Optional<Codec> named(String name) {
        return ALL.stream().filter(codec -> codec.dialect().name().equals(name)).findFirst();
    }
}
