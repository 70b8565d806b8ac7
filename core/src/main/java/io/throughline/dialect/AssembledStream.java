package io.throughline.dialect;

import java.io.IOException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads a stream by decoding its events and assembling what they mean. An event that can't be read is passed over. */
public final class AssembledStream implements StreamReader {
    private final AnswerAssembler assembler;
    private final EventDecoder decoder;

    private AssembledStream(AnswerAssembler assembler, EventDecoder decoder) {
        this.assembler = assembler;
        this.decoder = decoder;
    }

    /**
     * Makes a reader.
     *
     * @param decoder makes the dialect's decoder, given where it tells events
     */
    public static StreamReader of(Function<StreamEvent.Sink, EventDecoder> decoder) {
        AnswerAssembler assembler = new AnswerAssembler(AnswerAssembler.DEFAULT_LIMIT);
        return new AssembledStream(assembler, decoder.apply(assembler));
    }

    /**
     * Makes a reader that lets another see each event, too.
     *
     * @param decoder makes the dialect's decoder, given where it tells events
     * @param other sees each event once it was assembled
     */
    public static StreamReader shared(Function<StreamEvent.Sink, EventDecoder> decoder, StreamEvent.Sink other) {
        AnswerAssembler assembler = new AnswerAssembler(AnswerAssembler.DEFAULT_LIMIT);
        return new AssembledStream(assembler, decoder.apply(event -> {
            assembler.accept(event);
            other.accept(event);
        }));
    }

    @Override
    public void event(@Nullable String event, byte[] data) {
        try {
            decoder.decode(event, data);
        } catch (IOException malformed) {
            // one event that can't be read says nothing about the next one
        }
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
    public Answer answer() {
        return assembler.answer();
    }
}
