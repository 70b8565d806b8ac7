package io.throughline;

import io.throughline.dialect.AssembledStream;
import io.throughline.dialect.Dialect;
import io.throughline.dialect.StreamReader;
import io.throughline.dialect.UsageConvention;
import io.throughline.dialect.registry.Dialects;
import io.throughline.mark.AnswerEditor;
import io.throughline.mark.AnswerEdits;
import io.throughline.mark.StreamEditor;
import io.throughline.wire.FrameReader;
import io.throughline.wire.Framing;
import io.throughline.wire.JsonArrayReader;
import io.throughline.wire.SseReader;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Function;

/** What a stream gains as it passes, and who learns of its events where nobody has yet. */
final class StreamFinish {
    private static final int MOST_EVENT_BYTES = 16 << 20;

    private final Additions additions;
    private final Heard heard;

    StreamFinish(Additions additions, Heard heard) {
        this.additions = additions;
        this.heard = heard;
    }

    /**
     * Finishes a stream whose events are told to {@link Heard} elsewhere.
     *
     * @param usage what becomes of the chunk of a Chat stream that tells the tokens
     */
    ProxyResponse relayed(ProxyResponse response, Framing framing, AnswerEdits.UsageChunk usage) {
        return edited(response, editor(framing, usage));
    }

    /** Finishes a stream that was written here. */
    ProxyResponse written(ProxyResponse response, Framing framing) {
        Optional<StreamEditor> editor = editor(framing, AnswerEdits.UsageChunk.PASSES);
        return edited(
                response,
                heard.isConversation()
                        ? Optional.of(heard(sink -> framing.reader(MOST_EVENT_BYTES, sink), editor))
                        : editor);
    }

    /** Finishes a stream of Gemini's that is one JSON array. */
    ProxyResponse array(ProxyResponse response) {
        Optional<StreamEditor> editor = additions.withoutExtras().array();
        return edited(response, Optional.of(heard(sink -> new JsonArrayReader(MOST_EVENT_BYTES, sink), editor)));
    }

    private Optional<StreamEditor> editor(Framing framing, AnswerEdits.UsageChunk usage) {
        return framing == Framing.SSE ? additions.withExtras(usage).events() : Optional.empty();
    }

    /** A coded stream can't be added to: it passes as it is. */
    private static ProxyResponse edited(ProxyResponse response, Optional<StreamEditor> editor) {
        return editor.isPresent() && Additions.isPlain(response.headers())
                ? new ProxyResponse(
                        response.status(),
                        response.headers().without("content-length"),
                        AnswerEditor.edited(response.body(), editor.get()))
                : response;
    }

    /** The client's ids may not be the provider's: what the client can come back with stands in its own frames. */
    private StreamEditor heard(Function<SseReader.Listener, FrameReader> framing, Optional<StreamEditor> editor) {
        Dialect spoken = Dialects.named(additions.dialect()).orElseThrow();
        StreamReader reader =
                AssembledStream.watched(sink -> spoken.streamDecoder(UsageConvention.STANDARD, sink), heard);
        FrameReader frames = framing.apply(reader::event);
        return new StreamEditor() {
            @Override
            public ByteBuffer feed(ByteBuffer bytes) {
                frames.feed(bytes.duplicate());
                return editor.map(it -> it.feed(bytes)).orElse(bytes);
            }

            @Override
            public ByteBuffer finish() {
                return editor.map(StreamEditor::finish).orElseGet(() -> ByteBuffer.allocate(0));
            }
        };
    }
}
