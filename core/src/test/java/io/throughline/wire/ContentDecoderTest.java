package io.throughline.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.throughline.wire.ContentDecoder.State;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What an observer sees of a compressed body, however its bytes come. */
class ContentDecoderTest {
    private static final long PLENTY = 1 << 20;
    private static final byte[] PLAIN =
            "data: {\"text\":\"こんにちは 🎉\"}\n\n".repeat(50).getBytes(StandardCharsets.UTF_8);
    /** A brotli stream of "hello brotli, hello brotli, hello brotli\n". */
    private static final byte[] BROTLI =
            HexFormat.of().parseHex("1b2800f81da9539f3c1c38e43ca1cf538a82b02a934bb6b4b75284a97820ac99fc3204");

    static Stream<Arguments> codings() {
        return Stream.of(
                Arguments.of(List.of(), PLAIN),
                Arguments.of(List.of("identity"), PLAIN),
                Arguments.of(List.of("gzip"), gzip(PLAIN)),
                Arguments.of(List.of(" X-GZIP "), gzip(PLAIN)),
                Arguments.of(List.of("identity, gzip"), gzip(PLAIN)),
                Arguments.of(List.of(), gzip(PLAIN)),
                Arguments.of(List.of("gzip"), twoMembers()),
                Arguments.of(List.of("gzip"), withPadding()),
                Arguments.of(List.of("gzip"), withAllHeaderFields()),
                Arguments.of(List.of("deflate"), deflate(PLAIN, false)),
                Arguments.of(List.of("deflate"), deflate(PLAIN, true)),
                Arguments.of(List.of("deflate, gzip"), gzip(deflate(PLAIN, false))),
                Arguments.of(List.of("gzip", "deflate"), deflate(gzip(PLAIN), true)),
                Arguments.of(List.of("gzip, gzip"), gzip(gzip(PLAIN))));
    }

    @ParameterizedTest
    @MethodSource("codings")
    void decodesInPiecesOfAnySize(List<String> names, byte[] body) {
        for (int size : new int[] {1, 2, 3, 7, 64, body.length}) {
            Decoded decoded = decode(names, body, size, PLENTY);
            assertThat(decoded.bytes).as("%s in pieces of %d", names, size).isEqualTo(PLAIN);
            assertThat(decoded.state).isEqualTo(State.DONE);
        }
    }

    @ParameterizedTest
    @MethodSource("codings")
    void decodesWhatCameOfABodyThatIsCutOff(List<String> names, byte[] body) {
        for (int end = 0; end < body.length; end += 7) {
            byte[] begun = Arrays.copyOf(body, end);
            Decoded decoded = decode(names, begun, 5, PLENTY);
            assertThat(decoded.bytes).isEqualTo(Arrays.copyOf(PLAIN, decoded.bytes.length));
        }
    }

    @Test
    void bringsOutAtOnceWhatWasFlushed() throws IOException {
        for (boolean gzip : new boolean[] {true, false}) {
            ByteArrayOutputStream wire = new ByteArrayOutputStream();
            OutputStream compressor = gzip
                    ? new GZIPOutputStream(wire, 512, true)
                    : new DeflaterOutputStream(wire, new Deflater(), 512, true);
            ByteArrayOutputStream seen = new ByteArrayOutputStream();
            try (ContentDecoder decoder = ContentDecoder.of(List.of(gzip ? "gzip" : "deflate"), PLENTY)) {
                for (int event = 0; event < 20; event++) {
                    String sent = "data: " + event + "\n\n";
                    compressor.write(sent.getBytes(StandardCharsets.UTF_8));
                    compressor.flush();
                    decoder.feed(ByteBuffer.wrap(wire.toByteArray()), bytes -> add(bytes, seen));
                    wire.reset();
                    assertThat(seen.toString(StandardCharsets.UTF_8)).endsWith(sent);
                }
            }
        }
    }

    @Test
    void decodesBrotliAtTheEnd() {
        ByteArrayOutputStream seen = new ByteArrayOutputStream();
        ContentDecoder decoder = ContentDecoder.of(List.of("br"), PLENTY);
        for (byte octet : BROTLI) {
            decoder.feed(ByteBuffer.wrap(new byte[] {octet}), bytes -> add(bytes, seen));
        }
        assertThat(seen.size()).isZero();
        decoder.finish(bytes -> add(bytes, seen));
        assertThat(seen.toString(StandardCharsets.UTF_8)).isEqualTo("hello brotli, hello brotli, hello brotli\n");
        assertThat(decoder.state()).isEqualTo(State.DONE);
    }

    @Test
    void brotliMayBeDamaged() {
        for (int i = 0; i < BROTLI.length; i++) {
            byte[] damaged = BROTLI.clone();
            damaged[i] ^= (byte) 0xFF;
            assertThat(decode(List.of("br"), damaged, 100, PLENTY).state).isIn(State.DONE, State.MALFORMED);
        }
        assertThat(decode(List.of("br"), Arrays.copyOf(BROTLI, 20), 100, PLENTY).state)
                .isEqualTo(State.MALFORMED);
    }

