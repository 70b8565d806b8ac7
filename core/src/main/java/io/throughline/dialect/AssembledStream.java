package io.throughline.dialect;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream by decoding its events and assembling what they mean. What the decoder does not know it passes over; an event that can't be read at all
 * is noted, and the next one is read all the same.
 */
public final class AssembledStream implements StreamReader {
    /** The code of the error of a stream with events that can't be read. */
    public static final String UNREADABLE = "unreadable_event";

    private static final int LONGEST_MARK = 16;

    private final AnswerAssembler assembler;
    private final EventDecoder decoder;
    private final StreamEvent.Sink faults;
    private Optional<ModelError> unreadable = Optional.empty();
    private boolean mayBeCut;

    private AssembledStream(AnswerAssembler assembler, EventDecoder decoder, StreamEvent.Sink faults) {
        this.assembler = assembler;
        this.decoder = decoder;
        this.faults = faults;
    }

    /**
     * Makes a reader.
     *
     * @param decoder makes the dialect's decoder, given where it tells events
     */
    public static StreamReader of(Function<StreamEvent.Sink, EventDecoder> decoder) {
        AnswerAssembler assembler = new AnswerAssembler(AnswerAssembler.DEFAULT_LIMIT);
        return new AssembledStream(assembler, decoder.apply(assembler), fault -> {});
    }

    /**
     * Makes a reader that lets another hear each event, too.
     *
     * @param decoder makes the dialect's decoder, given where it tells events
     * @param listener hears each event once it was assembled
     */
    public static StreamReader watched(Function<StreamEvent.Sink, EventDecoder> decoder, StreamEvent.Sink listener) {
        AnswerAssembler assembler = new AnswerAssembler(AnswerAssembler.DEFAULT_LIMIT);
        StreamEvent.Sink both = event -> {
            assembler.accept(event);
            listener.accept(event);
        };
        return new AssembledStream(assembler, decoder.apply(both), fault -> {});
    }

    /**
     * Makes a reader that lets another see each event, too. An event that can't be read is an error for both, as if the provider had told it.
     *
     * @param decoder makes the dialect's decoder, given where it tells events
     * @param other sees each event once it was assembled
     */
    public static StreamReader shared(Function<StreamEvent.Sink, EventDecoder> decoder, StreamEvent.Sink other) {
        AnswerAssembler assembler = new AnswerAssembler(AnswerAssembler.DEFAULT_LIMIT);
        StreamEvent.Sink both = event -> {
            assembler.accept(event);
            other.accept(event);
        };
        return new AssembledStream(assembler, decoder.apply(both), both);
    }

    @Override
    public void event(@Nullable String event, byte[] data) {
        try {
            decoder.decode(event, data);
        } catch (IOException malformed) {
            if (!mayBeCut && !ended() && !isMark(data)) {
                unreadable("The provider's stream holds an event that can't be read");
            }
        }
    }

    @Override
    public void tooLarge() {
        if (!ended()) {
            unreadable("The provider's stream holds an event that is too large");
        }
    }

    @Override
    public void cut() {
        mayBeCut = true;
    }

    private void unreadable(String how) {
        ModelError error = ModelError.of(ModelError.Kind.UPSTREAM, how).coded(UNREADABLE);
        unreadable = unreadable.or(() -> Optional.of(error));
        faults.accept(new StreamEvent.Failed(error));
    }

    /** Some put nothing, or the mark that ends other dialects' streams, where an event would be. */
    private static boolean isMark(byte[] data) {
        String text = data.length > LONGEST_MARK ? "more" : new String(data, StandardCharsets.UTF_8).strip();
        return text.isEmpty() || text.equals("[DONE]");
    }

    @Override
    public boolean started() {
        return assembler.started();
    }

    @Override
    public boolean ended() {
        return assembler.ended();
    }

    @Override
    public Optional<ModelError> unreadable() {
        return unreadable;
    }

    @Override
    public Answer answer() {
        return assembler.answer();
    }
}
