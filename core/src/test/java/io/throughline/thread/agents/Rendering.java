package io.throughline.thread.agents;

import io.throughline.dialect.conversation.Asking;
import io.throughline.dialect.conversation.Conversation;
import io.throughline.dialect.conversation.Destination;
import io.throughline.dialect.conversation.Losses;
import io.throughline.dialect.conversation.Turn;
import io.throughline.dialect.registry.Codec;
import io.throughline.dialect.registry.Codecs;
import java.util.List;

/** Writes a history as the request of a client of some dialect. */
public final class Rendering {
    public static final List<String> DIALECTS =
            List.of("openai-chat", "openai-responses", "anthropic-messages", "gemini-generate-content");

    private Rendering() {}

    public static byte[] body(String dialect, List<Turn> turns) {
        Codec codec = Codecs.named(dialect).orElseThrow();
        Conversation asked = Asking.of("model").turns(turns).made();
        var writer = codec.outbound().orElseThrow();
        Losses losses = new Losses(codec.requests().orElseThrow().fields(), writer.table(), false);
        return writer.write(asked, Destination.of("model", "nobody"), losses)
                .body()
                .bytes();
    }
}
