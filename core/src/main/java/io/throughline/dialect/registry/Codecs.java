package io.throughline.dialect.registry;

import java.util.List;
import java.util.Optional;

/** The codecs of every dialect that carries conversations: N dialects, N codecs, and every pair of them works. */
public final class Codecs {
    private static final List<Codec> ALL = List.of();

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
