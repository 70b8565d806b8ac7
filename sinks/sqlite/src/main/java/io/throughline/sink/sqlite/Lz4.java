package io.throughline.sink.sqlite;

import java.util.Arrays;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Packs text by LZ4's block format: 32 kB of prose take 40 µs, where deflating at its fastest takes 160 to 170, nearly as much as all else that is
 * done for a call (JMH, {@code Packing}); of technical documents 1.4 times as much was left. By LZ4's own library, or in Java where there is none for
 * the machine. Safe for use by several threads.
 */
final class Lz4 {
    private static final Logger LOG = LoggerFactory.getLogger(Lz4.class);
    private static final Lz4 FASTEST = new Lz4(factory());

    private final LZ4Factory factory;

    Lz4(LZ4Factory factory) {
        this.factory = factory;
    }

    static Lz4 fastest() {
        return FASTEST;
    }

    byte[] packed(byte[] text) {
        byte[] room = new byte[factory.fastCompressor().maxCompressedLength(text.length)];
        return Arrays.copyOf(room, factory.fastCompressor().compress(text, room));
    }

    /**
     * Returns what was packed.
     *
     * @param length how long it was
     * @throws LZ4Exception when it is damaged
     */
    byte[] unpacked(byte[] packed, int length) {
        byte[] text = new byte[length];
        int had = factory.safeDecompressor().decompress(packed, text);
        if (had != length) {
            throw new LZ4Exception("there are " + had + " bytes, not " + length);
        }
        return text;
    }

    private static LZ4Factory factory() {
        try {
            return LZ4Factory.nativeInstance();
        } catch (LinkageError | RuntimeException | AssertionError e) {
            LOG.debug("LZ4 runs in Java, its library can't be used: {}", e.toString());
            return LZ4Factory.safeInstance();
        }
    }
}