    @Test
    void doesWithoutTheBrotliLibrary() throws Exception {
        URL[] ourselves = {
            ContentDecoder.class.getProtectionDomain().getCodeSource().getLocation()
        };
        try (URLClassLoader loader = new URLClassLoader(ourselves, ClassLoader.getPlatformClassLoader())) {
            Class<?> decoder = loader.loadClass(ContentDecoder.class.getName());
            Object made = decoder.getMethod("of", List.class, long.class).invoke(null, List.of("br"), PLENTY);
            assertThat(decoder.getMethod("state").invoke(made)).hasToString("NOT_UNDERSTOOD");
        }
    }

    @ParameterizedTest
    @MethodSource("unknown")
    void saysWhatItDoesNotUnderstand(List<String> names) {
        Decoded decoded = decode(names, gzip(PLAIN), 100, PLENTY);
        assertThat(decoded.state).isEqualTo(State.NOT_UNDERSTOOD);
        assertThat(decoded.bytes).isEmpty();
    }

    static Stream<List<String>> unknown() {
        return Stream.of(
                List.of("zstd"),
                List.of("gzip, zstd"),
                List.of("zstd", "gzip"),
                List.of("aes128gcm"),
                List.of("gzip,gzip,gzip,gzip,gzip"));
    }

    @Test
    void stopsABomb() {
        byte[] bomb = gzip(new byte[50_000_000]);
        for (List<String> names : List.of(List.of("gzip"), List.<String>of())) {
            Decoded decoded = decode(names, bomb, 1000, 100_000);
            assertThat(decoded.state).isEqualTo(State.TOO_LARGE);
            assertThat(decoded.bytes).hasSize(100_000);
        }
        Decoded twice = decode(List.of("gzip, gzip"), gzip(bomb), 1000, 100_000);
        assertThat(twice.state).isEqualTo(State.TOO_LARGE);
    }

    @Test
    void takesNoMoreBrotliThanIsAllowed() {
        Decoded decoded = decode(List.of("br"), BROTLI, 5, 20);
        assertThat(decoded.state).isEqualTo(State.TOO_LARGE);
    }

    @Test
    void aPlainBodyHasNoLimit() {
        Decoded decoded = decode(List.of(), PLAIN, 100, 10);
        assertThat(decoded.bytes).isEqualTo(PLAIN);
        assertThat(decoded.state).isEqualTo(State.DONE);
    }

    @Test
    void aPlainBodyMayBeginLikeGzip() {
        for (byte[] body : List.of(new byte[] {0x1F}, new byte[] {0x1F, 'a', 'b'})) {
            for (int size : new int[] {1, 3}) {
                assertThat(decode(List.of(), body, size, PLENTY).bytes).isEqualTo(body);
            }
        }
    }

    @Test
    void saysThatABodyIsNotInItsCoding() {
        for (String name : List.of("gzip", "deflate")) {
            Decoded decoded = decode(List.of(name), PLAIN, 100, PLENTY);
            assertThat(decoded.state).isEqualTo(State.MALFORMED);
        }
    }

    @Test
    void leavesTheBufferAlone() {
        ByteBuffer body = ByteBuffer.wrap(gzip(PLAIN));
        try (ContentDecoder decoder = ContentDecoder.of(List.of("gzip"), PLENTY)) {
            decoder.feed(body, bytes -> assertThat(bytes.hasRemaining()).isTrue());
        }
        assertThat(body.position()).isZero();
    }

    @Test
    void nothingComesOutOnceClosed() {
        ContentDecoder decoder = ContentDecoder.of(List.of("gzip"), PLENTY);
        decoder.close();
        decoder.close();
        decoder.feed(ByteBuffer.wrap(gzip(PLAIN)), bytes -> {
            throw new AssertionError("closed");
        });
        assertThat(decoder.state()).isEqualTo(State.DONE);
    }

    private record Decoded(byte[] bytes, State state) {}

    private static Decoded decode(List<String> names, byte[] body, int size, long limit) {
        ByteArrayOutputStream seen = new ByteArrayOutputStream();
        ContentDecoder decoder = ContentDecoder.of(names, limit);
        for (int at = 0; at < body.length; at += size) {
            decoder.feed(ByteBuffer.wrap(body, at, Math.min(size, body.length - at)), bytes -> add(bytes, seen));
        }
        decoder.finish(bytes -> add(bytes, seen));
        return new Decoded(seen.toByteArray(), decoder.state());
    }

    private static void add(ByteBuffer bytes, ByteArrayOutputStream seen) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        seen.writeBytes(copy);
    }

    private static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }

    private static byte[] deflate(byte[] plain, boolean raw) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflate =
                new DeflaterOutputStream(out, new Deflater(Deflater.DEFAULT_COMPRESSION, raw))) {
            deflate.write(plain);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }

    private static byte[] twoMembers() {
        int half = PLAIN.length / 2;
        return join(gzip(Arrays.copyOf(PLAIN, half)), gzip(Arrays.copyOfRange(PLAIN, half, PLAIN.length)));
    }

    private static byte[] withPadding() {
        return join(gzip(PLAIN), new byte[100]);
    }

    /** The header with extra field, name, comment and checksum, which gzip itself writes none of. */
    private static byte[] withAllHeaderFields() {
        byte[] plain = gzip(PLAIN);
        plain[3] = 2 | 4 | 8 | 16;
        byte[] fields = {3, 0, 'x', 'y', 'z', 'n', 'a', 0, 'c', 0, 1, 2};
        return join(join(Arrays.copyOf(plain, 10), fields), Arrays.copyOfRange(plain, 10, plain.length));
    }

    private static byte[] join(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }
}
