package io.throughline;

import io.throughline.dialect.AssembledStream;
import io.throughline.dialect.Dialect;
import io.throughline.dialect.StreamEvent;
import io.throughline.dialect.StreamReader;
import io.throughline.dialect.UsageConvention;
import io.throughline.wire.ContentDecoder;
import io.throughline.wire.JsonArrayReader;
import java.nio.ByteBuffer;

/** Reads a stream that is one JSON array, an element at a time and each before its last byte is passed on. Used by one thread at a time. */
final class ArrayTap implements Tap {
    private static final int MOST_EVENT_BYTES = 16 << 20;
    private static final long MOST_DECODED = 64L << 20;

    private final ContentDecoder decoder;
    private final JsonArrayReader elements;

    /**
     * Makes one.
     *
     * @param dialect what the elements are in
     * @param convention how the provider counts tokens
     * @param headers the answer's header fields, which tell its coding
     * @param heard hears what the elements tell
     */
    ArrayTap(Dialect dialect, UsageConvention convention, Headers headers, StreamEvent.Sink heard) {
        StreamReader reader = AssembledStream.watched(sink -> dialect.streamDecoder(convention, sink), heard);
        decoder = ContentDecoder.of(headers.all("content-encoding"), MOST_DECODED);
        elements = new JsonArrayReader(MOST_EVENT_BYTES, reader::event);
    }

    @Override
    public void bytes(ByteBuffer bytes) {
        decoder.feed(bytes.duplicate(), elements::feed);
    }

    @Override
    public void end(End end) {
        decoder.finish(elements::feed);
    }
}
