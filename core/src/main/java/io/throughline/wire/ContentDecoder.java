package io.throughline.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.zip.DataFormatException;

/**
 * Undoes a body's content codings for an observer, piece by piece: what a provider has flushed comes out at once. The bytes that go to the client
 * never pass through here.
 *
 * <p>It understands {@code identity}, {@code gzip} (also of several members, also unannounced), {@code deflate} (zlib or raw) and {@code br}, and
 * several of these on top of each other. {@code br} comes out when the body has ended, as the only pure Java decoder can't pause, and only where that
 * optional library is there. Anything else is {@link State#NOT_UNDERSTOOD}. No method throws for what a body holds. Made for one body; used by one
 * thread at a time.
 *
 * <p>Source: RFC 9110, section 8.4; RFC 1950 to 1952; RFC 7932.
 */
public final class ContentDecoder implements AutoCloseable {
    private static final int MAX_CODINGS = 4;

    /** In the order in which they are undone: the last applied first. */
    private final List<Coding> codings;

    private final long[] produced;
    private final long maxOutput;
    private State state;

    private ContentDecoder(List<Coding> codings, long maxOutput, State state) {
        this.codings = codings;
        this.produced = new long[codings.size()];
        this.maxOutput = maxOutput;
        this.state = state;
    }

    /**
     * Makes a decoder.
     *
     * @param contentEncodings the values of {@code Content-Encoding}, in the order of the header lines; each may list several
     * @param maxOutput how many bytes may come out of a compressed body: what stops a decompression bomb. A body that is not compressed has no limit
     */
    public static ContentDecoder of(List<String> contentEncodings, long maxOutput) {
        List<Coding> codings = new ArrayList<>();
        for (String line : contentEncodings) {
            for (String name : line.split(",")) {
                if (!add(name.strip().toLowerCase(Locale.ROOT), codings, maxOutput)) {
                    codings.forEach(Coding::close);
                    return new ContentDecoder(List.of(), maxOutput, State.NOT_UNDERSTOOD);
                }
            }
        }
        if (codings.isEmpty()) {
            codings.add(new UnannouncedCoding());
        }
        return new ContentDecoder(codings, maxOutput, State.DECODING);
    }

    /**
     * Decodes a whole body; what can't be decoded is left out. A body without a coding is returned as it is.
     *
     * @param body the body
     * @param contentEncodings the values of {@code Content-Encoding}
     * @param maxOutput how many bytes may come out
     */
    public static byte[] decoded(byte[] body, List<String> contentEncodings, long maxOutput) {
        if (contentEncodings.isEmpty() && !UnannouncedCoding.isIn(body)) {
            return body;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.length);
        Consumer<ByteBuffer> keep = piece -> {
            byte[] bytes = new byte[piece.remaining()];
            piece.duplicate().get(bytes);
            out.writeBytes(bytes);
        };
        ContentDecoder decoder = of(contentEncodings, maxOutput);
        decoder.feed(ByteBuffer.wrap(body), keep);
        decoder.finish(keep);
        return out.toByteArray();
    }

    /** Returns whether it can undo a coding, whose name is given in lower case: {@code br} only with the optional library. */
    public static boolean understands(String coding) {
        return switch (coding) {
            case "gzip", "deflate" -> true;
            case "br" -> BrotliLibrary.isAvailable();
            default -> false;
        };
    }

    /**
     * Decodes all of the buffer's remaining bytes; its position stays.
     *
     * @param out takes what comes out, in order; a buffer that it is given is only good during the call
     */
    public void feed(ByteBuffer bytes, Consumer<ByteBuffer> out) {
        if (state != State.DECODING) {
            return;
        }
        try {
            codings.get(0).feed(bytes.duplicate(), outputOf(0, out));
        } catch (OutputLimitException e) {
            state = State.TOO_LARGE;
        } catch (DataFormatException e) {
            state = State.MALFORMED;
        }
    }

    /** Brings out what could only come at the body's end, and closes. To be called once. */
    public void finish(Consumer<ByteBuffer> out) {
        try {
            for (int i = 0; i < codings.size() && state == State.DECODING; i++) {
                codings.get(i).finish(outputOf(i, out));
            }
        } catch (OutputLimitException e) {
            state = State.TOO_LARGE;
        } catch (DataFormatException e) {
            state = State.MALFORMED;
        } finally {
            close();
        }
    }

    /** Returns how it stands. */
    public State state() {
        return state;
    }

    /** Frees memory outside the heap. Nothing comes out any more. */
    @Override
    public void close() {
        codings.forEach(Coding::close);
        if (state == State.DECODING) {
            state = State.DONE;
        }
    }

    private static boolean add(String name, List<Coding> codings, long maxOutput) {
        if (name.isEmpty() || name.equals("identity")) {
            return true;
        }
        switch (name) {
            case "gzip", "x-gzip" -> codings.add(0, new GzipCoding());
            case "deflate" -> codings.add(0, new DeflateCoding());
            case "br" -> {
                if (!BrotliLibrary.isAvailable()) {
                    return false;
                }
                codings.add(0, new BrotliCoding(maxOutput));
            }
            default -> {
                return false;
            }
        }
        return codings.size() <= MAX_CODINGS;
    }

    private Coding.Output outputOf(int coding, Consumer<ByteBuffer> out) {
        boolean last = coding + 1 == codings.size();
        return bytes -> {
            long room = codings.get(coding).expands() ? maxOutput - produced[coding] : Long.MAX_VALUE;
            produced[coding] += bytes.remaining();
            boolean tooMany = bytes.remaining() > room;
            if (tooMany) {
                bytes.limit(bytes.position() + (int) room);
            }
            if (last) {
                out.accept(bytes);
            } else {
                codings.get(coding + 1).feed(bytes, outputOf(coding + 1, out));
            }
            if (tooMany) {
                throw new OutputLimitException();
            }
        };
    }

    /** The states of a decoder. */
    public enum State {
        /** All is well so far. */
        DECODING,
        /** The body has ended, or the decoder was closed. */
        DONE,
        /** The coding is not known, or the library for it is not there. Nothing comes out. */
        NOT_UNDERSTOOD,
        /** More would have come out than is allowed; what came before is good. */
        TOO_LARGE,
        /** The body is not in its coding, or was damaged; what came before is good. */
        MALFORMED
    }
}
