package io.throughline.benchmarks.micro;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.zip.Deflater;
import net.jpountz.lz4.LZ4Factory;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Ways of packing what the store keeps: why it does so by LZ4, and not by deflating. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Packing {
    private static final int WORDS = 3_000;

    /** What is packed: text that does not repeat itself, or a sentence over and over as in the requests of the load. */
    @Param({"prose", "repeated"})
    public String kind = "";

    /** How many bytes. */
    @Param({"3000", "32000", "1000000"})
    public int size;

    private final LZ4Factory library = LZ4Factory.nativeInstance();
    private final LZ4Factory java = LZ4Factory.safeInstance();
    private byte[] text = {};
    private byte[] room = {};

    /** Makes the text. */
    @Setup
    public void make() {
        text = kind.equals("prose") ? prose() : Texts.ENGLISH.request(size);
        room = new byte[library.fastCompressor().maxCompressedLength(text.length)];
    }

    /** Deflated at its fastest. */
    @Benchmark
    public int deflate() {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
        try {
            deflater.setInput(text);
            deflater.finish();
            return deflater.deflate(room);
        } finally {
            deflater.end();
        }
    }

    /** LZ4's own library. */
    @Benchmark
    public int lz4() {
        return library.fastCompressor().compress(text, room);
    }

    /** LZ4 in Java. */
    @Benchmark
    public int lz4InJava() {
        return java.fastCompressor().compress(text, room);
    }

    /** Words that are made up, the first of them most often, as in any language. */
    private byte[] prose() {
        Random random = new Random(1);
        String[] words = new String[WORDS];
        for (int i = 0; i < WORDS; i++) {
            words[i] = random.ints(2 + random.nextInt(8), 'a', 'z' + 1)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
        }
        StringBuilder prose = new StringBuilder(size + 16);
        while (prose.length() < size) {
            int rank = (int) Math.pow(WORDS, random.nextDouble()) - 1;
            prose.append(words[rank]).append(random.nextInt(12) == 0 ? ". " : " ");
        }
        return prose.toString().getBytes(StandardCharsets.UTF_8);
    }
}
