package io.throughline.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Content codings are undone as bytes come, within a limit, whatever the bytes are. */
class ContentDecoderTest {
    private static final String TEXT = "data: {\"delta\":\"hällo\"}\n\n".repeat(50);
    /** "hello brotli hello brotli hello brotli" by the reference encoder. */
    private static final String BROTLI = "GyUA+B2pU5+7cC1WhiYnQdjoki3tLYiKBl5m/AI=";

    private final ByteArrayOutputStream plain = new ByteArrayOutputStream();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gzip",
                "x-gzip",
                "GZIP",
                " gzip ",
                "deflate",
                "raw deflate",
                "identity",
                "",
                "gzip, deflate",
                "deflate,gzip"
            })
    void undoesWhatWasDone(String coding) throws IOException {
        byte[] coded = coded(coding, TEXT.getBytes(UTF_8));
        String header = coding.replace("raw ", "");
        for (int size : new int[] {1, 2, 7, 100, coded.length}) {
            plain.reset();
            assertThat(decode(header, coded, size, 1 << 20)).isEqualTo(ContentDecoder.State.DONE);
            assertThat(plain.toString(UTF_8)).isEqualTo(TEXT);
        }
    }

    @Test
    void anEventThatWasFlushedIsThereAtOnce() throws IOException {
        ByteArrayOutputStream coded = new ByteArrayOutputStream();
        ContentDecoder decoder = ContentDecoder.of("gzip", 1 << 20);
        try (GZIPOutputStream gzip = new GZIPOutputStream(coded, 512, true)) {
            for (int i = 0; i < 3; i++) {
                gzip.write(("data: " + i + "\n\n").getBytes(UTF_8));
                gzip.flush();
                decoder.feed(ByteBuffer.wrap(coded.toByteArray()), this::take);
                coded.reset();
                assertThat(plain.toString(UTF_8)).endsWith("data: " + i + "\n\n");
            }
        }
    }

    @Test
    void severalMembersAreOne() throws IOException {
        ByteArrayOutputStream coded = new ByteArrayOutputStream();
        coded.writeBytes(coded("gzip", "one ".getBytes(UTF_8)));
        coded.writeBytes(coded("gzip", "two".getBytes(UTF_8)));
        assertThat(decode("gzip", coded.toByteArray(), 3, 100)).isEqualTo(ContentDecoder.State.DONE);
        assertThat(plain.toString(UTF_8)).isEqualTo("one two");
    }

    @Test
    void aHeadWithNameCommentExtraAndChecksumIsPassed() throws IOException {
        byte[] simple = coded("gzip", TEXT.getBytes(UTF_8));
        ByteArrayOutputStream coded = new ByteArrayOutputStream();
        coded.writeBytes(new byte[] {0x1f, (byte) 0x8b, 8, 2 | 4 | 8 | 16, 0, 0, 0, 0, 0, 0, 2, 0, 'x', 'y'});
        coded.writeBytes("name\0comment\0".getBytes(UTF_8));
        CRC32 crc = new CRC32();
        crc.update(coded.toByteArray());
        coded.write((int) crc.getValue());
        coded.write((int) (crc.getValue() >> 8));
        coded.write(simple, 10, simple.length - 10);
        assertThat(decode("gzip", coded.toByteArray(), 1, 1 << 20)).isEqualTo(ContentDecoder.State.DONE);
        assertThat(plain.toString(UTF_8)).isEqualTo(TEXT);
    }

    @Test
    void brotliIsUndoneAtTheEnd() {
        assertThat(decode("br", Base64.getDecoder().decode(BROTLI), 5, 1000)).isEqualTo(ContentDecoder.State.DONE);
        assertThat(plain.toString(UTF_8)).isEqualTo("hello brotli hello brotli hello brotli");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate"})
    void aBombStopsAtTheLimit(String coding) throws IOException {
        byte[] bomb = coded(coding, new byte[50 << 20]);
        assertThat(bomb.length).isLessThan(200_000);
        assertThat(decode(coding, bomb, bomb.length, 100_000)).isEqualTo(ContentDecoder.State.TOO_LARGE);
        assertThat(plain.size()).isLessThanOrEqualTo(100_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "br"})
    void bytesThatAreNotCodedAreBroken(String coding) {
        assertThat(decode(coding, "this is plain text, and more of it".getBytes(UTF_8), 5, 1000))
                .isEqualTo(ContentDecoder.State.BROKEN);
    }

    @Test
    void bytesThatEndTooEarlyAreBrokenButGivenAsFarAsTheyGo() throws IOException {
        byte[] coded = coded("gzip", TEXT.getBytes(UTF_8));
        assertThat(decode("gzip", java.util.Arrays.copyOf(coded, coded.length - 9), 10, 1 << 20))
                .isEqualTo(ContentDecoder.State.BROKEN);
        assertThat(TEXT).startsWith(plain.toString(UTF_8)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"zstd", "compress", "gzip, zstd", "rubbish"})
    void codingsThatAreNotKnownGiveNothing(String coding) {
        assertThat(decode(coding, TEXT.getBytes(UTF_8), 10, 1 << 20)).isEqualTo(ContentDecoder.State.NOT_UNDERSTOOD);
        assertThat(plain.size()).isZero();
    }

    @Test
    void anEmptyBodyIsFine() {
        assertThat(decode("gzip", new byte[0], 1, 10)).isEqualTo(ContentDecoder.State.DONE);
    }

    private ContentDecoder.State decode(String coding, byte[] coded, int size, long most) {
        ContentDecoder decoder = ContentDecoder.of(coding, most);
        for (int at = 0; at < coded.length; at += size) {
            decoder.feed(
                    ByteBuffer.wrap(coded, at, Math.min(size, coded.length - at))
                            .asReadOnlyBuffer(),
                    this::take);
        }
        decoder.finish(this::take);
        return decoder.state();
    }

    private void take(ByteBuffer bytes) {
        byte[] chunk = new byte[bytes.remaining()];
        bytes.get(chunk);
        plain.writeBytes(chunk);
    }

    private static byte[] coded(String codings, byte[] bytes) throws IOException {
        byte[] coded = bytes;
        for (String coding : codings.toLowerCase(java.util.Locale.ROOT).split(",")) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (OutputStream coder = switch (coding.strip()) {
                case "gzip", "x-gzip" -> new GZIPOutputStream(out);
                case "deflate" -> new DeflaterOutputStream(out);
                case "raw deflate" -> new DeflaterOutputStream(out, new Deflater(6, true));
                default -> out;
            }) {
                coder.write(coded);
            }
            coded = out.toByteArray();
        }
        return coded;
    }
}
