package io.throughline.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Undoes gzip, of one member or several, and deflate, with zlib's header or bare. Gives every byte as soon as it can be known. */
final class Inflating implements Decoding {
    private static final int GZIP_TRAILER = 8;

    private final Form form;
    private final byte[] out = new byte[8192];
    private final ByteArrayOutputStream head = new ByteArrayOutputStream();
    private Inflater inflater = new Inflater(true);
    private Part part = Part.HEAD;
    private int trailer;
    private boolean any;
    private boolean closed;

    Inflating(Form form) {
        this.form = form;
    }

    @Override
    public void feed(ByteBuffer bytes, Consumer<ByteBuffer> decoded, BooleanSupplier wanted) throws BrokenException {
        while (bytes.hasRemaining() && wanted.getAsBoolean() && !closed) {
            any = true;
            switch (part) {
                case HEAD -> head(bytes);
                case DATA -> inflate(bytes, decoded, wanted);
                case TRAILER -> {
                    bytes.get();
                    if (++trailer == GZIP_TRAILER) {
                        trailer = 0;
                        part = Part.HEAD;
                        any = false;
                    }
                }
                case OVER -> bytes.position(bytes.limit());
            }
        }
    }

    @Override
    public void finish(Consumer<ByteBuffer> decoded) throws BrokenException {
        boolean whole = part == Part.OVER || (part == Part.HEAD && !any);
        if (!whole) {
            throw new BrokenException();
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            inflater.end();
        }
    }

    /** Takes head bytes one by one until the head is whole: it is at most a few dozen long, but for a name or comment in it. */
    private void head(ByteBuffer bytes) throws BrokenException {
        head.write(bytes.get());
        byte[] soFar = head.toByteArray();
        if (form == Form.GZIP) {
            if (head.size() > 64 * 1024 || !GzipHead.mayBecomeOne(soFar)) {
                throw new BrokenException();
            }
            if (GzipHead.isWhole(soFar)) {
                begin(true, new byte[0]);
            }
        } else if (head.size() == 2) {
            int first = soFar[0] & 0xff;
            boolean zlib = (first & 0x0f) == 8 && ((first << 8) + (soFar[1] & 0xff)) % 31 == 0;
            begin(!zlib, soFar);
        }
    }

    private void begin(boolean bare, byte[] taken) {
        inflater.end();
        inflater = new Inflater(bare);
        inflater.setInput(taken);
        head.reset();
        part = Part.DATA;
    }

    private void inflate(ByteBuffer bytes, Consumer<ByteBuffer> decoded, BooleanSupplier wanted)
            throws BrokenException {
        try {
            drain(decoded, wanted); // what the head's bytes decode to
            if (part != Part.DATA) {
                return;
            }
            ByteBuffer input = bytes.duplicate();
            inflater.setInput(input);
            drain(decoded, wanted);
            bytes.position(input.position());
        } catch (DataFormatException e) {
            throw new BrokenException();
        }
    }

    private void drain(Consumer<ByteBuffer> decoded, BooleanSupplier wanted)
            throws DataFormatException, BrokenException {
        while (wanted.getAsBoolean() && !closed) {
            int count = inflater.inflate(out);
            if (count > 0) {
                decoded.accept(ContentDecoder.copy(out, count));
            } else if (inflater.finished()) {
                part = form == Form.GZIP ? Part.TRAILER : Part.OVER;
                return;
            } else if (inflater.needsDictionary()) {
                throw new BrokenException();
            } else {
                return;
            }
        }
    }

    /** The two codings. */
    enum Form {
        GZIP,
        DEFLATE
    }

    private enum Part {
        HEAD,
        DATA,
        TRAILER,
        OVER
    }
}
