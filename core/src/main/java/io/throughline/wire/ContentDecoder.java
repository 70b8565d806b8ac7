package io.throughline.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Undoes content codings as bytes come, for whoever only watches: the bytes themselves are not changed. Knows gzip, deflate (with zlib's
 * header and without), br where its library is on the class path, and several after each other. Used by one thread at a time; never throws
 * for what the bytes hold.
 *
 * <p>Source: RFC 9110, section 8.4; RFC 1950 to 1952; RFC 7932.
 */
public final class ContentDecoder {
    private final List<Decoding> chain;
    private final long most;
    private long given;
    private State state = State.OPEN;

    private ContentDecoder(List<Decoding> chain, long most, State state) {
        this.chain = chain;
        this.most = most;
        this.state = state;
    }

    /**
     * Makes a decoder.
     *
     * @param contentEncoding the value of {@code Content-Encoding}, empty where there is none
     * @param most how many decoded bytes are given at the most
     */
    public static ContentDecoder of(String contentEncoding, long most) {
        List<Decoding> chain = new java.util.ArrayList<>(1);
        for (String coding : contentEncoding.toLowerCase(Locale.ROOT).split(",")) {
            switch (coding.strip()) {
                case "", "identity" -> {}
                case "gzip", "x-gzip" -> chain.add(new Inflating(Inflating.Form.GZIP));
                case "deflate" -> chain.add(new Inflating(Inflating.Form.DEFLATE));
                case "br" -> {
                    if (!Unbrotling.available()) {
                        return new ContentDecoder(List.of(), most, State.NOT_UNDERSTOOD);
                    }
                    chain.add(new Unbrotling());
                }
                default -> {
                    return new ContentDecoder(List.of(), most, State.NOT_UNDERSTOOD);
                }
            }
        }
        Collections.reverse(chain); // the coding applied last is undone first
        return new ContentDecoder(List.copyOf(chain), most, State.OPEN);
    }

    /** Takes the next bytes and gives what they decode to. */
    public void feed(ByteBuffer bytes, Consumer<ByteBuffer> decoded) {
        if (state == State.OPEN) {
            through(0, bytes, decoded);
        }
    }

    /** Says that there are no more bytes, and gives what was still held. */
    public void finish(Consumer<ByteBuffer> decoded) {
        for (int i = 0; i < chain.size() && state == State.OPEN; i++) {
            int next = i + 1;
            try {
                chain.get(i).finish(bytes -> through(next, bytes, decoded));
            } catch (Decoding.BrokenException e) {
                state = State.BROKEN;
            }
        }
        chain.forEach(Decoding::close);
        if (state == State.OPEN) {
            state = State.DONE;
        }
    }

    /** Returns how it stands. */
    public State state() {
        return state;
    }

    private void through(int index, ByteBuffer bytes, Consumer<ByteBuffer> decoded) {
        if (state != State.OPEN) {
            return;
        }
        if (index == chain.size()) {
            given += bytes.remaining();
            if (given > most) {
                state = State.TOO_LARGE;
            } else {
                decoded.accept(bytes);
            }
            return;
        }
        try {
            chain.get(index).feed(bytes, next -> through(index + 1, next, decoded), () -> state == State.OPEN);
        } catch (Decoding.BrokenException e) {
            state = State.BROKEN;
        }
    }

    /** How a decoder stands. */
    public enum State {
        /** More may come. */
        OPEN,
        /** All is decoded. */
        DONE,
        /** More than the limit came out: no more is given. */
        TOO_LARGE,
        /** The bytes are not what the coding says, or end too early: no more is given. */
        BROKEN,
        /** The coding is not known here: nothing is given. */
        NOT_UNDERSTOOD
    }

    /** Copies of arrays that are used again. */
    static ByteBuffer copy(byte[] buffer, int length) {
        return ByteBuffer.wrap(Arrays.copyOf(buffer, length));
    }
}
